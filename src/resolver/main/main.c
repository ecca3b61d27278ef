/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kresd.  The documented order: options, run directory, forks, listeners of the command line,
 * configuration, defaults, control socket; then the loop.
 */

#include "base/clock.h"
#include "base/crash.h"
#include "build_config.h"
#include "report/group_log.h"
#include "report/notify.h"
#include "resolver/main/activation.h"
#include "resolver/main/console.h"
#include "resolver/main/control.h"
#include "resolver/main/group.h"
#include "resolver/main/options.h"
#include "resolver/main/peers.h"
#include "resolver/main/resolver.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char default_config[] = "config";

/* Owner: main(). Lifetime: the process. */
struct kresd {
	struct options options;
	struct group group;
	struct resolver *resolver;
	struct control *control;
	struct peers *peers; /* in a fork */
	struct console *console;
	uv_signal_t signals[3];
	unsigned signal_count;
};

/* ---- before the forks ---- */

static bool enter_rundir(const char *dir)
{
	if (dir == NULL)
		dir = ".";
	if (access(dir, W_OK) == 0 && chdir(dir) == 0)
		return true;
	fprintf(stderr, "[system] rundir '%s': %s\n", dir, strerror(errno));
	return false;
}

/* -c -: neither a configuration nor the defaults that follow one. */
static bool is_bare(const struct options *o)
{
	return o->config != NULL && strcmp(o->config, "-") == 0;
}

static bool find_config(struct options *o)
{
	if (is_bare(o))
		return true;
	if (o->config == NULL) {
		if (access(default_config, R_OK) == 0)
			o->config = default_config;
		return true;
	}
	if (access(o->config, R_OK) == 0)
		return true;
	fprintf(stderr, "[system] config '%s': %s\n", o->config, strerror(errno));
	return false;
}

/* Every client connection and every question to a server takes a descriptor. */
static void raise_file_limit(void)
{
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return;
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) != 0)
		group_log(SEV_WARNING, "system", "limit of open files: %s", strerror(errno));
}

/* Sockets of a service manager. */
static bool take_activation(struct kresd *k)
{
	char wrong[96];
	int count = activation_take(&k->options, wrong, sizeof(wrong));
	if (count < 0) {
		fprintf(stderr, "[system] %s is not available in this version\n", wrong);
		return false;
	}
	if (count > 0 && k->options.forked && k->options.forks != 1) {
		fprintf(stderr, "[system] when run under systemd-style supervision, only '-f 1' "
		                "is allowed\n");
		return false;
	}
	k->options.noninteractive |= count > 0;
	return true;
}

