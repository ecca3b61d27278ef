# SPDX-License-Identifier: BSD-2-Clause
"""
What ours and Debian's kresd (5.6) are both given, for test_reference.py: {name: (configuration, lines)}.  A line "? name type words" is
a question, with words among tcp, do, cd, ad, edns, nsid, keepalive, nord; "wait EXPRESSION" waits until it is true; others are console
lines.
"""

TABLE = {}

CONTRACT = "kresd-config.md section "
DEFAULTS = CONTRACT + "7 rows 9, 10, 21: defaults of the manual"
PLAIN_ERRORS = "what is not understood is an error, and changes nothing"
ANY = "RFC 8482 section 4.2: ANY is answered with HINFO"
EDNS = "RFC 6891 section 6.1.1: a reply to EDNS has it, also when it was rewritten"
AA = "kresd-modules.md, hints: a known name without the type is NODATA with AA"
AUTHORITY = "RFC 6147 section 5.4: authority is that of the answer that was made, not of the denial"
LAB = "kresd-modules.md, dns64: addresses under the prefix that was configured lead back, also where names are special"
MANUAL_FORM = "the form of the manual: " + CONTRACT
LAST = "the last query is that of the last name of a chain; keys are asked for on behalf of one"
NO_KEY = "RFC 8914 section 4.10: there is a DS, and no DNSKEY that matches"
EXPLAINED = {  # (configuration, line): why ours is other than 5.6
    ("base", "? www.example.com ANY"): ANY,
    ("console", "modules.list()"): CONTRACT + "3.8 and 7 row 19: hints is not there by itself, others in the order in which they are loaded",
    ("console", "keys(net)"): "known limits: no TLS to servers, no HTTPS",
    ("console", "net.list()"): MANUAL_FORM + "3.5",
    ("console", "net.bufsize(1000)"): MANUAL_FORM + "3.5: what it is now",
    ("console", "net.tcp_pipeline()"): DEFAULTS,
    ("console", "net.tls_padding(600)"): CONTRACT + "7 row 11: up to 512",
    ("console", "net.outgoing_v4(nil)"): CONTRACT + "3.5: nil takes the address back",
    ("console", "moduledir() ~= nil"): CONTRACT + "3.3: in the manual, gone since",
    ("console", "reorder_RR()"): DEFAULTS,
    ("console", "fromjson(5)"): CONTRACT + "3.3: a JSON string is required",
    ("console", "map('1+1')"): MANUAL_FORM + "3.10: a list without n",
    ("console", "map('worker.id')"): CONTRACT + "7 row 14",
    ("console", "worker.id"): CONTRACT + "7 row 14",
    ("console", "table_print(5)"): MANUAL_FORM + "2.2",
    ("cache", "cache.backends()"): MANUAL_FORM + "3.6",
    ("cache", "cache.max_ttl()"): DEFAULTS,
    ("cache", "cache.min_ttl()"): DEFAULTS,
    ("cache", "cache.prune()"): CONTRACT + "3.6: in the manual, not implemented since",
    ("cache", "cache.get('www.plain.com') ~= nil"): CONTRACT + "7 row 18",
    ("cache", "cache.clear('www.plain.com', true, kres.type.TXT)"): "what was not there is not counted",
    ("cache", "cache.clear('com')"): CONTRACT + "3.6: what an entry is, is each program's own",
    ("cache", "cache.clear()"): MANUAL_FORM + "3.6: true",
    ("cache", "cache.zone_import('x')"): CONTRACT + "3.6: there up to 5.4",
    ("cache", "cache.close()"): CONTRACT + "3.6: whether it was open",
    ("anchors", "trust_anchors.hold_down_time"): CONTRACT + "3.7: not a field of a module",
    ("anchors", "trust_anchors.keep_removed"): CONTRACT + "3.7: not a field of a module",
    ("anchors", "trust_anchors.add('org. DS 1 8 2 ' .. ('00'):rep(32))"): CONTRACT + "3.7: true",
    ("anchors", "trust_anchors.add('org. DS 2 8 2 ' .. ('00'):rep(32))"): CONTRACT + "3.7: true",
    ("anchors", "#trust_anchors.keysets['\\3org\\0']"): "both keys are kept: theirs says that it extends, and replaces",
    ("anchors", "trust_anchors.keysets['\\3org\\0'][1].key_tag"): "both keys are kept: theirs says that it extends, and replaces",
    ("anchors", "trust_anchors.remove('a..b')"): PLAIN_ERRORS,
    ("anchors", "trust_anchors.add_file('nothing')"): CONTRACT + "3.7: a file that is not there begins with the root's keys",
    ("anchors", "? www.example.com A ad"): "what was kept before is worth what the trust anchors say now",
    ("hints", "? printer.office MX edns"): AA,
    ("hints", "? www.example.com TXT"): AA,
    ("hints", "? printer.office ANY"): ANY,
    ("hints", "hints.use_nodata('x')"): PLAIN_ERRORS,
    ("hints", "hints.ttl(-1)"): PLAIN_ERRORS,
    ("hints", "hints.ttl('x')"): PLAIN_ERRORS,
    ("hints", "hints.root({ ['a.root.'] = 'x' })"): PLAIN_ERRORS,
    ("hints", "hints.root('x')"): PLAIN_ERRORS,
    ("hints", "hints.config()"): "kresd-modules.md, hints: { result = bool }",
    ("hints", "? www.example.com A do"): "kresd-modules.md, hints: config() drops hints, and no settings",
    ("stats", "stats.get('own')"): CONTRACT + "7 row 2: two arguments",
    ("stats", "stats.set('x')"): PLAIN_ERRORS,
    ("policy", "policy.FLAGS('NOTHING')"): PLAIN_ERRORS,
    ("policy", "? www.example.com A do"): EDNS,
    ("policy", "view:tsig('\\5mykey', policy.all(policy.DENY)) ~= nil"): "kresd-modules.md, view: both calls return the rule",
    ("dns64", "? four.example.com AAAA"): AUTHORITY,
    ("dns64", "? four.example.com AAAA do"): AUTHORITY,
    ("dns64", "? four.example.com AAAA edns"): AUTHORITY,
    ("dns64", "? 1.0.2.0.0.0.0.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa PTR edns"):
        "RFC 8914 section 4.5: the alias is made up, too",
    ("dns64", "? 1.0.2.0.0.0.0.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR"): LAB,
    ("renumber", "? www.example.com A do"): EDNS,
    ("renumber", "? www.example.com A"): "kresd-modules.md, renumber: a configuration takes the place of the one before",
    ("rebinding", "? inside.plain.com A edns"): "kresd-modules.md, rebinding: the extended error is Blocked",
    ("scripts", "got[14]"): LAST,
    ("scripts", "got[15]"): LAST,
    ("base", "? www.bogus.com A do"): NO_KEY,
    ("stats", "? www.bogus.com A do"): NO_KEY,
    ("small", "type(serve_stale.callback)"): "kresd-modules.md, serve_stale: without a function of the user there is none",
    ("small", "watchdog.config({ qname = 5 })"): PLAIN_ERRORS,
}


