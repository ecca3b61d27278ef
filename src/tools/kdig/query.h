/* SPDX-License-Identifier: BSD-2-Clause */
/* One query of kdig with all its settings. */
#pragma once

#include "tools/cli/lookup.h"
#include "tools/cli/message_print.h"

struct kdig_query;

/* Print an answer in another way than kdig's. */
typedef void kdig_print_fn(const struct kdig_query *q, const struct msg *answer);

struct kdig_query {
	struct lookup lookup;
	struct tsig_key key;
	bool has_key;
	bool key_from_file;
	char *name;                    /* as typed, owned; NULL until given; "" = no question */
	bool is_reverse;               /* lookup.qname is made already */
	struct server_list servers;    /* empty: those of the defaults */
	char port[SERVER_SERVICE_MAX]; /* empty: 53 */
	int family;                    /* AF_UNSPEC, AF_INET, AF_INET6 */
	struct addr local;             /* AF_UNSPEC: any */
	bool tcp;
	bool tcp_chosen; /* +tcp or +notcp was given */
	bool fast_open;
	bool keep_truncated;
	bool keep_open;
	bool badcookie;
	unsigned timeout_ms; /* 0 = for ever */
	unsigned retries;
	bool short_;
	bool qr;
	bool stats;
	bool json;
	struct message_style style;
	kdig_print_fn *print; /* instead of kdig's own output; NULL = that */
};

/* kdig's defaults; and release what a query owns. */
void kdig_query_init(struct kdig_query *q);
void kdig_query_deinit(struct kdig_query *q);
