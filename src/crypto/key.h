/* SPDX-License-Identifier: BSD-2-Clause */
/* DNSSEC key pairs, signing and verifying: octets in, octets out; formats as in DNSKEY and RRSIG.
 */
#pragma once

#include "base/text.h"
#include "crypto/alg.h"

/*
 * A public key, or a key pair, decoded once and kept.
 *
 * Owner: counted; made with one reference.  Thread: any number at once, after it is made.
 */
struct crypto_key;

/*
 * Decode the public key field of a DNSKEY (RFC 3110 section 2, RFC 6605 section 4, RFC 8080
 * section 3).
 *
 * *out  one reference, only when OK
 * E_KEY_ALG  algorithm not supported
 * E_KEY  wrong length, RSA numbers out of bounds, or a point that is not on the curve
 */
MUST_USE enum err crypto_key_from_dnskey(struct crypto_key **out, uint8_t alg, struct span octets);

/*
 * Make a new key pair.
 *
 * bits  0: the default of the algorithm
 * E_KEY_ALG  algorithm not supported
 * E_RANGE  not a size of this algorithm
 * E_FAILED  the library would not
 */
MUST_USE enum err crypto_key_generate(struct crypto_key **out, uint8_t alg, unsigned bits);

/*
 * A key pair from its numbers, which are copied.
 *
 * E_KEY_ALG  algorithm not supported
 * E_KEY  a number is missing or out of bounds, or the numbers do not belong together
 */
MUST_USE enum err crypto_key_from_private(struct crypto_key **out, uint8_t alg,
                                          const struct crypto_private *numbers);

/*
 * A key pair from PEM text: the first block, an unencrypted PKCS#8 private key (RFC 5958).
 *
 * E_KEY_ALG  algorithm not supported
 * E_PEM  no such block, not a key, or longer than CRYPTO_PEM_MAX_LEN
 * E_KEY  a key of another kind than the algorithm wants, or out of bounds
 */
MUST_USE enum err crypto_key_parse_pem(struct crypto_key **out, uint8_t alg, struct span pem);

/*
 * Append the key pair as a PKCS#8 PEM block; the caller wipes the text.
 *
 * E_INVALID  the key has no private half
 */
MUST_USE enum err crypto_key_print_pem(struct text *t, const struct crypto_key *key);

struct crypto_key *crypto_key_ref(const struct crypto_key *key);
/* Drops a reference; the last one wipes the private half. NULL is allowed. */
void crypto_key_unref(struct crypto_key *key);

uint8_t crypto_key_alg(const struct crypto_key *key) PURE;
/* Bits of an RSA modulus, 256 or 384 for ECDSA, 256 or 456 for EdDSA. */
unsigned crypto_key_bits(const struct crypto_key *key) PURE;
bool crypto_key_is_private(const struct crypto_key *key) PURE;
/* The public key field of its DNSKEY, octet for octet as it was given; lives as long as the key. */
struct span crypto_key_public(const struct crypto_key *key);
enum { CRYPTO_KEY_ID_LEN = 20 };
/* What identifies a key in a keystore: SHA-1 over its SubjectPublicKeyInfo (RFC 5280 section
 * 4.2.1.2 takes it over the key alone; files in use are named this way). */
void crypto_key_id(uint8_t out[CRYPTO_KEY_ID_LEN], const struct crypto_key *key);
/* Octets of every signature by this key; at most CRYPTO_SIGNATURE_MAX_LEN. */
size_t crypto_key_signature_len(const struct crypto_key *key) PURE;

/*
 * Verify the signature field of an RRSIG over the data it covers.
 *
 * E_SIGNATURE  it does not verify, or has another length than this key's signatures
 */
MUST_USE enum err crypto_verify(const struct crypto_key *key, struct span data,
                                struct span signature);

/* Let another library verify: for tests, before the key is shared. E_KEY when it refuses the key.
 */
MUST_USE enum err crypto_key_verify_by(struct crypto_key *key, enum crypto_backend backend);

struct crypto_signer_options {
	/* ECDSA without random numbers (RFC 6979): the same data gives the same signature. RSA and
	 * EdDSA are so by nature. */
	bool reproducible;
	enum crypto_backend backend;
};

/*
 * What a thread signs with: a key pair and reused working memory.
 *
 * Owner: the caller; holds a reference to the key.  Thread: one at a time.
 */
struct crypto_signer;

/*
 * options  NULL: all zero
 * E_INVALID  the key has no private half
 * E_NOTSUP  reproducible ECDSA was asked of OpenSSL
 * E_KEY  the library refuses the key
 */
MUST_USE enum err crypto_signer_new(struct crypto_signer **out, const struct crypto_key *key,
                                    const struct crypto_signer_options *options);
void crypto_signer_free(struct crypto_signer *signer);

/*
 * Sign data as RRSIG wants it: RSA PKCS#1 1.5; ECDSA r and s of fixed width; EdDSA as it is.
 *
 * out   room for crypto_key_signature_len octets, all of which are written
 * E_FAILED  the library would not
 */
MUST_USE enum err crypto_sign(struct crypto_signer *signer, struct span data, uint8_t *out);

struct crypto_sign_job {
	struct span data;
	uint8_t *signature; /* room for crypto_key_signature_len octets */
};

/*
 * Sign many pieces of data under one key, on several threads.
 *
 * threads  at most this many, the caller's included; 0 is 1
 *
 * Returns when all threads are done.  On any error (as of crypto_signer_new and crypto_sign) some
 * signatures may not have been written.
 */
MUST_USE enum err crypto_sign_batch(const struct crypto_key *key,
                                    const struct crypto_signer_options *options,
                                    const struct crypto_sign_job *jobs, size_t count,
                                    unsigned threads);

struct crypto_verify_job {
	const struct crypto_key *key;
	struct span data;
	struct span signature;
	bool is_good; /* the result */
};

/* Verify many signatures on several threads; threads as of crypto_sign_batch. */
void crypto_verify_batch(struct crypto_verify_job *jobs, size_t count, unsigned threads);