TABLE["base"] = ("", r"""
? www.example.com A
? www.example.com A do
? alias.example.com A do
? far.example.com AAAA edns
? nobody.example.com A do
? www.example.com MX do
? x.wild.example.com TXT do
? www.hashed.com A do
? nobody.hashed.com A do
? www.plain.com A do
? www.plain.com A ad tcp
? www.bogus.com A do
? www.example.com A cd
? www.example.com A nord edns
? . NS do
? com DS do
? com DNSKEY
? www.example.com ANY
? version.bind TXT
? localhost A
? 1.1.168.192.in-addr.arpa PTR edns
? a.test A edns
""")

TABLE["console"] = ("", r"""
modules.list()
keys(net)
net.list()
keys(net.interfaces())
keys(net.interfaces().lo)
net.interfaces().lo.addr
net.ipv4
net.ipv6
net.bufsize()
net.tcp_pipeline()
do net.tcp_pipeline(70)
net.tcp_pipeline()
net.tcp_pipeline(70000)
net.tcp_in_idle()
net.tcp_in_idle(5000)
net.tls_handshake_timeout()
net.tls_padding()
net.tls_padding(false)
net.tls_padding()
net.tls_padding(300)
net.tls_padding()
net.tls_padding(600)
net.bufsize(1000)
net.bufsize(100)
net.outgoing_v4()
net.outgoing_v4('127.0.0.1')
net.outgoing_v4()
net.outgoing_v4(nil)
net.outgoing_v4('x')
net.listen('127.0.0.1', 'x')
net.listen()
net.listen(nil)
net.close('127.0.0.1', 1)
net.close()
hostname()
hostname('a.example')
hostname()
hostname('a', 'b')
type(package_version())
moduledir() ~= nil
mode()
mode('strict')
mode()
mode('normal')
mode('x')
verbose()
verbose(true)
verbose()
verbose(false)
reorder_RR()
reorder_RR(false)
reorder_RR(true)
reorder_RR()
option('NO_CACHE')
option('no_cache', true)
option('NO_CACHE', false)
option('NO_CACHE', 5)
option('NOTHING')
hex(todname('www.Example.com'))
hex(todname('a..b'))
hex(todname('.'))
kres.dname2str(todname('a.b'))
tojson({1, 2})
tojson({})
tojson({a = 1})
tojson('x')
fromjson('{"a":[1,2,null]}')
fromjson('x')
fromjson(5)
kB
MB
GB
sec
minute
hour
day
map('1+1')
map('worker.id')
map(5)
worker.id
worker.count
type(worker.pid)
keys(worker.stats())
keys(worker.info())
env.NOTHING
type(env.PATH)
event.after(1, 2)
event.after(5000, function() end) >= 0
event.cancel(12345)
event.reschedule(12345, 5)
event.recurrent('x')
event.socket(1)
resolve('a..b', 1)
resolve('example.com', 'A')
resolve('www.example.com', kres.type.A)
user()
modules.load('nothing')
modules.unload('nothing')
modules.load('stats > nothing')
modules.load('stats')
modules.load('stats')
modules.list()
modules.unload('stats')
modules.unload('stats')
modules.load()
modules.unload()
type(help())
trustanchor('x')
trustanchor('nothing.example', false)
log_level()
log_level('info')
log_level('x')
log_level('notice')
table_print(5)
nothing
nothing.x
error('x')
_VERSION
type(jit)
""")

