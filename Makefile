# SPDX-License-Identifier: MIT
# make        the programs, in build/bin, from where they run without being installed
# make demo   the main job on the shipped city          make test   every test inside the tree
# make check  the lints and the fuzz corpora            make asan   every test under the sanitizers
# make bench, quality, conformance DATA=DIR             make install PREFIX= DESTDIR=

BUILD   = build
PREFIX  = /usr/local
DESTDIR =
CC      = cc
OPT     = -O2
WARN    = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
          -Wpointer-arith -Wcast-qual -Wformat=2 -Wundef -Wvla -Werror
SANITIZE =
CFLAGS  = -g
CPPFLAGS =
LDFLAGS =

all_cflags = -std=c11 -D_GNU_SOURCE -Ilib $(OPT) $(WARN) $(SANITIZE) -ffile-prefix-map=$(CURDIR)=. \
             -DUPRAVA_PREFIX='"$(PREFIX)"' $(CPPFLAGS) $(CFLAGS) -MMD -MP
all_ldflags = $(SANITIZE) -Wl,--as-needed $(LDFLAGS)

# ---- the house, floor by floor: an include points down (tests/lint/floors.sh)

base    = err lang mem str arena buf map pool lanes spawn num date utf8 charset digest io lock share json json_stream json_put xmlput
ext     = csvin jqx jqrun xml db stem exif http
cli     = cli option help manual complete progress
table   = schema row sniff source header cell check reader excel writer grid spool table
calc    = psych choose retrieval calendar term term_text term_why geo softmax geo_grid
process = model condition expr expr_parse expr_value decision decision_cell decision_read decision_lint bpmnxml bpmnin bpmnbuild bpmnbuild_event bpmnbuild_task bpmnbuild_graph bpmnbuild_onward lint lint_event lint_join lint_term engine engine_check engine_state engine_query engine_data engine_text engine_read engine_ask engine_wait engine_move engine_scope engine_migrate trail
text    = norm lexicon typo terms index judge matters match account knowledge example assign join root office alike twins verdict concern gist near profile past topic topic_fit same
cases   = form form_rule form_need form_names form_value form_ask form_photo photo seen upgrade store clerk shelf version hand hand_move hand_replay casework casework_join casework_late casework_message casework_tick \
          view chronicle audit letters statute migration message message_xml appeal adapter rulebook \
          connector courier outbox dispatch dispatch_lane
render  = show style chart html xes ocel

floors  = base ext cli table calc process text cases render
lib_src = $(foreach f,$(floors),$(patsubst %,lib/$(f)/%.c,$($(f))))
lib_obj = $(lib_src:%.c=$(BUILD)/%.o) $(BUILD)/gen/ru.o

# ---- the commands, a verb a file, and the libraries each one stands on

uprava_src    = main front help schema
inventory_src = main import duplicates plan
audit_src     = main catalogue links map why gaps overlap matrix evaluate
route_src     = main lint check deploy submit tasks complete tick cases history verify rebuild suggest migrate place batch rules export when deadline intake matter deliver
attest_src    = main score select instrument roster quota
report_src    = main kpi html define measure given

uprava_lib    = -lcsv -ljq
inventory_lib = -lcsv -ljq -lstemmer
audit_lib     = -lcsv -ljq -lstemmer
route_lib     = -lcsv -ljq -lsqlite3 -lexpat -lexif -lstemmer
attest_lib    = -lcsv -ljq
report_lib    = -lcsv -ljq -lsqlite3

commands = $(patsubst %,uprava-%,inventory audit route attest report)
programs = $(patsubst %,$(BUILD)/bin/%,uprava $(commands))

# ---- unit tests: one program a module, TAP on stdout

unit     = $(notdir $(basename $(wildcard tests/unit/test_*.c)))
unit_bin = $(unit:%=$(BUILD)/unit/%)
unit_lib = -lcsv -ljq -lsqlite3 -lexpat -lstemmer -lexif

all: $(programs)

$(BUILD)/libuprava.a: $(lib_obj)
	rm -f $@ && $(AR) rcs $@ $(lib_obj)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(all_cflags) -c $< -o $@

$(BUILD)/gen/ru.o: $(BUILD)/gen/ru.c
	$(CC) $(all_cflags) -c $< -o $@

$(BUILD)/gen/ru.c: share/po/ru.po share/po/compile.awk
	@mkdir -p $(@D)
	LC_ALL=C awk -f share/po/compile.awk share/po/ru.po > $@.tmp && mv $@.tmp $@

$(BUILD)/bin/uprava: $(uprava_src:%=$(BUILD)/cmd/uprava/%.o) $(BUILD)/libuprava.a
	@mkdir -p $(@D)
	$(CC) $(all_ldflags) -o $@ $^ $(uprava_lib)

define command
$(BUILD)/bin/uprava-$(1): $$($(1)_src:%=$(BUILD)/cmd/$(1)/%.o) $(BUILD)/libuprava.a
	@mkdir -p $$(@D)
	$$(CC) $$(all_ldflags) -o $$@ $$^ $$($(1)_lib) -lm -lpthread
endef
$(foreach c,inventory audit route attest report,$(eval $(call command,$(c))))

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libuprava.a
	@mkdir -p $(@D)
	$(CC) $(all_ldflags) -o $@ $^ $(unit_lib) -lm -lpthread

# httpd: a recipient for the tests of deliver
unit: $(unit_bin) $(BUILD)/unit/httpd

