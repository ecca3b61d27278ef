/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The logger.  A line is put together on the stack and written by one write(2) per target, so that
 * lines of several threads never mix and nothing is buffered when the process dies.  Targets are
 * guarded by a mutex: logging is rare by design (limits), never on the query path.
 */

#include "report/log.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

struct open_target {
	int fd; /* -1 for syslog */
	bool owned;
	int least[LOG_SOURCES];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct open_target open_targets[LOG_TARGETS_MAX];
static size_t open_count;
static bool verbose;
static const char *program = "bowline";

static const char *const words[] = {"critical", "error", "warning", "notice", "info", "debug"};
static const int syslog_levels[] = {LOG_CRIT,   LOG_ERR,  LOG_WARNING,
                                    LOG_NOTICE, LOG_INFO, LOG_DEBUG};

static void close_targets(void)
{
	for (size_t i = 0; i < open_count; i++) {
		if (open_targets[i].owned)
			close(open_targets[i].fd);
	}
	open_count = 0;
}

static void add_target(int fd, bool owned, const int least[LOG_SOURCES])
{
	struct open_target *t = &open_targets[open_count++];
	*t = (struct open_target){.fd = fd, .owned = owned};
	memcpy(t->least, least, sizeof(t->least));
}

/* false when a file could not be opened; errno says why. */
static bool open_target(const struct log_target *t)
{
	if (strcmp(t->name, "syslog") == 0) {
		add_target(-1, false, t->least);
	} else if (strcmp(t->name, "stdout") == 0) {
		add_target(STDOUT_FILENO, false, t->least);
	} else if (strcmp(t->name, "stderr") == 0) {
		add_target(STDERR_FILENO, false, t->least);
	} else {
		int fd = open(t->name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
		if (fd < 0)
			return false;
		add_target(fd, true, t->least);
	}
	return true;
}

enum err log_configure(const char *ident, const struct log_target *targets, size_t count)
{
	int failed[LOG_TARGETS_MAX];
	if (count > LOG_TARGETS_MAX)
		return E_LIMIT;
	pthread_mutex_lock(&lock);
	close_targets();
	program = ident;
	openlog(ident, LOG_PID, LOG_DAEMON);
	for (size_t i = 0; i < count; i++)
		failed[i] = open_target(&targets[i]) ? 0 : errno;
	pthread_mutex_unlock(&lock);
	for (size_t i = 0; i < count; i++) {
		if (failed[i] != 0)
			log_line(SEV_ERROR, LOG_SERVER, NULL, "failed to open log file '%s' (%s)",
			         targets[i].name, err_text(err_from_errno(failed[i])));
	}
	return OK;
}

void log_configure_default(const char *ident)
{
	/* What is wrong goes to standard error and syslog, the rest to standard output. */
	pthread_mutex_lock(&lock);
	close_targets();
	program = ident;
	openlog(ident, LOG_PID, LOG_DAEMON);
	add_target(STDERR_FILENO, false, (const int[]){SEV_WARNING, SEV_WARNING, SEV_WARNING});
	add_target(-1, false, (const int[]){SEV_WARNING, SEV_WARNING, SEV_WARNING});
	add_target(-2, false, (const int[]){SEV_INFO, SEV_INFO, SEV_INFO});
	pthread_mutex_unlock(&lock);
}

void log_files_chown(unsigned uid, unsigned gid)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < open_count; i++) {
		if (open_targets[i].owned && fchown(open_targets[i].fd, uid, gid) != 0)
			continue; /* opening it again will tell */
	}
	pthread_mutex_unlock(&lock);
}

void log_set_verbose(bool on)
{
	pthread_mutex_lock(&lock);
	verbose = on;
	pthread_mutex_unlock(&lock);
}

bool log_wants(enum log_severity severity, enum log_source source)
{
	pthread_mutex_lock(&lock);
	bool wanted = verbose;
	for (size_t i = 0; i < open_count && !wanted; i++)
		wanted = (int)severity <= open_targets[i].least[source];
	pthread_mutex_unlock(&lock);
	return wanted;
}