TABLE["constants"] = ("", r"""
kres.class
kres.section
kres.opcode
kres.rcode
kres.rank
kres.extended_error
kres.CONSUME
kres.PRODUCE
kres.DONE
kres.FAIL
kres.YIELD
kres.type.A
kres.type.AAAA
kres.type['NSAP-PTR']
kres.type.TYPE123
kres.type.NOTHING
kres.tostring.type[28]
kres.tostring.type[65280]
kres.tostring.class[1]
kres.tostring.rcode[3]
kres.tostring.section[0]
kres.tostring.opcode[0]
hex(kres.str2ip('192.0.2.1'))
#kres.str2ip('2001:db8::1')
hex(kres.str2ip('x'))
hex(kres.str2dname('A.b'))
kres.dname2str('\1a\0')
kres.rr2str({owner = '\1a\0', ttl = 5, class = 1, type = 1, rdata = '\192\0\2\1'})
kres.rr2str({owner = '\1a\0', ttl = 5, class = 1, type = 16, rdata = '\1x\2 "'})
kres.rr2str({owner = '\1A\0', ttl = 5, class = 1, type = 65280, rdata = '\1x'})
kres.rr2str({owner = '\1a\0', ttl = 5, class = 1, type = 5, rdata = '\1B\0'})
kres.rr2str({owner = '\1a\0', ttl = 5, class = 1, type = 1, rdata = '\192\0\2\1', comment = 'c'})
#kres.parse_rdata({'A 192.0.2.1', 'TXT "a"'})
kres.parse_rdata({'A x'})
type(kres.packet(512))
#kres.packet(512)
kres.packet(5)
kres.packet(70000)
kres.packet(512):rcode()
kres.packet(512):question('\1a\0', 1, 1)
hex(kres.rrset('\1a\0', 1):owner())
kres.rrset('\1a\0', 1, 1, 7):ttl()
kres.rrset('\1a\0', 1, 1, 7):rdcount()
kres.rrset('\1a\0', 1, 1, 7):class()
kres.lru(10):get('x')
""")

