/* SPDX-License-Identifier: MIT */
#include "matter.h"

#include "base/date.h"
#include "base/lang.h"
#include "base/num.h"

enum rc matter_open(struct matter *m, const struct schema *appeals, struct err *err)
{
	struct same_options options = SAME_DEFAULT;
	m->lat = schema_field(appeals, "lat");
	m->lon = schema_field(appeals, "lon");
	m->address = schema_field(appeals, "address");
	m->created_at = schema_field(appeals, "created_at");
	m->text = schema_field(appeals, "text");
	m->same_as = schema_field(appeals, "same_as");
	if (!m->options || same_options_read(m->options, &options, err) != RC_OK)
		return err->rc;
	return same_new(&options, &m->same, err);
}

void matter_close(struct matter *m)
{
	same_free(m->same);
	buf_free(&m->why);
}

static void put_why(struct buf *why, const struct same_match *match)
{
	if (match->by_address) {
		buf_puts(why, _("same address"));
	} else {
		num_put_fixed(why, match->metres, 0);
		buf_puts(why, _(" m"));
	}
	buf_puts(why, ", ");
	num_put_fixed(why, match->hours, 1);
	buf_puts(why, _(" h"));
	buf_puts(why, _(", text "));
	num_put_fixed(why, match->text, 2);
}

uint32_t matter_find(struct matter *m, const struct str *cell, uint32_t number)
{
	struct same_appeal appeal = {.address = cell[m->address], .text = cell[m->text]};
	struct moment moment;
	struct same_match match;
	buf_clear(&m->why);
	if (!m->same || cell[m->same_as].n)
		return SAME_NONE;
	appeal.placed = num_parse(cell[m->lat], &appeal.lat) && num_parse(cell[m->lon], &appeal.lon);
	appeal.timed = moment_read(cell[m->created_at], &moment) == DATE_OK;
	appeal.seconds = appeal.timed ? moment_utc(moment) : 0;
	same_find(m->same, &appeal, number, &match);
	if (match.number != SAME_NONE)
		put_why(&m->why, &match);
	return match.number;
}
