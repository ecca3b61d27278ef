/* SPDX-License-Identifier: BSD-2-Clause */
/* journald by libsystemd. */

#include "report/journal.h"

#include "base/text.h"

#include <sys/uio.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

enum { FIELDS_MAX = 5 };

struct entry {
	struct text fields[FIELDS_MAX];
	struct iovec iov[FIELDS_MAX];
	int count;
};

static struct text *field(struct entry *e)
{
	struct text *t = &e->fields[e->count++];
	text_init(t);
	return t;
}

bool journal_send(const char *ident, int priority, const struct journal_about *about,
                  const char *message)
{
	struct entry e = {.count = 0};
	if (sd_booted() <= 0)
		return false;
	text_printf(field(&e), "SYSLOG_IDENTIFIER=%s", ident);
	text_printf(field(&e), "PRIORITY=%d", priority);
	text_printf(field(&e), "MESSAGE=%s", message);
	if (about->zone != NULL)
		text_printf(field(&e), "ZONE=%s", about->zone);
	if (about->is_submission)
		text_printf(field(&e), "KEY_SUBMISSION=%u", about->key_tag);
	for (int i = 0; i < e.count; i++)
		e.iov[i] = (struct iovec){e.fields[i].buf, e.fields[i].len};
	bool sent = sd_journal_sendv(e.iov, e.count) == 0;
	for (int i = 0; i < e.count; i++)
		text_deinit(&e.fields[i]);
	return sent;
}
