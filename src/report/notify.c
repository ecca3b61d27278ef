/* SPDX-License-Identifier: BSD-2-Clause */
/* sd_notify: one datagram to a UNIX socket, path or abstract ('@'). Failure is of no consequence.
 */

#include "report/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void notify_state(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	if (path == NULL || (path[0] != '/' && path[0] != '@') ||
	    strlen(path) >= sizeof(un.sun_path))
		return;
	size_t len = strlen(path);
	memcpy(un.sun_path, path, len);
	if (path[0] == '@')
		un.sun_path[0] = '\0';
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	socklen_t un_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	ssize_t sent = sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&un,
	                      un_len);
	(void)sent;
	close(fd);
}

void notify_zone_load(void)
{
	enum { DEFAULT_S = 60, LONGEST_S = 86400 };
	const char *text = getenv("KNOT_ZONE_LOAD_TIMEOUT_SEC");
	char *end = NULL;
	long seconds = text != NULL ? strtol(text, &end, 10) : DEFAULT_S;
	if (text != NULL && (end == text || *end != '\0' || seconds < 0 || seconds > LONGEST_S))
		seconds = DEFAULT_S;
	if (seconds == 0)
		return;
	char state[48];
	snprintf(state, sizeof(state), "EXTEND_TIMEOUT_USEC=%ld000000", seconds);
	notify_state(state);
}
