/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knot.conf as tables: the sections in their documented order.  All of them are known here; what
 * this version cannot do yet is refused when it is used (available.h).
 */

#include "server/conf/schema.h"

#include "dns/name.h"
#include "server/conf/schema_modules.h"
#include "server/conf/schema_rows.h"

#define SECTION(n, list)                                                                           \
	{                                                                                          \
		.name = (n), .items = (list)                                                       \
	}
#define BLOCKS(n, id_, t, list)                                                                    \
	{                                                                                          \
		.name = (n), .id = (id_), .id_type = CONF_##t, .items = (list)                     \
	}
#define MODULE(n) BLOCKS("mod-" #n, "id", STR, n##_items)

static const struct conf_section sections[] = {
	BLOCKS("module", "id", STR, module_items),
	SECTION("server", server_items),
	SECTION("xdp", xdp_items),
	SECTION("control", control_items),
	BLOCKS("log", "target", STR, log_items),
	SECTION("statistics", statistics_items),
	SECTION("database", database_items),
	BLOCKS("keystore", "id", STR, keystore_items),
	BLOCKS("key", "id", NAME, key_items),
	BLOCKS("remote", "id", STR, remote_items),
	BLOCKS("remotes", "id", STR, remotes_items),
	BLOCKS("acl", "id", STR, acl_items),
	BLOCKS("submission", "id", STR, submission_items),
	BLOCKS("dnskey-sync", "id", STR, dnskey_sync_items),
	BLOCKS("policy", "id", STR, policy_items),
	BLOCKS("template", "id", STR, template_items),
	BLOCKS("zone", "domain", NAME, zone_items),
	MODULE(authsignal),
	MODULE(cookies),
	MODULE(dnsproxy),
	MODULE(dnstap),
	MODULE(geoip),
	MODULE(noudp),
	MODULE(onlinesign),
	MODULE(probe),
	MODULE(queryacl),
	MODULE(rrl),
	MODULE(stats),
	MODULE(synthrecord),
	MODULE(whoami),
	{.name = NULL},
};

/* Absolute and lower case (RFC 4343), as the text that identifies a zone or key everywhere. */
static enum err normalise(struct span text, char *out, size_t cap)
{
	struct name name;
	struct text t;
	TRY(name_parse(&name, text, name_root));
	name_lower(name.wire, name.len);
	text_init_fixed(&t, out, cap);
	name_print(&t, name.wire);
	return t.full ? E_SPACE : OK;
}

/* Canonical order (RFC 4034 section 6.1); both are normal texts. */
static int compare(const char *a, const char *b)
{
	struct name x, y;
	if (name_parse_str(&x, a) != OK || name_parse_str(&y, b) != OK)
		return strcmp(a, b);
	return name_cmp(x.wire, y.wire);
}

const struct conf_schema knot_schema = {
	.sections = sections, .name_normalise = normalise, .name_cmp = compare};
