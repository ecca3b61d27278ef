# SPDX-License-Identifier: BSD-2-Clause
"""The control socket of knotd, standard library only.

    with KnotCtl() as ctl:
        ctl.connect("/run/knot/knot.sock")
        ctl.send_block("zone-read", zone="example.com")
        print(ctl.receive_block())
        print(ctl.stats())

A request is one data unit and a block mark; a reply is units up to a block mark.  A unit is an octet for its
type and then items: an octet for which, two for the length, the octets.  The items of a unit end where the
next unit begins.
"""
import enum
import socket
import struct

ITEM_CODE = 16  # what an item's octet counts from; types of units are below
ITEM_MAX = 65535


class KnotCtlType(enum.IntEnum):
    END = 0
    DATA = 1
    EXTRA = 2  # one more value of the data unit before
    BLOCK = 3


class KnotCtlDataIdx(enum.IntEnum):
    COMMAND = 0
    FLAGS = 1
    ERROR = 2
    SECTION = 3
    ITEM = 4
    ID = 5
    ZONE = 6
    OWNER = 7
    TTL = 8
    TYPE = 9
    DATA = 10
    FILTERS = 11


class KnotCtlError(Exception):
    """What the server could not do; .data is the unit that says so, .block what came before it."""

    def __init__(self, message, data=None, block=None):
        super().__init__(message)
        self.message = message
        self.data = data or {}
        self.block = block


class KnotCtlConnectionError(Exception):
    """The socket is not there, or the server has gone."""


