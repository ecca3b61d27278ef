/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/mem.h"
#include "base/rand.h"
#include "base/wire.h"
#include "net/frame.h"

#include <string.h>

static void frame_split_cuts_whole_messages_only(void **state)
{
	(void)state;
	static const uint8_t octets[] = {0, 1, 'a', 0, 0, 0, 2, 'b', 'c', 0, 3, 'd'};
	struct span msgs[4];
	size_t used = 99;
	assert_int_equal(frame_split(span_of(octets, sizeof(octets)), msgs, 4, &used), 3);
	assert_int_equal(used, 9);
	assert_int_equal(msgs[0].len, 1);
	assert_int_equal(msgs[1].len, 0);
	assert_memory_equal(msgs[2].data, "bc", 2);
	assert_int_equal(frame_split(span_of(octets, sizeof(octets)), msgs, 1, &used), 1);
	assert_int_equal(used, 3);
	assert_int_equal(frame_split(span_of(octets, 1), msgs, 4, &used), 0);
	assert_int_equal(used, 0);
}

/* Feeds a stream in pieces and collects what comes out, as a connection does. */
struct collector {
	struct frame_hold hold;
	uint8_t *scratch;
	uint8_t *out;
	size_t out_len;
	size_t count;
};

static void feed(struct collector *c, const uint8_t *data, size_t len)
{
	struct span msgs[8];
	memcpy(frame_read_at(&c->hold, c->scratch), data, len);
	struct span octets = frame_arrived(&c->hold, c->scratch, len);
	if (octets.len == 0)
		return;
	size_t used = 0, count;
	while ((count = frame_split(octets, msgs, 8, &used)) > 0) {
		for (size_t i = 0; i < count; i++) {
			memcpy(c->out + c->out_len, msgs[i].data, msgs[i].len);
			c->out_len += msgs[i].len;
		}
		c->count += count;
		octets = span_skip(octets, used);
	}
	frame_hold(&c->hold, octets);
}

/* A stream of messages, and their contents without the lengths. */
static size_t make_stream(uint8_t *stream, uint8_t *plain, size_t *plain_len, size_t count,
                          uint32_t most)
{
	size_t at = 0;
	*plain_len = 0;
	for (size_t i = 0; i < count; i++) {
		size_t len = rand_below(most + 1);
		wire_set_u16(stream + at, (uint16_t)len);
		rand_octets(stream + at + 2, len);
		memcpy(plain + *plain_len, stream + at + 2, len);
		*plain_len += len;
		at += 2 + len;
	}
	return at;
}

static void check_pieces(size_t count, uint32_t most, uint32_t piece)
{
	size_t cap = count * (2 + (size_t)most), plain_len = 0;
	uint8_t *stream = mem_alloc(cap), *plain = mem_alloc(cap);
	struct collector c = {.scratch = mem_alloc(FRAME_SCRATCH), .out = mem_alloc(cap)};
	size_t len = make_stream(stream, plain, &plain_len, count, most);
	for (size_t at = 0; at < len;) {
		size_t n = 1 + rand_below(piece);
		n = MIN_OF(n, len - at);
		feed(&c, stream + at, n);
		at += n;
	}
	assert_int_equal(c.count, count);
	assert_int_equal(c.out_len, plain_len);
	assert_memory_equal(c.out, plain, plain_len);
	assert_true(frame_hold_is_empty(&c.hold));
	frame_hold_deinit(&c.hold);
	mem_free(stream);
	mem_free(plain);
	mem_free(c.scratch);
	mem_free(c.out);
}

static void frames_survive_any_cutting(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	check_pieces(300, 20, 1);      /* octet by octet */
	check_pieces(2000, 40, 65536); /* many per read */
	check_pieces(20, 65535, 65536);
	check_pieces(4, 65535, 3);
	for (int i = 0; i < 50; i++)
		check_pieces(50, 600, 1 + rand_below(900));
	rand_replay(0);
}

static void an_unfinished_frame_holds_what_arrived_and_no_more(void **state)
{
	(void)state;
	struct frame_hold h = {0};
	uint8_t *scratch = mem_alloc(FRAME_SCRATCH);
	int64_t before = mem_accounted(MEM_CONNECTION);
	memcpy(frame_read_at(&h, scratch), "\xff\xff", 2);
	struct span rest = frame_arrived(&h, scratch, 2);
	assert_int_equal(rest.len, 2);
	frame_hold(&h, rest);
	memset(frame_read_at(&h, scratch), 'x', 10);
	assert_int_equal(frame_arrived(&h, scratch, 10).len, 0);
	assert_int_equal(frame_held(&h).len, 12);
	assert_true(mem_accounted(MEM_CONNECTION) - before < 1024);
	frame_hold_deinit(&h);
	assert_int_equal(mem_accounted(MEM_CONNECTION), before);
	mem_free(scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frame_split_cuts_whole_messages_only),
		cmocka_unit_test(frames_survive_any_cutting),
		cmocka_unit_test(an_unfinished_frame_holds_what_arrived_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
