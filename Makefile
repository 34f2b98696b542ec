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

base    = err lang mem str arena buf map num date utf8 charset digest io share json
ext     = csvin jqx xml db stem
cli     = cli option help manual complete progress
table   = schema row sniff cell check reader writer grid table
calc    = calendar psych choose
process = model bpmnin lint engine
text    = norm terms index match join
cases   = form store event case task
render  = show style chart html

floors  = base ext cli table calc process text cases render
lib_src = $(wildcard $(foreach f,$(floors),$(patsubst %,lib/$(f)/%.c,$($(f)))))
lib_obj = $(lib_src:%.c=$(BUILD)/%.o) $(BUILD)/gen/ru.o

# ---- the commands, a verb a file, and the libraries each one stands on

uprava_src    = main front help schema
inventory_src = main import duplicates plan
audit_src     = main map why gaps
route_src     = main lint check deploy submit tasks complete tick cases history verify
attest_src    = main score select
report_src    = main kpi html define measure source

uprava_lib    = -lcsv -ljq
inventory_lib = -lcsv -ljq -lstemmer
audit_lib     = -lcsv -ljq -lstemmer
route_lib     = -lcsv -ljq -lsqlite3 -lexpat
attest_lib    = -lcsv -ljq
report_lib    = -lcsv -ljq -lsqlite3

commands = $(foreach c,inventory audit route attest report,$(if $(wildcard cmd/$(c)/main.c),uprava-$(c)))
front    = $(if $(wildcard lib/table/table.c),uprava)
programs = $(patsubst %,$(BUILD)/bin/%,$(front) $(commands))

# ---- unit tests: one program a module, TAP on stdout

unit     = $(notdir $(basename $(wildcard tests/unit/test_*.c)))
unit_bin = $(unit:%=$(BUILD)/unit/%)
unit_lib = -lcsv -ljq -lsqlite3 -lexpat -lstemmer

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
$(BUILD)/bin/uprava-$(1): $$(patsubst %.c,$(BUILD)/%.o,$$(wildcard $$($(1)_src:%=cmd/$(1)/%.c))) $(BUILD)/libuprava.a
	@mkdir -p $$(@D)
	$$(CC) $$(all_ldflags) -o $$@ $$^ $$($(1)_lib) -lm -lpthread
endef
$(foreach c,inventory audit route attest report,$(eval $(call command,$(c))))

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libuprava.a
	@mkdir -p $(@D)
	$(CC) $(all_ldflags) -o $@ $^ $(unit_lib) -lm -lpthread

unit: $(unit_bin)

clean:
	rm -rf $(BUILD)

-include $(lib_obj:.o=.d) $(unit:%=$(BUILD)/tests/unit/%.d) \
         $(foreach c,uprava inventory audit route attest report,$($(c)_src:%=$(BUILD)/cmd/$(c)/%.d))

.PHONY: all unit clean
.DELETE_ON_ERROR:
