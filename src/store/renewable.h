/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A store on disk whose contents can be done without: a cache.  It is fast because nothing is
 * written out before the kernel likes to; what that may cost is found out at opening, and then the
 * store begins anew, empty.
 *
 * The end of a process, by whatever signal, leaves the file whole, because its pages are the
 * kernel's.  The end of the machine does not.  So the store remembers under which boot it was used,
 * and whether the last process that used it closed it in order.
 *
 * Several processes may use one folder, each opening it once, after forking.  Opening and closing
 * wait for each other (flock of the folder); a shared flock of data.mdb says that a process is
 * there.
 *
 * A disk that is full after all ends the process and deletes the file (bus_error.h).
 *
 * Owner: the caller of renewable_open.  Thread: one at a time per handle.
 */
#pragma once

#include "base/text.h"
#include "store/format.h"

struct renewable;

struct renewable_options {
	const char *path;  /* folder; made when missing */
	uint64_t max_size; /* octets; an existing larger file keeps its size */
	const struct store_format
		*format;     /* what it must be, exactly: older ones are renewed too */
	const char *boot_id; /* NULL: ask the kernel */
};

/*
 * Open, and renew what cannot be used: damaged, another program's, another format, or left open
 * when the machine went down.
 *
 * why  gets one line when the store was renewed or could not be opened; untouched otherwise
 * E_PERM, E_IO, E_NOFILE ...  of the file system;  E_FULL  no space for it
 * E_FORMAT_FOREIGN, E_FORMAT_NEWER ...  unusable, and other processes are using it
 */
MUST_USE enum err renewable_open(struct renewable **out, const struct renewable_options *options,
                                 struct text *why);

/* The store; borrowed until renewable_close. */
struct store *renewable_store(struct renewable *r);

/* Close in order: the last process to do so has everything written out. NULL is fine. */
void renewable_close(struct renewable *r);
