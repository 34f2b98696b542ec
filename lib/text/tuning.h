/* SPDX-License-Identifier: MIT */
/*
 * Every tuned number of the comparison of texts, in one place. Masses, smoothing and the bounds of halves were chosen on duties written for this purpose
 * (tests/data/audit/duties.csv). The coefficients and the bound of "sure" are fitted by tests/quality/calibrate.c on those and on the development duties of make quality together; what it prints
 * beside them was measured on folds that were held apart.
 */
#ifndef TEXT_TUNING_H
#define TEXT_TUNING_H

/* Jelinek-Mercer smoothing: the share of the common vocabulary that is mixed into that of one class (text/index.h). */
#define TUNING_LAMBDA 0.1

/* The mass of one line of knowledge: by its weight 1, 2 or 3, and times this when it is a whole sentence. A title weighs as much as several lines. */
#define TUNING_MASS_1 0.6
#define TUNING_MASS_2 1.0
#define TUNING_MASS_3 1.6
#define TUNING_SENTENCE 0.6
#define TUNING_TITLE 4.8

/* What a guessed word (a slip of the pen) gives of its weight. */
#define TUNING_GUESS 0.7

/* The confidence (text/judge.h): coefficients of the constant, the lead over the rival, the score and its share in the most; the bounds of the verdicts. Fitted by
 * calibrate. */
#define TUNING_SOME {-3.510, 5.455, 1.359, -0.355}
#define TUNING_RIGHT {-1.515, 3.735, 0.981, 0.487}
#define TUNING_SURE 0.9
#define TUNING_LIKELY 0.65
/* The confidence that there is no power when no word speaks for any: some words speak for a topic that is none; none speak at all. */
#define TUNING_NOTHING_BUT_FOREIGN 0.95
#define TUNING_NOTHING 0.7

/* From which similarity on a duty that people decided upon is an example (text/assign.h). */
#define TUNING_ALIKE 0.6

/* The two matters of a duty (text/matters.h): by how much the power of one half must surpass that of the other half there, in thousandths, and how confident each must be. */
#define TUNING_MATTER 6000
#define TUNING_MATTER_CONFIDENCE 0.7

/* A text of more distinct terms than this is no single duty: nothing is more than weak, and it is not cut in two. */
#define TUNING_LONG 150

/* Whether two texts name one work (text/alike.h), chosen on the two registers of tests/data/duplicates: ONE and BOTH of its formula; what is left when one action, or both, only say that
 * something is done; how much more the thing counts that the action is done to, when the other text lacks it; what is left when the action of one is a thing of the other (назначение опекунов, установление
 * опеки), or says what that does not mean; and when the actions differ. */
#define TUNING_WORK_ONE 0.35
#define TUNING_WORK_BOTH 0.7
#define TUNING_WORK_FREE 0.75
#define TUNING_WORK_HEAD 2.0
#define TUNING_WORK_NAMED 0.85
#define TUNING_WORK_OWN 0.65
#define TUNING_WORK_OTHER 0.35
/* What a field weighs beside its words (share/text/fields.csv). */
#define TUNING_WORK_FIELD 0.5

/* From which likeness on titles are one work (0.6 would be right more often and find less), and duties, whose sentences say more; from which on titles are worth a look; the share of it that two groups must reach on the average to become one; and what a thing keeps of its weight when
 * every text names it (text/twins.h). */
#define TUNING_WORK_SAME 0.5
#define TUNING_WORK_SAME_DUTY 0.6
#define TUNING_WORK_NEAR 0.42
#define TUNING_WORK_LINKAGE 1.0
#define TUNING_WORK_COMMON 0.5

/* A message's topic (text/topic.h). A topic's own name counts as so many of its texts; what the likeness to single past texts adds to that to the topic as a whole, and from which likeness on; from which on two
 * texts are variations of one, so that one is no witness for the other; how sure a topic must be. What is written of a word of residents is half chance when it stands in half an expression (text/index.h,
 * index_doubt). */
#define TUNING_CONCERN_DOUBT 0.5
#define TUNING_TOPIC_EVERYDAY 0.4
#define TUNING_TOPIC_NAME 3.0
#define TUNING_TOPIC_NEAR 0.5
#define TUNING_TOPIC_NEAREST 0.3
#define TUNING_TOPIC_VARIATION 0.35
#define TUNING_TOPIC_SURE 0.94
#define TUNING_TOPIC_LIKELY 0.6
/* The probabilities (calc/softmax.h) when there are no past cases to fit them on, and how many cases that is worth; how often a message is about something that no past case was about. */
#define TUNING_TOPIC_SLOPE 16.0
#define TUNING_TOPIC_FOREIGN 5.4
#define TUNING_TOPIC_PRIOR 30.0
#define TUNING_TOPIC_NEW 0.1

#endif
