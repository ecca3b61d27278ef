/* SPDX-License-Identifier: BSD-2-Clause */
/* A table of 16 servers, and servers for it. */
#pragma once

#include "resolver/upstream/upstream.h"

#include "base/rand.h"
#include "support.h"

static struct upstream *u;
static struct mono now;

static inline int setup(void **state)
{
	(void)state;
	u = up_new(16);
	now = (struct mono){NS_PER_S};
	rand_replay(test_seed(rand_u64()));
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	up_free(u);
	rand_replay(0);
	return 0;
}

static inline struct up_candidate server(uint8_t last)
{
	return (struct up_candidate){.at = {.len = 4, .octets = {192, 0, 2, last}, .port = 53},
	                             .index = last};
}

static inline struct up_candidate server6(uint8_t net, uint8_t last)
{
	struct up_candidate c = {.at = {.len = 16, .port = 53}, .index = last};
	c.at.octets[0] = 0x20;
	c.at.octets[5] = net;
	c.at.octets[15] = last;
	return c;
}

static inline void reply_after(const struct up_candidate *c, int ms)
{
	up_note_reply(u, &c->at, false, ms * NS_PER_MS, now);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
