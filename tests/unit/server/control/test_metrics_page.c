/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"
#include "server/control/metrics_page.h"

static bool has(const struct text *t, const char *line)
{
	return strstr(t->buf, line) != NULL;
}

static void counters_and_zones_are_families(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	metrics_page(&t, &f.ops);
	assert_true(has(&t, "# TYPE knotd_zones gauge\nknotd_zones 2\n"));
	assert_true(has(&t, "\nknotd_zones_without_samples 0\n"));
	assert_true(
		has(&t, "\nknotd_module_total{module=\"mod-x\",counter=\"asked\",id=\"SOA\"} 7\n"));
	assert_true(
		has(&t, "\nknotd_zone_loaded{zone=\"a.\"} 1\nknotd_zone_loaded{zone=\"b.\"} 0\n"));
	assert_true(has(&t, "\nknotd_zone_serial{zone=\"a.\"} 5\n"));
	assert_false(has(&t, "knotd_zone_serial{zone=\"b.\"}"));
	assert_true(has(&t, "\nknotd_zone_module_total{zone=\"a.\",module=\"mod-x\","
	                    "counter=\"asked\",id=\"SOA\"} 7\n"));
	assert_true(has(&t, "\nknotd_memory_bytes{kind=\"zone\"} "));
	text_deinit(&t);
	fake_end(&f);
}

static enum err many_zones(void *ctx, const uint8_t *name,
                           enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
                           void *each_ctx)
{
	(void)ctx;
	(void)name;
	for (unsigned i = 0; i < METRICS_ZONES_MAX + 3; i++) {
		char text[32];
		snprintf(text, sizeof(text), "z%u.", i);
		TRY(each(each_ctx, &(struct ctl_zone){.name = text, .loaded = true}));
	}
	return OK;
}

static void zones_beyond_the_limit_are_only_counted(void **state)
{
	(void)state;
	const struct ctl_ops ops = {.zones = {NULL, many_zones}};
	struct text t;
	text_init(&t);
	metrics_page(&t, &ops);
	assert_true(has(&t, "\nknotd_zones 1003\n"));
	assert_true(has(&t, "\nknotd_zones_without_samples 3\n"));
	assert_true(has(&t, "{zone=\"z999.\"}"));
	assert_false(has(&t, "{zone=\"z1000.\"}"));
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_and_zones_are_families),
		cmocka_unit_test(zones_beyond_the_limit_are_only_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
