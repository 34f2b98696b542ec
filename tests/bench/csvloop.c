/* SPDX-License-Identifier: MIT */
/* The peer of make bench: a bare libcsv loop that copies the first five columns of CSV, quoted only where they must be. */
#include <csv.h>
#include <stdio.h>
#include <string.h>

static size_t column;

static void cell(void *bytes, size_t n, void *context)
{
	(void)context;
	if (column < 5) {
		const char *p = bytes;
		if (column)
			putchar_unlocked(',');
		if (n && (memchr(p, ',', n) || memchr(p, '"', n) || memchr(p, '\n', n) || memchr(p, '\r', n)))
			csv_fwrite(stdout, p, n);
		else if (n)
			fwrite_unlocked(p, 1, n, stdout);
	}
	column++;
}

static void row(int end, void *context)
{
	(void)end, (void)context;
	column = 0;
	putchar_unlocked('\n');
}

int main(int argc, char **argv)
{
	static char block[64 << 10], out[256 << 10];
	struct csv_parser parser;
	FILE *in = argc > 1 ? fopen(argv[1], "rb") : stdin;
	if (!in || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return 1;
	setvbuf(stdout, out, _IOFBF, sizeof out);
	for (size_t n; (n = fread(block, 1, sizeof block, in)) > 0;)
		if (csv_parse(&parser, block, n, cell, row, NULL) != n)
			return 3;
	if (csv_fini(&parser, cell, row, NULL) != 0)
		return 3;
	csv_free(&parser);
	return fflush(stdout) != 0;
}
