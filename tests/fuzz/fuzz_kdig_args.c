/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Command lines of kdig: arguments separated by newlines.  Whatever is accepted must make a
 * message that reads back, and a server argument that parses must print a usable host.
 */

#include "base/mem.h"
#include "tools/kdig/params.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARGS_MAX = 64 };

static void make_messages(struct kdig_params *p)
{
	struct lookup_message *m = mem_alloc(sizeof(*m));
	for (size_t i = 0; i < p->queries.count; i++) {
		struct kdig_query *q = &p->queries.items[i];
		struct msg parsed;
		q->lookup.key = q->has_key ? &q->key : NULL;
		if (lookup_make(m, &q->lookup) != OK)
			continue;
		if (msg_parse(&parsed, span_of(m->wire, m->len)) != OK)
			abort();
		if (q->lookup.key != NULL)
			tsig_deinit(&m->tsig);
	}
	mem_free(m);
}

/* "-k" would read files of the machine: such lines are left alone. */
static bool is_harmless(const char *arg)
{
	return strncmp(arg, "-k", 2) != 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[ARGS_MAX + 1] = {mem_strdup("kdig")};
	int argc = 1;
	char *line = mem_alloc(size + 1);
	struct server_arg server;
	memcpy(line, data, size);
	line[size] = '\0';
	for (char *at = line; argc < ARGS_MAX && at != NULL;) {
		char *end = strchr(at, '\n');
		if (end != NULL)
			*end = '\0';
		if (is_harmless(at))
			argv[argc++] = at;
		at = end != NULL ? end + 1 : NULL;
	}
	if (server_arg_parse(&server, span_of(data, size)) == OK && server.host[0] == '\0')
		abort();
	struct kdig_params p;
	if (kdig_params_parse(&p, argc, argv) == OK && !p.stop)
		make_messages(&p);
	kdig_params_deinit(&p);
	mem_free(argv[0]);
	mem_free(line);
	return 0;
}
