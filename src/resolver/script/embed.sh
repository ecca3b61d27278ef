#!/bin/sh
# Lua files as rows of a C table: name, is it a module, text.  NAME/NAME.lua is a module.
for file in "$@"; do
	name=$(basename "$file" .lua)
	test "$(basename "$(dirname "$file")")" = "$name" && module=true || module=false
	printf '{ "%s", %s,\n' "$name" $module
	sed -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$/\\n"/' "$file"
	printf '},\n'
done
