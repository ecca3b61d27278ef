# SPDX-License-Identifier: BSD-2-Clause
"""Zones that several areas use."""

EXAMPLE = """$ORIGIN example.com.
$TTL 3600
@ SOA ns1 hostmaster 2024010101 3600 900 604800 300
@ NS ns1
@ NS ns2
ns1 A 192.0.2.1
ns1 AAAA 2001:db8::1
ns2 A 192.0.2.2
@ MX 10 mail
mail A 192.0.2.25
www CNAME web
web 60 A 192.0.2.80
web 60 AAAA 2001:db8::80
txt TXT "hello world" "second \\"quoted\\" string"
_sip._tcp SRV 0 5 5060 sip
srv HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.80
ptr PTR web
a-very-long-owner-name-that-exceeds-columns A 192.0.2.99
key DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
ds DS 12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
tlsa TLSA 3 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF
loc LOC 52 14 05.000 N 00 08 50.000 E 10m 1m 100m 10m
naptr NAPTR 100 10 "S" "SIP+D2U" "" _sip._udp
unk TYPE65280 \\# 4 01020304
""" + "".join(f'big TXT "{"x" * 90} {i}"\n' for i in range(20))
