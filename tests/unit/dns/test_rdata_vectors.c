/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text and wire form of every type with a syntax of its own, from tests/data/rr/TYPE.txt:
 *
 *   text TAB wire form in hexadecimal
 *   !text TAB error
 *
 * The examples are those of the RFCs that define the types, and the edges around them.
 */
#include "support.h"

#include "base/err.h"
#include "base/hex.h"
#include "dns/rdata.h"

#include <dirent.h>
#include <string.h>

static const char *folder;

/* Compare one line's text with what stands behind its tab. */
static void check_line(uint16_t type, char *line)
{
	char *tab = strchr(line, '\t');
	assert_non_null(tab);
	*tab = '\0';
	bool bad = line[0] == '!' && strncmp(tab + 1, "E_", 2) == 0;
	uint8_t buf[4096], again[4096];
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	enum err err = rdata_parse_line(&w, type, span_str(bad ? line + 1 : line), NULL);
	struct text got, text;
	text_init(&got);
	text_init(&text);
	if (err == OK)
		hex_print(&got, wire_written(&w), true);
	else
		text_put(&got, err_name(err));
	if (strcmp(got.len > 0 ? got.buf : "", tab + 1) != 0)
		fail_msg("%s: %s: got %s, want %s", rrtype_get(type)->word, line, got.buf, tab + 1);
	if (err == OK) {
		assert_ok(rdata_check(type, wire_written(&w)));
		rdata_print(&text, type, wire_written(&w), NULL);
		struct wire_writer back = wire_writer_of(again, sizeof(again));
		assert_ok(rdata_parse_line(&back, type, text_span(&text), NULL));
		assert_true(span_equal(wire_written(&back), wire_written(&w)));
	}
	text_deinit(&text);
	text_deinit(&got);
}

static unsigned check_file(const char *path, uint16_t type)
{
	char line[8192];
	unsigned lines = 0;
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	for (; fgets(line, sizeof(line), f) != NULL; lines++) {
		line[strcspn(line, "\n")] = '\0';
		check_line(type, line);
	}
	fclose(f);
	return lines;
}

static void text_and_wire_agree_with_the_vectors(void **state)
{
	(void)state;
	unsigned lines = 0;
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
		char path[4096];
		uint16_t type;
		const char *dot = strrchr(e->d_name, '.');
		if (dot == NULL || strcmp(dot, ".txt") != 0)
			continue;
		assert_ok(rrtype_parse(&type, span_of(e->d_name, (size_t)(dot - e->d_name))));
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		lines += check_file(path, type);
	}
	closedir(dir);
	assert_true(lines > 150);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_wire_agree_with_the_vectors),
	};
	folder = argc > 1 ? argv[1] : "tests/data/rr";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
