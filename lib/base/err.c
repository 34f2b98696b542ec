/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include "base/lang.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum rc err_set(struct err *err, enum rc rc, const char *fmt, ...)
{
	if (err->rc != RC_OK)
		return err->rc;
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(err->text, sizeof err->text, fmt, args);
	va_end(args);
	if (n >= (int)sizeof err->text) {
		size_t kept = sizeof err->text - 1;
		err->text[kept - utf8_tail(err->text, kept)] = '\0';
	}
	for (char *p = err->text; *p; p++)
		if (*p == '\n' || *p == '\r')
			*p = ' ';
	return err->rc = rc;
}

enum rc err_errno(struct err *err, const char *what)
{
	return err_set(err, RC_SYSTEM, "%.1500s: %s", what, _(strerror(errno)));
}
