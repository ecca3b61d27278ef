/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scanner against published scanner data, when that is at hand: zone files NAME.in with what a
 * scanner must make of them in NAME.out (records, refused lines, stops).
 *
 * Looked for in $BOWLINE_SHARED/conformance/zscanner/data, else in ../shared beside the source;
 * skipped when absent.  The kind of each result has to agree; agreement of the reasons given for
 * refusals is counted and printed.
 */
#include "support.h"

#include "base/hex.h"
#include "base/mem.h"
#include "zonefile/zonefile.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

static char folder[4096];

/* Our reasons in the words of the data. */
static const struct {
	enum err code;
	const char *word;
} reasons[] = {
	{E_NUMBER, "ZS_BAD_NUMBER"},
	{E_TTL, "ZS_BAD_NUMBER"},
	{E_TTL, "ZS_BAD_TIME_UNIT"},
	{E_ESCAPE, "ZS_BAD_NUMBER"},
	{E_NUMBER_RANGE, "ZS_NUMBER8_OVERFLOW"},
	{E_NUMBER_RANGE, "ZS_NUMBER16_OVERFLOW"},
	{E_NUMBER_RANGE, "ZS_NUMBER32_OVERFLOW"},
	{E_FIELD_MISSING, "ZS_BAD_RDATA"},
	{E_FIELD_MISSING, "ZS_BAD_NUMBER"},
	{E_FIELD_MISSING, "ZS_BAD_ORIGIN"},
	{E_FIELD_EXTRA, "ZS_BAD_REST"},
	{E_HEX, "ZS_BAD_HEX_CHAR"},
	{E_BASE64, "ZS_BAD_BASE64_CHAR"},
	{E_BASE32, "ZS_BAD_BASE32HEX_CHAR"},
	{E_ADDR, "ZS_BAD_ADDRESS_CHAR"},
	{E_ADDR4, "ZS_BAD_IPV4"},
	{E_ADDR4, "ZS_BAD_ADDRESS_CHAR"},
	{E_ADDR6, "ZS_BAD_IPV6"},
	{E_ADDR6, "ZS_BAD_ADDRESS_CHAR"},
	{E_SVCB_KEY, "ZS_BAD_SVCB_PARAM"},
	{E_SVCB_VALUE, "ZS_BAD_SVCB_PARAM"},
	{E_SVCB_MANDATORY, "ZS_BAD_SVCB_MANDATORY"},
	{E_SVCB_MANDATORY, "ZS_MISSING_SVCB_MANDATORY"},
	{E_SVCB_ORDER, "ZS_DUPLICATE_SVCB_KEY"},
	{E_TYPE, "ZS_UNSUPPORTED_TYPE"},
	{E_CLASS, "ZS_UNSUPPORTED_TYPE"},
	{E_BITMAP, "ZS_BAD_BITMAP"},
	{E_MNEMONIC, "ZS_BAD_CERT_TYPE"},
	{E_PAREN, "ZS_LEFT_PARENTHESIS"},
	{E_CRLF, "ZS_DOS_NEWLINE"},
	{E_LABEL_LONG, "ZS_LABEL_OVERFLOW"},
	{E_NO_ORIGIN, "ZS_BAD_ORIGIN"},
	{E_NO_ORIGIN, "ZS_BAD_INCLUDE_ORIGIN"},
	{E_MALFORMED, "ZS_BAD_ORIGIN"},
	{E_ISDIR, "ZS_FILE_INVALID"},
	{E_INCLUDE, "ZS_UNPROCESSED_INCLUDE"},
	{E_STRING_LONG, "ZS_ITEM_OVERFLOW"},
};

static bool reason_agrees(enum err code, const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].code == code && strlen(reasons[i].word) == len &&
		    memcmp(reasons[i].word, word, len) == 0)
			return true;
	return false;
}

/* What is expected, and how much of it has come. */
struct expected {
	const char *at;
	const char *name;
	unsigned kinds_wrong, reasons_wrong;
};

static const char *block_end(const char *at)
{
	const char *end = strstr(at, "------\n");
	return end != NULL ? end : at + strlen(at);
}

static void block_next(struct expected *e)
{
	const char *end = block_end(e->at);
	e->at = *end != '\0' ? end + 7 : end;
}

static void wrong(struct expected *e, const char *got)
{
	if (e->kinds_wrong++ == 0)
		printf("# %s: expected <%.*s> got <%s>\n", e->name, (int)(block_end(e->at) - e->at),
		       e->at, got);
}

