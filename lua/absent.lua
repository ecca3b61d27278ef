-- SPDX-License-Identifier: BSD-2-Clause
-- Documented names that nothing stands for yet: modules and globals.

local absent = {}
for name in ([[
	cookies
	daf
	dnstap
	etcd
	experimental_dot_auth
	graphite
	http
	libknot_SONAME
	libzscanner_SONAME
	prefill
	webmgmt
]]):gmatch('%S+') do
	absent[name] = true
end

return absent
