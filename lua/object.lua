-- SPDX-License-Identifier: BSD-2-Clause
-- Objects of functions whose other fields are read and set through functions.

local room = ...
local fail = room('fault').fail

--   getters[k](), setters[k](v); item(v) takes what is assigned without a name; other(k) reads the rest
local function object(functions, getters, setters, item, other)
	return setmetatable(functions, {
		__index = function(_, k)
			if getters and getters[k] then
				return getters[k]()
			end
			return other and other(k)
		end,
		__newindex = function(_, k, v)
			if type(k) == 'number' and item then
				item(v)
			elseif setters and setters[k] then
				setters[k](v)
			else
				fail("'%s' cannot be set", tostring(k))
			end
		end,
	})
end

return object
