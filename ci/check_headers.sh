#!/bin/sh
# Each header must compile as the only include of a file.
#
#   check_headers.sh BUILD      a configured build directory, for its build_config.h
set -eu
cd "$(dirname "$0")/.."
build=$1
flags="-std=gnu11 -D_GNU_SOURCE -Isrc -I$build -include src/base/banned.h -Wall -Wextra -Werror
	-Wno-unused-function -Wno-pragma-once-outside-header -fsyntax-only $(pkg-config --cflags libuv luajit liburcu-qsbr nettle)"
git ls-files --cached --others --exclude-standard 'src/*.h' |
	# shellcheck disable=SC2086
	xargs -P 2 -n 1 sh -c 'echo "#include \"${1#src/}\"" | gcc '"$(echo $flags)"' -x c - || { echo "$1 does not compile alone"; exit 255; }' sh
