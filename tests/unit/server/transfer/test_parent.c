/* SPDX-License-Identifier: BSD-2-Clause */
#include "scripted_primary.h"
#include "server/transfer/parent.h"
#include "zone_conf_text.h"

#define DS  "@ 60 DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000001"
#define SIG "@ 60 RRSIG DS 13 1 3600 20300101000000 20200101000000 5 . AAAA"

static bool has_one(void *ctx, const struct rrset *ds)
{
	*(unsigned *)ctx = ds->count;
	return ds->count == 1;
}

static struct primary primary;
static struct conf *conf;
static struct parent_plan plan;

static void begin(const struct primary_step *steps)
{
	primary_start(&primary, steps, NULL);
	conf = zone_conf_text(&primary.at, "", "");
	plan = (struct parent_plan){
		.conf = &conf->zones[0], .remote = &conf->remotes[0], .terms = {.io_ms = 5000}};
}

static void end(unsigned asked)
{
	assert_int_equal(primary.surprises, 0);
	assert_int_equal(primary.asked, asked);
	conf_free(conf);
	primary_stop(&primary);
}

static void the_parent_is_asked_for_ds(void **state)
{
	(void)state;
	static const char *const has[] = {DS, SIG, NULL}, *const none[] = {NULL};
	static const struct primary_step steps[] = {{RR_DS, .lines = none},
	                                            {RR_DS, .lines = has},
	                                            {RR_DS, RCODE_NXDOMAIN, .lines = none},
	                                            {RR_DS, .hangs_up = true},
	                                            {0}};
	unsigned count = 9;
	uint32_t ttl = 0;
	begin(steps);
	assert_false(parent_confirms(&plan, has_one, &count, &ttl));
	assert_int_equal(count, 0);
	assert_true(parent_confirms(&plan, has_one, &count, &ttl));
	assert_int_equal(ttl, 3600);
	assert_false(parent_confirms(&plan, has_one, &count, &ttl));
	assert_false(parent_confirms(&plan, has_one, &count, &ttl));
	end(4);
}

static struct rrset cds_make(void)
{
	static const uint8_t owner[] = "\5child\3sub\7example",
			     record[] = {0, 5, 0, 1, 13, 2, 0xAA};
	return (struct rrset){.owner = owner,
	                      .type = RR_CDS,
	                      .class_ = CLASS_IN,
	                      .count = 1,
	                      .size = sizeof(record),
	                      .records = record};
}

static void the_parent_zone_is_found_and_updated(void **state)
{
	(void)state;
	static const char *const soa[] = {XFR_SOA(1), NULL}, *const none[] = {NULL};
	static const struct primary_step steps[] = {{RR_SOA, RCODE_REFUSED, .lines = none},
	                                            {RR_SOA, .lines = soa},
	                                            {RR_SOA, .lines = none, .is_update = true},
	                                            {0}};
	struct rrset cds = cds_make();
	begin(steps);
	assert_ok(parent_push(&plan, &cds, 60));
	end(3);
}

static void a_push_that_is_refused_is_an_error(void **state)
{
	(void)state;
	static const char *const soa[] = {XFR_SOA(1), NULL}, *const none[] = {NULL};
	static const struct primary_step refusing[] = {
		{RR_SOA, RCODE_NXDOMAIN, .lines = none},
		{RR_SOA, .lines = soa},
		{RR_SOA, RCODE_NOTAUTH, .lines = none, .is_update = true},
		{0}};
	static const struct primary_step ignorant[] = {{RR_SOA, RCODE_REFUSED, .lines = none}, {0}};
	struct rrset cds = cds_make();
	begin(refusing);
	assert_int_equal(parent_push(&plan, &cds, 60), E_DENIED);
	end(3);
	begin(ignorant);
	assert_int_equal(parent_push(&plan, &cds, 60), E_NOZONE);
	end(1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_parent_is_asked_for_ds),
		cmocka_unit_test(the_parent_zone_is_found_and_updated),
		cmocka_unit_test(a_push_that_is_refused_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
