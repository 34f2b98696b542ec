/* SPDX-License-Identifier: MIT */
#include "base/spawn.h"

#include "base/json.h"
#include "base/lang.h"
#include "base/vec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	GRACE_MS = 1000, /* between asking a late program to end and ending it */
	LOOK_MS = 50,    /* how often a program is looked after whose outputs somebody else holds open */
	CANNOT = 127,
};

static const char path_env[] = "PATH=/usr/local/bin:/usr/bin:/bin";
static const char *const places[] = {"/usr/local/bin", "/usr/bin", "/bin"};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the child: between fork and exec only what POSIX calls async-signal-safe, for other threads may hold locks */

struct child {
	const char *file, *dir;
	char *const *argv, *const *env;
	int input, out, problems, failed;
	pid_t parent;
};

static void say_why(const struct child *c)
{
	int why = errno;
	ssize_t n = write(c->failed, &why, sizeof why);
	_exit(n == (ssize_t)sizeof why ? CANNOT : CANNOT - 1);
}

static void become(const struct child *c)
{
	sigset_t none;
	struct sigaction plain = {.sa_handler = SIG_DFL};
	setpgid(0, 0);
	/* The leader goes with us; a parent that is gone already would never tell. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != c->parent)
		_exit(CANNOT);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	sigaction(SIGPIPE, &plain, NULL);
	if (dup2(c->input, STDIN_FILENO) < 0 || dup2(c->out, STDOUT_FILENO) < 0 || dup2(c->problems, STDERR_FILENO) < 0)
		say_why(c);
	if (c->dir && chdir(c->dir) != 0)
		say_why(c);
	execve(c->file, c->argv, c->env);
	say_why(c);
}

/* ---- the parent */

/* The program's file: a bare name is looked for where the child's PATH looks. */
static const char *find(const char *name, struct buf *file)
{
	if (strchr(name, '/'))
		return name;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		buf_clear(file);
		buf_printf(file, "%s/%s", places[i], name);
		if (access(buf_cstr(file), X_OK) == 0)
			return buf_cstr(file);
	}
	return name;
}

/* The input as a file in memory: it needs no one to write it while the program reads, and a program that does not read it is no error. */
static int input_file(struct str input)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	for (size_t done = 0; fd >= 0 && done < input.n;) {
		ssize_t n = write(fd, input.p + done, input.n - done);
		if (n > 0) {
			done += (size_t)n;
		} else if (n == 0 || errno != EINTR) {
			close(fd);
			fd = -1;
		}
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static void shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

struct output {
	int fd;
	struct buf *to;
	size_t limit;
};

/* Reads what is there; shuts at the end. */
static void drain(struct output *output)
{
	char block[16384];
	while (output->fd >= 0) {
		ssize_t n = read(output->fd, block, sizeof block);
		if (n > 0) {
			size_t room = output->limit, take = (size_t)n < room ? (size_t)n : room;
			buf_add(output->to, block, take);
			output->limit -= take;
		} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
			shut(&output->fd);
		} else if (errno == EAGAIN) {
			return;
		}
	}
}

static void await(const struct output outputs[2], int64_t ms)
{
	struct pollfd fds[2] = {{.fd = outputs[0].fd, .events = POLLIN}, {.fd = outputs[1].fd, .events = POLLIN}};
	if (poll(fds, 2, (int)(ms < LOOK_MS ? ms : LOOK_MS)) < 0 && errno != EINTR)
		return;
}

/* Whether the leader has exited. It is left a zombie, so that its number, which is the group's too, is not given to others. */
static bool over(pid_t pid)
{
	siginfo_t info = {0};
	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/* False when the deadline came first. */
static bool watch(pid_t pid, struct output outputs[2], int64_t deadline)
{
	for (int64_t pause = 1;;) {
		bool ended = over(pid);
		drain(&outputs[0]);
		drain(&outputs[1]);
		if (ended)
			return true;
		int64_t left = deadline - now_ms();
		if (left <= 0)
			return false;
		/* Whoever has shut its outputs is mostly about to exit. */
		bool silent = outputs[0].fd < 0 && outputs[1].fd < 0;
		await(outputs, silent && pause < left ? pause : left);
		if (silent && pause < LOOK_MS)
			pause *= 2;
	}
}

static void finish(pid_t pid, struct output outputs[2], int64_t timeout_ms, struct spawn_end *end)
{
	int status = 0;
	bool in_time = watch(pid, outputs, now_ms() + timeout_ms);
	if (!in_time) {
		kill(-pid, SIGTERM);
		watch(pid, outputs, now_ms() + GRACE_MS);
	}
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!in_time)
		*end = (struct spawn_end){SPAWN_LATE, 0};
	else if (WIFSIGNALED(status))
		*end = (struct spawn_end){SPAWN_KILLED, WTERMSIG(status)};
	else
		*end = (struct spawn_end){SPAWN_EXITED, WEXITSTATUS(status)};
}

