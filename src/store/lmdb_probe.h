/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is an LMDB file whole?  LMDB trusts what it maps: a page that a disk lost or an editor changed
 * makes its reader read outside the file, which ends the process.  So another process reads it
 * first.
 */
#pragma once

#include "base/err.h"

/*
 * Walk every page of the environment's trees, but for the contents of long values, in a child
 * process.  Waits for it: the time is that of reading keys and short values once.
 *
 * folder     of data.mdb; that there is none is fine, and so is what mdb_env_open will refuse
 * E_CORRUPT  the child fell over it, or LMDB said so
 * Thread: any, but no handle of the same environment may be open in this process.
 */
MUST_USE enum err lmdb_probe(const char *folder);
