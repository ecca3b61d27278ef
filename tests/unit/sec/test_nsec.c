/* SPDX-License-Identifier: BSD-2-Clause */
#include "sec_text.h"
#include "sec/nsec.h"

static struct arena arena;

static struct nsec nsec_of(const char *line)
{
	struct rrset set = sec_set(&arena, line);
	struct nsec n;
	assert_ok(nsec_read(&n, set.owner, rrset_first(&set)));
	return n;
}

static bool covers(const struct nsec *n, const char *name)
{
	return nsec_covers(n, sec_name(&arena, name));
}

static void a_record_covers_what_is_between(void **state)
{
	(void)state;
	struct nsec n = nsec_of("b.example. 60 NSEC d.example. A");
	assert_true(covers(&n, "c.example."));
	assert_true(covers(&n, "a.b.example."));
	assert_true(covers(&n, "C.EXAMPLE."));
	assert_false(covers(&n, "b.example."));
	assert_false(covers(&n, "d.example."));
	assert_false(covers(&n, "a.d.example."));
	assert_false(covers(&n, "a.example."));
}

static void the_last_record_covers_to_the_end(void **state)
{
	(void)state;
	struct nsec n = nsec_of("y.example. 60 NSEC example. A");
	assert_true(covers(&n, "z.example."));
	assert_true(covers(&n, "a.y.example."));
	assert_false(covers(&n, "x.example."));
	n = nsec_of("example. 60 NSEC example. SOA NS");
	assert_true(covers(&n, "any.example."));
	assert_false(covers(&n, "example."));
}

/* CVE-2026-44690 and its like: a next name outside of the zone reaches into others. */
static void soundness_is_of_the_zone(void **state)
{
	(void)state;
	uint8_t *zone = sec_name(&arena, "example.");
	static const struct {
		const char *line;
		bool sound;
	} rows[] = {
		{"b.example. 60 NSEC d.example. A", true},
		{"b.example. 60 NSEC Example. A", true},
		{"b.example. 60 NSEC a.example. A", false},
		{"b.example. 60 NSEC b.example. A", false},
		{"b.example. 60 NSEC other. A", false},
		{"b.other. 60 NSEC example. A", false},
		{"example. 60 NSEC example. A", true},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct nsec n = nsec_of(rows[i].line);
		assert_int_equal(nsec_is_sound(&n, zone), rows[i].sound);
	}
}

struct chain {
	char text[256];
};

static enum err append(void *arg, const struct nsec_link *link, const uint8_t *next)
{
	struct chain *c = arg;
	struct text t;
	text_init_fixed(&t, c->text + strlen(c->text), sizeof(c->text) - strlen(c->text));
	name_print(&t, link->owner);
	text_put(&t, ">");
	name_print(&t, next);
	text_put(&t, " ");
	return OK;
}

static void a_chain_is_a_ring(void **state)
{
	(void)state;
	struct chain c = {""};
	const struct nsec_link links[] = {{.owner = sec_name(&arena, "x.")},
	                                  {.owner = sec_name(&arena, "a.x.")},
	                                  {.owner = sec_name(&arena, "b.x.")}};
	assert_ok(nsec_chain(links, 3, append, &c));
	assert_string_equal(c.text, "x.>a.x. a.x.>b.x. b.x.>x. ");
	c.text[0] = '\0';
	assert_ok(nsec_chain(links, 1, append, &c));
	assert_string_equal(c.text, "x.>x. ");
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	uint8_t octets[64];
	const uint16_t types[] = {RR_A, RR_RRSIG, RR_NSEC};
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	struct rrset set = sec_set(&arena, "a.example. 60 NSEC b.example. A RRSIG NSEC");
	nsec_write(&w, sec_name(&arena, "b.example."), types, 3);
	assert_true(span_equal(wire_written(&w), rrset_first(&set)));
	struct nsec n;
	assert_int_equal(nsec_read(&n, set.owner, span_of(octets, 5)), E_MALFORMED);
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
		cmocka_unit_test(a_record_covers_what_is_between),
		cmocka_unit_test(the_last_record_covers_to_the_end),
		cmocka_unit_test(soundness_is_of_the_zone),
		cmocka_unit_test(a_chain_is_a_ring),
		cmocka_unit_test(what_is_written_is_read),
	};
	arena_init(&arena, 0);
	return cmocka_run_group_tests(tests, NULL, teardown);
}
