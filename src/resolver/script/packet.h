/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages as scripts see them: octets that are read record by record and appended to.  Whatever
 * octets are in one, reading it is safe.
 *
 * Owner: who called script_packet_new; packets of requests belong to request.c.
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"
#include "resolver/script/kres_ffi.h"

enum { SCRIPT_PACKET_LEAST = 12, SCRIPT_PACKET_MOST = 65535 };

/* Room for max octets, a header without anything in it. */
struct kres_packet *script_packet_new(uint32_t max);
void script_packet_free(struct kres_packet *p);

/* A packet with the octets of a message, no longer than SCRIPT_PACKET_MOST; fixed. */
struct kres_packet *script_packet_of(struct span wire);

/*
 * A packet of the octets of a message, no longer than SCRIPT_PACKET_MOST, that are lent to it until
 * script_packet_return; fixed.
 *
 * arena  where they are copied to before something is changed.  NULL: nothing can be
 */
struct kres_packet *script_packet_lend(struct span wire, struct arena *arena);

/* The octets are no longer its own, nor what became of them: it is gone. */
void script_packet_return(struct kres_packet *p);

/* Let it be changed. NULL, or why it cannot */
const char *script_packet_loosen(struct kres_packet *p);

/* Let it have other octets, at most SCRIPT_PACKET_MOST. */
void script_packet_fill(struct kres_packet *p, struct span wire);

void script_packet_fill_octets(struct kres_packet *p, const uint8_t *wire, uint32_t len);

/* What is wrong with its frame; NULL: nothing. */
const char *script_packet_fault(struct kres_packet *p);

/* Begin to read the records of a section (0 answer ...): how many; -1: the frame is broken. */
int script_packet_open(struct kres_packet *p, int section);

/* The next record; 0: there is none, or its data cannot be read. */
int script_packet_next(struct kres_packet *p, struct kres_record *out);

/* The question as a record without data; 0: there is none. */
int script_packet_question(struct kres_packet *p, struct kres_record *out);

/* Those that change a packet: NULL, or what is wrong; then nothing has changed. */
const char *script_packet_set_question(struct kres_packet *p, const uint8_t *name, uint32_t len,
                                       uint16_t type, uint16_t class_);
const char *script_packet_put(struct kres_packet *p, const struct kres_record *r);
const char *script_packet_put_opt(struct kres_packet *p, uint16_t udp_size, uint16_t flags);

/* Take out all records; the header's flags and the question stay. */
void script_packet_clear(struct kres_packet *p);

/* Allow so many octets; 0: it is longer already, or that is no size. */
int script_packet_resize(struct kres_packet *p, uint32_t max);
