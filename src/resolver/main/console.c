/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines from the terminal.  Its end does not end the process. */

#include "resolver/main/console.h"

#include "base/mem.h"
#include "resolver/main/session.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

struct console {
	uv_poll_t poll;
	struct session session;
};

static void say(const struct text *t)
{
	fwrite(t->buf, 1, t->len, stdout);
	fflush(stdout);
}

static void on_readable(uv_poll_t *p, int status, int events)
{
	struct console *c = p->data;
	char buf[1024];
	struct text reply;
	(void)events;
	ssize_t n = status == 0 ? read(STDIN_FILENO, buf, sizeof(buf)) : 0;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	text_init(&reply);
	text_put(&reply, "");
	bool over = n <= 0;
	if (over)
		session_finish(&c->session, &reply);
	say(&reply);
	text_reset(&reply);
	for (struct span rest = span_of(buf, over ? 0 : (size_t)n); !over && rest.len > 0;) {
		over = !session_take(&c->session, &rest, &reply);
		say(&reply);
		text_reset(&reply);
	}
	if (over)
		uv_poll_stop(p);
	text_deinit(&reply);
}

struct console *console_new(uv_loop_t *loop, struct script *script, bool quiet)
{
	struct console *c = mem_zalloc(sizeof(*c));
	struct text greeting;
	if (uv_poll_init(loop, &c->poll, STDIN_FILENO) != 0) {
		mem_free(c);
		return NULL;
	}
	c->poll.data = c;
	session_init(&c->session, script, quiet, NULL);
	c->session.errors = stderr;
	c->session.waits = true;
	text_init(&greeting);
	text_put(&greeting, quiet ? "" : "[system] interactive mode\n");
	session_greet(&c->session, &greeting);
	say(&greeting);
	text_deinit(&greeting);
	uv_poll_start(&c->poll, UV_READABLE, on_readable);
	return c;
}

static void on_closed(uv_handle_t *h)
{
	struct console *c = h->data;
	session_deinit(&c->session);
	mem_free(c);
}

void console_close(struct console *c)
{
	uv_close((uv_handle_t *)&c->poll, on_closed);
}
