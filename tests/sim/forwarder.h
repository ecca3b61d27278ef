/* SPDX-License-Identifier: BSD-2-Clause */
/* What a forwarder says: the answers of a tree's own servers, put together along aliases. */
#pragma once

#include "tree.h"

/*
 * An honest answer to the query's question; endless chains are SERVFAIL.  What does not fit is left
 * out, with TC.
 *
 * returns its length
 */
size_t forwarder_answer(const struct tree *t, const struct msg *query, uint8_t *buf, size_t cap);

/* The same with `address` in the place of every address in its answer section. */
size_t forwarder_lie(const struct tree *t, const struct msg *query, uint32_t address, uint8_t *buf,
                     size_t cap);
