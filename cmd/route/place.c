/* SPDX-License-Identifier: MIT */
#include "place.h"

#include <stdlib.h>

enum rc place_find(const struct table *t, const char *option, const char **path, struct err *err)
{
	const char *env = getenv("UPRAVA_STORE");
	*path = option ? option : env && *env ? env : "uprava.db";
	return table_spare(t, *path, err);
}

enum rc place_open(const struct table *t, const char *option, enum store_mode mode, struct casework **casework, struct err *err)
{
	const char *path;
	*casework = NULL;
	return place_find(t, option, &path, err) == RC_OK ? casework_open(path, mode, casework, err) : err->rc;
}

enum rc place_end(struct table *t, int64_t kept, struct err *err)
{
	enum rc rc = table_close(t, err);
	if (rc == RC_OK || rc == RC_LOOK || kept == 0)
		return rc;
	struct err whole = ERR_NONE;
	err_set(&whole, rc, _("%.1500s; what was done before stays in the store (events: %lld), and a further run goes on from there"), err->text,
	        (long long)kept);
	*err = whole;
	return rc;
}

enum rc place_close(struct table *t, struct casework *casework, struct err *err)
{
	int64_t kept = casework ? store_kept(casework_store(casework)) : 0;
	casework_close(casework);
	return place_end(t, kept, err);
}
