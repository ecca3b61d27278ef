/* SPDX-License-Identifier: BSD-2-Clause */
#include "scripted_primary.h"
#include "server/transfer/key_sync.h"
#include "zone_conf_text.h"

#define KEY "@ 60 DNSKEY 257 3 13 AAAA"

static bool is_anything(void *ctx UNUSED, uint16_t type UNUSED, struct span rdata UNUSED)
{
	return true;
}

static const char *const same[] = {KEY, NULL}, *const none[] = {NULL};
static struct primary primary;

/* One key, no CDS; the remote does as the script says. */
static enum err run(const struct primary_step *steps, unsigned asked, bool *changed)
{
	static const uint8_t record[] = {0, 7, 1, 1, 3, 13, 0, 0, 0};
	primary_start(&primary, steps, NULL);
	struct conf *conf = zone_conf_text(&primary.at, "", "");
	const uint8_t *zone = conf->zones[0].name.wire;
	const struct rrset sets[KEY_SYNC_SETS] = {
		{zone, RR_DNSKEY, CLASS_IN, 60, 1, sizeof(record), record},
		{.owner = zone, .type = RR_CDNSKEY, .class_ = CLASS_IN},
		{.owner = zone, .type = RR_CDS, .class_ = CLASS_IN},
	};
	const struct key_sync s = {.conf = &conf->zones[0],
	                           .remote = &conf->remotes[0],
	                           .terms = {.io_ms = 300},
	                           .sets = sets,
	                           .scope = {.is_ours = is_anything}};
	enum err e = key_sync_run(&s, changed);
	assert_int_equal(primary.surprises, 0);
	assert_int_equal(primary.asked, asked);
	conf_free(conf);
	primary_stop(&primary);
	return e;
}

static void equal_sets_are_left_alone(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_DNSKEY, .lines = same},
	                                            {RR_CDNSKEY, .lines = none},
	                                            {RR_CDS, .lines = none},
	                                            {0}};
	bool changed = true;
	assert_ok(run(steps, 3, &changed));
	assert_false(changed);
}

static void what_differs_is_updated(void **state)
{
	(void)state;
	static const char *const old[] = {"@ 60 DNSKEY 257 3 13 BBBB", NULL};
	static const struct primary_step steps[] = {{RR_DNSKEY, .lines = old},
	                                            {RR_CDNSKEY, .lines = none},
	                                            {RR_CDS, .lines = none},
	                                            {RR_SOA, .lines = none, .is_update = true},
	                                            {0}};
	bool changed = false;
	assert_ok(run(steps, 4, &changed));
	assert_true(changed);
}

static void what_goes_wrong_is_an_error_each(void **state)
{
	(void)state;
	static const struct primary_step refuses[] = {{RR_DNSKEY, RCODE_REFUSED, .lines = none},
	                                              {0}};
	static const struct primary_step denies[] = {
		{RR_DNSKEY, .lines = none},
		{RR_CDNSKEY, .lines = none},
		{RR_CDS, .lines = none},
		{RR_SOA, RCODE_NOTAUTH, .lines = none, .is_update = true},
		{0}};
	static const struct primary_step forgets[] = {{RR_DNSKEY, .lines = none},
	                                              {RR_CDNSKEY, .lines = none},
	                                              {RR_CDS, .lines = none},
	                                              {RR_SOA, .lines = NULL},
	                                              {0}};
	bool changed = true;
	assert_int_equal(run(refuses, 1, &changed), E_DENIED);
	assert_false(changed);
	assert_int_equal(run(denies, 4, &changed), E_DENIED);
	assert_false(changed);
	assert_int_equal(run(forgets, 4, &changed), E_TIMEOUT);
	assert_false(changed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_sets_are_left_alone),
		cmocka_unit_test(what_differs_is_updated),
		cmocka_unit_test(what_goes_wrong_is_an_error_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
