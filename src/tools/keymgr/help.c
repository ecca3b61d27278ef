/* SPDX-License-Identifier: BSD-2-Clause */
/* The usage text. */

#include "tools/keymgr/help.h"

#include "build_config.h"

#include <stdio.h>

void print_help(void)
{
	fputs("Usage:\n"
	      "  keymgr [-c | -C | -D <path>] [options] <zone> <command> [<argument>...]\n"
	      "  keymgr [-c | -C | -D <path>] [-j] -l\n"
	      "  keymgr -t <name> [<algorithm> [<bits>]]\n"
	      "\n"
	      "Options:\n"
	      "  -c, --config <file>   Configuration file (default " DEFAULT_CONFIGDIR
	      "/knot.conf)\n"
	      "  -C, --confdb <dir>    Configuration database (default " DEFAULT_STORAGE
	      "/confdb)\n"
	      "  -D, --dir <path>      KASP database, with the default configuration\n"
	      "  -t, --tsig <name>     Make a TSIG key\n"
	      "  -e, --extended        List all parameters of keys\n"
	      "  -j, --json            List as JSON\n"
	      "  -l, --list            List zones that have keys\n"
	      "  -x, --mono            No colours\n"
	      "  -X, --color           Colours though the output is no terminal\n"
	      "  -h, --help            Print this\n"
	      "  -V, --version         Print the version\n"
	      "\n"
	      "Commands:\n"
	      "  list [human|iso]                  List the zone's keys\n"
	      "  generate <attribute>...           Make a key\n"
	      "  import-bind <file>                Import a .key and .private pair\n"
	      "  import-pub <file>                 Import a public key from a .key file\n"
	      "  import-pem <file> <attribute>...  Import a private key\n"
	      "  set <key> <attribute>...          Change a key's parameters\n"
	      "  delete <key>                      Delete a key\n"
	      "  del-all-old                       Delete all keys that are removed\n"
	      "  share <key-id> <zone>             Take over a KSK of another zone\n"
	      "  ds [<key>]                        Print DS records\n"
	      "  dnskey [<key>]                    Print DNSKEY records\n"
	      "  nsec3-salt [<hex>|-]              Print or set the NSEC3 salt\n"
	      "  master-serial [<serial>]          Print or set the primary's serial\n"
	      "  simulate <to> [confirm=<after>|confirm=never] [ds-ttl=<time>]\n"
	      "                                    Rehearse the rollovers to come, e.g. +10y\n"
	      "\n"
	      "A <key> is its tag or the beginning of its ID, [keytag=]<tag>, [id=]<id>.\n"
	      "Attributes: algorithm=, size=, ksk, zsk, sep, for-later; moments: created=,\n"
	      "  pre-active=, publish=, ready=, active=, retire-active=, retire=,\n"
	      "  post-active=, revoke=, remove=; for new keys, addtopolicy=<policy>: the KSK\n"
	      "  that zones of that policy share.\n"
	      "Moments: 0 (never), seconds since 1970, YYYYMMDDHHMMSS, or from now: +1mo, -2h\n"
	      "  (y mo w d h mi s).\n",
	      stdout);
}
