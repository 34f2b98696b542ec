/* SPDX-License-Identifier: MIT */
/*
 * What kind of file this is, by its first bytes and by what the user said: format, charset, delimiter. What can be read in two ways is
 * refused with both named.
 */
#ifndef TABLE_SNIFF_H
#define TABLE_SNIFF_H

#include "base/charset.h"
#include "table/reader.h"

struct dialect {
	enum format format; /* CSV, TSV, JSON or JSONL */
	enum charset charset;
	size_t bom;      /* bytes to skip */
	char delimiter;  /* of CSV */
	bool sep_line;   /* the first line is Excel's "sep=;" */
	bool excel;      /* a byte order mark and ";" or one column: --excel wrote it, its text cells may be guarded by an apostrophe */
};

enum { SNIFF_BYTES = 64 << 10 };

/* head: the first SNIFF_BYTES, or all when whole. RC_INPUT: empty, or ambiguous; RC_USAGE: an unknown encoding. */
enum rc sniff(struct str head, bool whole, const char *file, const struct reader_options *options, struct dialect *dialect,
              struct err *err) MUST_CHECK;

/* "csv, windows-1251, ';'" */
void sniff_describe(const struct dialect *dialect, struct buf *out);

#endif