TABLE["cache"] = ("", r"""
? www.example.com A do
? nobody.example.com A
? www.plain.com A
cache.count() > 5
keys(cache.stats())
cache.backends()
cache.current_size
cache.current_storage
cache.max_ttl()
cache.min_ttl()
cache.max_ttl(1000)
cache.max_ttl(0)
cache.max_ttl('x')
cache.min_ttl(10)
cache.min_ttl(2000)
cache.min_ttl(-1)
cache.ns_tout()
cache.ns_tout(2000)
cache.ns_tout('x')
keys(cache.checkpoint())
type(cache.fssize())
cache.prune()
cache.get('www.plain.com') ~= nil
cache.clear('www.plain.com', true, kres.type.A)
cache.clear('www.plain.com', true, kres.type.TXT)
cache.clear('www.plain.com', true)
cache.clear('www.plain.com', false, kres.type.A)
cache.clear('a..b')
cache.clear(5)
cache.clear('example.com', 5)
cache.clear('example.com', false, nil, 0)
cache.clear('example.com', false, nil, 100, 5)
cache.clear('com')
keys(cache.clear('org'))
cache.clear('nothing.org')
cache.clear()
cache.count()
cache.clear_everything()
cache.open(5)
cache.open(5 * MB, 'x://y')
cache.open(5 * MB, 'lmdb://nothing')
cache.zone_import('x')
cache.close()
cache.count()
cache.close()
cache.open(20 * MB)
cache.count()
""")

TABLE["anchors"] = ("", r"""
? www.example.com A ad
hex(keys(trust_anchors.keysets)[1])
#trust_anchors.keysets['\0']
keys(trust_anchors.keysets['\0'])
keys(trust_anchors.keysets['\0'][1])
trust_anchors.keysets['\0'][1].state
trust_anchors.hold_down_time
trust_anchors.refresh_time
trust_anchors.keep_removed
trust_anchors.insecure
trust_anchors.bootstrap_url
trust_anchors.summary():gsub('%x%x%x%x+', 'X'):gsub('%d%d%d+', 'N')
trust_anchors.summary('\3com\0')
trust_anchors.set_insecure({'example.com'})
trust_anchors.insecure
? www.example.com A ad
trust_anchors.set_insecure({})
trust_anchors.set_insecure('x')
trust_anchors.add('x')
trust_anchors.add('org. DS 1 8 2 ' .. ('00'):rep(32))
trust_anchors.add('org. DS 2 8 2 ' .. ('00'):rep(32))
#trust_anchors.keysets['\3org\0']
trust_anchors.keysets['\3org\0'][1].key_tag
trust_anchors.remove('org')
trust_anchors.remove('org')
trust_anchors.remove('a..b')
trust_anchors.add_file('nothing')
trust_anchors.add_file('nobody', true)
trust_anchors.remove('.')
trust_anchors.summary()
? www.example.com A ad
""")

