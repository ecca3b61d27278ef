/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bare scanner: zone text to wire records, which are counted and dropped.
 *
 *   bench_parse FILE [THREADS [ROUNDS]]      (origin: the root; the file is read before the clock
 * starts)
 */
#include "base/clock.h"
#include "base/mem.h"
#include "zonefile/zonefile.h"

#include <stdio.h>
#include <stdlib.h>

struct tally {
	uint64_t records, octets, errors;
};

static enum err count(void *arg, const struct zf_batch *batch)
{
	struct tally *t = arg;
	t->records += batch->count;
	for (size_t i = 0; i < batch->count; i++)
		t->octets += batch->records[i].owner_len + batch->records[i].rdata_len;
	return OK;
}

static void complain(void *arg, const struct zf_error *error)
{
	struct tally *t = arg;
	if (t->errors++ == 0)
		fprintf(stderr, "line %u: %s\n", error->line, err_text(error->code));
}

int main(int argc, char **argv)
{
	struct zf_text file;
	if (argc < 2 || zf_file_source.open(NULL, &file, span_str(argv[1]), NULL) != OK) {
		fprintf(stderr, "usage: bench_parse FILE [THREADS [ROUNDS]]\n");
		return 1;
	}
	const struct zf_options options = {.threads = argc > 2 ? (unsigned)atoi(argv[2]) : 1,
	                                   .lower_case = true};
	int rounds = argc > 3 ? atoi(argv[3]) : 5;
	for (int i = 0; i < rounds; i++) {
		struct tally t = {0};
		const struct zf_sink sink = {.arg = &t, .records = count, .error = complain};
		int64_t start = clock_mono().ns;
		enum err e = zf_read_text(NULL, file.text, argv[1], &options, &sink);
		double seconds = (double)(clock_mono().ns - start) / 1e9;
		printf("%s: %llu records, %llu octets, %.3f s, %.0f MB/s, %.2f million records/s\n",
		       err_name(e), (unsigned long long)t.records, (unsigned long long)t.octets,
		       seconds, (double)file.text.len / 1e6 / seconds,
		       (double)t.records / 1e6 / seconds);
	}
	zf_file_source.close(NULL, &file);
	return 0;
}
