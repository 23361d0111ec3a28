# Everything a newcomer, a developer and CI does; `make` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
SEEDS := 1000
FROM := 1
SEED :=
PROGRAMS := alurctl alur-intake alur-routing alur-drafting alur-approvals alur-archival
SIMULATE := alur-simulate
KEPT_SEEDS := Tests/Simulation/seeds.txt
# Planted bugs are built in a folder of their own, so that nothing of them can get into any other build.
PLANTED := .build/planted

.PHONY: help run demo test simulate simulate-bugs policy-rounds check fuzz fuzz-bugs fuzz-keep asan tsan hostile faults build release lint format wire-annex packages packages-test toolchain clean

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SWIFT_FLAGS := --explicit-target-dependency-import-check error
HOME_FOLDER := .alur/contoh
VENV := .build/venv

# With WRITE=1 what a program tells becomes a row of RESULTS.md; its name there is the argument.
measured = $(if $(WRITE),python3 -B Tests/Faults/measured.py $(1))

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 16

run: release ## Install, build, start the five services, play the 24 SOPs, and leave the services up until Ctrl-C
	@# On a terminal the demo gets a process group of its own, so that Ctrl-C reaches it and not make, which would report an error.
	@if [ -t 0 ]; then set -m; fi; .build/release/alurctl demo --home $(HOME_FOLDER) --keep-up; :

demo: release ## The same, and exit
	@exec .build/release/alurctl demo --home $(HOME_FOLDER)

test: packages-test lint ## Install what the tests need, and pass them all
	swift build --build-tests $(SWIFT_FLAGS)
	$(VENV)/bin/python -B -m unittest discover -s Tests/Wire -p 'test_*.py'
	swift test --skip-build

# The parts of `check`, a line each: a target, with its settings for a short round.
define CHECKS
test
asan
tsan
fuzz SECONDS=120
fuzz-bugs
simulate SEEDS=1000
policy-rounds SEQUENCES=10000
faults
endef
export CHECKS

# A program that ends with 77 could not do all that it is asked for on this machine. That is no failure, and `check` reports it as a skip.
SKIPPED :=
OR_SKIP = || { code=$$?; [ $$code = 77 ] || exit $$code; $(if $(SKIPPED),touch $(SKIPPED),:); }

check: packages-test ## The tests and a short round of everything else; the seconds of each part at the end
	@report=""; skipped=$(CURDIR)/.build/skipped; while read -r part; do \
		begun=$$SECONDS; end=green; rm -f $$skipped; \
		$(MAKE) --no-print-directory SKIPPED=$$skipped $$part </dev/null || end=RED; \
		if [ $$end = green ] && [ -e $$skipped ]; then end=SKIP; fi; \
		report+="$$(printf '%-5s %5d s  make %s' $$end $$((SECONDS - begun)) "$$part")"$$'\n'; \
	done <<< "$$CHECKS"; \
	printf '\n%s' "$$report"; [[ "$$report" != *RED* ]]

SECONDS ?= 300

fuzz: packages ## Feed the decoders and the services what nobody sends, SECONDS=300 over all targets; goes on where it ended; WRITE=1 keeps the figure
	@$(call measured,fuzz) Tests/Fuzz/fuzz run $(SECONDS)

fuzz-bugs: packages ## Show that the fuzzers find a bug planted in each target within 60 s
	@Tests/Fuzz/fuzz bugs

fuzz-keep: packages ## Put what fuzzing found into Tests/Fuzz/Corpus, as little of it as reaches as much
	@Tests/Fuzz/fuzz keep

# Leaks are not looked for: Swift keeps the case of an enum in spare bits of the pointer beside it, which the leak sanitizer does not follow, so that what
# any constant holds in such a case is taken for lost.
asan: packages-test ## Pass the Swift tests, their processes too, under the address sanitizer
	swift build --build-tests --sanitize address --scratch-path .build/asan
	ALUR_SANITIZED=address SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --disable-xctest --sanitize address --scratch-path .build/asan

tsan: packages-test ## The same under the thread sanitizer
	swift build --build-tests --sanitize thread --scratch-path .build/tsan
	ALUR_SANITIZED=thread SWIFT_BACKTRACE=enable=no TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/tsan-suppressions.txt halt_on_error=0 exitcode=66" \
		swift test --skip-build --disable-xctest --sanitize thread --scratch-path .build/tsan
