/* SPDX-License-Identifier: BSD-2-Clause */
/* A session of knsupdate, and what it writes. */
#pragma once

#include "../captured.h"

#include "tools/knsupdate/commands.h"

static struct knsupdate_params world_params;
static struct lookup_net world_net;
static struct session world;
static struct captured told;

static inline int world_begin(void **state)
{
	(void)state;
	world_params = (struct knsupdate_params){.port = "53", .retries = 0, .timeout_s = 1};
	lookup_net_init(&world_net);
	session_init(&world, &world_params, &world_net);
	return 0;
}

static inline int world_end(void **state)
{
	(void)state;
	session_deinit(&world);
	lookup_net_deinit(&world_net);
	return 0;
}

/* Run a line; what it writes, to both streams, is in told.text. */
static inline enum err world_run(const char *line)
{
	int saved = dup(STDERR_FILENO);
	capture_begin(&told, STDOUT_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	enum err e = commands_run(&world, line);
	fflush(NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	capture_end(&told);
	return e;
}
