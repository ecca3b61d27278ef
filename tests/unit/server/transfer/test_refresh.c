/* SPDX-License-Identifier: BSD-2-Clause */
#include "scripted_primary.h"
#include "server/transfer/refresh.h"
#include "server/zone/edit.h"
#include "zone_conf_text.h"

#define ZONE(serial) XFR_SOA(serial), "@ 60 NS a", "a 60 A 192.0.2.1"

static const char *const soa_1[] = {XFR_SOA(1), NULL};
static const char *const soa_3[] = {XFR_SOA(3), NULL};
static const char *const zone_3[] = {ZONE(3), "--", XFR_SOA(3), NULL};
static const char *const changes[] = {
	XFR_SOA(3), XFR_SOA(1),         XFR_SOA(2), "--",       "b 60 A 192.0.2.2",
	XFR_SOA(2), "a 60 A 192.0.2.1", XFR_SOA(3), XFR_SOA(3), NULL};
static const char *const changes_missing[] = {XFR_SOA(3), XFR_SOA(1), "x 60 A 192.0.2.2",
                                              XFR_SOA(3), XFR_SOA(3), NULL};
static const char *const nothing[] = {NULL};

struct run {
	struct primary primary;
	struct conf *conf;
	struct zone_conf zone;
	struct zone_version *base;
	struct refresh_plan plan;
	struct refresh_result result;
	struct text applied;
	unsigned applies;
	unsigned kept; /* connections afterwards */
};

/* Steps are applied as a job would: to an edit of the zone. */
static enum err apply(void *ctx, const struct zone_changeset *c, size_t count)
{
	struct run *r = ctx;
	enum err e = OK;
	r->applies++;
	struct zone_edit *edit = zone_edit_new(r->base);
	for (size_t i = 0; i < count && e == OK; i++)
		e = zone_edit_apply(edit, &c[i], r->zone.ixfr.benevolent);
	if (e == OK) {
		assert_ok(zone_edit_settle(edit));
		zone_to_text(&r->applied, zone_edit_view(edit));
	}
	zone_edit_free(edit);
	return e;
}

static struct tsig_key key;

struct setting {
	const char *remote, *zone; /* items of the configuration */
	uint64_t max_size;
	bool no_base, forced, secret;
	enum refresh_pin pin;
	unsigned io_ms;
};

static void run_begin(struct run *r, const struct primary_step *steps, const struct setting *s)
{
	memset(r, 0, sizeof(*r));
	text_init(&r->applied);
	assert_ok(tsig_key_parse(&key, span_str("k:Zm9v")));
	primary_start(&r->primary, steps, s->secret ? &key : NULL);
	r->conf = zone_conf_text(&r->primary.at, s->remote != NULL ? s->remote : "",
	                         s->zone != NULL ? s->zone : "");
	r->zone = r->conf->zones[0];
	if (s->max_size > 0)
		r->zone.max_size = s->max_size;
	if (!s->no_base)
		r->base = zone_from_text("example.", (const char *[]){ZONE(1), NULL});
	r->plan = (struct refresh_plan){
		.conf = &r->zone,
		.remote = &r->conf->remotes[0],
		.base = r->base,
		.forced = s->forced,
		.pin = s->pin,
		.terms = {.io_ms = s->io_ms > 0 ? s->io_ms : 5000, .pool = conn_pool_new(2, 60000)},
		.apply = apply,
		.ctx = r,
	};
	refresh_run(&r->plan, &r->result);
	assert_int_equal(r->primary.surprises, 0);
	r->kept = conn_pool_count(r->plan.terms.pool);
	conn_pool_free(r->plan.terms.pool);
	r->plan.terms.pool = NULL;
}

static void run_end(struct run *r)
{
	if (r->result.version != NULL)
		zone_version_free(r->result.version);
	if (r->base != NULL)
		zone_version_free(r->base);
	conf_free(r->conf);
	text_deinit(&r->applied);
	primary_stop(&r->primary);
}

/* Run and end; the outcome. */
static enum refresh_outcome outcome(const struct primary_step *steps, const struct setting *s,
                                    unsigned asked)
{
	struct run r;
	run_begin(&r, steps, s);
	enum refresh_outcome o = r.result.outcome;
	assert_int_equal(r.primary.asked, asked);
	run_end(&r);
	return o;
}

static const struct setting plain;

static void the_first_transfer_asks_for_the_zone_at_once(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {
		{RR_AXFR, .lines = zone_3, .has_expire = true, .expire_s = 99}, {0}};
	static const struct setting s = {.no_base = true};
	struct run r;
	run_begin(&r, steps, &s);
	assert_int_equal(r.result.outcome, REFRESH_ZONE);
	assert_int_equal(r.result.version->serial.value, 3);
	assert_int_equal(r.result.serial.value, 3);
	assert_int_equal(r.result.version->record_count, 3);
	assert_true(r.result.has_expire);
	assert_int_equal(r.result.expire_s, 99);
	assert_true(r.result.reached);
	run_end(&r);
}