TABLE["hints"] = ("modules.load('hints > iterate')\n", r"""
hints.get()
hints.set('printer.office 10.1.1.7')
hints.set('printer.office 10.1.1.8')
hints.set('printer.office 2001:db8::7')
hints.set('printer.office x')
hints.set('x')
hints.set('a..b 10.1.1.1')
hints.get('printer.office')
hints['printer.office']
hints['nobody.office']
hints.get()
? printer.office A do
? printer.office AAAA
? printer.office MX edns
? printer.office ANY
? 7.1.1.10.in-addr.arpa PTR
hints.set('phone.other 198.18.0.1')
? 1.0.18.198.in-addr.arpa PTR
hints.set('phone2.other 198.18.0.1')
? 1.0.18.198.in-addr.arpa PTR
? Printer.Office A
? x.printer.office A
hints.use_nodata(false)
? printer.office MX
hints.use_nodata(true)
hints.use_nodata('x')
hints.ttl()
hints.ttl(77)
? printer.office A
hints.ttl(-1)
hints.ttl('x')
hints.del('printer.office 10.1.1.7')
hints.del('printer.office 10.1.1.7')
hints.get('printer.office')
hints.del('printer.office')
hints.del('printer.office')
hints.del('nobody.office')
hints.get('printer.office')
? printer.office A
hints.add_hosts('nothing')
hints.config()
hints.get()
hints.root({ ['a.root.'] = { '193.0.0.1', '2001:db8::1' }, ['b.root.'] = '193.0.0.2' })
hints.root()
hints.root({ ['a.root.'] = 'x' })
hints.root('x')
hints.root_file('nothing')
keys(hints.root_file())
keys(hints.root({ ['ns.'] = '193.0.0.1' }))
do cache.clear()
hints['www.example.com'] == nil
do hints['www.example.com'] = '192.0.2.99'
? www.example.com A do
? alias.example.com A
? www.example.com TXT
modules.unload('hints')
modules.load('hints')
""")

TABLE["stats"] = ("modules = { 'stats' }\n", r"""
keys(stats.list('answer'))
keys(stats.list('request'))
keys(stats.list('query'))
keys(stats.list())
? www.example.com A
? www.example.com A do
? nobody.example.com A edns
? www.example.com MX
? www.plain.com A tcp
? www.plain.com A cd ad
? www.bogus.com A do
? www.example.com A nord
stats.get('answer.total')
stats.get('answer.noerror')
stats.get('answer.nodata')
stats.get('answer.nxdomain')
stats.get('answer.servfail')
stats.get('answer.cached')
stats.get('answer.aa')
stats.get('answer.tc')
stats.get('answer.rd')
stats.get('answer.ra')
stats.get('answer.ad')
stats.get('answer.cd')
stats.get('answer.edns0')
stats.get('answer.do')
stats.get('query.edns')
stats.get('query.dnssec')
stats.get('request.total')
stats.get('request.internal')
stats.get('request.udp')
stats.get('request.tcp')
stats.get('request.dot')
stats['answer.total']
stats.get('nothing')
stats['nothing']
stats.set('own', 5)
stats.get('own')
do stats['own'] = 7
stats['own']
stats.list('own')
stats.set('x')
stats.list('nothing')
type(stats.frequent())
stats.clear_frequent()
stats.frequent()
keys(stats.upstreams())[1] ~= nil
kinds(stats.upstreams()['193.0.0.1'])[1]
do stats['answer.total'] = 0
stats.list('answer.total')
modules.unload('stats')
stats
""")