static void run(const struct spawn *s, struct child *c, struct output outputs[2], int failed, struct spawn_end *end)
{
	c->parent = getpid();
	pid_t pid = fork();
	if (pid == 0)
		become(c);
	int why = errno;
	shut(&c->input);
	shut(&c->out);
	shut(&c->problems);
	shut(&c->failed);
	if (pid < 0) {
		*end = (struct spawn_end){SPAWN_FAILED, why};
		return;
	}
	setpgid(pid, pid); /* whoever comes first */
	ssize_t n;
	while ((n = read(failed, &why, sizeof why)) < 0 && errno == EINTR)
		;
	if (n == (ssize_t)sizeof why) {
		waitpid(pid, NULL, 0);
		*end = (struct spawn_end){SPAWN_FAILED, why};
		return;
	}
	finish(pid, outputs, s->timeout_ms, end);
}

void spawn_run(const struct spawn *s, struct buf *out, struct buf *problems, struct spawn_end *end)
{
	struct buf file = {0};
	VEC(char *) env = {0}, argv = {0};
	int out_pipe[2] = {-1, -1}, problems_pipe[2] = {-1, -1}, failed[2] = {-1, -1};
	/* execve asks for pointers to non-const, and changes nothing. */
	for (const char *const *v = s->argv; *v; v++)
		vec_push(&argv, mem_strdup(*v));
	vec_push(&argv, NULL);
	vec_push(&env, mem_strdup(path_env));
	vec_push(&env, mem_strdup("LANG=C.UTF-8"));
	for (const char *const *v = s->env; v && *v; v++)
		vec_push(&env, mem_strdup(*v));
	vec_push(&env, NULL);
	struct child c = {.file = find(s->argv[0], &file), .dir = s->dir, .argv = argv.v, .env = env.v, .input = input_file(s->input), .failed = -1};
	*end = (struct spawn_end){SPAWN_FAILED, errno};
	if (c.input >= 0 && pipe2(out_pipe, O_CLOEXEC) == 0 && pipe2(problems_pipe, O_CLOEXEC) == 0 && pipe2(failed, O_CLOEXEC) == 0 &&
	    fcntl(out_pipe[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(problems_pipe[0], F_SETFL, O_NONBLOCK) == 0) {
		struct output outputs[2] = {{out_pipe[0], out, s->limit}, {problems_pipe[0], problems, s->limit}};
		c.out = out_pipe[1], c.problems = problems_pipe[1], c.failed = failed[1];
		run(s, &c, outputs, failed[0], end);
		shut(&outputs[0].fd);
		shut(&outputs[1].fd);
		shut(&failed[0]);
	} else {
		end->code = errno;
		int *fds[] = {&out_pipe[0], &out_pipe[1], &problems_pipe[0], &problems_pipe[1], &failed[0], &failed[1], &c.input};
		for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
			shut(fds[i]);
	}
	for (size_t i = 0; i < argv.n; i++)
		free(argv.v[i]);
	for (size_t i = 0; i < env.n; i++)
		free(env.v[i]);
	vec_free(&argv);
	vec_free(&env);
	buf_free(&file);
}

/* ---- words */

typedef VEC(const char *) words;

static const char *const *from_json(struct str line, struct arena *arena, const char **problem)
{
	words list = {0};
	struct err err = ERR_NONE;
	const struct json *json, *item = NULL;
	*problem = _("a JSON array of strings is expected");
	if (json_parse(line, "", arena, &json, &err) == RC_OK && json->kind == JSON_ARRAY && json->n > 0)
		for (item = json->child; item && item->kind == JSON_STRING && !memchr(item->text.p, 0, item->text.n); item = item->next)
			vec_push(&list, arena_cstr(arena, item->text));
	else
		return NULL;
	vec_push(&list, NULL);
	const char **all = arena_array(arena, list.n, sizeof *all);
	memcpy(all, list.v, list.n * sizeof *all);
	vec_free(&list);
	if (item || !all[0][0])
		return NULL;
	*problem = NULL;
	return all;
}

const char *const *spawn_words(struct str line, struct arena *arena, const char **problem)
{
	words list = {0};
	struct buf word = {0};
	char quote = 0;
	bool begun = false;
	line = str_trim(line);
	if (line.n && line.p[0] == '[')
		return from_json(line, arena, problem);
	*problem = NULL;
	for (size_t i = 0; i < line.n; i++) {
		char ch = line.p[i];
		bool blank = ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
		if (quote ? ch == quote : ch == '"' || ch == '\'') {
			quote = quote ? 0 : ch;
			begun = true;
		} else if (quote || !blank) {
			buf_putc(&word, ch);
			begun = true;
		} else if (begun) {
			vec_push(&list, arena_cstr(arena, buf_slice(&word)));
			buf_clear(&word);
			begun = false;
		}
	}
	if (begun)
		vec_push(&list, arena_cstr(arena, buf_slice(&word)));
	buf_free(&word);
	if (quote)
		*problem = _("a quote is not closed");
	else if (list.n == 0 || !list.v[0][0])
		*problem = _("a command is expected");
	else if (memchr(line.p, 0, line.n))
		*problem = _("a command does not hold NUL");
	vec_push(&list, NULL);
	const char **all = arena_array(arena, list.n, sizeof *all);
	memcpy(all, list.v, list.n * sizeof *all);
	vec_free(&list);
	return *problem ? NULL : all;
}
