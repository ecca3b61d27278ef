/* SPDX-License-Identifier: BSD-2-Clause */
/* SHA-1 over its own result, many times (RFC 3174 is the digest). Pure; any thread. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	SHA1_LEN = 20,
	SHA1_CHAIN_MAX = 567,  /* octets of a message */
	SHA1_CHAIN_ROOM = 576, /* with its padding: whole blocks */
};

/*
 * H(message), then `more` times H(digest | suffix), the suffix being the end of the message.
 *
 * message  `len` octets, at most SHA1_CHAIN_MAX, in memory of SHA1_CHAIN_ROOM; overwritten
 * suffix   its length; at most len and SHA1_CHAIN_MAX less SHA1_LEN
 */
void sha1_chain(uint8_t out[SHA1_LEN], uint8_t message[SHA1_CHAIN_ROOM], size_t len, size_t suffix,
                unsigned more);