hostile: release packages-test ## 10,000 strangers at one service, measured; WRITE=1 keeps the figures, ROUNDS, SEED and FOR=10m as you like
	ALUR_BIN=$(CURDIR)/.build/release $(VENV)/bin/python -B Tests/Faults/Hostile/hostile.py \
		$(if $(WRITE),--write) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED)) $(if $(FOR),--for $(FOR)) $(OR_SKIP)

faults: release packages-test ## Real faults under load, a short round of each; LONG=1 FOR=30m works towards the goals, FAULT=name ROUNDS=n SEED=n plays one
	ALUR_BIN=$(CURDIR)/.build/release $(VENV)/bin/python -B Tests/Faults/faults.py $(FAULT) \
		$(if $(LONG),--for $(or $(FOR),30m)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED)) $(if $(WRITE),--write) $(OR_SKIP)

policy-rounds: packages-test ## Who may do what: 100,000 random sequences against an oracle (SEQUENCES=n, SEED=n)
	swift build --build-tests $(SWIFT_FLAGS)
	POLICY_SEQUENCES=$(or $(SEQUENCES),25000) POLICY_SEED=$(or $(SEED),$$(date +%s)) swift test --skip-build --filter 'PolicyTests.*RoundTests'

build: packages ## Build for debugging
	swift build $(SWIFT_FLAGS)

simulate: packages ## Play SEEDS=1000 made-up days of all services under faults, FROM=1 on, and go on where it was stopped; SEED=n plays one again; WRITE=1 keeps the figure
	@swift build -c release --product $(SIMULATE) $(SWIFT_FLAGS)
	@if [ -n "$(SEED)" ]; then exec .build/release/$(SIMULATE) seed $(SEED); fi; \
	exec $(call measured,simulate) .build/release/$(SIMULATE) round --seeds $(SEEDS) --from $(FROM) --workers $$(nproc) --kept $(KEPT_SEEDS) \
		--progress .build/simulated

simulate-bugs: packages ## Show that the simulator finds every bug planted into a build of its own
	@ALUR_PLANTED=1 swift build -c release --scratch-path $(PLANTED) --product $(SIMULATE) $(SWIFT_FLAGS)
	@$(PLANTED)/release/$(SIMULATE) bugs --seeds 10000 --workers $$(nproc)
	@swift build -c release --product $(SIMULATE) $(SWIFT_FLAGS)
	@if grep -qai planted .build/release/$(SIMULATE); then echo "RED: the plain build holds planted bugs" >&2; exit 1; fi

release: packages ## Build for use
	@for program in $(PROGRAMS); do swift build -c release --product $$program $(SWIFT_FLAGS); done

lint: toolchain ## Check the format of every source file
	swift format lint --strict --parallel --recursive Package.swift Services Shared Tests

format: toolchain ## Put every source file into the format
	swift format --in-place --parallel --recursive Package.swift Services Shared Tests

wire-annex: ## Write Shared/Protocol/VERBS.md anew out of the sources
	python3 -B Tests/Wire/annex.py

packages: toolchain ## Install the Debian packages that building and running need
	@$(call install,pkg-config libzmq3-dev libsqlite3-dev libyaml-dev libsodium-dev nettle-dev)

packages-test: packages ## Install what the tests need beyond that
	@$(call install,python3-venv strace faketime)
	@[ -x $(VENV)/bin/python ] || python3 -m venv $(VENV) || /usr/bin/python3 -m venv $(VENV)
	@$(VENV)/bin/python -c 'import zmq' 2>/dev/null || $(VENV)/bin/pip install --quiet --disable-pip-version-check pyzmq

toolchain:
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: install the toolchain from swift.org and put it on PATH." >&2; exit 1; }

clean: ## Remove what was built; data in .alur stays
	rm -rf .build

# Installs those of the named Debian packages that are missing, without a question.
define install
	missing=""; for package in $(1); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
		echo "Installing$$missing"; \
		$(SUDO) apt-get update -qq; \
		DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef
