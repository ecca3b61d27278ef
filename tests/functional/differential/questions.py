# SPDX-License-Identifier: BSD-2-Clause
"""Questions about a zone: every name and its surroundings, all types, in a reproducible order."""
import random

from .ask import make_query

TYPES = [1, 2, 5, 6, 12, 15, 16, 28, 33, 39, 43, 46, 47, 48, 50, 51, 64, 65, 255, 257, 99, 65280]


def names_of_zone_text(text):
    """Wire names of owners in a zone file whose names are absolute and whose lines are whole."""
    from .ask import name_to_wire
    names = {line.split(None, 1)[0] for line in text.splitlines() if line and line[0] not in b"; \t$"}
    return sorted((name_to_wire(n.lower()) for n in names if n.endswith(b".")), key=len)


def variants(rng, name):
    """A name, one below, one beside, one that is almost it."""
    kind = rng.randrange(8)
    if kind < 3:
        return name
    label = bytes(rng.choice(b"abcdefghijklmnopqrstuvwxyz0123456789-") for _ in range(rng.randrange(1, 12)))
    if kind == 3:
        label = rng.choice((b"*", b"www", b"ns1", b"a"))
    if kind < 6:
        return bytes([len(label)]) + label + name
    if kind == 6 and name[0]:
        rest = name[1 + name[0]:]
        changed = bytearray(name[1:1 + name[0]])
        changed[rng.randrange(len(changed))] = rng.choice(b"abcxyz019-")
        return bytes([len(changed)]) + bytes(changed) + rest
    return bytes([len(label)]) + label + (name[1 + name[0]:] if name[0] else name)


def randomise_case(rng, name):
    out, at = bytearray(name), 0
    while out[at]:
        for i in range(at + 1, at + 1 + out[at]):
            if rng.randrange(2) and out[i:i + 1].isalpha():
                out[i] ^= 0x20
        at += 1 + out[at]
    return bytes(out)


def generate(seed, names, count):
    """count pairs of (description, query), half of them with DO; ids count up."""
    rng = random.Random(seed)
    for i in range(count):
        # The apex and its like have the most to say: every sixteenth question is about one.
        name = variants(rng, rng.choice(names[:4] if i % 16 == 0 else names))
        if len(name) > 255:
            name = rng.choice(names)
        kind = rng.choice(TYPES[:8]) if rng.randrange(2) else rng.choice(TYPES)
        dnssec = bool(i % 2)
        size = 4096 if dnssec or rng.randrange(4) else rng.choice((0, 512, 1232))
        asked = randomise_case(rng, name)
        yield (name, kind, dnssec, size), make_query(i % 65536, asked, kind, dnssec, size)
