/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that no file may call.  The build includes this before every source file, so the
 * headers that declare them come first and the names turn into compile errors afterwards.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#define strcpy(...) banned_strcpy_use_snprintf_or_memcpy
#undef strcat
#define strcat(...) banned_strcat_use_a_text_writer
#undef sprintf
#define sprintf(...) banned_sprintf_use_snprintf
#undef vsprintf
#define vsprintf(...) banned_vsprintf_use_vsnprintf
#undef strtok
#define strtok(...) banned_strtok_use_spans
#undef gmtime
#define gmtime(...) banned_gmtime_use_gmtime_r
#undef localtime
#define localtime(...) banned_localtime_use_localtime_r
#undef alloca
#define alloca(...) banned_alloca
#undef rand
#define rand(...) banned_rand_use_base_rand
#undef random
#define random(...) banned_random_use_base_rand
#undef gettimeofday
#define gettimeofday(...) banned_gettimeofday_use_base_clock
