# SPDX-License-Identifier: Apache-2.0
#
# Few verbs, each runnable alone; CI calls only these. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

SWIFT ?= swift
SCENARIO ?= three-one-minute-sets
SPEEDUP ?= 6
SEED ?= 1
STATE ?= .state
PREFIX ?= /usr

RELEASE_DIR := .build-release
DEBUG_DIR := .build
RELEASE := $(RELEASE_DIR)/release/deadmill
DEBUG := $(DEBUG_DIR)/debug/deadmill

export SWIFT_BACKTRACE := enable=no

.PHONY: help deps test-deps run build debug install format format-check purity identity-deps identity bench accuracy \
  explicit-imports unit replay captures docs api api-record api-break fuzz lab lab-gpiod1 test clean

help: ## list the verbs
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

deps: ## install what the build needs (Debian packages)
	@scripts/deps.sh build

test-deps: ## install what the tests need as well
	@scripts/deps.sh build test

run: build ## build, then the daemon on a simulated belt with its console
	@$(RELEASE) demo --scenario $(SCENARIO) --seed $(SEED) --speedup $(SPEEDUP) --state $(STATE)

build: deps ## release build, in .build-release/release/deadmill
	@echo "Building deadmill (the first time takes some minutes)"
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product deadmill

debug: deps
	@$(SWIFT) build --scratch-path $(DEBUG_DIR) --build-tests --explicit-target-dependency-import-check error

install: build ## install program, unit and udev rule under PREFIX (as root)
	install -D -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/deadmill
	install -D -m 644 systemd/deadmill.service $(DESTDIR)$(PREFIX)/lib/systemd/system/deadmill.service
	install -D -m 644 systemd/deadmill.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/deadmill.conf
	install -D -m 644 udev-rules/60-deadmill.rules $(DESTDIR)$(PREFIX)/lib/udev/rules.d/60-deadmill.rules

format: ## format all sources
	@$(SWIFT) format format -i -r Sources Tests Benchmarks Package.swift

format-check: ## fail where a source is not formatted
	@$(SWIFT) format lint -r --strict Sources Tests Benchmarks Package.swift

purity: ## the pure modules compile without any allocation, for three processors
	@scripts/purity.sh

identity-deps: ## install what `make identity` needs (emulators and cross compilers)
	@scripts/deps.sh identity

identity: identity-deps ## the pure modules give the same bits on three processors, two of them emulated
	@scripts/identity.sh

bench: ## what a pulse costs, beside the same bank in C; allocations, memory, endurance (takes a minute)
	@scripts/deps.sh build bench
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product bench
	@$(RELEASE_DIR)/release/bench

accuracy: deps ## how far off the estimators are, against their targets; rewrites docs/accuracy.md (takes some minutes)
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product accuracy
	@$(RELEASE_DIR)/release/accuracy --write docs/accuracy.md

explicit-imports: debug ## fail where a module imports what its manifest does not name (part of the debug build)

unit: debug ## all tests of the package: units, tidiness, replay, whole daemon
	@$(SWIFT) test --skip-build --scratch-path $(DEBUG_DIR)

replay: debug ## rewrite the committed result tables; commit the difference or mend the cause
	@DEADMILL_RECORD=1 $(SWIFT) test --skip-build --scratch-path $(DEBUG_DIR) --filter ReplayTests
	@git --no-pager diff --stat -- Tests/ReplayTests/Goldens

captures: build ## rewrite docs/captures: the console as a terminal shows it; read the difference as a picture
	@scripts/deps.sh captures
	@scripts/captures.sh $(RELEASE)
	@git --no-pager diff --stat -- docs/captures

fuzz: ## ten million random edges through the pure stages, invariants checked
	@scripts/deps.sh build
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product fuzz
	@$(RELEASE_DIR)/release/fuzz

docs: debug ## the library's documentation, in .docs
	@scripts/docs.sh

api: debug ## the library's public interface is documented, as published, and enough for somebody else's program
	@scripts/api.sh

api-record: debug ## publish new declarations of the library; commit the difference
	@scripts/api.sh --record

api-break: ## what would break programs since another commit: make api-break BASE=COMMIT
	@$(SWIFT) package --scratch-path $(DEBUG_DIR) diagnose-api-breaking-changes $(BASE) --products SetLog

lab: build test-deps ## the release daemon against a real kernel's GPIO in a virtual machine
	@scripts/lab.sh $(RELEASE)

lab-gpiod1: build test-deps ## the same on a 6.12 kernel through libgpiod 1.6
	@scripts/lab.sh $(RELEASE) --gpiod1

test: test-deps ## everything that CI asks for, with each stage's time
	@scripts/stages.sh format-check purity debug unit api fuzz identity lab

clean: ## remove what was built and fetched
	rm -rf .build .build-* .lab
