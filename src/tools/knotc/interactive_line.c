/* SPDX-License-Identifier: BSD-2-Clause */
/* One line of the interactive mode, however it was read. */

#include "tools/cli/say.h"
#include "tools/knotc/interactive.h"
#include "tools/knotc/line.h"
#include "tools/knotc/session.h"

bool interactive_line(const struct settings *s, const char *text)
{
	struct line line;
	bool closed = line_split(&line, text), go_on = true;
	if (!closed) {
		say_error("unterminated quote");
	} else if (line.words.count > 0 && strcmp(line.words.items[0], "exit") == 0) {
		go_on = false;
	} else if (line.words.count > 0) {
		bool good = session_run(s, line.words.items, (int)line.words.count);
		(void)good; /* told */
	}
	line_free(&line);
	return go_on;
}