/* The console is for terminals and pipes; without one it has to be said. */
static bool may_have_console(const struct options *o)
{
	struct stat st;
	if (o->forked || o->noninteractive || isatty(STDIN_FILENO))
		return true;
	if (fstat(STDIN_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		return true;
	fprintf(stderr, "[system] error: standard input is not a terminal or pipe; '-n' or '-f 1' "
	                "starts without a console\n");
	return false;
}

/* ---- configuration ---- */

static bool listen_at(struct kresd *k, const struct addr *at, enum serve_kind kind,
                      enum log_severity severity)
{
	struct socket_fault fault = {0};
	char buf[160];
	struct text where;
	enum err e = serve_listen(resolver_serve(k->resolver), at, kind, false, &fault);
	if (e == OK || e == E_EXISTS)
		return true;
	text_init_fixed(&where, buf, sizeof(buf));
	addr_print(&where, at, true);
	group_log(severity, "system", "bind to '%s' %s", where.buf,
	          fault.errnum != 0 ? strerror(fault.errnum) : err_text(e));
	return false;
}

static bool adopt(struct kresd *k, const struct option_passed *p)
{
	struct socket_fault fault = {0};
	bool tls = p->kind == OPTION_PASSED_TLS;
	enum err e = serve_adopt(resolver_serve(k->resolver), p->fd, tls ? SERVE_TLS : SERVE_DNS,
	                         &fault);
	if (e != OK)
		group_log(SEV_ERROR, "system", "listen on fd %d: %s", p->fd,
		          fault.errnum != 0 ? strerror(fault.errnum) : err_text(e));
	return e == OK;
}

/* What the command line and a service manager say. */
static bool listen_first(struct kresd *k)
{
	for (size_t i = 0; i < k->options.passed.count; i++) {
		const struct option_passed *p = &k->options.passed.items[i];
		if (p->kind != OPTION_PASSED_CONTROL && !adopt(k, p))
			return false;
	}
	for (size_t i = 0; i < k->options.listen.count; i++) {
		const struct option_listen *l = &k->options.listen.items[i];
		if (!listen_at(k, &l->at, l->tls ? SERVE_TLS : SERVE_DNS, SEV_ERROR))
			return false;
	}
	return true;
}

static bool run_config(struct kresd *k)
{
	struct text error;
	text_init(&error);
	enum err e = script_run_file(resolver_script(k->resolver), k->options.config, &error);
	if (e == E_FAILED)
		group_log(SEV_ERROR, "system", "error: %s", error.buf);
	else if (e != OK)
		group_log(SEV_ERROR, "system", "config '%s': %s", k->options.config, error.buf);
	text_deinit(&error);
	return e == OK;
}

static bool open_default_cache(struct script *script)
{
	struct text error;
	text_init(&error);
	enum err e = script_cache_open(script, SCRIPT_CACHE_DEFAULT, NULL, &error);
	if (e != OK)
		group_log(SEV_ERROR, "cache", "%s", error.buf);
	text_deinit(&error);
	return e == OK;
}

/*
 * On localhost: DNS over IPv4 must be possible, all else is welcome.  DNS comes last, because
 * net.list() has an entry per address, and this is the one people look for.
 */
static bool listen_default(struct kresd *k)
{
	static const struct {
		const char *at;
		enum serve_kind kind;
		enum log_severity severity;
	} places[] = {
		{"127.0.0.1@853", SERVE_TLS, SEV_WARNING},
		{"::1@853", SERVE_TLS, SEV_INFO},
		{"::1@53", SERVE_DNS, SEV_INFO},
		{"127.0.0.1@53", SERVE_DNS, SEV_ERROR},
	};
	bool good = false;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct addr at;
		good = addr_parse(&at, span_str(places[i].at), 0) == OK &&
		       listen_at(k, &at, places[i].kind, places[i].severity);
	}
	if (!good)
		group_log(SEV_ERROR, "system", "not listening on any interface, exiting...");
	return good;
}

/* What a configuration has left open. */
static bool set_defaults(struct kresd *k)
{
	struct script *script = resolver_script(k->resolver);
	struct serve_place place;
	bool listening = serve_listener(resolver_serve(k->resolver), 0, &place);
	if (!listening && getenv("KRESD_NO_LISTEN") == NULL && !listen_default(k))
		return false;
	return script_cache_is_open(script) || open_default_cache(script);
}

static bool add_keyfile(struct kresd *k)
{
	struct text error;
	if (k->options.keyfile == NULL)
		return true;
	text_init(&error);
	enum err e = script_add_keyfile(resolver_script(k->resolver), k->options.keyfile,
	                                !k->options.keyfile_readonly, &error);
	if (e != OK)
		group_log(SEV_ERROR, "ta", "%s", error.buf);
	text_deinit(&error);
	return e == OK;
}

static bool configure(struct kresd *k)
{
	if (!listen_first(k))
		return false;
	if (is_bare(&k->options))
		return true;
	return (k->options.config == NULL || run_config(k)) && add_keyfile(k) && set_defaults(k);
}

/* ---- running ---- */

static void on_signal(uv_signal_t *s, int number)
{
	struct kresd *k = s->data;
	if (number == SIGCHLD)
		group_reap();
	else
		resolver_stop(k->resolver);
}

static void watch_signals(struct kresd *k)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGCHLD};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		uv_signal_init(resolver_loop(k->resolver), &k->signals[i]);
		k->signals[i].data = k;
		uv_signal_start(&k->signals[i], on_signal, numbers[i]);
		/* Watching signals is no reason to go on. */
		uv_unref((uv_handle_t *)&k->signals[i]);
		k->signal_count++;
	}
}

