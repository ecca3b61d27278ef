/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a fuzz target over files, so that every corpus is an ordinary test under any compiler.
 * Arguments: files or directories. Fails when there is nothing to run.
 */

#include "base/mem.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned ran;

static bool run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return false;
	struct stat st;
	if (fstat(fileno(f), &st) != 0) {
		fclose(f);
		return false;
	}
	size_t size = (size_t)st.st_size;
	/* Exactly as long as the input, so that a sanitizer sees the first octet past it. */
	uint8_t *data = mem_alloc(size);
	bool whole = fread(data, 1, size, f) == size;
	fclose(f);
	if (whole) {
		LLVMFuzzerTestOneInput(data, size);
		ran++;
	}
	mem_free(data);
	return whole;
}

static bool run_path(const char *path)
{
	DIR *dir = opendir(path);
	if (dir == NULL)
		return run_file(path);
	bool good = true;
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
		if (e->d_name[0] == '.')
			continue;
		char *inner = mem_printf("%s/%s", path, e->d_name);
		if (!run_file(inner)) {
			fprintf(stderr, "cannot read %s\n", inner);
			good = false;
		}
		mem_free(inner);
	}
	closedir(dir);
	return good;
}

int main(int argc, char **argv)
{
	bool good = true;
	for (int i = 1; i < argc; i++)
		good = run_path(argv[i]) && good;
	printf("%u inputs\n", ran);
	return good && ran > 0 ? 0 : 1;
}
