# SPDX-License-Identifier: MIT
# ru.po → a C table sorted by the English side (in LC_ALL=C, as strcmp sorts). Needs any POSIX awk. Refuses an entry without a
# translation, a duplicate, and a pair whose printf conversions differ.

function fail(text) {
	printf "%s:%d: %s\n", FILENAME, NR, text > "/dev/stderr"
	bad = 1
	exit 1
}

function conversions(text,   found) {
	gsub(/%%/, "", text)
	while (match(text, /%[-+ #0-9.*]*(hh|h|ll|l|z|j|t)?[a-zA-Z]/)) {
		found = found substr(text, RSTART, RLENGTH) " "
		text = substr(text, RSTART + RLENGTH)
	}
	return found
}

function done() {
	if (id == "")
		return
	if (text == "")
		fail("no translation: " id)
	if (id in ru)
		fail("a second translation: " id)
	if (conversions(id) != conversions(text))
		fail("conversions differ: " id)
	ru[id] = text
	en[++n] = id
	id = text = ""
}

function quoted(line) {
	if (line !~ /^".*"$/)
		fail("a quoted string is expected: " line)
	return substr(line, 2, length(line) - 2)
}

/^#/ || /^[ \t]*$/ { next }
/^msgid /  { done(); id = quoted(substr($0, 7)); state = "id"; next }
/^msgstr / { text = quoted(substr($0, 8)); state = "str"; next }
/^"/       { if (state == "id") id = id quoted($0); else text = text quoted($0); next }
           { fail("not understood: " $0) }

# Escapes are C's own, so that sorting the escaped text would differ from sorting the bytes: unescape for the order alone.
function plain(s) {
	gsub(/\\n/, "\n", s)
	gsub(/\\t/, "\t", s)
	gsub(/\\"/, "\"", s)
	return s
}

END {
	if (bad)
		exit 1
	done()
	for (i = 2; i <= n; i++) {
		x = en[i]
		for (j = i - 1; j > 0 && plain(en[j]) > plain(x); j--)
			en[j + 1] = en[j]
		en[j + 1] = x
	}
	print "/* Made by share/po/compile.awk. */"
	print "#include <stddef.h>"
	print "struct lang_pair {\n\tconst char *en, *ru;\n};"
	print "extern const struct lang_pair lang_ru[];\nextern const size_t lang_ru_n;"
	print "const struct lang_pair lang_ru[] = {"
	for (i = 1; i <= n; i++)
		printf "\t{\"%s\", \"%s\"},\n", en[i], ru[en[i]]
	printf "};\nconst size_t lang_ru_n = %d;\n", n
}
