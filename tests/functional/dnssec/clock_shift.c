/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preloaded into a server: its wall clock is so many seconds ahead as a file says, eight octets as
 * the processor has them, named by BOWLINE_CLOCK_FILE; monotonic time is left alone.  With
 * BOWLINE_CLOCK_STOPPED the clock stands where the file says.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift;
static bool is_stopped;

__attribute__((constructor)) static void open_file(void)
{
	const char *path = getenv("BOWLINE_CLOCK_FILE");
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	void *map = mmap(NULL, sizeof(*shift), PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	is_stopped = getenv("BOWLINE_CLOCK_STOPPED") != NULL;
	if (map != MAP_FAILED)
		shift = map;
}

int clock_gettime(clockid_t id, struct timespec *ts)
{
	int rc = (int)syscall(SYS_clock_gettime, id, ts);
	if (rc != 0 || shift == NULL || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE))
		return rc;
	if (is_stopped)
		*ts = (struct timespec){.tv_sec = *shift};
	else
		ts->tv_sec += *shift;
	return rc;
}

int gettimeofday(struct timeval *tv, void *zone)
{
	struct timespec ts;
	(void)zone;
	int rc = clock_gettime(CLOCK_REALTIME, &ts);
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return rc;
}

time_t time(time_t *out)
{
	struct timespec ts;
	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return -1;
	if (out != NULL)
		*out = ts.tv_sec;
	return ts.tv_sec;
}
