/* SPDX-License-Identifier: MIT */
#include "ext/http.h"

#include "base/lang.h"
#include "base/mem.h"

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { REDIRECTS = 3, BODY_MAX = 1 << 20 };

/* The functions of libcurl that we call, by the types of its own header. */
static struct {
	void *library;
	__typeof__(&curl_global_init) global_init;
	__typeof__(&curl_easy_init) init;
	__typeof__(&curl_easy_setopt) set;
	__typeof__(&curl_easy_getinfo) get;
	__typeof__(&curl_easy_perform) perform;
	__typeof__(&curl_easy_reset) reset;
	__typeof__(&curl_easy_cleanup) cleanup;
	__typeof__(&curl_slist_append) list_add;
	__typeof__(&curl_slist_free_all) list_free;
	__typeof__(&curl_url) url;
	__typeof__(&curl_url_set) url_set;
	__typeof__(&curl_url_get) url_get;
	__typeof__(&curl_url_cleanup) url_cleanup;
	__typeof__(&curl_free) free;
} curl;

struct http {
	CURL *easy;
	char words[CURL_ERROR_SIZE];
};

/* ---- the library, opened late */

static bool function(const char *name, void *to, size_t size)
{
	void *found = dlsym(curl.library, name);
	memcpy(to, &found, size);
	return found != NULL;
}

#define FUNCTION(name, member) function(name, &curl.member, sizeof curl.member)

static enum rc load(struct err *err)
{
	/* Debian's two builds: over OpenSSL, and over GnuTLS. */
	static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
	if (curl.library)
		return RC_OK;
	for (size_t i = 0; i < sizeof names / sizeof *names && !curl.library; i++)
		curl.library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
	if (!curl.library)
		return err_set(err, RC_SYSTEM, _("libcurl is not installed here (package libcurl4)"));
	bool all = FUNCTION("curl_global_init", global_init) && FUNCTION("curl_easy_init", init) && FUNCTION("curl_easy_setopt", set) &&
	           FUNCTION("curl_easy_getinfo", get) && FUNCTION("curl_easy_perform", perform) && FUNCTION("curl_easy_reset", reset) &&
	           FUNCTION("curl_easy_cleanup", cleanup) && FUNCTION("curl_slist_append", list_add) &&
	           FUNCTION("curl_slist_free_all", list_free) && FUNCTION("curl_url", url) && FUNCTION("curl_url_set", url_set) &&
	           FUNCTION("curl_url_get", url_get) && FUNCTION("curl_url_cleanup", url_cleanup) && FUNCTION("curl_free", free);
	if (!all || curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		dlclose(curl.library);
		curl.library = NULL;
		return err_set(err, RC_SYSTEM, _("libcurl is there, but not one that can be used"));
	}
	return RC_OK;
}

enum rc http_new(struct http **http, struct err *err)
{
	*http = NULL;
	if (load(err) != RC_OK)
		return err->rc;
	*http = mem_alloc(sizeof **http);
	(*http)->easy = curl.init();
	if ((*http)->easy)
		return RC_OK;
	free(*http);
	*http = NULL;
	return err_set(err, RC_SYSTEM, _("libcurl is there, but not one that can be used"));
}

void http_free(struct http *http)
{
	if (!http)
		return;
	curl.cleanup(http->easy);
	free(http);
}

/* ---- one exchange */

struct sink {
	struct buf *body;
	size_t limit, seen;
};

/* What is over the limit is thrown away; a body without end ends the exchange. */
static size_t take(char *bytes, size_t size, size_t n, void *context)
{
	struct sink *sink = context;
	size_t room = sink->limit - sink->body->n;
	n *= size;
	buf_add(sink->body, bytes, n < room ? n : room);
	sink->seen += n;
	return sink->seen > BODY_MAX ? 0 : n;
}

static enum http_trouble trouble_of(CURLcode code)
{
	switch (code) {
	case CURLE_OK:
		return HTTP_ANSWERED;
	case CURLE_URL_MALFORMAT:
		return HTTP_BAD_URL;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return HTTP_NO_HOST;
	case CURLE_COULDNT_CONNECT:
		return HTTP_REFUSED;
	case CURLE_OPERATION_TIMEDOUT:
		return HTTP_LATE;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return HTTP_TLS;
	default:
		return HTTP_GARBAGE;
	}
}