static void equal_and_older_serials_end_it(void **state)
{
	(void)state;
	static const char *const soa_0[] = {XFR_SOA(0), NULL};
	static const struct primary_step equal[] = {
		{RR_SOA, .lines = soa_1, .has_expire = true, .expire_s = 7}, {0}};
	static const struct primary_step older[] = {{RR_SOA, .lines = soa_0}, {0}};
	static const struct primary_step newer[] = {{RR_SOA, .lines = soa_3}, {0}};
	static const struct setting waits = {.pin = REFRESH_PIN_WAIT};
	struct run r;
	run_begin(&r, equal, &plain);
	assert_int_equal(r.result.outcome, REFRESH_UP_TO_DATE);
	assert_int_equal(r.result.expire_s, 7);
	assert_int_equal(r.primary.with_edns, 1);
	run_end(&r);
	assert_int_equal(outcome(older, &plain, 1), REFRESH_OUTDATED);
	assert_int_equal(outcome(newer, &waits, 1), REFRESH_WAITS);
}

static void changes_are_applied(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {
		{RR_SOA, .lines = soa_3}, {RR_IXFR, .lines = changes}, {0}};
	struct run r;
	run_begin(&r, steps, &plain);
	assert_int_equal(r.result.outcome, REFRESH_CHANGES);
	assert_string_equal(r.applied.buf,
	                    "example. 60 NS a.example.\n"
	                    "example. 60 SOA a.example. b.example. 3 7200 900 1209600 300\n"
	                    "b.example. 60 A 192.0.2.2\n");
	assert_int_equal(r.primary.connections, 1);
	assert_false(r.result.more);
	run_end(&r);
}

static void everything_may_be_signed(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {
		{RR_SOA, .lines = soa_3}, {RR_IXFR, .lines = changes}, {0}};
	static const struct primary_step forged[] = {
		{RR_SOA, .lines = soa_3, .is_wrongly_signed = true}, {0}};
	static const struct setting s = {.secret = true, .remote = "    key: k\n"};
	struct run r;
	run_begin(&r, steps, &s);
	assert_int_equal(r.result.outcome, REFRESH_CHANGES);
	assert_non_null(strstr(r.result.peer, " TCP, key k."));
	assert_int_equal(r.kept, 1);
	run_end(&r);
	run_begin(&r, forged, &s);
	assert_int_equal(r.result.outcome, REFRESH_FAILED);
	assert_int_equal(r.result.err, E_TSIG_SIG);
	assert_int_equal(r.kept, 0);
	assert_true(r.result.reached);
	run_end(&r);
}

static void what_cannot_be_had_as_changes_is_taken_whole(void **state)
{
	(void)state;
	static const char *const wrong[] = {XFR_SOA(3), XFR_SOA(2), XFR_SOA(3), XFR_SOA(3), NULL};
	static const char *const not_soa[] = {"@ 60 NS a", NULL};
	static const struct {
		struct primary_step step;
		unsigned connections;
	} cases[] = {
		{{RR_IXFR, RCODE_NOTIMP, nothing}, 1},
		{{RR_IXFR, RCODE_FORMERR, nothing}, 1},
		{{RR_IXFR, RCODE_REFUSED, nothing}, 1},
		{{RR_IXFR, .lines = nothing}, 1},
		{{RR_IXFR, .lines = not_soa}, 2},
		{{RR_IXFR, .lines = wrong}, 2},
		{{RR_IXFR, .lines = changes_missing}, 1},
		{{RR_IXFR, .lines = soa_3, .hangs_up = true}, 2},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct primary_step steps[] = {
			{RR_SOA, .lines = soa_3}, cases[i].step, {RR_AXFR, .lines = zone_3}, {0}};
		struct run r;
		run_begin(&r, steps, &plain);
		assert_int_equal(r.result.outcome, REFRESH_ZONE);
		assert_int_equal(r.primary.connections, cases[i].connections);
		assert_int_equal(r.primary.asked, 3);
		run_end(&r);
	}
}

static void a_server_that_says_nothing_is_not_asked_for_more(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_SOA, .lines = soa_3},
	                                            {RR_IXFR, .lines = NULL},
	                                            {RR_AXFR, .lines = zone_3},
	                                            {0}};
	static const struct setting s = {.io_ms = 50};
	struct run r;
	run_begin(&r, steps, &s);
	assert_int_equal(r.result.outcome, REFRESH_FAILED);
	assert_int_equal(r.result.err, E_TIMEOUT);
	assert_true(r.result.reached);
	assert_int_equal(r.primary.asked, 2);
	run_end(&r);
}

static void what_is_missing_does_not_matter_to_the_benevolent(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {
		{RR_SOA, .lines = soa_3}, {RR_IXFR, .lines = changes_missing}, {0}};
	static const struct setting s = {.zone = "    ixfr-benevolent: on\n"};
	assert_int_equal(outcome(steps, &s, 2), REFRESH_CHANGES);
}