class KnotCtl:
    """One connection. Not for several threads at a time."""

    def __init__(self):
        self._socket = None
        self._timeout = 60.0
        self._pending = b""
        self._next = None  # octet of a unit's type that ended the unit before

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def set_timeout(self, seconds):
        """Longest wait for the server; 0: for ever."""
        self._timeout = seconds or None
        if self._socket is not None:
            self._socket.settimeout(self._timeout)

    def connect(self, path="/run/knot/knot.sock"):
        self.close()
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(self._timeout)
        try:
            s.connect(path)
        except OSError as e:
            s.close()
            raise KnotCtlConnectionError(f"{path}: {e.strerror or e}") from e
        self._socket, self._pending, self._next = s, b"", None

    def close(self):
        """Say goodbye, if that is still possible."""
        if self._socket is None:
            return
        try:
            self.send(KnotCtlType.END)
        except KnotCtlConnectionError:
            pass
        self._socket.close()
        self._socket = None

    def send(self, kind, data=None):
        """Send one unit; data: texts by KnotCtlDataIdx."""
        octets = bytes([kind])
        for index, text in sorted((data or {}).items()):
            value = text.encode()
            if len(value) > ITEM_MAX:
                raise ValueError(f"an item of {len(value)} octets")
            octets += struct.pack("!BH", ITEM_CODE + index, len(value)) + value
        try:
            self._connection().sendall(octets)
        except OSError as e:
            raise KnotCtlConnectionError(str(e)) from e

    def send_block(self, cmd, **items):
        """A command: flags, section, item, id, zone, owner, ttl, type, data and filters are texts."""
        data = {KnotCtlDataIdx.COMMAND: cmd}
        for name, value in items.items():
            if value is not None:
                data[KnotCtlDataIdx[name.upper()]] = str(value)
        self.send(KnotCtlType.DATA, data)
        self.send(KnotCtlType.BLOCK)

    def receive(self):
        """One unit: its type, and texts by KnotCtlDataIdx."""
        kind = self._octets(1)[0] if self._next is None else self._next
        self._next = None
        data = {}
        if kind not in (KnotCtlType.DATA, KnotCtlType.EXTRA):
            return KnotCtlType(kind), data
        while True:
            code = self._octets(1)[0]
            if code < ITEM_CODE:
                self._next = code
                return KnotCtlType(kind), data
            length = struct.unpack("!H", self._octets(2))[0]
            data[KnotCtlDataIdx(code - ITEM_CODE)] = self._octets(length).decode(errors="surrogateescape")

    def units(self):
        """The units of a reply up to the mark that ends it, as (is_extra, data)."""
        while True:
            kind, data = self.receive()
            if kind == KnotCtlType.BLOCK:
                return
            if kind == KnotCtlType.END:
                raise KnotCtlConnectionError("the server ended the connection")
            yield kind == KnotCtlType.EXTRA, data

    def receive_block(self):
        """A reply as nested dicts.

        section, item, id         {section: {item: [data, ...]}} or {section: {item: {id: [data, ...]}}}
        records                   {zone: {owner: {type: {"ttl": ttl, "data": [rdata, ...]}}}}
        fields of zone-status     {zone: {field: value}}
        anything else             {"data": [data, ...]}
        """
        block, failed, last, zone = {}, None, None, None
        for is_extra, data in self.units():
            if KnotCtlDataIdx.ERROR in data:
                failed = failed or data
                continue
            if is_extra and KnotCtlDataIdx.TYPE in data:  # one more field of a zone
                _put(block, {KnotCtlDataIdx.ZONE: zone, **data})
            elif is_extra:
                if last is not None and KnotCtlDataIdx.DATA in data:
                    last.append(data[KnotCtlDataIdx.DATA])
            else:
                zone = data.get(KnotCtlDataIdx.ZONE)
                last = _put(block, data)
        if failed is not None:
            raise KnotCtlError(failed[KnotCtlDataIdx.ERROR], failed, block)
        return block

    def receive_stats(self):
        """The reply to stats or zone-stats: {section: {counter: n or {id: n}}}, a zone's under ["zone"][name]."""
        stats, failed = {}, None
        for _, data in self.units():
            if KnotCtlDataIdx.ERROR in data:
                failed = failed or data
                continue
            if KnotCtlDataIdx.SECTION not in data:
                continue
            at = stats
            if KnotCtlDataIdx.ZONE in data:
                at = at.setdefault("zone", {}).setdefault(data[KnotCtlDataIdx.ZONE], {})
            at = at.setdefault(data[KnotCtlDataIdx.SECTION], {})
            name, value = data[KnotCtlDataIdx.ITEM], int(data[KnotCtlDataIdx.DATA])
            if KnotCtlDataIdx.ID in data:
                at.setdefault(name, {})[data[KnotCtlDataIdx.ID]] = value
            else:
                at[name] = value
        if failed is not None:
            raise KnotCtlError(failed[KnotCtlDataIdx.ERROR], failed, stats)
        return stats

    def stats(self, zeros=False, zones=True):
        """All statistics in one dict."""
        flags = "F" if zeros else None
        self.send_block("stats", flags=flags)
        stats = self.receive_stats()
        if zones:
            self.send_block("zone-stats", flags=flags)
            stats["zone"] = self.receive_stats().get("zone", {})
        return stats

    def _connection(self):
        if self._socket is None:
            raise KnotCtlConnectionError("not connected")
        return self._socket

    def _octets(self, count):
        while len(self._pending) < count:
            try:
                more = self._connection().recv(65536)
            except OSError as e:
                raise KnotCtlConnectionError(str(e)) from e
            if not more:
                raise KnotCtlConnectionError("the server ended the connection")
            self._pending += more
        taken, self._pending = self._pending[:count], self._pending[count:]
        return taken


def _put(block, data):
    """Put a unit into a block; returns the list its data went to, if it is one."""
    value = data.get(KnotCtlDataIdx.DATA)
    at = block.setdefault(data[KnotCtlDataIdx.ZONE], {}) if KnotCtlDataIdx.ZONE in data else block
    if KnotCtlDataIdx.OWNER in data:
        at = at.setdefault(data[KnotCtlDataIdx.OWNER], {})
        at = at.setdefault(data.get(KnotCtlDataIdx.TYPE, ""), {"ttl": data.get(KnotCtlDataIdx.TTL), "data": []})
        values = at["data"]
    elif KnotCtlDataIdx.SECTION in data:
        at = at.setdefault(data[KnotCtlDataIdx.SECTION], {})
        if KnotCtlDataIdx.ITEM not in data and KnotCtlDataIdx.ID not in data:
            return None
        item = data.get(KnotCtlDataIdx.ITEM, "")
        if KnotCtlDataIdx.ID in data:
            values = at.setdefault(item, {}).setdefault(data[KnotCtlDataIdx.ID], [])
        else:
            values = at.setdefault(item, [])
    elif KnotCtlDataIdx.TYPE in data:
        at[data[KnotCtlDataIdx.TYPE]] = value
        return None
    elif value is None:
        return None
    else:
        values = at.setdefault("data", [])
    if value is not None:
        values.append(value)
    return values