static void put_time(struct text *t)
{
	char buf[40];
	struct tm tm;
	time_t now = (time_t)clock_wall().s;
	localtime_r(&now, &tm);
	strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%S%z ", &tm);
	text_put(t, buf);
}

static void write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* a full disk must not stop the server */
		data += n;
		len -= (size_t)n;
	}
}

/* Lines below warning of the default set go to standard output only: target fd -2. */
static int fd_of(const struct open_target *t, enum log_severity severity)
{
	if (t->fd != -2)
		return t->fd;
	return severity > SEV_WARNING ? STDOUT_FILENO : -3;
}

static void put_line(struct text *line, enum log_severity severity, const char *zone,
                     const char *message, bool with_time)
{
	if (with_time)
		put_time(line);
	text_put(line, words[severity]);
	text_put(line, ": ");
	if (zone != NULL)
		text_printf(line, "[%s] ", zone);
	text_put(line, message);
}

static void to_stream(int fd, enum log_severity severity, const char *zone, const char *message)
{
	char buf[LOG_LINE_MAX];
	struct text line;
	/* One octet stays free for the line feed of a line that was cut. */
	text_init_fixed(&line, buf, sizeof(buf) - 1);
	put_line(&line, severity, zone, message, true);
	buf[line.len] = '\n';
	write_all(fd, buf, line.len + 1);
}

static void to_syslog(enum log_severity severity, const struct journal_about *about,
                      const char *message)
{
	char buf[LOG_LINE_MAX];
	struct text line;
	text_init_fixed(&line, buf, sizeof(buf));
	put_line(&line, severity, about->zone, message, false);
	if (!journal_send(program, syslog_levels[severity], about, buf))
		syslog(syslog_levels[severity], "%s", buf);
}

static void write_message(enum log_severity severity, enum log_source source,
                          const struct journal_about *about, const char *message)
{
	pthread_mutex_lock(&lock);
	bool on_stdout = false;
	for (size_t i = 0; i < open_count; i++) {
		const struct open_target *t = &open_targets[i];
		if ((int)severity > t->least[source])
			continue;
		int fd = fd_of(t, severity);
		if (fd == -1)
			to_syslog(severity, about, message);
		else if (fd >= 0)
			to_stream(fd, severity, about->zone, message);
		on_stdout = on_stdout || fd == STDOUT_FILENO;
	}
	if (verbose && !on_stdout)
		to_stream(STDOUT_FILENO, severity, about->zone, message);
	pthread_mutex_unlock(&lock);
}

void log_line(enum log_severity severity, enum log_source source, const char *zone, const char *fmt,
              ...)
{
	char message[LOG_LINE_MAX];
	const struct journal_about about = {.zone = zone};
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	write_message(severity, source, &about, message);
}

void log_submission(const char *zone, uint16_t key_tag, const char *message)
{
	const struct journal_about about = {
		.zone = zone, .is_submission = true, .key_tag = key_tag};
	write_message(SEV_NOTICE, LOG_ZONE, &about, message);
}

bool log_limit_allows(struct log_limit *limit, unsigned *suppressed)
{
	enum { LINES_PER_MINUTE = 10 };
	int64_t minute = clock_mono().ns / (60 * NS_PER_S);
	if (atomic_exchange_explicit(&limit->window, minute, memory_order_relaxed) != minute)
		atomic_store_explicit(&limit->lines, 0, memory_order_relaxed);
	if (atomic_fetch_add_explicit(&limit->lines, 1, memory_order_relaxed) >= LINES_PER_MINUTE) {
		atomic_fetch_add_explicit(&limit->suppressed, 1, memory_order_relaxed);
		return false;
	}
	*suppressed = atomic_exchange_explicit(&limit->suppressed, 0, memory_order_relaxed);
	return true;
}
