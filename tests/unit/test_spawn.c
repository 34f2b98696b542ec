/* SPDX-License-Identifier: MIT */
#include "base/spawn.h"
#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int64_t ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void words(void)
{
	static const struct {
		const char *line, *want; /* words joined by "|", or "!" and the problem */
	} cases[] = {
	        {"adapter --to sms", "adapter|--to|sms"},
	        {"  a\tb \n c  ", "a|b|c"},
	        {"a 'b c' \"d 'e\"", "a|b c|d 'e"},
	        {"a x'y z'w ''", "a|xy zw|"},
	        {"a $HOME; rm -rf * | cat > x && `id` \\n", "a|$HOME;|rm|-rf|*|||cat|>|x|&&|`id`|\\n"},
	        {"[\"a b\",\"\",\"c\\u0022\"]", "a b||c\""},
	        {"", "!a command is expected"},
	        {"   ", "!a command is expected"},
	        {"''", "!a command is expected"},
	        {"a 'b", "!a quote is not closed"},
	        {"[\"a\",1]", "!a JSON array of strings is expected"},
	        {"[]", "!a JSON array of strings is expected"},
	        {"[\"\"]", "!a JSON array of strings is expected"},
	        {"[\"a\\u0000b\"]", "!a JSON array of strings is expected"},
	        {"[\"a\"", "!a JSON array of strings is expected"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct buf got = {0};
		const char *problem = NULL;
		const char *const *list = spawn_words(str_of(cases[i].line), arena, &problem);
		if (!list)
			buf_printf(&got, "!%s", problem);
		for (size_t k = 0; list && list[k]; k++)
			buf_printf(&got, "%s%s", k ? "|" : "", list[k]);
		unit_str(buf_cstr(&got), cases[i].want, cases[i].want);
		buf_free(&got);
		arena_free(arena);
	}
}

static struct spawn_end shell(const char *script, struct str input, int64_t timeout, size_t limit, struct buf *out, struct buf *problems)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	const char *const env[] = {"KEY=k1", NULL};
	struct spawn_end end;
	buf_clear(out);
	buf_clear(problems);
	spawn_run(&(struct spawn){.argv = argv, .dir = "/", .env = env, .input = input, .timeout_ms = timeout, .limit = limit}, out, problems, &end);
	return end;
}

static void runs(void)
{
	struct buf out = {0}, problems = {0}, big = {0};
	struct spawn_end end = shell("cat; echo problem >&2; pwd; exit 75", STR("letter\n"), 10000, 100, &out, &problems);
	unit_ok(end.how == SPAWN_EXITED && end.code == 75, "an exit code");
	unit_str(buf_cstr(&out), "letter\n/\n", "the input, and where it runs");
	unit_str(buf_cstr(&problems), "problem\n", "its standard error by itself");

	setenv("UPRAVA_SECRET", "s", 1);
	end = shell("env | grep -v ^_= | sort", STR(""), 10000, 1000, &out, &problems);
	unit_str(buf_cstr(&out), "KEY=k1\nLANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin:/bin\nPWD=/\n", "the environment is what was given and no more");

	for (int i = 0; i < 300000; i++)
		buf_puts(&big, "0123456789");
	end = shell("wc -c", buf_slice(&big), 10000, 100, &out, &problems);
	unit_str(buf_cstr(&out), "3000000\n", "three megabytes in");
	end = shell("exit 0", buf_slice(&big), 10000, 100, &out, &problems);
	unit_ok(end.how == SPAWN_EXITED && end.code == 0, "a program that does not read them is no error");
	end = shell("cat; cat /proc/self/fd/0 >&2", buf_slice(&big), 10000, 10, &out, &problems);
	unit_str(buf_cstr(&out), "0123456789", "what is over the limit is thrown away");

	end = shell("kill -9 $$", STR(""), 10000, 100, &out, &problems);
	unit_ok(end.how == SPAWN_KILLED && end.code == SIGKILL, "killed by a signal");
	end = shell("exec >&- 2>&-; sleep 0.2; exit 3", STR(""), 10000, 100, &out, &problems);
	unit_ok(end.how == SPAWN_EXITED && end.code == 3, "outputs that are shut early are not the end");
	buf_free(&out);
	buf_free(&problems);
	buf_free(&big);
}

/* A zombie that nobody fetches is not alive. */
static bool alive(const struct buf *pid)
{
	char path[64], state = 'Z';
	snprintf(path, sizeof path, "/proc/%ld/stat", strtol(pid->p, NULL, 10));
	FILE *file = fopen(path, "r");
	bool read = file && fscanf(file, "%*d %*s %c", &state) == 1;
	if (file)
		fclose(file);
	return read && state != 'Z';
}

static void ends(void)
{
	struct buf out = {0}, problems = {0};
	int64_t begin = ms();
	struct spawn_end end = shell("sleep 60 & echo $!; sleep 60", STR(""), 300, 100, &out, &problems);
	unit_ok(end.how == SPAWN_LATE && ms() - begin < 5000, "a program that is late is ended");
	nanosleep(&(struct timespec){0, 50000000}, NULL);
	unit_ok(out.n > 0 && !alive(&out), "with all of its group");
	end = shell("trap '' TERM; sleep 60 & wait; sleep 60", STR(""), 100, 100, &out, &problems);
	unit_ok(end.how == SPAWN_LATE, "also when it does not want to");
	begin = ms();
	end = shell("sleep 60 & echo $!", STR(""), 30000, 100, &out, &problems);
	unit_ok(end.how == SPAWN_EXITED && end.code == 0 && ms() - begin < 5000, "what it leaves behind does not keep us");
	nanosleep(&(struct timespec){0, 50000000}, NULL);
	unit_ok(out.n > 0 && !alive(&out), "and is ended");

	const char *const missing[] = {"no-such-adapter", NULL};
	spawn_run(&(struct spawn){.argv = missing, .timeout_ms = 1000, .limit = 10}, &out, &problems, &end);
	unit_ok(end.how == SPAWN_FAILED && end.code == ENOENT, "a program that is not there");
	const char *const folder[] = {"/tmp", NULL};
	spawn_run(&(struct spawn){.argv = folder, .timeout_ms = 1000, .limit = 10}, &out, &problems, &end);
	unit_ok(end.how == SPAWN_FAILED && end.code == EACCES, "or is none");
	spawn_run(&(struct spawn){.argv = missing, .dir = "/nowhere", .timeout_ms = 1000, .limit = 10}, &out, &problems, &end);
	unit_ok(end.how == SPAWN_FAILED && end.code == ENOENT, "a directory that is not there");
	buf_free(&out);
	buf_free(&problems);
}

int main(void)
{
	words();
	runs();
	ends();
	return unit_done();
}
