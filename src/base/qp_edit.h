/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing a qp-trie copy-on-write: what readers of the old root see stays as it is, the new root
 * shares all twig arrays off the changed paths.
 *
 * Keys are not stored in a trie: the caller finds the nearest leaf (qp_nearest on e->root) and
 * compares keys.
 *
 * Owner: the caller; e->root is the trie so far.  Thread: one at a time.
 */
#pragma once

#include "base/cow.h"
#include "base/qp.h"

struct qp_edit {
	struct cow *memory;
	struct qp_twig root;
};

/*
 * Put in a key that the trie does not have.
 *
 * symbols, len    as qp_build_add
 * common          symbols that it shares with its nearest leaf; 0 in an empty trie
 * nearest_symbol  of the nearest leaf's key at that place; ignored in an empty trie
 */
void qp_insert(struct qp_edit *e, const uint8_t *symbols, size_t len, size_t common,
               unsigned nearest_symbol, struct qp_twig leaf);

/* Give a key that the trie has another leaf. */
void qp_replace(struct qp_edit *e, const uint8_t *symbols, size_t len, struct qp_twig leaf);

/* Take a key out that the trie has. */
void qp_delete(struct qp_edit *e, const uint8_t *symbols, size_t len);
