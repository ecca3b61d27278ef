/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Images on disk.  Invariant: the name of an image never stands for a file that is being written;
 * one whose checksum is wrong is made anew.
 */

#include "resolver/modules/policy/rpz_file.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/rand.h"
#include "base/replace.h"
#include "resolver/rules/rpz.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES_MAX = 3 }; /* while the zone file changes under our hands */

/* What a zone file is like: all that tells one state of it from another. */
static enum err look_at(const char *path, uint64_t source[IMAGE_SOURCE_WORDS])
{
	struct stat st;
	char full[PATH_MAX];
	if (stat(path, &st) != 0)
		return err_from_errno(errno);
	if (realpath(path, full) == NULL)
		return err_from_errno(errno);
	const uint64_t which[] = {(uint64_t)st.st_dev, (uint64_t)st.st_ino,
	                          (uint64_t)st.st_ctim.tv_sec, (uint64_t)st.st_ctim.tv_nsec};
	source[0] = hash_octets(full, strlen(full), 0);
	source[1] = (uint64_t)st.st_size;
	source[2] = (uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec;
	source[3] = hash_octets(which, sizeof(which), 0);
	return OK;
}

static bool is_same(const uint64_t a[IMAGE_SOURCE_WORDS], const uint64_t b[IMAGE_SOURCE_WORDS])
{
	return memcmp(a, b, IMAGE_SOURCE_WORDS * sizeof(uint64_t)) == 0;
}

bool rpz_file_is_fresh(const struct rpz_file *f, const char *path)
{
	uint64_t source[IMAGE_SOURCE_WORDS];
	return look_at(path, source) == OK && is_same(source, f->source);
}

/* Map the image if there is one and it is of this state of the zone file. */
static bool map_image(struct rpz_file *out, const char *name,
                      const uint64_t source[IMAGE_SOURCE_WORDS])
{
	struct stat st;
	struct rpz_file f = {.mapped = true};
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	void *at = MAP_FAILED;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (at == MAP_FAILED)
		return false;
	bool good = image_open(&f.image, span_of(at, (size_t)st.st_size), true) == OK;
	if (good)
		image_source(&f.image, f.source);
	if (!good || !is_same(f.source, source)) {
		munmap(at, (size_t)st.st_size);
		return false;
	}
	*out = f;
	return true;
}

/* Make the image of a zone file, and put it on disk. */
static enum err make_image(struct rpz_file *out, const char *path, const char *name,
                           const uint64_t source[IMAGE_SOURCE_WORDS], struct text *messages)
{
	uint8_t *octets;
	size_t len;
	struct image_builder *b = image_builder_new(rand_u64());
	enum err err = rpz_read(b, &zf_file_source, path, messages);
	if (err == OK)
		err = image_build(b, source, &octets, &len);
	image_builder_free(b);
	if (err != OK)
		return err;
	if (replace_whole(name, 0644, octets, len) == OK && map_image(out, name, source)) {
		mem_free(octets);
		return OK;
	}
	struct rpz_file f = {.mapped = false};
	memcpy(f.source, source, sizeof(f.source));
	err = image_open(&f.image, span_of(octets, len), false);
	mem_account(MEM_RULES, (int64_t)len);
	*out = f;
	return err;
}

/* With the lock that says who makes the image. */
static enum err load_locked(struct rpz_file *out, const char *path, const char *name,
                            struct text *messages)
{
	uint64_t source[IMAGE_SOURCE_WORDS];
	enum err err = OK;
	for (unsigned i = 0; i < TRIES_MAX; i++) {
		TRY(look_at(path, source));
		if (map_image(out, name, source))
			return OK;
		text_reset(messages);
		TRY(make_image(out, path, name, source, messages));
		if (rpz_file_is_fresh(out, path) || i + 1 == TRIES_MAX)
			return OK;
		rpz_file_unload(out);
	}
	return err;
}

enum err rpz_file_load(struct rpz_file *out, const char *path, struct text *messages)
{
	uint64_t source[IMAGE_SOURCE_WORDS];
	char name[40], lock[48];
	enum err err = look_at(path, source);
	if (err == OK) {
		snprintf(name, sizeof(name), "rpz-%016llx.image", (unsigned long long)source[0]);
		snprintf(lock, sizeof(lock), "%s.lock", name);
		if (map_image(out, name, source))
			return OK;
		int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
		/* Without a lock two may make the same image: that is all. */
		bool locked = fd >= 0 && flock(fd, LOCK_EX) == 0;
		err = load_locked(out, path, name, messages);
		if (locked)
			(void)flock(fd, LOCK_UN);
		if (fd >= 0)
			close(fd);
	}
	if (err != OK && messages->len == 0)
		text_printf(messages, "%s: %s\n", path, err_text(err));
	return err;
}

void rpz_file_unload(struct rpz_file *f)
{
	void *at = (void *)(uintptr_t)f->image.at;
	if (f->mapped) {
		munmap(at, f->image.size);
	} else if (at != NULL) {
		mem_account(MEM_RULES, -(int64_t)f->image.size);
		mem_free(at);
	}
	*f = (struct rpz_file){0};
}
