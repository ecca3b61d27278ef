-- SPDX-License-Identifier: BSD-2-Clause
-- Fetching a document over HTTPS, with lua-http: its certificate must be of the host, issued by an authority of a
-- given file.  luasec's own client accepts certificates of other hosts, so it is not used.  Blocks.

local TIMEOUT = 30 -- seconds, for all of it

-- Its text, or nil and what is wrong.  ca_file: PEM
local function fetch(url, ca_file)
	if not url:find('^https://') then
		return nil, ("'%s' is not an https:// address"):format(url)
	end
	local there, request = pcall(require, 'http.request')
	if not there then
		return nil, 'the Lua library lua-http is not installed'
	end
	local context = require('openssl.ssl.context').new('TLS', false)
	local authorities = require('openssl.x509.store').new()
	local good, message = pcall(authorities.add, authorities, ca_file)
	if not good then
		return nil, ("CA file '%s': %s"):format(ca_file, tostring(message))
	end
	context:setStore(authorities)
	context:setVerify(require('openssl.ssl.context').VERIFY_PEER)
	local wanted = request.new_from_uri(url)
	wanted.ctx = context
	wanted.follow_redirects = false
	local headers, stream = wanted:go(TIMEOUT)
	if not headers then
		return nil, tostring(stream)
	end
	local status = headers:get(':status')
	local body, fault = stream:get_body_as_string(TIMEOUT)
	stream:shutdown()
	if status ~= '200' then
		return nil, 'the server says ' .. tostring(status)
	end
	return body, fault and tostring(fault)
end

return fetch
