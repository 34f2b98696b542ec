/* SPDX-License-Identifier: MIT */
#include "when.h"

#include "base/date.h"
#include "cases/store.h"

void when_put(struct writer *out, int64_t moment)
{
	struct buf text = {0};
	if (moment == STORE_NEVER) {
		writer_cstr(out, NULL);
		return;
	}
	moment_put(&text, (struct moment){moment, DATE_NO_OFFSET});
	writer_str(out, buf_slice(&text));
	buf_free(&text);
}

enum rc when_as_of(const char *text, int64_t *moment, struct err *err)
{
	struct moment read;
	int32_t day;
	*moment = STORE_NEVER;
	if (!text)
		return RC_OK;
	if (date_read(str_of(text), &day) == DATE_OK)
		*moment = (int64_t)day * 86400 + 86399;
	else if (moment_read(str_of(text), &read) == DATE_OK)
		*moment = read.seconds;
	else
		return err_set(err, RC_USAGE, _("--as-of %.100s: a day or a moment is expected (2024-03-15 or 2024-03-15T09:30)"), text);
	return RC_OK;
}
