/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of a replay script as messages, and messages compared with them. */
#pragma once

#include "rpl.h"

/*
 * Make the message of an entry.
 *
 * query  what it answers, NULL for a client's query;  buf  65535 octets
 * returns its length
 */
size_t message_make(const struct rpl_entry *e, const struct msg *query, uint8_t *buf);

/* Does a message match an entry by the entry's own MATCH words?  why gets the word that does not.
 */
bool message_matches(const struct rpl_entry *e, const struct msg *m, bool tcp, const char **why);
