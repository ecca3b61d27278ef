/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of commands. */

#include "tools/knotc/commands.h"

#include <stdio.h>
#include <string.h>

static const char status_filters[] =
	"role=r serial=s transaction=t freeze=f catalog=c events=e unixtime=u";
static const char purge_filters[] =
	"expire=e zonefile=f journal=j timers=t kaspdb=k catalog=c orphan=o";
static const char backup_filters[] =
	"zonefile=z nozonefile=Z journal=j nojournal=J timers=t notimers=T kaspdb=k nokaspdb=K "
	"keysonly=o nokeysonly=O catalog=c nocatalog=C quic=q noquic=Q backupdir=d:";

#define ZONES "[<zone>...]"
#define ANY   (-1)
const struct command commands[] = {
	{"exit", KIND_EXIT, 0, 0, 0, NULL, NULL, "", "End the interactive mode."},
	{"status", KIND_SERVER, 0, 0, 1, "Running", NULL, "[<detail>]",
         "Is the server running? version, workers, configure, cert-key."},
	{"stop", KIND_SERVER, 0, 0, 0, "Stopped", NULL, "", "Stop the server."},
	{"reload", KIND_SERVER, COMMAND_BLOCKS, 0, 0, "Reloaded", NULL, "",
         "Reload the configuration and zone files that changed."},
	{"stats", KIND_STATS, 0, 0, 1, NULL, NULL, "[<module>[.<counter>]]",
         "Counters of the server."},
	{"zone-check", KIND_LOCAL, 0, 0, ANY, NULL, NULL, ZONES,
         "Check zone files as the server would. (*)"},
	{"zone-status", KIND_STATUS, 0, 0, ANY, NULL, status_filters, ZONES " [<filter>...]",
         "How zones are."},
	{"zone-reload", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES,
         "Load the zone file again. (#)"},
	{"zone-refresh", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES,
         "Ask the primary for a newer version. (#)"},
	{"zone-retransfer", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES,
         "Transfer the zone whole. (#)"},
	{"zone-notify", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES,
         "Send NOTIFY to all configured remotes. (#)"},
	{"zone-flush", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK",
         "outdir=d:", ZONES " [+outdir <dir>]", "Write the zone file. (#)"},
	{"zone-backup", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", backup_filters,
         ZONES " [<filter>...] +backupdir <dir>", "Back up zones' data. (#)"},
	{"zone-restore", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", backup_filters,
         ZONES " [<filter>...] +backupdir <dir>", "Restore zones' data. (#)"},
	{"zone-sign", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES,
         "Sign the zone anew. (#)"},
	{"zone-validate", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES,
         "Validate the zone's signatures. (#)"},
	{"zone-keys-load", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES,
         "Load signing keys again. (#)"},
	{"zone-key-rollover", KIND_DETAIL, COMMAND_BLOCKS, 2, 2, "OK", NULL, "<zone> ksk|zsk",
         "Begin a key rollover. (#)"},
	{"zone-ksk-submitted", KIND_EVENT, COMMAND_BLOCKS, 1, ANY, "OK", NULL, "<zone>...",
         "Confirm that the parent has the new DS. (#)"},
	{"zone-freeze", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES,
         "Hold back events that change the zone. (#)"},
	{"zone-thaw", KIND_EVENT, COMMAND_BLOCKS, 0, ANY, "OK", NULL, ZONES, "End a freeze. (#)"},
	{"zone-xfr-freeze", KIND_EVENT, 0, 0, ANY, "OK", NULL, ZONES, "Refuse outgoing transfers."},
	{"zone-xfr-thaw", KIND_EVENT, 0, 0, ANY, "OK", NULL, ZONES,
         "Allow outgoing transfers again."},
	{"zone-read", KIND_RECORDS, 0, 1, 3, NULL, NULL, "<zone> [<owner> [<type>]]",
         "Records as they are served."},
	{"zone-begin", KIND_EVENT, 0, 1, ANY, "OK", "benevolent=b", "<zone>... [+benevolent]",
         "Begin a transaction of a zone."},
	{"zone-commit", KIND_EVENT, 0, 1, ANY, "OK", NULL, "<zone>...", "Commit it."},
	{"zone-abort", KIND_EVENT, 0, 1, ANY, "OK", NULL, "<zone>...", "Abort it."},
	{"zone-diff", KIND_RECORDS, 0, 1, 1, NULL, NULL, "<zone>", "What the transaction changes."},
	{"zone-get", KIND_RECORDS, 0, 1, 3, NULL, NULL, "<zone> [<owner> [<type>]]",
         "Records within the transaction."},
	{"zone-set", KIND_SET, 0, 3, ANY, "OK", NULL, "<zone> <owner> [<ttl>] <type> <rdata>",
         "Add a record within the transaction."},
	{"zone-unset", KIND_UNSET, 0, 2, ANY, "OK", NULL, "<zone> <owner> [<type> [<rdata>]]",
         "Remove records within the transaction."},
	{"zone-purge", KIND_EVENT, COMMAND_BLOCKS | COMMAND_DANGEROUS | COMMAND_NEEDS_ZONE, 0, ANY,
         "OK", purge_filters, "<zone>... [<filter>...]",
         "Remove zone file, journal, timers, keys. Needs -f. (#)"},
	{"zone-stats", KIND_ZONESTATS, 0, 1, 2, NULL, NULL, "<zone> [<module>[.<counter>]]",
         "Counters of zones."},
	{"conf-init", KIND_LOCAL, 0, 0, 0, "OK", NULL, "",
         "Make an empty configuration database. (*)"},
	{"conf-check", KIND_LOCAL, 0, 0, 0, NULL, NULL, "", "Check the configuration. (*)"},
	{"conf-import", KIND_LOCAL, 0, 1, 2, "OK", "nopurge=p", "<file> [+nopurge]",
         "Put a text configuration into the database. (*)"},
	{"conf-export", KIND_LOCAL, 0, 0, 2, NULL, "schema=s", "[<file>] [+schema]",
         "Write the configuration, or its JSON schema, as text. (*)"},
	{"conf-list", KIND_CONF, 0, 0, ANY, NULL, NULL, "[<item>...]",
         "Names of sections and items, and values."},
	{"conf-read", KIND_CONF, 0, 0, ANY, NULL, NULL, "[<item>...]",
         "The configuration in force."},
	{"conf-begin", KIND_CONF_TXN, 0, 0, 0, "OK", NULL, "",
         "Begin a transaction of the configuration."},
	{"conf-commit", KIND_CONF_TXN, 0, 0, 0, "OK", NULL, "", "Check and commit it."},
	{"conf-abort", KIND_CONF_TXN, 0, 0, 0, "OK", NULL, "", "Abort it."},
	{"conf-diff", KIND_CONF, 0, 0, ANY, NULL, NULL, "[<item>...]",
         "What the transaction changes."},
	{"conf-get", KIND_CONF, 0, 0, ANY, NULL, NULL, "[<item>...]",
         "The configuration within the transaction."},
	{"conf-set", KIND_CONF_SET, 0, 1, ANY, "OK", NULL, "<item> [<data>...]",
         "Set a value, or make an identifier."},
	{"conf-unset", KIND_CONF_SET, 0, 0, ANY, "OK", NULL, "[<item>] [<data>...]",
         "Remove values, an item, a section, or all."},
	{.name = NULL},
};

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name != NULL; c++) {
		if (strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

char command_filter(const struct command *command, const char *name, bool *has_word)
{
	size_t len = strlen(name);
	for (const char *at = command->filters; at != NULL && *at != '\0';) {
		const char *equals = strchr(at, '=');
		if ((size_t)(equals - at) == len && strncmp(at, name, len) == 0) {
			*has_word = equals[2] == ':';
			return equals[1];
		}
		at = strchr(at, ' ');
		at += at != NULL;
	}
	return 0;
}

void commands_help(void)
{
	printf("\nActions:\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		printf(" %-18s %-38s %s\n", c->name, c->arguments, c->what);
	printf("\n"
	       "@ as an owner is the zone's name. No <zone>, or --, means all zones, or all with "
	       "a\n"
	       "transaction. An <item> is section[identifier].name.\n"
	       "(*) is done here, from the configuration.  (#) waits for the end with -b.\n"
	       "-b and -f may stand right behind the action too.\n");
}
