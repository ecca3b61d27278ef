/* SPDX-License-Identifier: BSD-2-Clause */
/* The event between signers of one zone with keys of their own: `dnskey_sync`. */
#pragma once

#include "server/jobs/unit.h"

/*
 * After a signing that was published: if keys were looked at, signatures renewed, or keys at the
 * apex changed by anybody, plan to tell the others - soon, and not when they do.
 */
void dnskey_sync_follow(struct job *j);

/*
 * Have every remote of the policy's dnskey-sync publish what is published here of our keys; plans
 * itself again when one could not be asked, or had to be told.  errors of key_sync_run
 */
MUST_USE enum err job_dnskey_sync(struct job *j);
