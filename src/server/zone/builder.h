/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Building a zone version from records in any order.  Records of one name are best handed in
 * together, as zone files and transfers do: then each name is packed once, when the next begins.
 *
 * Thread: one at a time per builder.
 */
#pragma once

#include "server/zone/record.h"

struct zone_version;
struct zone_builder;

/* Begin a zone; apex: uncompressed, lower-cased here. Owner: the caller, zone_builder_free. */
struct zone_builder *zone_builder_new(const uint8_t *apex);
void zone_builder_free(struct zone_builder *b);

/* Add a record. Equal records are kept once (RFC 2181 section 5). What is left out is a finding. */
void zone_builder_add(struct zone_builder *b, const struct zone_record *record);

/* Add many, in order. */
void zone_builder_add_batch(struct zone_builder *b, const struct zone_record *records,
                            size_t count);

/*
 * Make the version: sort, index, link.  The builder is empty afterwards but for its findings, and
 * can only be freed.  *out is the caller's: hand it to slot_publish or zone_version_free.
 *
 * E_EMPTYZONE  no record was added;  E_NOSOA  no SOA at the apex
 */
MUST_USE enum err zone_builder_finish(struct zone_builder *b, struct zone_version **out);

/* Findings so far, oldest first; *total gets their number, those not kept included. */
const struct zone_finding *zone_builder_findings(const struct zone_builder *b, size_t *kept,
                                                 size_t *total);
