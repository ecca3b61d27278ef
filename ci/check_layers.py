#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Check the shape of src/: who may include whom, no circles, no oversized file, no banned file name.

usage: check_layers.py ci/layers.toml SRC

The table names for each folder the folders it may include from; longest match wins, so that
"server/zone" is not "server".  A module is x.c with x.h; circles between modules are errors even
inside a folder.  [exempt] lifts sizes only.
"""
import pathlib
import re
import sys
import tomllib

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
BANNED_STEMS = {"util", "utils", "common", "misc", "helpers"}


class Tree:
    def __init__(self, root, table):
        self.root = root
        self.allow = table["allow"]
        self.limits = table["limits"]
        self.exempt = table.get("exempt", {})
        self.files = {}
        for path in sorted(root.rglob("*.[ch]")):
            name = path.relative_to(root).as_posix()
            self.files[name] = path.read_text(errors="replace")
        self.includes = {name: self.resolve(name, text) for name, text in self.files.items()}

    def resolve(self, name, text):
        """Project headers that a file includes, as paths below the root."""
        found = set()
        beside = pathlib.PurePosixPath(name).parent
        for inner in INCLUDE.findall(text):
            for candidate in (inner, (beside / inner).as_posix()):
                if candidate in self.files:
                    found.add(candidate)
                    break
        return found

    def folder(self, name):
        parts = name.split("/")[:-1]
        while parts:
            if "/".join(parts) in self.allow:
                return "/".join(parts)
            parts.pop()
        return None

    def check_arrows(self):
        for name, included in self.includes.items():
            here = self.folder(name)
            if here is None:
                yield f"{name}: its folder has no row in [allow]"
                continue
            for other in sorted(included):
                there = self.folder(other)
                if there != here and there not in self.allow[here]:
                    yield f"{name}: includes {other}, but {here} may not use {there}"

    def check_sizes(self):
        for name, text in self.files.items():
            if pathlib.PurePosixPath(name).stem in BANNED_STEMS:
                yield f"{name}: a file with this name says nothing about what it holds"
            if name in self.exempt:
                continue
            lines, limit = text.count("\n"), self.limits[name[-1]]
            if lines > limit:
                yield f"{name}: {lines} lines, limit {limit}"
            fanout = len(self.includes[name])
            if fanout > self.limits["fanout"]:
                yield f"{name}: includes {fanout} project headers, limit {self.limits['fanout']}"

    def check_table(self):
        order = list(self.allow)
        for folder, used in self.allow.items():
            for other in used:
                if other not in self.allow:
                    yield f"[allow] {folder}: unknown folder {other}"
                elif order.index(other) >= order.index(folder):
                    yield f"[allow] {folder}: {other} stands below it in the table"
        for name in self.exempt:
            if name not in self.files:
                yield f"[exempt] {name}: no such file"

    def check_circles(self):
        graph = {}
        for name, included in self.includes.items():
            module = name.rsplit(".", 1)[0]
            graph.setdefault(module, set()).update(i.rsplit(".", 1)[0] for i in included)
        for circle in strong_components(graph):
            yield "circle: " + " ".join(circle)


def strong_components(graph):
    """Groups of more than one node that all reach each other (Kosaraju, iterative)."""
    for node in graph:
        graph[node] = {n for n in graph[node] if n != node and n in graph}
    reverse = {n: set() for n in graph}
    for node, nexts in graph.items():
        for other in nexts:
            reverse[other].add(node)
    finished, seen = [], set()
    for start in graph:
        stack = [(start, False)]
        while stack:
            node, done = stack.pop()
            if done:
                finished.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack += [(n, False) for n in graph[node] if n not in seen]
    taken = set()
    for start in reversed(finished):
        group, stack = [], [start]
        while stack:
            node = stack.pop()
            if node not in taken:
                taken.add(node)
                group.append(node)
                stack += reverse[node] - taken
        if len(group) > 1:
            yield sorted(group)


def main():
    table = tomllib.loads(pathlib.Path(sys.argv[1]).read_text())
    tree = Tree(pathlib.Path(sys.argv[2]), table)
    errors = [e for check in (tree.check_table, tree.check_arrows, tree.check_sizes, tree.check_circles)
              for e in check()]
    print("\n".join(errors) or f"layers ok: {len(tree.files)} files")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
