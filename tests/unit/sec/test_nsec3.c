/* SPDX-License-Identifier: BSD-2-Clause */
#include "sec_text.h"
#include "sec/nsec3.h"

static struct arena arena;

#define OWNER "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example."
#define NEXT  "2t7b4g4vsa5smi47k61mv5bv1a22bojr"

static enum err read_line(struct nsec3 *n, const char *line)
{
	struct rrset set = sec_set(&arena, line);
	return nsec3_read(n, set.owner, rrset_first(&set));
}

static void fields_are_read(void **state)
{
	(void)state;
	struct nsec3 n;
	uint8_t hash[NSEC3_HASH_LEN];
	assert_ok(read_line(&n, OWNER " 60 NSEC3 1 1 12 aabbccdd " NEXT " MX NS"));
	assert_int_equal(n.params.iterations, 12);
	assert_int_equal(n.params.flags, NSEC3_OPT_OUT);
	assert_true(typemap_has(n.types, RR_MX) && !typemap_has(n.types, RR_A));
	nsec3_name_hash(hash, &n.params, sec_name(&arena, "EXAMPLE."));
	assert_memory_equal(hash, n.hash, sizeof(hash));
	struct name owner;
	assert_ok(nsec3_owner(&owner, hash, sec_name(&arena, "example.")));
	assert_true(name_equal(owner.wire, sec_name(&arena, OWNER)));
}

/* RFC 5155 section 8.1, section 8.2 */
static void records_nobody_understands_are_told_apart(void **state)
{
	(void)state;
	struct nsec3 n;
	assert_int_equal(read_line(&n, OWNER " 60 NSEC3 2 0 1 - " NEXT " A"), E_NOTSUP);
	assert_int_equal(read_line(&n, OWNER " 60 NSEC3 1 2 1 - " NEXT " A"), E_NOTSUP);
	assert_int_equal(read_line(&n, "www.example. 60 NSEC3 1 0 1 - " NEXT " A"), E_MALFORMED);
	assert_int_equal(read_line(&n, OWNER " 60 NSEC3 1 0 1 - 2t7b4g4v A"), E_MALFORMED);
	assert_int_equal(nsec3_read(&n, name_root, span_of("\1\0\0", 3)), E_MALFORMED);
}

static struct nsec3 gap(uint8_t from, uint8_t *next, uint8_t to)
{
	struct nsec3 n = {.next = next};
	memset(n.hash, from, NSEC3_HASH_LEN);
	memset(next, to, NSEC3_HASH_LEN);
	return n;
}

static bool covers(const struct nsec3 *n, uint8_t octet)
{
	uint8_t hash[NSEC3_HASH_LEN];
	memset(hash, octet, sizeof(hash));
	return nsec3_covers(n, hash);
}

static void gaps_lead_around(void **state)
{
	(void)state;
	uint8_t next[NSEC3_HASH_LEN];
	struct nsec3 n = gap(10, next, 20);
	assert_true(covers(&n, 15));
	assert_false(covers(&n, 10) || covers(&n, 20) || covers(&n, 5) || covers(&n, 25));
	n = gap(20, next, 10);
	assert_true(covers(&n, 25) && covers(&n, 5));
	assert_false(covers(&n, 10) || covers(&n, 20) || covers(&n, 15));
	n = gap(10, next, 10);
	assert_true(covers(&n, 5) && covers(&n, 15));
	assert_false(covers(&n, 10));
}

static void parameters_are_read_and_written(void **state)
{
	(void)state;
	struct rrset set = sec_set(&arena, "example. 0 NSEC3PARAM 1 0 12 aabbccdd");
	struct nsec3_params p, q;
	uint8_t octets[64];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	assert_ok(nsec3_params_read(&p, rrset_first(&set)));
	q = p;
	q.flags = NSEC3_OPT_OUT;
	assert_true(nsec3_params_equal(&p, &q));
	nsec3_params_write(&w, &q);
	assert_true(span_equal(wire_written(&w), rrset_first(&set)));
	q.iterations++;
	assert_false(nsec3_params_equal(&p, &q));
	assert_int_equal(nsec3_params_read(&p, span_of(octets, w.pos - 1)), E_MALFORMED);
	assert_int_equal(nsec3_rounds(&p), 13);
	p.salt.len = 255;
	assert_int_equal(nsec3_rounds(&p), 13 * 5);
}

struct ring {
	unsigned count;
	uint8_t from[4], to[4];
};

static enum err take(void *arg, const struct nsec3_link *link, const uint8_t *next)
{
	struct ring *r = arg;
	r->from[r->count] = link->hash[0];
	r->to[r->count++] = next[0];
	return OK;
}

static void a_chain_is_sorted_by_hash(void **state)
{
	(void)state;
	struct nsec3_link links[] = {{.hash = {7}}, {.hash = {3}}, {.hash = {5}}};
	struct ring r = {0};
	assert_ok(nsec3_chain(links, 3, take, &r));
	assert_memory_equal(r.from, "\3\5\7", 3);
	assert_memory_equal(r.to, "\5\7\3", 3);
	links[0].hash[0] = links[1].hash[0];
	assert_int_equal(nsec3_chain(links, 3, take, &r), E_EXISTS);
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	uint8_t octets[128];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	struct rrset set = sec_set(&arena, OWNER " 60 NSEC3 1 1 12 aabbccdd " NEXT " MX NS");
	struct nsec3 n;
	const uint16_t types[] = {RR_NS, RR_MX};
	assert_ok(nsec3_read(&n, set.owner, rrset_first(&set)));
	const struct nsec3_link link = {
		.flags = NSEC3_OPT_OUT, .types = types, .type_count = ARRAY_LEN(types)};
	nsec3_write(&w, &n.params, &link, n.next);
	assert_true(span_equal(wire_written(&w), rrset_first(&set)));
}

static int teardown(void **state)
{
	(void)state;
	arena_deinit(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read),
		cmocka_unit_test(records_nobody_understands_are_told_apart),
		cmocka_unit_test(gaps_lead_around),
		cmocka_unit_test(parameters_are_read_and_written),
		cmocka_unit_test(a_chain_is_sorted_by_hash),
		cmocka_unit_test(what_is_written_is_read),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
