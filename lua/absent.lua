-- SPDX-License-Identifier: BSD-2-Clause
-- Documented names that nothing stands for yet: modules and globals.

local absent = {}
for name in ([[
	cookies
	cqueues
	daf
	detect_time_jump
	detect_time_skew
	dns64
	dnstap
	etcd
	experimental_dot_auth
	graphite
	http
	log_groups
	modules_register
	policy
	predict
	prefill
	priming
	reorder_RR
	resolve
	serve_stale
	ta_sentinel
	ta_signal_query
	ta_update
	trustanchor
	view
	watchdog
	webmgmt
]]):gmatch('%S+') do
	absent[name] = true
end

return absent