/* False when libcurl takes one of the options for none. */
static bool set_up(struct http *http, const char *url, const struct http_post *post, int64_t timeout_ms, struct curl_slist *headers,
                   struct sink *sink)
{
	CURL *easy = http->easy;
	bool good = curl.set(easy, CURLOPT_URL, url) == CURLE_OK;
#if LIBCURL_VERSION_NUM >= 0x075500
	good &= curl.set(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
#else
	good &= curl.set(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS)) == CURLE_OK;
#endif
	good &= curl.set(easy, CURLOPT_ERRORBUFFER, http->words) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_POST, 1L) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_POSTFIELDS, post->body.n ? post->body.p : "") == CURLE_OK;
	good &= curl.set(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.n) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_WRITEFUNCTION, take) == CURLE_OK;
	good &= curl.set(easy, CURLOPT_WRITEDATA, sink) == CURLE_OK;
	if (post->ca_file)
		good &= curl.set(easy, CURLOPT_CAINFO, post->ca_file) == CURLE_OK;
	return good;
}

/* One request. *next: where a redirect leads, to be freed by curl.free; NULL for none. */
static void exchange(struct http *http, const char *url, const struct http_post *post, int64_t timeout_ms, struct curl_slist *headers,
                     struct http_answer *answer, char **next)
{
	struct sink sink = {&answer->body, post->limit, 0};
	long status = 0;
	curl_off_t wait = 0;
	CURLcode code = CURLE_FAILED_INIT;
	curl.reset(http->easy); /* connections stay */
	http->words[0] = '\0';
	buf_clear(&answer->body);
	if (set_up(http, url, post, timeout_ms, headers, &sink))
		code = curl.perform(http->easy);
	curl.get(http->easy, CURLINFO_RESPONSE_CODE, &status);
	curl.get(http->easy, CURLINFO_RETRY_AFTER, &wait);
	char *location = NULL;
	curl.get(http->easy, CURLINFO_REDIRECT_URL, &location);
	/* The final status line decides: whoever says 200 and then breaks off has taken the message. */
	bool answered = code == CURLE_OK || status >= 200;
	answer->trouble = answered ? HTTP_ANSWERED : trouble_of(code);
	answer->status = answered ? (int)status : 0;
	answer->retry_after = wait > 0 ? (int64_t)wait : -1;
	buf_clear(&answer->problem);
	if (!answered)
		buf_puts(&answer->problem, http->words);
	*next = NULL;
	if (location && (status == 307 || status == 308)) {
		CURLU *parsed = curl.url();
		if (parsed && curl.url_set(parsed, CURLUPART_URL, location, 0) == CURLUE_OK)
			curl.url_get(parsed, CURLUPART_URL, next, 0);
		curl.url_cleanup(parsed);
	}
}

/* Scheme, host and port alike, as libcurl itself reads the two. */
static bool same_origin(const char *a, const char *b)
{
	static const CURLUPart parts[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
	CURLU *one = curl.url(), *two = curl.url();
	bool same = one && two && curl.url_set(one, CURLUPART_URL, a, 0) == CURLUE_OK && curl.url_set(two, CURLUPART_URL, b, 0) == CURLUE_OK;
	for (size_t i = 0; same && i < sizeof parts / sizeof *parts; i++) {
		char *x = NULL, *y = NULL;
		same = curl.url_get(one, parts[i], &x, CURLU_DEFAULT_PORT) == CURLUE_OK &&
		       curl.url_get(two, parts[i], &y, CURLU_DEFAULT_PORT) == CURLUE_OK && strcasecmp(x, y) == 0;
		curl.free(x);
		curl.free(y);
	}
	curl.url_cleanup(one);
	curl.url_cleanup(two);
	return same;
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void http_send(struct http *http, const struct http_post *post, struct http_answer *answer)
{
	/* No waiting for "100 Continue": our bodies are small, and many servers never say it. */
	struct curl_slist *headers = curl.list_add(NULL, "Expect:");
	for (const char *const *h = post->headers; h && *h; h++)
		headers = curl.list_add(headers, *h);
	char *url = NULL, *next = NULL;
	int64_t end = now_ms() + post->timeout_ms;
	exchange(http, post->url, post, post->timeout_ms, headers, answer, &next);
	for (int i = 0; i < REDIRECTS && next && now_ms() < end && same_origin(post->url, next); i++) {
		curl.free(url);
		url = next;
		exchange(http, url, post, end - now_ms() + 1, headers, answer, &next);
	}
	curl.free(next);
	curl.free(url);
	curl.list_free(headers);
}
