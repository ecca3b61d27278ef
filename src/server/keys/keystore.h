/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private keys as PEM files "<identifier>.pem" in a folder, readable by their owner alone.  A file
 * is whole or not there, whenever the process ends.
 */
#pragma once

#include "base/text.h"
#include "server/keys/key.h"

struct keystore {
	const char *dir; /* borrowed */
	bool pkcs11;     /* not available: every call says E_NOTSUP */
};

/*
 * Store the pair of a key; the folder is made when missing, a file of the same key replaced.
 *
 * E_INVALID  it has no private half;  E_NOTSUP;  errors of err_from_errno
 */
MUST_USE enum err keystore_put(const struct keystore *ks, const struct zone_key *key);

/*
 * Load the pair of a key into it.
 *
 * E_NOFILE  it is not there;  E_KEY  the file holds another key;  E_NOTSUP;  of
 * crypto_key_parse_pem and err_from_errno
 */
MUST_USE enum err keystore_load(const struct keystore *ks, struct zone_key *key);

bool keystore_has(const struct keystore *ks, const uint8_t id[KEY_ID_LEN]);

/* OK when it was not there. */
MUST_USE enum err keystore_delete(const struct keystore *ks, const uint8_t id[KEY_ID_LEN]);

/* The identifier as digits, its form in files and listings. */
void key_id_print(char out[KEY_ID_TEXT_LEN + 1], const uint8_t id[KEY_ID_LEN]);
