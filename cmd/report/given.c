/* SPDX-License-Identifier: MIT */
#include "given.h"

#include "base/lang.h"
#include "base/share.h"

#include <string.h>

enum rc given_list(const struct cli_list *args, struct arena *arena, struct given **sources,
                    struct err *err)
{
	*sources = arena_array(arena, args->n + 1, sizeof **sources);
	for (size_t i = 0; i < args->n; i++) {
		const char *arg = args->v[i], *equals = strchr(arg, '=');
		if (equals == NULL || equals == arg || equals[1] == '\0')
			return err_set(err, RC_USAGE, _("--table %s: NAME=FILE is expected"), arg);
		struct str name = {arg, (size_t)(equals - arg)};
		for (size_t j = 0; j < i; j++)
			if (str_is(name, (*sources)[j].name))
				return err_set(err, RC_USAGE, _("--table %s: the table was named before"), arg);
		(*sources)[i] = (struct given){arena_cstr(arena, name), equals + 1};
	}
	return RC_OK;
}

enum rc given_schema(const char *name, struct arena *arena, const char **schema, struct err *err)
{
	const char *const *names;
	size_t n;
	if (share_list("schema", ".json", arena, &names, &n, err) != RC_OK)
		return err->rc;
	*schema = "any";
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			*schema = names[i];
	return RC_OK;
}
