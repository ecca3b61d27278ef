/* SPDX-License-Identifier: BSD-2-Clause */
#include "../wire.h"

#include "resolver/rules/rpz.h"

#include "base/mem.h"
#include "resolver/rules/image.h"

static struct image im;
static uint8_t *octets;
static struct text warnings;
static const char *file; /* what there is to read */

static bool find_in(const struct image *image, const uint8_t *wire, struct image_rule *rule)
{
	struct image_name asked_name;
	image_name_init(&asked_name, wire);
	return image_find(image, &asked_name, rule);
}

static enum err open_it(void *arg, struct zf_text *out, struct span path, const char *from)
{
	(void)arg;
	if (from != NULL || file == NULL)
		return E_NOFILE;
	*out = (struct zf_text){.text = span_str(file),
	                        .name = mem_printf("%.*s", (int)path.len, path.data)};
	return OK;
}

static void close_it(void *arg, struct zf_text *t)
{
	(void)arg;
	mem_free(t->name);
}

static const struct zf_source from_memory = {.open = open_it, .close = close_it};

static int setup(void **state)
{
	(void)state;
	octets = NULL;
	text_init(&warnings);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mem_free(octets);
	text_deinit(&warnings);
	return 0;
}

static enum err read_it(const char *text)
{
	static const uint64_t source[IMAGE_SOURCE_WORDS];
	struct image_builder *b = image_builder_new(5);
	size_t len;
	file = text;
	text_reset(&warnings);
	text_put(&warnings, "");
	enum err err = rpz_read(b, &from_memory, "a.rpz", &warnings);
	mem_free(octets);
	octets = NULL;
	if (err == OK) {
		assert_ok(image_build(b, source, &octets, &len));
		assert_ok(image_open(&im, span_of(octets, len), true));
	}
	image_builder_free(b);
	return err;
}

static enum image_action action_of(const char *name)
{
	struct image_rule rule;
	return find_in(&im, nm(name), &rule) ? rule.action : IMAGE_ACTIONS;
}

static void every_action_is_read(void **state)
{
	(void)state;
	assert_ok(read_it("$TTL 60\n$ORIGIN rpz.zone.\n"
	                  "@ SOA ns. h. 1 2 3 4 5\n@ NS ns.\n"
	                  "nx.example CNAME .\n*.nx.example CNAME .\n"
	                  "nodata.example CNAME *.\npass.example CNAME rpz-passthru.\n"
	                  "drop.example CNAME rpz-drop.\ntc.example CNAME rpz-tcp-only.\n"
	                  "self.example CNAME self.example.\ndata.example A 192.0.2.1\n"
	                  "alias.example CNAME *.garden.\n"));
	assert_string_equal(warnings.buf, "");
	assert_int_equal(action_of("nx.example."), IMAGE_DEFAULT);
	assert_int_equal(action_of("a.nx.example."), IMAGE_DEFAULT);
	assert_int_equal(action_of("nodata.example."), IMAGE_NODATA);
	assert_int_equal(action_of("pass.example."), IMAGE_PASS);
	assert_int_equal(action_of("self.example."), IMAGE_PASS);
	assert_int_equal(action_of("drop.example."), IMAGE_DROP);
	assert_int_equal(action_of("tc.example."), IMAGE_TC);
	assert_int_equal(action_of("data.example."), IMAGE_DATA);
	assert_int_equal(action_of("alias.example."), IMAGE_DATA);
	assert_int_equal(action_of("nx.example.rpz.zone."), IMAGE_ACTIONS);
	assert_int_equal(action_of("a.data.example."), IMAGE_ACTIONS);
	assert_int_equal(im.count, 9);
}

static void owners_lose_the_zones_name(void **state)
{
	(void)state;
	assert_ok(read_it("$ORIGIN z.\na.e CNAME .\n")); /* no SOA */
	assert_int_equal(action_of("a.e."), IMAGE_DEFAULT);
	assert_ok(read_it("rpz.z. SOA ns. h. 1 2 3 4 5\na.e.rpz.z. CNAME .\n")); /* no $ORIGIN */
	assert_int_equal(action_of("a.e."), IMAGE_DEFAULT);
	assert_ok(read_it("a.e CNAME .\n")); /* neither */
	assert_int_equal(action_of("a.e."), IMAGE_DEFAULT);
	assert_ok(read_it("rpz.z. SOA ns. h. 1 2 3 4 5\nb.other. CNAME .\n"));
	assert_string_equal(warnings.buf, "a.rpz:2: the name is not in the zone (ignored)\n");
	assert_int_equal(im.count, 0);
}

static void what_is_not_understood_is_told_with_its_line(void **state)
{
	(void)state;
	assert_ok(read_it("$ORIGIN z.\n@ SOA ns. h. 1 2 3 4 5\n"
	                  "a.e CNAME rpz-future.\nb.e DNAME x.\nc.e A 300.1.1.1\n"
	                  "24.0.2.0.192.rpz-client-ip CNAME .\nns.e.rpz-nsdname CNAME .\n"
	                  "d.e CNAME .\n"));
	assert_string_equal(warnings.buf, "a.rpz:3: unsupported policy action (ignored)\n"
	                                  "a.rpz:4: type DNAME is not allowed in RPZ (ignored)\n"
	                                  "a.rpz:5: invalid IPv4 address (ignored)\n"
	                                  "a.rpz:6: unsupported policy trigger (ignored)\n"
	                                  "a.rpz:7: unsupported policy trigger (ignored)\n");
	assert_int_equal(im.count, 1);
	assert_int_equal(action_of("d.e."), IMAGE_DEFAULT);
}

static void what_cannot_be_read_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(read_it(NULL), E_NOFILE);
	assert_int_equal(read_it("$ORIGIN ..\na.e CNAME .\n"), E_MALFORMED);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_action_is_read),
		T(owners_lose_the_zones_name),
		T(what_is_not_understood_is_told_with_its_line),
		T(what_cannot_be_read_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
