/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "../ddns_return.h"
#include "../ddns_text.h"
#include "server/jobs/ddns.h"
#include "server/jobs/load.h"

static uint8_t rcodes[16];
static unsigned answered;

static void take(void *ctx, struct span reply)
{
	assert_true(reply.len >= 12);
	rcodes[(size_t)(uintptr_t)ctx] = reply.data[3] & 15;
	answered++;
}

static void queue(unsigned number, const char *line)
{
	static uint8_t query[65535], reply[12];
	const char *const lines[] = {line, NULL};
	size_t len = ddns_from_text(query, sizeof(query), lines);
	struct ddns_request *r = ddns_request_new(span_of(query, len),
	                                          span_of(reply, sizeof(reply)), NULL, NULL);
	r->to = (struct ddns_return){take, (void *)(uintptr_t)number};
	assert_ok(addr_parse(&r->peer, span_str("192.0.2.77"), 7));
	assert_ok(ddns_queue_put(&world.job.unit->ddns, r, false));
	rcodes[number] = 99;
	answered = 0;
}

static void load(void)
{
	world_write("@ SOA a b 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n");
	assert_ok(job_load(&world.job));
}

static void a_bulk_is_one_change(void **state)
{
	(void)state;
	load();
	queue(0, "+ one 60 A 192.0.2.1");
	queue(1, "?yx nowhere");
	queue(2, "+ two 60 A 192.0.2.1");
	queue(3, "+ www.test. 60 A 192.0.2.1");
	queue(4, "?yx one"); /* sees what those before it did */
	assert_ok(job_ddns(&world.job));
	assert_int_equal(answered, 5);
	assert_int_equal(rcodes[0], RCODE_NOERROR);
	assert_int_equal(rcodes[1], RCODE_NXDOMAIN);
	assert_int_equal(rcodes[2], RCODE_NOERROR);
	assert_int_equal(rcodes[3], RCODE_NOTZONE);
	assert_int_equal(rcodes[4], RCODE_NOERROR);
	assert_int_equal(world_serial(), 2);
	assert_true(world_has_name("one") && world_has_name("two"));
	assert_true(world_logged("DDNS, processing 5 updates"));
	assert_true(world_logged("DDNS, finished, serial 1 -> 2, 0.0"));
	assert_true(world_logged("DDNS, incoming, remote 192.0.2.77@7, prerequisites not met"));
	assert_true(world_logged("DDNS, incoming, remote 192.0.2.77@7, failed to apply (NOTZONE)"));
	/* The journal has it. */
	world_restart();
	assert_ok(job_load(&world.job));
	assert_int_equal(world_serial(), 2);
	assert_true(world_has_name("one") && world_has_name("two"));
}

static void no_change_is_no_serial(void **state)
{
	(void)state;
	load();
	queue(0, "+ ns 60 A 192.0.2.1");
	assert_ok(job_ddns(&world.job));
	assert_int_equal(rcodes[0], RCODE_NOERROR);
	assert_int_equal(world_serial(), 1);
	assert_true(world_logged("DDNS, finished, no changes to the zone were made"));
	queue(0, "?yx nowhere");
	assert_ok(job_ddns(&world.job));
	assert_int_equal(rcodes[0], RCODE_NXDOMAIN);
	assert_int_equal(world_serial(), 1);
	/* Nothing to do at all. */
	assert_ok(job_ddns(&world.job));
}

static void a_serial_of_its_own_is_kept(void **state)
{
	(void)state;
	load();
	queue(0, "+ @ 60 SOA a b 77 7200 900 1209600 300");
	assert_ok(job_ddns(&world.job));
	assert_int_equal(world_serial(), 77);
}

static void a_commit_that_fails_fails_the_bulk(void **state)
{
	(void)state;
	load();
	world.zone.max_size = 100;
	queue(0, "+ one 60 A 192.0.2.1");
	queue(1, "?yx nowhere");
	assert_int_equal(job_ddns(&world.job), E_ZONESIZE);
	assert_int_equal(rcodes[0], RCODE_REFUSED);
	assert_int_equal(rcodes[1], RCODE_NXDOMAIN);
	assert_int_equal(world_serial(), 1);
	assert_true(world_logged("DDNS, dropping 2 updates in a bulk"));
	world.zone.max_size = UINT64_MAX;
	queue(0, "+ one 60 A 192.0.2.1");
	queue(1, "- ns");
	queue(2, "+ below.c 60 A 192.0.2.1");
	queue(3, "- below.c");
	queue(4, "+ c 60 DNAME other.test.");
	queue(5, "+ one 60 TXT again");
	assert_ok(job_ddns(&world.job));
	assert_int_equal(world_serial(), 2);
}

static void an_empty_zone_is_made_by_an_update_with_a_soa(void **state)
{
	(void)state;
	queue(0, "+ www 60 A 192.0.2.1");
	assert_ok(job_ddns(&world.job));
	assert_int_equal(rcodes[0], RCODE_SERVFAIL);
	assert_int_equal(world_serial(), 0);
	queue(0, "+ @ 60 SOA a b 5 7200 900 1209600 300");
	queue(1, "+ @ 60 NS www");
	queue(2, "+ www 60 A 192.0.2.1");
	assert_ok(job_ddns(&world.job));
	assert_int_equal(rcodes[0], RCODE_NOERROR);
	assert_int_equal(rcodes[2], RCODE_NOERROR);
	assert_int_equal(world_serial(), 5);
	assert_true(world_logged("DDNS, finished, serial none -> 5"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_bulk_is_one_change),
		WORLD_TEST(no_change_is_no_serial),
		WORLD_TEST(a_serial_of_its_own_is_kept),
		WORLD_TEST(a_commit_that_fails_fails_the_bulk),
		WORLD_TEST(an_empty_zone_is_made_by_an_update_with_a_soa),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
