/* SPDX-License-Identifier: BSD-2-Clause */
/* In an image, of each file: its state, two octets with the length of its path, the path. */

#include "resolver/modules/policy/rpz_sources.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/wire.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { STATE_SIZE = IMAGE_SOURCE_WORDS * sizeof(uint64_t), HEAD_SIZE = STATE_SIZE + 2 };

enum err rpz_source_look(const char *path, uint64_t state[IMAGE_SOURCE_WORDS])
{
	struct stat st;
	char full[PATH_MAX];
	if (stat(path, &st) != 0 || realpath(path, full) == NULL)
		return err_from_errno(errno);
	const uint64_t rest[] = {(uint64_t)st.st_size, (uint64_t)st.st_dev, (uint64_t)st.st_ino,
	                         (uint64_t)st.st_ctim.tv_sec, (uint64_t)st.st_ctim.tv_nsec};
	state[0] = hash_octets(full, strlen(full), 0);
	state[1] = (uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec;
	state[2] = hash_octets(rest, sizeof(rest), 0);
	return OK;
}

void rpz_sources_deinit(struct rpz_sources *s)
{
	for (size_t i = 0; i < s->list.count; i++)
		mem_free(s->list.items[i].path);
	VEC_FREE(&s->list);
	s->full = false;
}

static bool has_path(const struct rpz_sources *s, const char *path)
{
	for (size_t i = 0; i < s->list.count; i++) {
		if (strcmp(s->list.items[i].path, path) == 0)
			return true;
	}
	return false;
}

void rpz_sources_note(struct rpz_sources *s, const char *path)
{
	struct rpz_source source = {.path = NULL};
	if (has_path(s, path))
		return;
	if (s->list.count == RPZ_SOURCES_MAX) {
		s->full = true;
		return;
	}
	if (rpz_source_look(path, source.state) != OK)
		memset(source.state, 0, sizeof(source.state));
	source.path = mem_strdup(path);
	VEC_PUSH(&s->list, source);
}

bool rpz_sources_are_fresh(const struct rpz_sources *s)
{
	for (size_t i = 0; i < s->list.count; i++) {
		uint64_t now[IMAGE_SOURCE_WORDS];
		if (rpz_source_look(s->list.items[i].path, now) != OK)
			memset(now, 0, sizeof(now));
		if (memcmp(now, s->list.items[i].state, sizeof(now)) != 0)
			return false;
	}
	return true;
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

bool rpz_sources_have(const struct rpz_sources *s, const char *name)
{
	for (size_t i = 0; i < s->list.count; i++) {
		if (strcmp(file_name(s->list.items[i].path), name) == 0)
			return true;
	}
	return false;
}

struct span rpz_source_folder(const char *path)
{
	size_t len = (size_t)(file_name(path) - path);
	if (len == 0)
		return span_str(".");
	return span_of(path, len > 1 ? len - 1 : 1);
}

void rpz_sources_write(const struct rpz_sources *s, struct text *out)
{
	for (size_t i = 0; i < s->list.count; i++) {
		const struct rpz_source *source = &s->list.items[i];
		uint8_t len[2];
		wire_set_u16(len, (uint16_t)strlen(source->path));
		text_put_octets(out, source->state, STATE_SIZE);
		text_put_octets(out, len, sizeof(len));
		text_put(out, source->path);
	}
}

/* One of them at the begin of octets; false: it is none. */
static bool read_one(struct rpz_sources *s, struct span *octets)
{
	struct rpz_source source;
	if (octets->len < HEAD_SIZE || s->list.count == RPZ_SOURCES_MAX)
		return false;
	size_t len = wire_get_u16(octets->data + STATE_SIZE);
	const uint8_t *path = octets->data + HEAD_SIZE;
	if (len == 0 || len > octets->len - HEAD_SIZE || memchr(path, 0, len) != NULL)
		return false;
	memcpy(source.state, octets->data, STATE_SIZE);
	source.path = mem_printf("%.*s", (int)len, (const char *)path);
	VEC_PUSH(&s->list, source);
	*octets = span_of(path + len, octets->len - HEAD_SIZE - len);
	return true;
}

enum err rpz_sources_read(struct rpz_sources *s, struct span octets)
{
	while (octets.len > 0) {
		if (!read_one(s, &octets)) {
			rpz_sources_deinit(s);
			return E_MALFORMED;
		}
	}
	return OK;
}

/* ---- reading ---- */

static enum err open_noted(void *arg, struct zf_text *out, struct span path, const char *from)
{
	struct rpz_sources *s = arg;
	/* What cannot be a path is refused by the source. */
	if (path.len <= PATH_MAX && memchr(path.data, 0, path.len) == NULL) {
		AUTO_FREE char *joined = zf_file_path(path, from);
		if (strlen(joined) <= UINT16_MAX)
			rpz_sources_note(s, joined);
	}
	return zf_file_source.open(zf_file_source.arg, out, path, from);
}

static void close_noted(void *arg UNUSED, struct zf_text *file)
{
	zf_file_source.close(zf_file_source.arg, file);
}

struct zf_source rpz_sources_opener(struct rpz_sources *s)
{
	return (struct zf_source){.arg = s, .open = open_noted, .close = close_noted};
}
