/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving up root. */

#include "tools/keymgr/become.h"

#include "base/mem.h"
#include "tools/cli/say.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

bool become(const char *user)
{
	if (user == NULL || geteuid() != 0)
		return true;
	AUTO_FREE char *name = mem_strdup(user);
	char *colon = strchr(name, ':');
	if (colon != NULL)
		*colon = '\0';
	const struct passwd *pw = getpwnam(name);
	if (pw == NULL) {
		say_error("invalid user '%s' in configuration", name);
		return false;
	}
	uid_t uid = pw->pw_uid;
	gid_t gid = pw->pw_gid;
	if (colon != NULL) {
		const struct group *gr = getgrnam(colon + 1);
		if (gr == NULL) {
			say_error("invalid group '%s' in configuration", colon + 1);
			return false;
		}
		gid = gr->gr_gid;
	}
	if (initgroups(name, gid) != 0 || setgid(gid) != 0 || setuid(uid) != 0) {
		say_error("cannot become user '%s'", user);
		return false;
	}
	return true;
}
