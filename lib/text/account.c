/* SPDX-License-Identifier: MIT */
#include "text/account.h"

#include "base/lang.h"
#include "base/num.h"
#include "base/utf8.h"

enum { SHOWN = 6, LINE_MAX_LETTERS = 48 };

/* A short line is quoted whole; of a sentence, and of a title, the word. */
static void put_known(const struct match_part *p, struct buf *out)
{
	bool whole = p->kind < MATCH_SENTENCE && utf8_length(p->line) <= LINE_MAX_LETTERS;
	if (p->kind != MATCH_TITLE)
		buf_puts(out, "«");
	if (whole)
		buf_str(out, p->line);
	else
		buf_str(out, p->known);
	if (p->kind != MATCH_TITLE)
		buf_puts(out, whole ? "»" : "…»");
}

static void put_score(uint32_t score, struct buf *out)
{
	buf_putc(out, ' ');
	num_put_scaled(out, (score + 5) / 10, 2);
}

static void put_part(const struct match_part *p, uint32_t score, struct buf *out)
{
	buf_str(out, p->word);
	if (p->expansion.n > 0) {
		buf_puts(out, " = ");
		buf_str(out, p->expansion);
	}
	buf_puts(out, p->guessed ? " ≈ " : "~");
	put_known(p, out);
	put_score(score, out);
}

/* An abbreviation has several terms and is one word. */
static bool same_word_before(const struct match_part *part, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (part[j].word.p == part[i].word.p)
			return true;
	return false;
}

void account_why(struct matcher *r, uint32_t class, struct buf *out)
{
	const struct match_part *part;
	size_t n = match_parts(r, class, &part), words = 0, shown = 0;
	uint32_t all = 0, told = 0;
	for (size_t i = 0; i < n; i++) {
		all += part[i].score;
		words += !same_word_before(part, i);
	}
	for (size_t i = 0; i < n && (shown < SHOWN || words == SHOWN + 1); i++) {
		uint32_t score = 0;
		if (same_word_before(part, i))
			continue;
		for (size_t j = i; j < n; j++)
			score += part[j].word.p == part[i].word.p ? part[j].score : 0;
		if (shown++ > 0)
			buf_puts(out, "; ");
		put_part(&part[i], score, out);
		told += score;
	}
	if (shown < words) {
		buf_printf(out, _("; %zu more:"), words - shown);
		put_score(all - told, out);
	}
}
