# The front door; meson does the work in build/.  Every target installs what it needs first.
BUILD ?= build
TIDY ?= changed

.PHONY: all demo demo-up demo-down check check-long lint check-asan check-tsan check-valgrind fuzz bench differential attack load install clean

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

$(BUILD)/build.ninja: | setup-build
	@meson setup $(BUILD) -Dtests=false >$(BUILD).setup.log 2>&1 || { cat $(BUILD).setup.log; rm -rf $(BUILD); exit 1; }
	@mv $(BUILD).setup.log $(BUILD)/setup.log

.PHONY: setup-build
setup-build:
	@scripts/setup build

# A small internet on loopback, asked twenty questions.
demo: all
	@demo/run demo
demo-up: all
	@demo/run up
demo-down:
	@demo/run down

# Every suite; closes with the count of what ran.
check: setup-build
	@scripts/setup test
	@ci/check

# What takes minutes of real time: a rollover of each kind of key, its log and what resolvers see.
check-long: all
	@scripts/setup test
	@BOWLINE_BIN=$(CURDIR)/$(BUILD)/bin /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/functional/long

# Format, warnings, layers, headers, clang-tidy (TIDY=all for every file).
lint: setup-build
	@scripts/setup test lint
	@TIDY=$(TIDY) ci/lint

# Unit tests, scenarios and fuzz corpora under AddressSanitizer and UndefinedBehaviorSanitizer.
check-asan: setup-build
	@scripts/setup test lint
	@ci/check-asan

# knotd in a storm of reloads, updates, transfers and commands under ThreadSanitizer, a minute.
check-tsan: setup-build
	@scripts/setup test
	@ci/check-tsan

# Unit tests of store, crypto and sec under valgrind; some minutes.
check-valgrind: setup-build
	@scripts/setup test bench
	@ci/check-valgrind

# Every fuzz target for FUZZ_SECONDS (default 60) each.
fuzz: setup-build
	@scripts/setup test lint
	@ci/fuzz

# Ratios to Debian's servers, measured side by side in one run.
bench: all
	@scripts/setup test bench
	@tests/bench/run

# The same questions to our server and Debian's, the same broken zones to kzonecheck and ldns-verify-zone, one broken
# internet to our resolver and Debian's three; every difference is reported.
differential: all
	@scripts/setup test bench
	@tests/functional/differential/run --full
	@/usr/bin/python3 tests/functional/kzonecheck/root_verdicts.py $(BUILD)/bin/kzonecheck --full

# Attacks on resolvers, against ours and Debian's unbound and kresd; closes with a table of what each costs.
attack: all
	@scripts/setup test bench
	@ATTACK_PEERS=1 BOWLINE_BIN=$(CURDIR)/$(BUILD)/bin /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/functional/attack

# knotd with a million delegations under 50,000 queries a second: reloads, rude clients, spoilt packets.
load: setup-build
	@scripts/setup test lint
	@tests/functional/load/run

install: all
	@meson install -C $(BUILD)

clean:
	rm -rf $(BUILD) build-*