TABLE["policy"] = ("modules = { 'view' }\n", r"""
policy.add(policy.suffix(policy.DENY, { todname('deny.org') })).id
policy.add(policy.suffix(policy.REFUSE, policy.todnames({ 'refuse.org' }))).id
policy.add(policy.all(policy.PASS)).count
policy.del(2)
policy.del(2)
policy.del(77)
#policy.rules
#policy.postrules
? a.deny.org A
? a.deny.org A edns
? refuse.org A
policy.rules[1].count
policy.rules[2].count
do policy.rules[1].suspended = true
? www.deny.org A
policy.rules[1].count
hex(policy.todnames({ 'a.b' })[1])
policy.DENY_MSG(('x'):rep(255))
policy.rpz(policy.DENY, 'nothing')
policy.FORWARD('x')
policy.FLAGS('NOTHING')
policy.add(policy.suffix(policy.STUB('193.0.0.2'), { todname('stub.com') })).id
? stub.com A
policy.add(policy.suffix(policy.REROUTE({ ['192.0.2.0/24'] = '127.0.0.0' }), { todname('example.com') }), true).id
? www.example.com A do
#policy.postrules
policy.postrules[1].count
policy.add(policy.domains(policy.TC, { todname('tc.org') })).id
? tc.org A
? tc.org A tcp
policy.add(policy.suffix(policy.ANSWER({ [kres.type.A] = { rdata = kres.str2ip('192.0.2.7'), ttl = 300 } }), { todname('own.org') })).id
? own.org A do
? own.org A
policy.add(policy.suffix(policy.FLAGS('NO_CACHE'), { todname('plain.com') })).id
? www.plain.com A
? www.plain.com A
view:addr('127.0.0.1', policy.suffix(policy.REFUSE, { todname('view.org') })) ~= nil
? a.view.org A
view:addr('x', policy.all(policy.DENY))
view:tsig('\5mykey', policy.all(policy.DENY)) ~= nil
modules.unload('view')
? a.view.org A
modules.unload('policy')
? a.deny.org A
""")

TABLE["dns64"] = ("modules = { dns64 = 'fe80::21b:77ff:0:0' }\n", r"""
? four.example.com AAAA
? four.example.com AAAA do
? four.example.com AAAA cd
? four.example.com AAAA edns
? www.example.com AAAA
? nobody.example.com AAAA
? inside.plain.com AAAA
? alias.plain.com AAAA
? four.example.com A
dns64.config('x')
dns64.config('64:ff9b::')
do cache.clear()
? four.example.com AAAA
? 1.0.2.0.0.0.0.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa PTR edns
dns64.config({ prefix = '2001:db8::', rev_ttl = 7, exclude_subnets = { '2001:db8::/32' } })
do cache.clear()
? www.example.com AAAA
? 1.0.2.0.0.0.0.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR
modules.unload('dns64')
do cache.clear()
? four.example.com AAAA
""")

TABLE["renumber"] = ("modules = { renumber = { { '192.0.2.0/24', '10.0.0.0' }, { '2001:db8::/32', 'fd00::' } } }\n", r"""
? www.example.com A do
? www.example.com A
? www.example.com AAAA ad
? www.plain.com A
? alias.example.com A
? txt.example.com TXT do
renumber.config({ { '192.0.2.1', '10.9.9.9!' } })
? www.example.com A
renumber.config({ 'x' })
renumber.config({ { 'x', 'y' } })
modules.unload('renumber')
? www.example.com A
""")

TABLE["rebinding"] = ("modules.load('rebinding < iterate')\n", r"""
? inside.plain.com A
? inside.plain.com A edns
? inside.plain.com AAAA
? www.plain.com A
? www.example.com A do
modules.unload('rebinding')
? inside.plain.com A
""")

TABLE["small"] = ("modules = { 'nsid', 'bogus_log', 'workarounds < iterate', 'serve_stale < cache' }\n", r"""
nsid.name()
nsid.name('instance 1')
nsid.name()
? www.example.com A nsid
? www.example.com A nsid tcp
? www.example.com A edns
nsid.name(5)
nsid.name({})
bogus_log.frequent()
? www.bogus.com A
bogus_log.frequent()
serve_stale.timeout
type(serve_stale.callback)
do serve_stale.timeout = 100
serve_stale.timeout
? www.example.com A keepalive tcp
? www.example.com A keepalive
modules.unload('edns_keepalive')
? www.example.com A keepalive tcp
modules.unload('refuse_nord')
? www.example.com A nord
? root-key-sentinel-is-ta-00001.example.com A
? root-key-sentinel-not-ta-00001.example.com A
? root-key-sentinel-is-ta-00001.example.com A cd
modules.unload('ta_sentinel')
? root-key-sentinel-is-ta-00001.example.com A
modules.load('extended_error')
modules.unload('extended_error')
? www.bogus.com A edns
modules.load('watchdog')
watchdog.config({ qname = 5 })
modules.load('predict')
predict.config({ window = 15, period = 24 })
predict.config({ window = 15, period = 0 })
modules.unload('predict')
""")


