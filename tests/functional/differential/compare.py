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
