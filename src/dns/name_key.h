/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names as keys of a trie: a string of small symbols whose order is the canonical order of names
 * (RFC 4034 section 6.1) and whose prefixes are the keys of the name's ancestors.
 *
 *   label from the root down, each octet in lower case:
 *     letter, digit, '-' or '_'   one symbol
 *     any other octet             two symbols: its group, its place in the group
 *   behind each label             NAME_KEY_SEP, below every octet
 *   behind the whole key          NAME_KEY_END, below everything
 *
 * Pure; any thread.
 */
#pragma once

#include "base/attr.h"

enum {
	NAME_KEY_END = 0,
	NAME_KEY_SEP = 1,
	NAME_KEY_SYMBOLS = 48, /* symbols are below this: one branch is one 64-bit word */
	NAME_KEY_LABELS = 127, /* of the longest name */
	NAME_KEY_MAX = 512,    /* two per octet of the longest name, and the end */
};

/*
 * A key by value: symbols[len] is NAME_KEY_END.  ends[i] is the number of symbols of the name's
 * last i labels: of its ancestor with i labels.
 */
struct name_key {
	uint16_t len;
	uint16_t labels;
	uint16_t ends[NAME_KEY_LABELS + 1];
	uint8_t symbols[NAME_KEY_MAX];
};

/* The key of a valid name of any case. */
void name_key_make(struct name_key *key, const uint8_t *name);

/*
 * As name_key_make for a caller who has the places of the labels already.
 *
 * labels  offsets of the label length octets in `name`, first label first, the root left out
 */
void name_key_of_labels(struct name_key *key, const uint8_t *name, const uint8_t *labels,
                        size_t count);

/*
 * Read a name that is not compressed: check it, copy it, fold it to lower case and make its key, in
 * one pass for the names that hosts have.
 *
 * copy, lower  get the name as it is and in lower case; NAME_READ_ROOM octets may be written.  May
 *              be the same: lower case stays
 * returns      octets read; 0 when it is no such name or runs past the end
 */
enum { NAME_READ_ROOM = 255 };
size_t name_key_read(struct name_key *key, uint8_t *copy, uint8_t *lower, const uint8_t *wire,
                     size_t left);

/*
 * A label in base32hex (RFC 4648 section 7, lower case), or a part of it, out of its octets: the
 * owners of NSEC3.  Each symbol stands for five bits of them.
 *
 * octets   `groups` times five; symbols and text get eight for each group
 * symbols  those of the label's octets;  text  the octets themselves
 */
enum { NAME_HASH_LEN = 20, NAME_HASH_LABEL = 32, NAME_HASH_GROUP = 5 };
void name_key_base32hex(uint8_t *symbols, uint8_t *text, const uint8_t *octets, unsigned groups);

/*
 * Turn a key into that of a child of one of its name's ancestors, or of the name itself.
 *
 * labels  of that ancestor;  label  its length octet first; the child's name must be a valid one
 */
void name_key_descend(struct name_key *key, size_t labels, const uint8_t *label);

/* Symbol i, NAME_KEY_END behind the last. */
static inline uint8_t name_key_at(const struct name_key *key, size_t i)
{
	return i < key->len ? key->symbols[i] : (uint8_t)NAME_KEY_END;
}

/* Symbols that two keys have in common from the start. */
size_t name_key_common(const struct name_key *a, const struct name_key *b) PURE;

/*
 * Ten symbols from place `at` in one word that orders as they do; a key that ends in them is
 * filled with NAME_KEY_END.
 */
enum { NAME_KEY_WORD = 10 };
uint64_t name_key_word(const struct name_key *key, size_t at) PURE;
