-- SPDX-License-Identifier: BSD-2-Clause
-- What help() says.

return [=[
help()
    show this help
quit()
    quit
hostname([name])
    hostname, or set it
user(name[, group])
    change process user (and group)
verbose(true|false)
    toggle verbose mode
mode('strict'|'normal'|'permissive')
    which addresses in referrals are believed
option(name[, true|false])
    how requests are resolved by default
net.listen(address[, port][, { kind = 'tls', freebind = true }])
    listen on an address, on port 853 over TLS; net.close() ends it, net.list() shows all; with
    freebind also at an address that is not there yet
net.register_endpoint_kind(kind, f)
    let a function serve the sockets of net.listen(address, port, { kind = kind })
net.tls([certificate, key])
    files that clients over TLS are shown; without them a certificate is made at the start
net.tls_padding([true|false|octets])
    pad answers over TLS
net.bufsize([size[, size for servers]])
    payload of UDP messages
net.outgoing_v4([address]), net.outgoing_v6([address])
    address that servers are asked from; nil: any
cache.open(size), cache.size = size
    size of the cache in octets; cache.stats(), cache.count(), cache.clear([name])
cache.zone_import(path)
    put a zone file of the root into the cache, validated
hints.root({ [name] = address }), hints.root_file(path)
    servers to begin with
modules.load(name), modules.unload(name), modules.list()
    modules, in the order in which they see requests; modules = { 'name', name = configuration }
moduledir([path])
    folder of Lua modules
policy.add(policy.suffix(policy.DENY, { todname(name) })), policy.del(id), policy.rules
    rules: what is answered, refused or forwarded; with module view, view:addr(subnet, rule) for some clients
event.after(ms, f), event.recurrent(ms, f), event.socket(fd, f)
    call a function later, again and again, when a descriptor is readable; each gives a number for
    event.cancel(number) and event.reschedule(number, ms)
tojson(value), fromjson(text)
    values as JSON
todname(text)
    a name as octets; kres.type.A, kres.rcode.REFUSED ... are numbers of the protocol
trust_anchors.add(record), trust_anchors.add_file(path[, readonly]), trust_anchors.remove(name)
    keys that validation begins with; trust_anchors.summary() shows them
trust_anchors.set_insecure({ names })
    names below which nothing is validated
worker.stats()
    statistics of this process
map(expression)
    what every process of the group gives for it, the leader first]=]
