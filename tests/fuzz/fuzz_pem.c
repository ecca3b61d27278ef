/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private keys in PEM: the first octet chooses the algorithm, the rest is the text.  What is read
 * prints, reads back to the same public key, and signs what verifies.
 */
#include "base/mem.h"
#include "crypto/key.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct crypto_key *key, *back;
	struct crypto_signer *signer;
	struct text t;
	uint8_t signature[CRYPTO_SIGNATURE_MAX_LEN];
	if (size == 0 || crypto_key_parse_pem(&key, data[0], span_of(data + 1, size - 1)) != OK)
		return 0;
	text_init(&t);
	must(crypto_key_print_pem(&t, key) == OK);
	must(crypto_key_parse_pem(&back, data[0], text_span(&t)) == OK);
	must(span_equal(crypto_key_public(key), crypto_key_public(back)));
	must(crypto_signer_new(&signer, back, NULL) == OK);
	must(crypto_sign(signer, span_str("x"), signature) == OK);
	must(crypto_verify(key, span_str("x"), span_of(signature, crypto_key_signature_len(key))) ==
	     OK);
	crypto_signer_free(signer);
	crypto_key_unref(back);
	crypto_key_unref(key);
	text_deinit(&t);
	return 0;
}
