/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Images on disk.  Invariant: the name of an image never stands for a file that is being written;
 * one whose checksum is wrong is made anew.
 */

#include "resolver/modules/policy/rpz_file.h"

#include "base/mem.h"
#include "base/rand.h"
#include "base/replace.h"
#include "resolver/rules/rpz.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES_MAX = 3 }; /* while the zone file changes under our hands */

/* Map the image if there is one, of this zone file, and made of files that are as they were. */
static bool map_image(struct rpz_file *out, const char *name, uint64_t place,
                      struct rpz_sources *sources)
{
	struct stat st;
	struct rpz_file f = {.mapped = true};
	uint64_t source[IMAGE_SOURCE_WORDS];
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
		image_source(&f.image, source);
	rpz_sources_deinit(sources);
	if (!good || source[0] != place || rpz_sources_read(sources, image_notes(&f.image)) != OK ||
	    sources->list.count == 0 || !rpz_sources_are_fresh(sources)) {
		rpz_sources_deinit(sources);
		munmap(at, (size_t)st.st_size);
		return false;
	}
	*out = f;
	return true;
}

/* Read a zone file into octets of an image. */
static enum err read_zone(const char *path, uint64_t place, struct rpz_sources *sources,
                          struct text *messages, uint8_t **octets, size_t *len)
{
	const struct zf_source opener = rpz_sources_opener(sources);
	const uint64_t source[IMAGE_SOURCE_WORDS] = {place};
	struct image_builder *b = image_builder_new(rand_u64());
	struct text notes;
	text_init(&notes);
	rpz_sources_deinit(sources);
	enum err err = rpz_read(b, &opener, path, messages);
	if (err == OK) {
		rpz_sources_write(sources, &notes);
		image_add_notes(b, text_span(&notes));
		err = image_build(b, source, octets, len);
	}
	if (sources->full)
		text_printf(
			messages,
			"%s: includes more than %d files, changes of the rest are not noticed\n",
			path, RPZ_SOURCES_MAX);
	text_deinit(&notes);
	image_builder_free(b);
	return err;
}

/* Make the image of a zone file, and put it on disk. */
static enum err make_image(struct rpz_file *out, const char *path, const char *name, uint64_t place,
                           struct rpz_sources *sources, struct text *messages)
{
	uint8_t *octets;
	size_t len;
	struct rpz_sources mapped = {.full = false};
	TRY(read_zone(path, place, sources, messages, &octets, &len));
	if (replace_whole(name, 0644, octets, len) == OK && map_image(out, name, place, &mapped)) {
		rpz_sources_deinit(&mapped);
		mem_free(octets);
		return OK;
	}
	struct rpz_file f = {.mapped = false};
	enum err err = image_open(&f.image, span_of(octets, len), false);
	mem_account(MEM_RULES, (int64_t)len);
	*out = f;
	return err;
}

/* With the lock that says who makes the image. */
static enum err load_locked(struct rpz_file *out, const char *path, const char *name,
                            uint64_t place, struct rpz_sources *sources, struct text *messages)
{
	for (unsigned i = 0; !map_image(out, name, place, sources); i++) {
		text_reset(messages);
		TRY(make_image(out, path, name, place, sources, messages));
		if (i + 1 == TRIES_MAX || rpz_sources_are_fresh(sources))
			break;
		rpz_file_unload(out);
	}
	return OK;
}

enum err rpz_file_load(struct rpz_file *out, const char *path, struct rpz_sources *sources,
                       struct text *messages)
{
	uint64_t state[IMAGE_SOURCE_WORDS];
	char name[40], lock[48];
	enum err err = rpz_source_look(path, state);
	if (err == OK) {
		snprintf(name, sizeof(name), "rpz-%016llx.image", (unsigned long long)state[0]);
		snprintf(lock, sizeof(lock), "%s.lock", name);
		if (map_image(out, name, state[0], sources))
			return OK;
		int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
		/* Without a lock two may make the same image: that is all. */
		bool locked = fd >= 0 && flock(fd, LOCK_EX) == 0;
		err = load_locked(out, path, name, state[0], sources, messages);
		if (locked)
			(void)flock(fd, LOCK_UN);
		if (fd >= 0)
			close(fd);
	}
	if (err != OK)
		rpz_sources_note(sources, path);
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
