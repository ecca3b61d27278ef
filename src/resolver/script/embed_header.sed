# A header as C string literals, line by line, without what only the compiler understands.
/^#/d
s/["\\]/\\&/g
s/^/"/
s/$/\\n"/
