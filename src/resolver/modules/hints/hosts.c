/* SPDX-License-Identifier: BSD-2-Clause */
/* A hash table of hosts.  Invariant: a host in the table has an address or a target. */

#include "resolver/modules/hints/hosts.h"

#include "base/hash.h"
#include "base/mem.h"

enum { BUCKETS_LEAST = 64 };

void hosts_init(struct hosts *h)
{
	*h = (struct hosts){0};
}

static void host_free(struct host *host)
{
	mem_free(host->addrs);
	mem_free(host->target);
	mem_free(host);
}

void hosts_deinit(struct hosts *h)
{
	for (size_t i = 0; i < h->bucket_count; i++) {
		while (h->buckets[i] != NULL) {
			struct host *host = h->buckets[i];
			h->buckets[i] = host->next;
			host_free(host);
		}
	}
	mem_free(h->buckets);
	hosts_init(h);
}

static struct host **bucket_of(const struct hosts *h, const uint8_t *name)
{
	return &h->buckets[name_hash(name, hash_seed()) & (h->bucket_count - 1)];
}

static struct host *find(const struct hosts *h, const uint8_t *name)
{
	if (h->bucket_count == 0)
		return NULL;
	for (struct host *host = *bucket_of(h, name); host != NULL; host = host->next) {
		if (name_equal(host->name, name))
			return host;
	}
	return NULL;
}

const struct host *hosts_find(const struct hosts *h, const uint8_t *name)
{
	return find(h, name);
}

static void grow(struct hosts *h)
{
	struct hosts larger = {.count = h->count};
	larger.bucket_count = h->bucket_count == 0 ? BUCKETS_LEAST : 2 * h->bucket_count;
	larger.buckets = mem_calloc(larger.bucket_count, sizeof(*larger.buckets));
	for (size_t i = 0; i < h->bucket_count; i++) {
		while (h->buckets[i] != NULL) {
			struct host *host = h->buckets[i];
			struct host **to = bucket_of(&larger, host->name);
			h->buckets[i] = host->next;
			host->next = *to;
			*to = host;
		}
	}
	mem_free(h->buckets);
	*h = larger;
}

static struct host *find_or_add(struct hosts *h, const struct name *name)
{
	struct host *host = find(h, name->wire);
	if (host != NULL)
		return host;
	if (h->count == h->bucket_count)
		grow(h);
	host = mem_zalloc(sizeof(*host) + name->len);
	memcpy(host->name, name->wire, name->len);
	name_lower(host->name, name->len);
	struct host **to = bucket_of(h, host->name);
	host->next = *to;
	*to = host;
	h->count++;
	return host;
}

static void remove_if_empty(struct hosts *h, struct host *host)
{
	struct host **at = bucket_of(h, host->name);
	if (host->addr_count > 0 || host->target != NULL)
		return;
	while (*at != host)
		at = &(*at)->next;
	*at = host->next;
	h->count--;
	host_free(host);
}

enum err host_addr_parse(struct host_addr *out, struct span text)
{
	*out = (struct host_addr){.len = 4};
	if (ip4_parse(out->octets, text) == OK)
		return OK;
	out->len = 16;
	return ip6_parse(out->octets, text) == OK ? OK : E_ADDR;
}

void host_addr_print(struct text *t, const struct host_addr *a)
{
	if (a->len == 4)
		ip4_print(t, a->octets);
	else
		ip6_print(t, a->octets);
}

static bool addr_is(const struct host_addr *a, const struct host_addr *b)
{
	return a->len == b->len && memcmp(a->octets, b->octets, a->len) == 0;
}

/* The name under which an address is looked up (RFC 1035 section 3.5, RFC 3596 section 2.5). */
static void reverse_name(struct name *out, const struct host_addr *a)
{
	static const uint8_t ip4[] = "\7in-addr\4arpa", ip6[] = "\3ip6\4arpa";
	static const char hex[] = "0123456789abcdef";
	uint8_t *w = out->wire;
	for (unsigned i = a->len; i-- > 0;) {
		if (a->len == 4) {
			char digits[4];
			int len = snprintf(digits, sizeof(digits), "%u", a->octets[i]);
			*w++ = (uint8_t)len;
			memcpy(w, digits, (size_t)len);
			w += len;
		} else {
			*w++ = 1;
			*w++ = (uint8_t)hex[a->octets[i] & 15];
			*w++ = 1;
			*w++ = (uint8_t)hex[a->octets[i] >> 4];
		}
	}
	const uint8_t *zone = a->len == 4 ? ip4 : ip6;
	size_t len = a->len == 4 ? sizeof(ip4) : sizeof(ip6);
	memcpy(w, zone, len);
	out->len = (uint8_t)((size_t)(w - out->wire) + len);
}

