/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/transfer/ddns_message.h"
#include "server/transfer/key_update.h"
#include "xfr_text.h"

static const uint8_t child[] = "\5child\7example", parent[] = "\7example";

static struct rrset set_make(struct arena *arena, uint16_t type, const char *const *lines)
{
	static uint8_t room[512];
	struct rrset set = {.owner = child, .type = type, .class_ = CLASS_IN, .ttl = 60};
	for (; *lines != NULL; lines++) {
		struct wire_writer w = wire_writer_of(room, sizeof(room));
		assert_ok(rdata_parse_line(&w, type, span_str(*lines), NULL));
		assert_ok(rrset_add(&set, arena, wire_written(&w)));
	}
	return set;
}

/* The update section as text: "TYPE/CLASS/TTL/octets of data ". */
static void expect(const uint8_t *buf, size_t len, const uint8_t *zone, const char *want)
{
	struct arena arena;
	struct ddns_message d;
	struct msg m;
	struct text t;
	arena_init(&arena, DDNS_MEMORY_MAX);
	text_init(&t);
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_int_equal(msg_opcode(&m), OPCODE_UPDATE);
	assert_int_equal(ddns_message_read(&d, &arena, &m), RCODE_NOERROR);
	assert_int_equal(ddns_prescan(&d), RCODE_NOERROR);
	assert_true(name_equal(d.zone.wire, zone));
	assert_int_equal(d.prereq_count, 0);
	for (size_t i = 0; i < d.update_count; i++) {
		const struct ddns_record *r = &d.updates[i];
		assert_true(name_equal(r->owner, child));
		text_printf(&t, "%u/%u/%u/%zu ", r->type, r->class_, r->ttl, r->rdata.len);
	}
	assert_string_equal(t.buf, want);
	text_deinit(&t);
	arena_deinit(&arena);
}

static void the_parent_gets_what_the_cds_says(void **state)
{
	(void)state;
	struct arena arena;
	uint8_t buf[1024];
	struct key_update out = {.octets = buf, .cap = sizeof(buf)};
	arena_init(&arena, 4096);
	struct rrset cds = set_make(&arena, RR_CDS,
	                            (const char *[]){"1 13 2 00AA", "2 13 2 00BBCC", NULL});
	assert_ok(key_update_ds(parent, &cds, 300, 9, &out));
	expect(buf, out.len, parent, "43/255/0/0 43/1/300/6 43/1/300/7 ");
	struct rrset removal = set_make(&arena, RR_CDS, (const char *[]){"0 0 0 00", NULL});
	assert_ok(key_update_ds(parent, &removal, 300, 9, &out));
	expect(buf, out.len, parent, "43/255/0/0 ");
	struct rrset none = set_make(&arena, RR_CDS, (const char *[]){NULL});
	assert_int_equal(key_update_ds(parent, &none, 300, 9, &out), E_INVALID);
	out.cap = 60;
	assert_int_equal(key_update_ds(parent, &cds, 300, 9, &out), E_SPACE);
	arena_deinit(&arena);
}

static bool is_anything(void *ctx UNUSED, uint16_t type UNUSED, struct span rdata UNUSED)
{
	return true;
}

static bool is_zsk(void *ctx UNUSED, uint16_t type, struct span rdata)
{
	assert_int_equal(type, RR_DNSKEY);
	return wire_get_u16(rdata.data) == 256;
}

static const struct key_scope everything = {.is_ours = is_anything};

static void expect_words(const struct key_difference *d, const char *want)
{
	struct text t;
	text_init(&t);
	key_difference_print(&t, d);
	assert_string_equal(t.buf, want);
	text_deinit(&t);
}

static void signers_are_told_the_difference(void **state)
{
	(void)state;
	struct arena arena;
	struct key_difference d[2] = {0};
	uint8_t buf[1024];
	struct key_update out = {.octets = buf, .cap = sizeof(buf)};
	arena_init(&arena, 4096);
	struct rrset ours = set_make(&arena, RR_DNSKEY,
	                             (const char *[]){"257 3 13 AAAA", "256 3 13 AAAAAA==", NULL});
	struct rrset theirs = set_make(&arena, RR_DNSKEY,
	                               (const char *[]){"257 3 13 AAAA", "256 3 13 AA==", NULL});
	struct rrset empty = set_make(&arena, RR_CDS, (const char *[]){NULL});
	struct rrset cds = set_make(&arena, RR_CDS, (const char *[]){"1 13 2 00AA", NULL});
	assert_ok(key_difference(&d[0], &arena, &ours, &theirs, &everything));
	assert_int_equal(d[0].added.count, 1);
	assert_int_equal(d[0].removed.count, 1);
	assert_ok(key_difference(&d[1], &arena, &cds, &empty, &everything));
	expect_words(&d[0], "DNSKEYs +1/-1 (+1037 -1037)");
	expect_words(&d[1], "CDSs +1/-0 (+1)");
	assert_ok(key_update_sync(child, d, 2, 9, &out));
	expect(buf, out.len, child, "48/254/0/5 48/1/60/8 59/1/60/6 ");
	out.cap = 50;
	assert_int_equal(key_update_sync(child, d, 2, 9, &out), E_SPACE);
	assert_ok(key_difference(&d[0], &arena, &ours, &ours, &everything));
	assert_true(key_difference_is_empty(&d[0]));
	/* In scope are keys of this role only. */
	const struct key_scope signing = {.is_ours = is_zsk};
	assert_ok(key_difference(&d[0], &arena, &theirs, &empty, &signing));
	assert_int_equal(d[0].added.count, 1);
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parent_gets_what_the_cds_says),
		cmocka_unit_test(signers_are_told_the_difference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