static void one_step_may_be_taken_at_a_time(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {
		{RR_SOA, .lines = soa_3}, {RR_IXFR, .lines = changes}, {0}};
	static const struct setting s = {.zone = "    ixfr-by-one: on\n"};
	struct run r;
	run_begin(&r, steps, &s);
	assert_int_equal(r.result.outcome, REFRESH_CHANGES);
	assert_true(r.result.more);
	assert_non_null(strstr(r.applied.buf, "b.example. 2 7200"));
	run_end(&r);
}

static void a_zone_in_place_of_changes_may_be_made_a_difference(void **state)
{
	(void)state;
	static const char *const whole[] = {ZONE(3), "b 60 A 192.0.2.2", XFR_SOA(3), NULL};
	static const struct primary_step steps[] = {
		{RR_SOA, .lines = soa_3}, {RR_IXFR, .lines = whole}, {0}};
	static const struct setting s = {.zone = "    ixfr-from-axfr: on\n"};
	struct run r;
	run_begin(&r, steps, &s);
	assert_int_equal(r.result.outcome, REFRESH_CHANGES);
	assert_non_null(strstr(r.applied.buf, "b.example. 60 A 192.0.2.2"));
	assert_null(r.result.version);
	run_end(&r);
	assert_int_equal(outcome(steps, &plain, 2), REFRESH_ZONE);
}

/* zone-retransfer takes an older zone; a serial that goes back between two answers does not. */
static void an_older_zone_is_taken_by_force_only(void **state)
{
	(void)state;
	static const char *const zone_0[] = {ZONE(0), XFR_SOA(0), NULL};
	static const struct primary_step forced[] = {{RR_AXFR, .lines = zone_0}, {0}};
	static const struct setting force = {.forced = true};
	static const struct primary_step back[] = {
		{RR_SOA, .lines = soa_3}, {RR_IXFR, .lines = zone_0}, {0}};
	assert_int_equal(outcome(forced, &force, 1), REFRESH_ZONE);
	assert_int_equal(outcome(back, &plain, 2), REFRESH_OUTDATED);
}

static void zones_above_their_limit_are_refused(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {{RR_AXFR, .lines = zone_3}, {0}};
	static const struct setting s = {.no_base = true, .max_size = 50};
	struct run r;
	run_begin(&r, steps, &s);
	assert_int_equal(r.result.outcome, REFRESH_FAILED);
	assert_int_equal(r.result.err, E_ZONESIZE);
	run_end(&r);
}

static void an_expired_primary_is_ignored(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {
		{RR_AXFR, .lines = zone_3, .has_expire = true, .expire_s = 1}, {0}};
	static const struct setting s = {.no_base = true};
	assert_int_equal(outcome(steps, &s, 1), REFRESH_FAILED);
}

static void a_remote_without_edns_has_connections_apart(void **state)
{
	(void)state;
	static const struct primary_step steps[] = {
		{RR_SOA, .lines = soa_3}, {RR_IXFR, .lines = changes}, {0}};
	static const struct setting s = {.remote = "    no-edns: on\n"};
	struct run r;
	run_begin(&r, steps, &s);
	assert_int_equal(r.result.outcome, REFRESH_CHANGES);
	assert_int_equal(r.primary.connections, 2);
	assert_int_equal(r.primary.with_edns, 0);
	run_end(&r);
}

static void error_codes_and_closed_ports_are_failures(void **state)
{
	(void)state;
	static const struct primary_step refused[] = {{RR_SOA, RCODE_REFUSED, nothing}, {0}};
	struct run r;
	run_begin(&r, refused, &plain);
	assert_int_equal(r.result.outcome, REFRESH_FAILED);
	assert_int_equal(r.result.err, E_DENIED);
	assert_true(r.result.reached);
	primary_stop(&r.primary);
	refresh_run(&r.plan, &r.result);
	assert_int_equal(r.result.err, E_CONNREFUSED);
	assert_false(r.result.reached);
	primary_start(&r.primary, refused, NULL);
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_transfer_asks_for_the_zone_at_once),
		cmocka_unit_test(equal_and_older_serials_end_it),
		cmocka_unit_test(changes_are_applied),
		cmocka_unit_test(everything_may_be_signed),
		cmocka_unit_test(what_cannot_be_had_as_changes_is_taken_whole),
		cmocka_unit_test(a_server_that_says_nothing_is_not_asked_for_more),
		cmocka_unit_test(what_is_missing_does_not_matter_to_the_benevolent),
		cmocka_unit_test(one_step_may_be_taken_at_a_time),
		cmocka_unit_test(a_zone_in_place_of_changes_may_be_made_a_difference),
		cmocka_unit_test(an_older_zone_is_taken_by_force_only),
		cmocka_unit_test(zones_above_their_limit_are_refused),
		cmocka_unit_test(an_expired_primary_is_ignored),
		cmocka_unit_test(a_remote_without_edns_has_connections_apart),
		cmocka_unit_test(error_codes_and_closed_ports_are_failures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