# ---- pages, made from the tables that --help is made from

man = $(foreach p,uprava $(commands),$(BUILD)/man/man1/$(p).1 $(BUILD)/man/ru/man1/$(p).1) \
      $(BUILD)/man/man5/uprava-formats.5

man: $(man)

$(BUILD)/man/man1/%.1: $(BUILD)/bin/%
	@mkdir -p $(@D)
	UPRAVA_LANG=en $< --manual > $@.tmp && mv $@.tmp $@

$(BUILD)/man/ru/man1/%.1: $(BUILD)/bin/%
	@mkdir -p $(@D)
	UPRAVA_LANG=ru $< --manual > $@.tmp && mv $@.tmp $@

$(BUILD)/man/man5/%.5: docs/%.5
	@mkdir -p $(@D)
	cp $< $@

# ---- what people run

deps:
	@sh tests/deps.sh check

demo:
	@sh tests/deps.sh build
	@$(MAKE) --no-print-directory all
	@sh share/example/demo.sh $(BUILD)/bin $(BUILD)/demo

test:
	@sh tests/deps.sh test
	@$(MAKE) --no-print-directory all unit
	@sh tests/run.sh $(BUILD) $(unit_bin) $(wildcard tests/cmd/*.bats)

# The lints, and every fuzz corpus replayed through its harness.
check:
	@sh tests/deps.sh check
	@$(MAKE) --no-print-directory all man fuzz-replay
	@sh tests/run.sh $(BUILD)/check $(wildcard tests/lint/*.sh) tests/fuzz/replay.sh

asan:
	@$(MAKE) --no-print-directory test BUILD=$(BUILD)/asan OPT=-O1 \
	  SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"

# Kills (kill -9) for as long as SECONDS says, each round on a store of its own.
soak: all unit
	@sh tests/soak.sh $(BUILD) $(or $(SECONDS),600)

bench: all $(BUILD)/bench/join $(BUILD)/bench/csvloop $(BUILD)/bench/sqlite_loop $(BUILD)/bench/route_engine $(BUILD)/bench/spool \
       $(BUILD)/unit/httpd
	@sh tests/bench/run.sh $(BUILD)

quality: all $(BUILD)/quality/calibrate $(BUILD)/quality/baseline $(BUILD)/quality/jaccard $(BUILD)/quality/topics
	@sh tests/quality/run.sh $(BUILD) $(DATA)

$(BUILD)/quality/%: $(BUILD)/tests/quality/%.o $(BUILD)/libuprava.a
	@mkdir -p $(@D)
	$(CC) $(all_ldflags) -o $@ $^ $(unit_lib) -lm -lpthread

$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libuprava.a
	@mkdir -p $(@D)
	$(CC) $(all_ldflags) -o $@ $^ $(unit_lib) -lm -lpthread

conformance: all $(BUILD)/conformance/bpmn_run
	@sh tests/conformance/run.sh $(BUILD) $(DATA)

$(BUILD)/conformance/%: $(BUILD)/tests/conformance/%.o $(BUILD)/libuprava.a
	@mkdir -p $(@D)
	$(CC) $(all_ldflags) -o $@ $^ $(unit_lib) -lm -lpthread

fuzz_src = $(wildcard tests/fuzz/fuzz_*.c)
fuzz_bin = $(fuzz_src:tests/fuzz/%.c=$(BUILD)/fuzz/%)

fuzz-replay: $(fuzz_bin)

$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(BUILD)/libuprava.a
	@mkdir -p $(@D)
	$(CC) $(all_ldflags) -o $@ $^ $(unit_lib) -lm -lpthread

# Hunts for new inputs: make fuzz FUZZ=json SECONDS=60 (needs clang).
fuzz:
	@mkdir -p $(BUILD)/fuzz/found/$(FUZZ)
	clang -g -O1 -std=c11 -D_GNU_SOURCE -Ilib -fsanitize=fuzzer,address,undefined tests/fuzz/fuzz_$(FUZZ).c $(lib_src) \
	  $(BUILD)/gen/ru.c -o $(BUILD)/fuzz/hunt_$(FUZZ) $(unit_lib) -lm -lpthread
	$(BUILD)/fuzz/hunt_$(FUZZ) -max_total_time=$(or $(SECONDS),60) $(BUILD)/fuzz/found/$(FUZZ) tests/fuzz/corpus/$(FUZZ)

install: all man
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/uprava $(DESTDIR)$(PREFIX)/share/man
	install $(programs) $(DESTDIR)$(PREFIX)/bin
	cp -R share/. $(DESTDIR)$(PREFIX)/share/uprava
	rm -rf $(DESTDIR)$(PREFIX)/share/uprava/po
	cp -R $(BUILD)/man/. $(DESTDIR)$(PREFIX)/share/man
	install -D -m 644 completions/uprava.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/uprava
	install -D -m 644 completions/_uprava $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_uprava
	install -D -m 644 completions/uprava.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/uprava.fish
	for c in $(commands); do ln -sf uprava $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$c; done

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/tests/*/*.d) $(lib_obj:.o=.d) \
         $(foreach c,uprava inventory audit route attest report,$($(c)_src:%=$(BUILD)/cmd/$(c)/%.d))

.PHONY: all unit man deps demo test check asan soak bench quality conformance fuzz fuzz-replay install clean
.DELETE_ON_ERROR:
.SECONDARY:
