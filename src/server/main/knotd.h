/* SPDX-License-Identifier: BSD-2-Clause */
/* The running server as a whole; only the files that put it together include this. */
#pragma once

#include "base/vec.h"
#include "server/control/ops.h"
#include "server/control/stats_dump.h"
#include "server/main/configuration.h"
#include "server/main/transactions.h"
#include "server/main/zones.h"
#include "server/serve/tcp_worker.h"
#include "server/serve/udp_worker.h"

/* Owner: main(). Lifetime: the process. */
struct knotd {
	struct options options;
	struct conf_source source;
	struct serve_env env;
	struct serve_counters counters;
	struct pool *pool;    /* background workers */
	struct pool *waiting; /* for what they would only wait for */
	struct reclaim *reclaim;
	struct conn_pool *connections; /* NULL: remote-pool-limit is 0 */
	struct unreached *unreached;
	struct databases databases;
	struct zones *zones;
	struct transactions *transactions;
	struct stats_dump *dump;
	VEC(struct udp_worker *) udp;
	VEC(struct tcp_worker *) tcp;
};

/* Write dumps of statistics as a configuration says (control_ops.c). */
void knotd_configure_dump(struct knotd *k, const struct conf *conf);

/* What control commands may ask (control_ops.c). The tables of rooms not there stay empty. */
void knotd_fill_ops(struct ctl_ops *ops, struct knotd *k);