static void add_reverse(struct hosts *h, const struct name *name, const struct host_addr *addr,
                        bool canonical)
{
	struct name reverse;
	reverse_name(&reverse, addr);
	struct host *host = find_or_add(h, &reverse);
	if (host->target != NULL && !canonical)
		return;
	mem_free(host->target);
	host->target = mem_dup(name->wire, name->len);
	name_lower(host->target, name->len);
}

void hosts_add(struct hosts *h, const struct name *name, const struct host_addr *addr,
               bool canonical)
{
	struct host *host = find_or_add(h, name);
	uint32_t i = 0;
	while (i < host->addr_count && !addr_is(&host->addrs[i], addr))
		i++;
	if (i == host->addr_count) {
		host->addrs = mem_realloc(host->addrs, (i + 1) * sizeof(*addr));
		host->addrs[host->addr_count++] = *addr;
	}
	add_reverse(h, name, addr, canonical);
}

static void remove_reverse(struct hosts *h, const uint8_t *name, const struct host_addr *addr)
{
	struct name reverse;
	reverse_name(&reverse, addr);
	struct host *host = find(h, reverse.wire);
	if (host == NULL || host->target == NULL || !name_equal(host->target, name))
		return;
	mem_free(host->target);
	host->target = NULL;
	remove_if_empty(h, host);
}

bool hosts_remove(struct hosts *h, const struct name *name, const struct host_addr *addr)
{
	struct host *host = find(h, name->wire);
	if (host == NULL)
		return false;
	uint32_t kept = 0, before = host->addr_count;
	for (uint32_t i = 0; i < before; i++) {
		struct host_addr a = host->addrs[i];
		if (addr != NULL && !addr_is(&a, addr))
			host->addrs[kept++] = a;
	}
	if (kept == before)
		return false;
	/* The reverse name may be this host itself: it is looked for only now. */
	host->addr_count = kept;
	if (addr != NULL) {
		remove_reverse(h, name->wire, addr);
	} else {
		struct host_addr *all = host->addrs;
		host->addrs = NULL;
		for (uint32_t i = 0; i < before; i++)
			remove_reverse(h, name->wire, &all[i]);
		mem_free(all);
	}
	host = find(h, name->wire);
	if (host != NULL)
		remove_if_empty(h, host);
	return true;
}

/* ---- hosts files ---- */

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of a line; empty at its end. */
static struct span next_word(struct span *line)
{
	while (line->len > 0 && is_blank(line->data[0]))
		*line = span_skip(*line, 1);
	size_t len = 0;
	while (len < line->len && !is_blank(line->data[len]) && line->data[len] != '#')
		len++;
	struct span word = span_of(line->data, len);
	*line = span_skip(*line, len);
	return word;
}

/* Add a line; h NULL: only look whether it is right. */
static enum err take_line(struct hosts *h, struct span line)
{
	struct host_addr addr;
	struct span word = next_word(&line);
	if (word.len == 0)
		return OK;
	/* "fe80::1%lo0" of some systems: where the address is good is not ours to say. */
	const uint8_t *scope = memchr(word.data, '%', word.len);
	if (scope != NULL)
		word.len = (size_t)(scope - word.data);
	TRY(host_addr_parse(&addr, word));
	bool first = true;
	while ((word = next_word(&line)).len > 0) {
		struct name name;
		TRY(name_parse(&name, word, name_root));
		if (h != NULL)
			hosts_add(h, &name, &addr, first);
		first = false;
	}
	return first ? E_MALFORMED : OK;
}

static enum err take_text(struct hosts *h, struct span text, size_t *line)
{
	*line = 0;
	while (text.len > 0) {
		const uint8_t *end = memchr(text.data, '\n', text.len);
		size_t len = end != NULL ? (size_t)(end - text.data) : text.len;
		++*line;
		if (take_line(h, span_of(text.data, len)) != OK)
			return E_MALFORMED;
		text = span_skip(text, end != NULL ? len + 1 : len);
	}
	return OK;
}

enum err hosts_add_text(struct hosts *h, struct span text, size_t *line)
{
	TRY(take_text(NULL, text, line));
	return take_text(h, text, line);
}