static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct expected *e = arg;
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *r = &batch->records[i];
		struct text t;
		text_init(&t);
		text_put(&t, "OWNER=");
		hex_print(&t, span_of(r->owner, r->owner_len), true);
		text_printf(&t, "\nCLASS=%04X\nRRTTL=%08X\nRTYPE=%04X\nRDATA=", r->class_, r->ttl,
		            r->type);
		hex_print(&t, span_of(r->rdata, r->rdata_len), true);
		text_put(&t, "\n");
		size_t len = (size_t)(block_end(e->at) - e->at);
		if (len != t.len || memcmp(e->at, t.buf, len) != 0)
			wrong(e, t.buf);
		text_deinit(&t);
		block_next(e);
	}
	return OK;
}

static void take_error(void *arg, const struct zf_error *error)
{
	struct expected *e = arg;
	const char *kind = error->fatal ? "ERROR=" : "WARNG=";
	if (strncmp(e->at, kind, 6) != 0) {
		char got[200];
		snprintf(got, sizeof(got), "%s%s line %u field %s", kind, err_name(error->code),
		         error->line, error->field != NULL ? error->field : "-");
		wrong(e, got);
	} else if (!reason_agrees(error->code, e->at + 6, strcspn(e->at + 6, "\n"))) {
		e->reasons_wrong++;
		printf("# %s line %u: %s (field %s) for %.*s\n", e->name, error->line,
		       err_name(error->code), error->field != NULL ? error->field : "-",
		       (int)strcspn(e->at, "\n"), e->at);
	}
	block_next(e);
}

static char *read_whole(const char *name, const char *suffix, size_t *len)
{
	char path[8192];
	snprintf(path, sizeof(path), "%s/%s%s", folder, name, suffix);
	struct zf_text file;
	assert_ok(zf_file_source.open(NULL, &file, span_str(path), NULL));
	char *text = mem_zalloc(file.text.len + 1);
	memcpy(text, file.text.data, file.text.len);
	*len = file.text.len;
	zf_file_source.close(NULL, &file);
	return text;
}

/* Put the folder where the data says @TMPDIR@. */
static void place_folder(struct text *out, const char *text, size_t len)
{
	const char *mark = memmem(text, len, "@TMPDIR@", 8);
	size_t before = mark != NULL ? (size_t)(mark - text) : len;
	text_put_octets(out, text, before);
	if (mark != NULL) {
		text_put(out, folder);
		text_put_octets(out, mark + 8, len - before - 8);
	}
}

static void run_case(const char *name, unsigned *kinds, unsigned *reasons_off)
{
	size_t in_len, out_len;
	char path[8192];
	AUTO_FREE char *in = read_whole(name, ".in", &in_len);
	AUTO_FREE char *out = read_whole(name, ".out", &out_len);
	snprintf(path, sizeof(path), "%s/%s.in", folder, name);
	struct text text;
	text_init(&text);
	place_folder(&text, in, in_len);
	struct expected e = {.at = out, .name = name};
	const struct zf_options options = {.default_ttl = 0};
	const struct zf_sink sink = {.arg = &e, .records = take_records, .error = take_error};
	enum err result = zf_read_text(&zf_file_source, text_span(&text), path, &options, &sink);
	assert_true(result == OK || result == E_MALFORMED);
	if (*e.at != '\0')
		wrong(&e, "end");
	*kinds += e.kinds_wrong != 0;
	*reasons_off += e.kinds_wrong != 0 || e.reasons_wrong != 0;
	text_deinit(&text);
}

static void every_result_is_of_the_expected_kind(void **state)
{
	(void)state;
	unsigned cases = 0, kinds = 0, reasons_off = 0;
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	for (struct dirent *d; (d = readdir(dir)) != NULL;) {
		size_t len = strlen(d->d_name);
		if (len < 4 || strcmp(d->d_name + len - 3, ".in") != 0)
			continue;
		d->d_name[len - 3] = '\0';
		run_case(d->d_name, &kinds, &reasons_off);
		cases++;
	}
	closedir(dir);
	printf("# %u cases: %u agree in kind, %u in every reason too\n", cases, cases - kinds,
	       cases - reasons_off);
	assert_true(cases > 0);
	assert_int_equal(kinds, 0);
}

int main(void)
{
	const char *shared = getenv("BOWLINE_SHARED");
	snprintf(folder, sizeof(folder), "%s/conformance/zscanner/data",
	         shared != NULL ? shared : SOURCE_ROOT "/../shared");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_result_is_of_the_expected_kind),
	};
	if (access(folder, R_OK) != 0) {
		/* cmocka's own skip() is a failure to readers of TAP. */
		printf("1..0 # SKIP published scanner cases are not at %s\n", folder);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
