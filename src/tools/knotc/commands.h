/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of knotc: one table for running, help and completion. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* How words become requests and answers become lines. */
enum command_kind {
	KIND_EXIT,
	KIND_SERVER,    /* [detail], one request */
	KIND_STATUS,    /* zones and filters; fields on a line */
	KIND_EVENT,     /* zones and filters; a request per zone */
	KIND_DETAIL,    /* zone word: both needed */
	KIND_RECORDS,   /* zone [owner [type]] */
	KIND_SET,       /* zone owner [ttl] type data... */
	KIND_UNSET,     /* zone owner [type [data...]] */
	KIND_STATS,     /* [section[.item]] */
	KIND_ZONESTATS, /* zone [section[.item]] */
	KIND_CONF,      /* items, a request each */
	KIND_CONF_SET,  /* item values..., a request per value */
	KIND_CONF_TXN,  /* nothing */
	KIND_LOCAL,     /* needs the configuration, not the server */
};

enum command_flag {
	COMMAND_BLOCKS = 1,     /* honours -b */
	COMMAND_DANGEROUS = 2,  /* needs -f */
	COMMAND_NEEDS_ZONE = 4, /* which zone must be said, or -- for all */
};

struct command {
	const char *name;
	enum command_kind kind;
	unsigned flags;
	int least, most;  /* words behind the command; most -1 = any number */
	const char *done; /* printed on success; NULL: nothing */
	const char
		*filters; /* "role=r serial=s ..."; one with a word behind ends in ':'; or NULL */
	const char *arguments, *what; /* for the help */
};

/* All commands, ended by name NULL. */
extern const struct command commands[];

/* NULL when there is no such command. */
const struct command *command_find(const char *name);

/* Letter of a filter by its name without '+'; 0: none such. *has_word: a word follows. */
char command_filter(const struct command *command, const char *name, bool *has_word);

/* Print the list of commands. */
void commands_help(void);
