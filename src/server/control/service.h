/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all control clients share: the operations, the one transaction of the configuration, and the
 * lock of commands that must be alone.
 *
 * Owner: the caller of ctl_service_new; lives longer than the listener.  Any thread.
 */
#pragma once

#include "server/control/ops.h"

struct ctl_service;

/* timeout_ms  longest wait for the lock of exclusive commands; -1 = none */
struct ctl_service *ctl_service_new(const struct ctl_ops *ops, int timeout_ms);
/* An open transaction of the configuration is gone with it. */
void ctl_service_free(struct ctl_service *s);

const struct ctl_ops *ctl_service_ops(const struct ctl_service *s);

/*
 * Enter and leave the part that one command at a time may be in: reloading, everything about the
 * configuration, beginning transactions, purging.
 *
 * E_BUSY  another one was in it for longer than the timeout
 */
MUST_USE enum err ctl_exclusive_enter(struct ctl_service *s);
void ctl_exclusive_leave(struct ctl_service *s);

/* The configuration being edited, NULL when no transaction is open. Inside the exclusive part. */
struct conf_tree *ctl_conf_edited(struct ctl_service *s);

/*
 * Open a transaction on a copy of the configuration in force.
 *
 * E_TXN_MANY  one is open already, or one of a zone
 */
MUST_USE enum err ctl_conf_begin(struct ctl_service *s);

/* Replace the edited configuration: an edit made of several steps works on a copy. */
void ctl_conf_replace(struct ctl_service *s, struct conf_tree *fresh);

/* Close the transaction, its changes gone; harmless without one. */
void ctl_conf_end(struct ctl_service *s);

/*
 * Reload as a command does: E_TXN_MANY while a transaction is open.  E_BUSY; others of the reload
 */
MUST_USE enum err ctl_reload(struct ctl_service *s, bool force);

/*
 * Reload as a signal does: refused with a warning while the configuration is being edited;
 * transactions of zones are aborted.
 */
void ctl_reload_by_signal(struct ctl_service *s);