static bool open_consoles(struct kresd *k)
{
	struct script *script = resolver_script(k->resolver);
	uv_loop_t *loop = resolver_loop(k->resolver);
	enum err e = control_new(&k->control, loop, script, k->options.quiet);
	if (e != OK) {
		group_log(SEV_ERROR, "system", "control socket 'tty/%d': %s", (int)getpid(),
		          err_text(e));
		return false;
	}
	for (size_t i = 0; i < k->options.passed.count; i++) {
		const struct option_passed *p = &k->options.passed.items[i];
		e = p->kind == OPTION_PASSED_CONTROL ? control_adopt(k->control, p->fd) : OK;
		if (e != OK) {
			group_log(SEV_ERROR, "system", "control socket on fd %d: %s", p->fd,
			          err_text(e));
			return false;
		}
	}
	if (k->group.up >= 0) {
		k->peers = peers_serve(loop, script, k->group.up);
		k->group.up = -1; /* theirs now */
	}
	if (!k->options.forked && !k->options.noninteractive)
		k->console = console_new(loop, script, k->options.quiet);
	return true;
}

static void close_all(struct kresd *k)
{
	if (k->control != NULL)
		control_close(k->control);
	if (k->console != NULL)
		console_close(k->console);
	peers_close(k->peers);
	for (unsigned i = 0; i < k->signal_count; i++)
		uv_close((uv_handle_t *)&k->signals[i], NULL);
	resolver_free(k->resolver);
}

static bool run(struct kresd *k)
{
	k->resolver = resolver_new(&k->group, k->options.module_folder);
	if (k->options.verbose) {
		group_log_set_level(SEV_DEBUG);
		resolver_set_verbose(k->resolver, true);
	}
	watch_signals(k);
	bool good = configure(k) && open_consoles(k);
	if (good) {
		if (k->group.id == 0)
			notify_state("READY=1");
		resolver_run(k->resolver);
		if (k->group.id == 0)
			notify_state("STOPPING=1");
	}
	close_all(k);
	return good;
}

/*
 * For tests with signatures of another day: KRESD_TEST_TIME is the wall clock at the start, in
 * seconds since 1970.
 */
static void set_test_time(void)
{
	const char *text = getenv("KRESD_TEST_TIME");
	char *end;
	if (text == NULL)
		return;
	long long at = strtoll(text, &end, 10);
	if (*text == '\0' || *end != '\0' || at < 0 || at > 2ll * UINT32_MAX)
		return;
	clock_shift_wall(at - clock_wall().s);
	group_log(SEV_WARNING, "system", "the clock is set to %lld for a test", at);
}

int main(int argc, char **argv)
{
	struct kresd k = {.group.up = -1};
	switch (options_parse(&k.options, argc, argv)) {
	case OPTIONS_DONE:
		return EXIT_SUCCESS;
	case OPTIONS_WRONG:
		return EXIT_FAILURE;
	case OPTIONS_RUN:
		break;
	}
	/* What scripts print is seen at once, also in files and pipes. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	crash_install("kresd", BOWLINE_VERSION, -1);
	raise_file_limit();
	set_test_time();
	bool good = take_activation(&k) && enter_rundir(k.options.rundir) &&
	            find_config(&k.options) && may_have_console(&k.options);
	if (good) {
		enum err e = group_fork(&k.group, k.options.forks);
		good = e == OK;
		if (!good)
			group_log(SEV_ERROR, "system", "fork: %s", err_text(e));
	}
	good = good && run(&k);
	group_deinit(&k.group);
	options_deinit(&k.options);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
