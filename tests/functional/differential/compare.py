# SPDX-License-Identifier: BSD-2-Clause
"""Differences between our answers and the others', sorted into kinds.

A kind is either a bug of ours or explained here, with the RFC section that allows our answer.
"""
AA, TC, RD, RA, AD, CD = 0x0400, 0x0200, 0x0100, 0x0080, 0x0020, 0x0010
NAMES = ("answer", "authority", "additional")


def differences(question, ours, theirs):
    """Words for what differs."""
    name, kind, dnssec, size = question
    if ours is None or theirs is None:
        return ["no reply" if ours is None else "no reply of the peer"]
    out = []
    if ours.rcode != theirs.rcode:
        out.append(f"rcode {ours.rcode}/{theirs.rcode}")
    for bit, word in ((AA, "AA"), (TC, "TC"), (RD, "RD"), (RA, "RA"), (AD, "AD"), (CD, "CD")):
        if (ours.flags ^ theirs.flags) & bit:
            out.append(f"flag {word}")
    if ours.edns != theirs.edns:
        out.append("OPT")
    for section, a, b in zip(NAMES, ours.sections, theirs.sections):
        if a != b:
            out.append(section + (" more" if a > b else " less" if a < b else " other"))
    return out


def explain(question, ours, theirs, words):
    """Why a difference is right, or None."""
    name, kind, dnssec, size = question
    if ours is None or theirs is None:
        return None
    left = set(words)
    if kind == 255 and not ours.rcode and not theirs.rcode:
        return "RFC 8482 section 4.1: any one RRset may answer ANY"
    if kind == 46:
        return "RFC 8482 section 7: signatures alone are answered like ANY, with a part of them"
    if left <= {"additional more", "additional less", "additional other"}:
        # Glue for a referral is decided by the truncation rules below; the rest is a courtesy.
        if ours.flags & AA:
            return "RFC 1034 section 4.3.2 step 6: additional data of answers is optional"
        if size in (0, 512, 1232):
            return "RFC 9471 section 3.1: which sibling glue fits is a matter of order"
    if left <= {"flag TC", "additional more", "additional less", "additional other", "authority more",
                "authority less", "answer less", "answer more"} and size in (0, 512, 1232):
        return "RFC 2181 section 9: what fits depends on compression and order"
    return None


CHAIN_LIMIT = 5  # CNAMEs followed


def essence(answer):
    """What two answers must share to count as the same: what a resolver may rely on."""
    if answer.flags & TC:  # the rest of it is not to be used (RFC 2181 section 9)
        return answer.rcode, answer.flags & (AA | TC | RD | RA | AD | CD), answer.edns
    return (answer.rcode, answer.flags & (AA | TC | RD | RA | AD | CD), answer.edns, frozenset(answer.sections[0]),
            frozenset(answer.sections[1]), frozenset() if answer.flags & AA else frozenset(answer.sections[2]))


def own_glue(answer):
    """Addresses of a referral's name servers that lie at or below the cut."""
    cuts = {owner for owner, kind, *_ in answer.sections[1] if kind == 2}
    return {r for r in answer.sections[2] if r[1] in (1, 28) and any(r[0].endswith(cut) for cut in cuts)}


def explain_made_up(question, ours, theirs, words):
    """As explain(), for zones that hold what real ones do not."""
    name, kind, dnssec, size = question
    if kind == 255 and theirs.sections[0] < ours.sections[0] and any(kind == 39 for _, kind, *_ in ours.sections[0]):
        return "RFC 6672 section 3.2: an alias made from a DNAME is followed, for ANY too"
    if size in (0, 512, 1232) and ours.rcode == theirs.rcode and (ours.flags ^ theirs.flags) & TC:
        return "RFC 2181 section 9: what fits depends on compression and order"
    aliases = sum(kind == 5 for _, kind, *_ in ours.sections[0])
    if aliases > 0 and theirs.rcode == 2 and ours.rcode in (0, 3):
        return "RFC 1034 section 3.6.2: chains and loops of aliases do not fail"
    if (aliases >= CHAIN_LIMIT or theirs.rcode == 6) and aliases and (
            ours.sections[0] < theirs.sections[0] or theirs.flags & TC):
        return "RFC 1034 section 5.3.3: a chain that is cut is followed by who asks (ours are cut behind 5 aliases)"
    if not ours.flags & AA and not ours.rcode and set(words) <= {"additional more", "additional less", "additional other"} \
            and own_glue(ours) >= own_glue(theirs):
        return "RFC 9471 section 3.2: glue of siblings is optional"
    return explain(question, ours, theirs, words)


def without_denial(section):
    """Records but NSEC, NSEC3 and their signatures."""
    return {r for r in section if r[1] not in (47, 50) and not (r[1] == 46 and r[4][:2] in (b"\0\x2f", b"\0\x32"))}


def explain_peer(question, ours, theirs, proved):
    """(words, reason or None) for one peer that answers differently."""
    words = differences(question, ours, theirs) or ["truncated parts"]
    if theirs is None:
        return words, None
    aliases = any(kind == 5 for _, kind, *_ in ours.sections[0])
    if words == ["authority more"] or words == ["authority less"] or words == ["authority other"]:
        if proved and without_denial(ours.sections[1]) == without_denial(theirs.sections[1]):
            return words, "RFC 4035 section 3.1.3, RFC 5155 section 7.2: another proof, and ours is complete"
    if ours.flags & theirs.flags & TC:
        return words, "RFC 2181 section 9: a truncated answer is not used"
    if aliases and ours.sections[0] == theirs.sections[0] and theirs.sections[1] < ours.sections[1] and \
            any(kind == 2 for _, kind, *_ in ours.sections[1]):
        return words, "RFC 1034 section 4.3.2 step 3: behind an alias the search goes on, here to a referral"
    return words, explain_made_up(question, ours, theirs, words)


def judge(question, ours, peers, proved):
    """
    Our answer beside those of peers by name.

    proved  its signatures and denials hold
    returns None when it is the majority's, or [(peer, words, reason or None)] with what differs from each
    """
    if ours is None:
        return [("all", ["no reply that can be read"], None)]
    same = [peer for peer, answer in peers.items() if answer is not None and essence(answer) == essence(ours)]
    if len(same) * 2 > len(peers) or len(same) == len(peers):
        return None
    return [(peer, *explain_peer(question, ours, answer, proved)) for peer, answer in peers.items() if peer not in same]


def is_wrong(found, peers):
    """Do two peers agree on what we cannot explain, or nobody on anything?"""
    left = [peer for peer, _, reason in found if reason is None]
    if "all" in left:
        return True
    forms = [essence(peers[peer]) for peer in left if peers[peer] is not None]
    return len(left) == len(peers) or any(forms.count(form) > 1 for form in forms)