TABLE["scripts"] = (r"""
function noted(name, rtype, options)
    got = nil
    resolve(name, rtype, kres.class.IN, options, function(p, r)
        p = kres.pkt_t(p)
        r = kres.request_t(r)
        local rr = p:section(kres.section.ANSWER)[1]
        got = { p:rcode(), p:ancount(), p:aa(), p:ad(), p:cd(), p:ra(), p:qtype(), hex(p:qname()), rr and kres.rr2str(rr) or 'none', #p > 12,
            #p:rrsets(kres.section.ANSWER), r.state, r:resolved().flags.CACHED, kres.dname2str(r:resolved():name()), r:resolved().stype }
    end)
end
fired, turns = 0, 0
local file = io.open('hosts', 'w')
file:write('198.18.0.1 canonical.office other.office # comment\n2001:db8::9\tcanonical.office\n')
file:close()
file = io.open('rules', 'w')
file:write('$ORIGIN rpz.\n@ SOA ns. h. 1 2 3 4 5\nnx.org CNAME .\n*.wild.org CNAME .\nwww.org A 192.0.2.9\nok.com CNAME rpz-passthru.\n')
file:close()
""", r"""
? www.example.com A
? nobody.example.com A
do event.after(0, function() fired = fired + 1 end)
do e = event.recurrent(100000, function() turns = turns + 1 end)
do noted('www.example.com', kres.type.A)
? www.example.com A
wait fired > 0
fired
turns
event.cancel(e)
event.cancel(e)
wait got ~= nil
got
do noted('nobody.example.com', kres.type.A, 'NO_CACHE')
wait got ~= nil
got
do noted('alias.example.com', kres.type.A, { 'NO_MINIMIZE' })
wait got ~= nil
got[14]
do got[14] = false
got
do noted('www.bogus.com', kres.type.A)
wait got ~= nil
got[14]
got[15]
do got[14], got[15] = false, false
got
hints.add_hosts('hosts')
hints.get('canonical.office')
hints.get('other.office')
? other.office A
? canonical.office AAAA
? 1.0.18.198.in-addr.arpa PTR
policy.add(policy.rpz(policy.DENY, 'rules')).id
? nx.org A edns
? a.nx.org A
? b.a.wild.org A
? wild.org A
? www.org A
? ok.com A
policy.add(policy.pattern(policy.REFUSE, '\\3www[0-9]*\\6badboy')).id
? www.badboy.org A
policy.add(function(req, query) return query.stype == kres.type.NULL and policy.DROP or nil end).id
? www.example.com NULL
policy.add(policy.suffix_common(policy.DROP, policy.todnames({ 'a.common.org', 'b.common.org' }), todname('common.org'))).id
? x.a.common.org A edns
? c.common.org A
policy.add(policy.suffix(policy.DENY_MSG('go away'), { todname('away.org') })).id
? away.org TXT edns
policy.rules[1].count
#policy.rules
view
modules.load('view')
view:addr('127.0.0.0/8', policy.suffix(policy.TC, { todname('tc.org') })) ~= nil
? tc.org A
view:addr('10.0.0.0/8', policy.suffix(policy.DENY, { todname('example.com') })) ~= nil
? www.example.com A
modules.load('predict')
predict.config({ window = 15, period = 0 })
? www.example.com A
mode('strict')
do cache.clear()
? www.example.com A do
mode('permissive')
do cache.clear()
? far.example.com A do
""")
