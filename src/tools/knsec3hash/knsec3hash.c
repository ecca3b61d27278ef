/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knsec3hash: the NSEC3 hash of a name.
 *
 * Two orders of arguments are taken, told apart by their number.  The line printed names the first
 * argument as the salt in both, which scripts that read it expect.
 */
#include "base/base64.h"
#include "base/hex.h"
#include "dns/name.h"
#include "sec/nsec3.h"
#include "tools/cli/say.h"
#include "tools/cli/version.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { SALT_MAX = 255 };

static const char usage[] =
	"Usage:   knsec3hash <salt> <algorithm> <iterations> <domain-name>\n"
	"Example: knsec3hash c01dcafe 1 10 example.com\n"
	"Alternative usage: knsec3hash <algorithm> <flags> <iterations> <salt> <domain-name>\n"
	"Example: knsec3hash 1 0 10 c01dcafe example.com\n";

/* Decimal digits up to max, a plus sign allowed. */
static bool parse_number(unsigned *out, const char *text, unsigned max)
{
	unsigned value = 0;
	text += *text == '+';
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (unsigned)(*text - '0');
		if (value > max)
			return false;
	}
	*out = value;
	return true;
}

static bool parse_salt(uint8_t salt[SALT_MAX], size_t *len, const char *word)
{
	*len = 0;
	if (strcmp(word, "-") == 0)
		return true;
	if (strlen(word) > 2 * SALT_MAX) {
		say_error("invalid salt, maximum length is %d bytes", SALT_MAX);
		return false;
	}
	if (hex_parse(salt, len, span_str(word)) != OK) {
		say_error("invalid salt (%s)", err_text(E_INVALID));
		return false;
	}
	return true;
}

/* Words by meaning, whatever their order. */
struct words {
	const char *salt, *algorithm, *iterations, *name, *first;
};

static bool print_hash(const struct words *words)
{
	uint8_t salt[SALT_MAX], hash[NSEC3_HASH_LEN];
	size_t salt_len;
	unsigned algorithm, iterations;
	struct name name;
	if (!parse_number(&algorithm, words->algorithm, UINT8_MAX)) {
		say_error("invalid algorithm number");
		return false;
	}
	if (!parse_number(&iterations, words->iterations, NSEC3_MAX_ITERATIONS)) {
		say_error("invalid iteration count");
		return false;
	}
	if (!parse_salt(salt, &salt_len, words->salt))
		return false;
	if (name_parse_str(&name, words->name) != OK) {
		say_error("cannot parse domain name");
		return false;
	}
	if (algorithm != NSEC3_SHA1) {
		say_error("cannot compute NSEC3 hash (invalid NSEC3 algorithm)");
		return false;
	}
	name_lower(name.wire, name.len);
	nsec3_hash(hash, name.wire, span_of(salt, salt_len), iterations);
	struct text digits;
	text_init(&digits);
	base32hex_print(&digits, span_of(hash, sizeof(hash)), false);
	printf("%s (salt=%s, hash=%u, iterations=%u)\n", digits.buf, words->first, algorithm,
	       iterations);
	text_deinit(&digits);
	return true;
}

int main(int argc, char **argv)
{
	static const struct option names[] = {
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	for (int letter; (letter = getopt_long(argc, argv, "hV", names, NULL)) != -1;) {
		if (letter == 'V')
			cli_print_version("knsec3hash");
		else
			fputs(usage, stdout);
		return letter == '?' ? EXIT_FAILURE : EXIT_SUCCESS;
	}
	char **a = argv + optind;
	struct words words = {.first = a[0]};
	if (argc - optind == 4) {
		words.salt = a[0];
		words.algorithm = a[1];
		words.iterations = a[2];
		words.name = a[3];
	} else if (argc - optind == 5) {
		words.algorithm = a[0];
		words.iterations = a[2];
		words.salt = a[3];
		words.name = a[4];
	} else {
		fputs(usage, stdout);
		return EXIT_FAILURE;
	}
	return print_hash(&words) ? EXIT_SUCCESS : EXIT_FAILURE;
}
