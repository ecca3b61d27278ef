/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/rand.h"
#include "dns/msg_writer.h"
#include "sec/tsig.h"

static const struct wall now = {1700000000};

static struct tsig_key key_of(const char *text)
{
	struct tsig_key key;
	assert_ok(tsig_key_parse(&key, span_str(text)));
	return key;
}

static size_t plain(uint8_t *buf, size_t cap, uint16_t flags)
{
	struct msg_writer w;
	struct name q;
	assert_ok(name_parse_str(&q, "example.org."));
	msg_writer_init(&w, buf, cap, 0xbeef, flags);
	assert_ok(msg_put_question(&w, q.wire, RR_SOA, CLASS_IN));
	return msg_finish(&w);
}

static enum err verify(struct tsig_state *s, const uint8_t *buf, size_t len, struct wall at,
                       uint16_t *error)
{
	struct msg m;
	assert_ok(msg_parse(&m, span_of(buf, len)));
	return tsig_verify(s, &m, at, error);
}

static void keys_are_parsed_as_tools_take_them(void **state)
{
	(void)state;
	struct tsig_key key = key_of("hmac-sha512:Key.example:AAECAw==");
	assert_int_equal(key.alg, DIGEST_SHA512);
	assert_memory_equal(key.name.wire, "\3key\7example", 13);
	assert_int_equal(key.secret_len, 4);
	assert_int_equal(key_of("k:AAECAw==").alg, DIGEST_SHA256);
	assert_int_equal(tsig_key_parse(&key, span_str("hmac-md6:k:AAECAw==")), E_TSIG_ALG);
	assert_int_equal(tsig_key_parse(&key, span_str("k")), E_MALFORMED);
	assert_int_equal(tsig_key_parse(&key, span_str("k:A")), E_BASE64);
	enum digest_alg alg;
	assert_ok(tsig_alg_parse(&alg, span_str("HMAC-MD5.SIG-ALG.REG.INT.")));
	assert_int_equal(alg, DIGEST_MD5);
	for (int i = 0; i < DIGEST_ALGS; i++) {
		assert_ok(tsig_alg_parse(&alg, span_str(tsig_alg_word((enum digest_alg)i))));
		assert_int_equal(alg, i);
	}
}

static void request_and_stream_of_answers_verify(void **state)
{
	(void)state;
	for (int alg = 0; alg < DIGEST_ALGS; alg++) {
		uint8_t buf[512];
		uint16_t error;
		char text[64];
		snprintf(text, sizeof(text), "%s:k.:c2VjcmV0", tsig_alg_word((enum digest_alg)alg));
		struct tsig_key key = key_of(text);
		struct tsig_state client, server;
		tsig_init(&client, &key);
		tsig_init(&server, &key);
		size_t len = plain(buf, sizeof(buf), 0), before = len;
		assert_ok(tsig_sign(&client, buf, &len, sizeof(buf), now, 0));
		assert_true(len - before <= tsig_room(&key));
		assert_ok(verify(&server, buf, len, now, &error));
		for (int i = 0; i < 5; i++) {
			len = plain(buf, sizeof(buf), MSG_QR);
			/* Messages 1 and 2 of the stream go unsigned on the receiving side's
			 * account. */
			assert_ok(tsig_sign(&server, buf, &len, sizeof(buf), now, 0));
			assert_ok(verify(&client, buf, len, now, &error));
			assert_int_equal(client.unsigned_count, 0);
		}
		tsig_deinit(&client);
		tsig_deinit(&server);
	}
}

