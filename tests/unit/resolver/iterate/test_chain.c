/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/iterate/chain.h"

#include "../wire.h"

static struct rrset alias(uint16_t type, uint8_t *buf, const char *owner, const char *target)
{
	const uint8_t *t = nm(target);
	size_t len = name_len(t);
	wire_set_u16(buf, (uint16_t)len);
	memcpy(buf + 2, t, len);
	return (struct rrset){.owner = nm(owner),
	                      .type = type,
	                      .class_ = CLASS_IN,
	                      .ttl = 77,
	                      .count = 1,
	                      .size = (uint32_t)len + 2,
	                      .records = buf};
}

static void targets_are_in_lower_case(void **state)
{
	(void)state;
	struct arena arena;
	uint8_t buf[300];
	const uint8_t *target;
	struct rrset set = alias(RR_CNAME, buf, "a.", "B.Example.");
	arena_init(&arena, 0);
	assert_ok(chain_target(&target, &set, &arena));
	assert_memory_equal(target, "\1b\7example", 11);
	arena_deinit(&arena);
}

static void a_dname_makes_a_cname(void **state)
{
	(void)state;
	struct arena arena;
	uint8_t buf[300];
	struct req_set made;
	struct rrset set = alias(RR_DNAME, buf, "d.example.", "t.");
	arena_init(&arena, 0);
	assert_ok(chain_synthesise(&made, nm("a.b.d.example."), &set, &arena));
	assert_int_equal(made.data.type, RR_CNAME);
	assert_int_equal(made.data.ttl, 77);
	assert_int_equal(made.sigs.count, 0);
	assert_true(name_equal(made.data.owner, nm("a.b.d.example.")));
	assert_true(name_equal(rrset_first(&made.data).data, nm("a.b.t.")));
	arena_deinit(&arena);
}

static void too_long_a_name_is_refused(void **state)
{
	(void)state;
	struct arena arena;
	uint8_t buf[300];
	struct req_set made;
	char name[260], target[260];
	memset(name, 'x', sizeof(name));
	memset(target, 'y', sizeof(target));
	for (int i = 60; i < 240; i += 61)
		name[i] = target[i] = '.';
	snprintf(name + 120, 20, ".d.");
	target[180] = '.';
	target[181] = '\0';
	struct rrset set = alias(RR_DNAME, buf, "d.", target);
	arena_init(&arena, 0);
	assert_int_equal(chain_synthesise(&made, nm(name), &set, &arena), E_NAME_LONG);
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets_are_in_lower_case),
		cmocka_unit_test(a_dname_makes_a_cname),
		cmocka_unit_test(too_long_a_name_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
