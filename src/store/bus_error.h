/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A map of a file whose disk is full ends in SIGBUS when a page of it cannot be had.  Blocks are
 * allocated ahead (store_lmdb.c), so that this is for what nobody foresaw: a file system that
 * promises more than it has, a file cut by somebody else.
 *
 * One file per process.  Thread: the one that opens and closes.
 */
#pragma once

enum { BUS_ERROR_EXIT = 121 };

/*
 * From now on SIGBUS says so on standard error, deletes the file and ends the process with
 * BUS_ERROR_EXIT: what is in the file can be done without, and must not be found by the next one.
 *
 * path  copied; one that is too long is not deleted.  NULL: the signal does what it did before
 */
void bus_error_guard(const char *path);