static void any_flipped_bit_is_found(void **state)
{
	(void)state;
	struct tsig_key key = key_of("k.:c2VjcmV0");
	uint8_t buf[512];
	struct tsig_state s;
	tsig_init(&s, &key);
	size_t len = plain(buf, sizeof(buf), 0);
	assert_ok(tsig_sign(&s, buf, &len, sizeof(buf), now, 0));
	tsig_deinit(&s);
	for (size_t bit = 0; bit < len * 8; bit++) {
		struct msg m;
		uint16_t error;
		buf[bit / 8] ^= (uint8_t)(1 << bit % 8);
		/* The id is restored from the record, and letter case of names is not signed. */
		bool unsigned_bit = bit < 16;
		if (msg_parse(&m, span_of(buf, len)) == OK && !unsigned_bit) {
			tsig_init(&s, &key);
			enum err e = tsig_verify(&s, &m, now, &error);
			bool case_of_key_or_alg = bit / 8 > m.tsig_at && bit % 8 == 5;
			assert_true(e != OK || case_of_key_or_alg);
			tsig_deinit(&s);
		}
		buf[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void errors_are_told_apart(void **state)
{
	(void)state;
	struct tsig_key key = key_of("k.:c2VjcmV0"), other = key_of("other.:c2VjcmV0");
	struct tsig_key wrong = key_of("k.:b3RoZXI=");
	uint8_t buf[512];
	uint16_t error;
	struct tsig_state s;
	tsig_init(&s, &key);
	size_t len = plain(buf, sizeof(buf), 0);
	assert_int_equal(verify(&s, buf, len, now, &error), E_TSIG_KEY);
	assert_ok(tsig_sign(&s, buf, &len, sizeof(buf), now, 0));
	tsig_deinit(&s);

	tsig_init(&s, &other);
	assert_int_equal(verify(&s, buf, len, now, &error), E_TSIG_KEY);
	assert_int_equal(error, RCODE_BADKEY);
	tsig_deinit(&s);

	tsig_init(&s, &wrong);
	assert_int_equal(verify(&s, buf, len, now, &error), E_TSIG_SIG);
	assert_int_equal(error, RCODE_BADSIG);
	tsig_deinit(&s);

	tsig_init(&s, &key);
	struct wall late = {now.s + TSIG_FUDGE_S + 1};
	assert_int_equal(verify(&s, buf, len, late, &error), E_TSIG_TIME);
	assert_int_equal(error, RCODE_BADTIME);
	/* The reply to it is signed, with the request's time and ours (RFC 8945 section 5.2.3). */
	struct msg m;
	struct tsig_record t;
	len = plain(buf, sizeof(buf), MSG_QR);
	assert_ok(tsig_sign(&s, buf, &len, sizeof(buf), late, error));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_ok(tsig_read(&t, &m));
	assert_int_equal(t.time_signed, now.s);
	assert_int_equal(wire_get_u48(t.other.data), late.s);
	assert_int_equal(t.mac.len, 32);
	tsig_deinit(&s);
}

/* RFC 8945 section 5.2.2.1: at least ten octets and half the digest. */
static void macs_may_be_shortened_to_half(void **state)
{
	(void)state;
	struct tsig_key key = key_of("k.:c2VjcmV0");
	for (size_t keep = 1; keep <= 32; keep++) {
		uint8_t buf[512];
		uint16_t error;
		struct msg m;
		struct tsig_record t;
		struct tsig_state s;
		tsig_init(&s, &key);
		size_t len = plain(buf, sizeof(buf), 0);
		assert_ok(tsig_sign(&s, buf, &len, sizeof(buf), now, 0));
		tsig_deinit(&s);
		assert_ok(msg_parse(&m, span_of(buf, len)));
		assert_ok(tsig_read(&t, &m));
		uint8_t *mac = buf + (t.mac.data - buf),
			*rdlen = buf + m.tsig_at + key.name.len + 8;
		size_t cut = t.mac.len - keep;
		memmove(mac + keep, mac + t.mac.len, len - (size_t)(mac + t.mac.len - buf));
		wire_set_u16(mac - 2, (uint16_t)keep);
		wire_set_u16(rdlen, (uint16_t)(wire_get_u16(rdlen) - cut));
		tsig_init(&s, &key);
		assert_int_equal(verify(&s, buf, len - cut, now, &error),
		                 keep < 16 ? E_TSIG_TRUNC : OK);
		assert_int_equal(error, keep < 16 ? RCODE_BADTRUNC : 0);
		tsig_deinit(&s);
	}
}

static void streams_may_not_go_unsigned_for_long(void **state)
{
	(void)state;
	struct tsig_key key = key_of("k.:c2VjcmV0");
	uint8_t buf[512];
	uint16_t error;
	struct tsig_state client, server;
	tsig_init(&client, &key);
	tsig_init(&server, &key);
	size_t len = plain(buf, sizeof(buf), 0);
	assert_ok(tsig_sign(&client, buf, &len, sizeof(buf), now, 0));
	assert_ok(verify(&server, buf, len, now, &error));
	len = plain(buf, sizeof(buf), MSG_QR);
	assert_ok(tsig_sign(&server, buf, &len, sizeof(buf), now, 0));
	assert_ok(verify(&client, buf, len, now, &error));
	len = plain(buf, sizeof(buf), MSG_QR);
	for (int i = 0; i < TSIG_MAX_UNSIGNED; i++)
		assert_ok(verify(&client, buf, len, now, &error));
	assert_int_equal(client.unsigned_count, TSIG_MAX_UNSIGNED);
	assert_int_equal(verify(&client, buf, len, now, &error), E_TSIG_SIG);
	tsig_deinit(&client);
	tsig_deinit(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_parsed_as_tools_take_them),
		cmocka_unit_test(request_and_stream_of_answers_verify),
		cmocka_unit_test(any_flipped_bit_is_found),
		cmocka_unit_test(errors_are_told_apart),
		cmocka_unit_test(macs_may_be_shortened_to_half),
		cmocka_unit_test(streams_may_not_go_unsigned_for_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
