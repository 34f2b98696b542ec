/* SPDX-License-Identifier: MIT */
/*
 * The topic and the unit of a resident's message, from past cases. What speaks for a topic is the likeness of the message to the topic's past texts on the whole (text/profile.h) and to single ones among them
 * (text/near.h). The unit is the one that had the topic's cases; where several had, the one whose texts the message is like, or else the one that had more.
 *
 * A confidence is a probability (calc/softmax.h), fitted on the past cases themselves: each of a sample is judged without the texts that are like it, and also as if its topic had never been met, so
 * that a message about something new is told from a message about something known. The verdict:
 *
 *	none    that it is none of the topics is likelier than any of them
 *	sure    about one in twenty is wrong
 *	likely  more likely right than wrong
 *	weak    the rest
 *
 * Read-only once ready: any number of askers, one a thread.
 */
#ifndef TEXT_TOPIC_H
#define TEXT_TOPIC_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "text/judge.h"

#include <stddef.h>
#include <stdint.h>

struct topics;

enum rc topic_new(struct topics **topics, struct err *err) MUST_CHECK;
void topic_free(struct topics *topics); /* NULL is safe */

/* A past case; the unit may be empty. All is copied. */
void topic_learn(struct topics *topics, struct str id, struct str topic, struct str unit, struct str text);
/* After the last case, before the first asker. */
enum rc topic_ready(struct topics *topics, struct err *err) MUST_CHECK;

size_t topic_count(const struct topics *topics);
struct str topic_name(const struct topics *topics, uint32_t topic);

#define TOPIC_NONE UINT32_MAX

struct topic_guess {
	uint32_t topic;         /* TOPIC_NONE: none of them */
	struct str unit;
	double confidence;      /* that the topic is right */
	double unit_confidence; /* that the unit is right, whatever the topic */
	enum match_verdict verdict;
};

struct topic_asker;
enum rc topic_open(const struct topics *topics, struct topic_asker **asker, struct err *err) MUST_CHECK;
void topic_close(struct topic_asker *asker); /* NULL is safe */

/* The best topics of a text, at most top and, where the verdict is none, a first row that says so. There is always one. Valid until the next call; text must stay. */
const struct topic_guess *topic_ask(struct topic_asker *asker, struct str text, size_t top, size_t *n);

/* Why the i-th guess stands there, in the current language: the words that told, with the concern they told of, and the past cases that are like it. */
void topic_why(struct topic_asker *asker, size_t i, struct buf *out);

#endif
