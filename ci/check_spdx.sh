#!/bin/sh
# Every source file says its licence on line 1, scripts on line 2 or, behind what makes them two languages, 3.
set -eu
cd "$(dirname "$0")/.."
bad=0
for f in $(git ls-files --cached --others --exclude-standard 'src/*.[ch]' 'src/*.def' 'tests/*.[ch]' 'tests/*.py' 'ci/*.py' '*.lua'); do
	if ! head -n 3 "$f" | grep -q 'SPDX-License-Identifier: BSD-2-Clause'; then
		echo "$f: no SPDX line"
		bad=1
	fi
done
exit $bad
