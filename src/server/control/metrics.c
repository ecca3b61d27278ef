/* SPDX-License-Identifier: BSD-2-Clause */
/* One thread; it is offline to RCU and reads through the operations of commands. */

#include "server/control/metrics.h"

#include "base/crash.h"
#include "base/mem.h"
#include "net/http1.h"
#include "net/socket.h"
#include "observe/metrics_text.h"
#include "server/control/metrics_page.h"

#include <pthread.h>
#include <urcu-qsbr.h>

struct metrics {
	struct http1_server *server;
	const struct ctl_ops *ops;
	pthread_t thread;
};

static bool content(void *ctx, struct span path, struct text *body, const char **type)
{
	const struct metrics *m = ctx;
	if (!span_is_word(path, "/metrics"))
		return false;
	*type = METRICS_CONTENT_TYPE;
	metrics_page(body, m->ops);
	return true;
}

static void *run(void *arg)
{
	struct metrics *m = arg;
	crash_set_role("metrics");
	rcu_register_thread();
	rcu_thread_offline();
	http1_run(m->server);
	rcu_unregister_thread();
	return NULL;
}

enum err metrics_start(struct metrics **out, const struct addr *at, const struct ctl_ops *ops)
{
	int fd;
	TRY(socket_listen(&fd, at, NULL, NULL));
	struct metrics *m = mem_zalloc(sizeof(*m));
	m->ops = ops;
	m->server = http1_new(fd, content, m);
	if (pthread_create(&m->thread, NULL, run, m) != 0)
		mem_exhausted(sizeof(*m));
	*out = m;
	return OK;
}

void metrics_stop(struct metrics *m)
{
	if (m == NULL)
		return;
	http1_stop(m->server);
	pthread_join(m->thread, NULL);
	http1_free(m->server);
	mem_free(m);
}
