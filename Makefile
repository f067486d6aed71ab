# SPDX-License-Identifier: Apache-2.0
#
# A few verbs, each of which runs alone; CI uses only these. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

SWIFT ?= swift
SCENARIO ?= three-one-minute-sets
SPEEDUP ?= 6
SEED ?= 1
STATE ?= .state
PREFIX ?= /usr
# The documents keep their places relative to each other, so that their links lead somewhere.
DOC = $(PREFIX)/share/doc/deadmill

RELEASE_DIR := .build-release
# The same with Swift's libraries linked statically, for a package or another machine.
STATIC_DIR := .build-deb
# The same for arm64, from another compiler.
ARM64_DIR := .build-arm64
DEBUG_DIR := .build
RELEASE := $(RELEASE_DIR)/release/deadmill
CONNECT := $(RELEASE_DIR)/release/deadmill-connect
DEBUG := $(DEBUG_DIR)/debug/deadmill
STATIC := $(STATIC_DIR)/release/deadmill
STATIC_CONNECT := $(STATIC_DIR)/release/deadmill-connect
STATIC_HUB := $(STATIC_DIR)/release/deadmill-hub
CONTENTS := $(STATIC_DIR)/contents

export SWIFT_BACKTRACE := enable=no
# Optimise the pure modules in debug builds too (see Package.swift): the unit tests then take a tenth of the time.
export OPTIMISE_PURE_MODULES := 1

.PHONY: chain peers-uploads peers-mqtt peers-bluetooth help deps test-deps run build web debug static contents install-files install-connect-files install deb deb-arm64 format format-check drawings purity \
  identity-deps identity bench bench-log bench-web accuracy explicit-imports unit replay captures docs api api-record api-break \
  fuzz readers web-test torture lab lab-gpiod1 lab-appliance lab-appliance-arm64 footprint exposure test clean

help: ## list the verbs
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

deps: ## install what the build needs (Debian packages)
	@scripts/deps.sh build

test-deps: ## install what the tests need as well
	@scripts/deps.sh build test

run: build web ## build, then run the daemon on a simulated belt with its console and its page
	@$(RELEASE) demo --web --scenario $(SCENARIO) --seed $(SEED) --speedup $(SPEEDUP) --state $(STATE)

build: deps ## release build, in .build-release/release/deadmill
	@echo "Building deadmill (the first time takes some minutes)"
	@scripts/build.sh $(SWIFT) $(RELEASE_DIR) -c release --product deadmill

web: deps ## release build of the page for phones, in .build-release/release/deadmill-connect
	@scripts/build.sh $(SWIFT) $(RELEASE_DIR) -c release --product deadmill-connect

debug: deps
	@$(SWIFT) build --scratch-path $(DEBUG_DIR) --build-tests --explicit-target-dependency-import-check error

static: deps ## release build that runs without Swift installed, in .build-deb/release/deadmill
	@echo "Building deadmill with Swift's libraries inside (the first time takes some minutes)"
	@scripts/build.sh $(SWIFT) $(STATIC_DIR) -c release --product deadmill --static-swift-stdlib
	@scripts/build.sh $(SWIFT) $(STATIC_DIR) -c release --product deadmill-connect --static-swift-stdlib
	@scripts/build.sh $(SWIFT) $(STATIC_DIR) -c release --product deadmill-hub --static-swift-stdlib

contents: static ## generate manual pages and shell completions from the program
	@scripts/contents.sh $(STATIC) $(CONTENTS)
	@scripts/contents.sh $(STATIC_CONNECT) $(CONTENTS)-connect
	@scripts/contents.sh $(STATIC_HUB) $(CONTENTS)-hub

install-files: # install the package's files, except those that debhelper adds
	install -D -m 755 $(STATIC) $(DESTDIR)$(PREFIX)/bin/deadmill
	install -D -m 755 systemd/deadmill-firstboot.sh $(DESTDIR)$(PREFIX)/lib/deadmill/firstboot
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 $(CONTENTS)/man/*.1
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man5 docs/man/*.5
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man8 docs/man/*.8
	install -D -m 644 -t $(DESTDIR)$(DOC) README.md
	install -D -m 644 -t $(DESTDIR)$(DOC)/docs docs/*.md docs/*.json
	install -D -m 644 -t $(DESTDIR)$(DOC)/docs/decisions docs/decisions/*.md
	install -D -m 644 -t $(DESTDIR)$(DOC)/docs/captures docs/captures/*.txt
	install -D -m 644 -t $(DESTDIR)$(DOC)/hardware hardware/*.md
	install -D -m 644 -t $(DESTDIR)$(DOC)/hardware/drawings hardware/drawings/*.svg
	install -D -m 644 -t $(DESTDIR)$(DOC)/hardware/profiles hardware/profiles/*.yaml
	install -D -m 644 -t $(DESTDIR)$(DOC)/examples Examples/watch.py debian/deadmill.yaml
	install -D -m 644 $(CONTENTS)/deadmill.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/deadmill
	install -D -m 644 $(CONTENTS)/deadmill.zsh $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_deadmill
	install -D -m 644 $(CONTENTS)/deadmill.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/deadmill.fish

install-connect-files: # install the files of the package deadmill-connect, except those that debhelper adds
	install -D -m 755 $(STATIC_CONNECT) $(DESTDIR)$(PREFIX)/bin/deadmill-connect
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 $(CONTENTS)-connect/man/*.1
	install -D -m 644 $(CONTENTS)-connect/deadmill-connect.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/deadmill-connect
	install -D -m 644 $(CONTENTS)-connect/deadmill-connect.zsh $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_deadmill-connect
	install -D -m 644 $(CONTENTS)-connect/deadmill-connect.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/deadmill-connect.fish
	install -d -m 755 $(DESTDIR)/etc/deadmill/connect.d
	install -D -m 644 debian/web.yaml $(DESTDIR)$(PREFIX)/share/doc/deadmill-connect/examples/web.yaml

install-hub-files: # install the files of the package deadmill-hub, except those that debhelper adds
	install -D -m 755 $(STATIC_HUB) $(DESTDIR)$(PREFIX)/bin/deadmill-hub
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 $(CONTENTS)-hub/man/*.1
	install -D -m 644 $(CONTENTS)-hub/deadmill-hub.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/deadmill-hub
	install -D -m 644 docs/chain.md $(DESTDIR)$(PREFIX)/share/doc/deadmill-hub/chain.md

install: contents install-files install-connect-files ## install program, units, udev rule and manual pages under PREFIX (as root); a package is better: make deb
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/systemd/system systemd/*.service systemd/*.timer
	install -D -m 644 systemd/deadmill-connect.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/deadmill-connect.conf
	install -D -m 644 systemd/deadmill-connect.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/deadmill-connect.conf
	install -D -m 644 systemd/deadmill.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/deadmill.conf
	install -D -m 644 systemd/deadmill.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/deadmill.conf
	install -D -m 644 udev-rules/60-deadmill.rules $(DESTDIR)$(PREFIX)/lib/udev/rules.d/60-deadmill.rules

deb: ## build the Debian package for this release and processor, in .build-deb, and check it with lintian
	@scripts/deps.sh build deb
	@scripts/deb.sh $(STATIC_DIR)

deb-arm64: ## build the Debian package for a Pi (arm64, Debian 13) on an amd64 as root (fetches some gigabytes once)
	@scripts/deps.sh build deb arm64
	@scripts/cross-arm64.sh $(ARM64_DIR)

format: ## format all sources
	@$(SWIFT) format format -i -r Sources Tests Benchmarks Examples Package.swift

format-check: ## fail if a source is not formatted
	@$(SWIFT) format lint -r --strict Sources Tests Benchmarks Examples Package.swift

drawings: ## check that the drawings and tables in hardware/ are up to date
	@python3 hardware/drawings/draw.py --check

purity: ## compile the pure modules without any allocation, for three processors
	@scripts/purity.sh

identity-deps: ## install what `make identity` needs (emulators and cross compilers)
	@scripts/deps.sh identity

identity: identity-deps ## check that the pure modules give the same bits on three processors, two of them emulated
	@scripts/identity.sh

bench: ## measure the cost of a pulse, next to the same bank in C; allocations, memory, endurance (takes a minute)
	@scripts/deps.sh build bench
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product bench
	@$(RELEASE_DIR)/release/bench

footprint: static ## measure memory, processor time, start and latency of the packaged daemon on this machine (takes four minutes)
	@scripts/deps.sh build footprint
	@python3 Benchmarks/Footprint/footprint.py --deadmill $(STATIC)

bench-log: build ## time queries on a log of a million sets, next to plain SQL (takes some minutes)
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product log-bench
	@$(RELEASE_DIR)/release/log-bench --program $(RELEASE)

bench-web: build web ## measure the page with many who watch, beside a bare hummingbird (LOG=FOLDER: a large log's history, too)
	@scripts/deps.sh bench web
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product web-reference
	@python3 Benchmarks/Web/web_load.py --deadmill $(RELEASE) --connect $(CONNECT) --reference $(RELEASE_DIR)/release/web-reference \
	  $(if $(LOG),--log $(LOG))

accuracy: deps ## measure the estimators' errors against their targets; rewrites docs/accuracy.md (takes some minutes; SECTION=faults prints one section)
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product accuracy
	@$(RELEASE_DIR)/release/accuracy $(if $(SECTION),--section $(SECTION),--write docs/accuracy.md)

explicit-imports: debug ## fail if a module imports one that the manifest does not list (part of the debug build)

unit: debug ## run the package's tests: units, tidiness, replay, whole daemon
	@$(SWIFT) test --skip-build --scratch-path $(DEBUG_DIR)

sanitize: test-deps ## run the tests that have threads under the thread sanitizer (a build of its own; a quarter of an hour)
	@SWIFT=$(SWIFT) scripts/sanitize.sh

replay: debug ## rewrite the committed result tables; commit the difference or fix its cause
	@DEADMILL_RECORD=1 $(SWIFT) test --skip-build --scratch-path $(DEBUG_DIR) --filter ReplayTests
	@git --no-pager diff --stat -- Tests/ReplayTests/Goldens

captures: build ## rewrite docs/captures, the console as shown by a terminal; review the difference
	@scripts/deps.sh captures
	@scripts/captures.sh $(RELEASE)
	@git --no-pager diff --stat -- docs/captures

fuzz: ## run ten million random edges through the pure stages and check invariants
	@scripts/deps.sh build
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product fuzz
	@$(RELEASE_DIR)/release/fuzz

docs: debug ## build the library's documentation, in .docs
	@scripts/docs.sh

api: debug ## check that the library's interface is documented, as published, and sufficient for other programs
	@scripts/api.sh

api-record: debug ## publish new declarations of the library; commit the difference
	@scripts/api.sh --record

api-break: ## list breaking changes of the interface since another commit: make api-break BASE=COMMIT
	@$(SWIFT) package --scratch-path $(DEBUG_DIR) diagnose-api-breaking-changes $(BASE) --products SetLog

readers: debug ## have programs written by others read our exports (fetches them from PyPI once)
	@scripts/deps.sh readers
	@scripts/readers.sh $(DEBUG)

web-test: debug ## drive the page in Debian's Chromium: figures, people, faults, accessibility (fetches its drivers from PyPI once)
	@scripts/deps.sh web
	@scripts/web-test.sh $(DEBUG) $(DEBUG_DIR)/debug/deadmill-connect $(if $(CAPTURES),--captures $(CAPTURES)) $(if $(ONLY),--only "$(ONLY)")

torture: build ## test the log against kills, full disks, flipped bits and power cuts (takes ten minutes; SEED=N)
	@scripts/deps.sh test torture
	@$(SWIFT) build -c release --scratch-path $(RELEASE_DIR) --product torture
	@scripts/torture.sh $(RELEASE) $(RELEASE_DIR)/release/torture $(SEED)

lab: build test-deps ## run the release daemon against a real kernel's GPIO in a virtual machine
	@scripts/lab.sh $(RELEASE)

lab-gpiod1: build test-deps ## do the same on a 6.12 kernel through libgpiod 1.6
	@scripts/lab.sh $(RELEASE) --gpiod1

lab-appliance: ## install, break and remove the package on a Debian with systemd in a virtual machine (some minutes)
	@scripts/deps.sh build deb appliance web
	@scripts/lab-appliance.sh $(STATIC_DIR) amd64 $(STATIC)

lab-appliance-arm64: build ## do the same with the arm64 package on an emulated arm64 (fetches some gigabytes once)
	@scripts/deps.sh build deb arm64 appliance web
	@scripts/lab-appliance.sh $(ARM64_DIR) arm64 $(RELEASE)

peers-uploads: debug ## run `deadmill-connect files`, `webhook` and `intervals` with a receiver and a fake of the site: faults, kills
	@scripts/deps.sh peers-uploads
	@scripts/peers-uploads.sh $(DEBUG) $(DEBUG_DIR)/debug/deadmill-connect $(if $(ONLY),--only "$(ONLY)")

peers-mqtt: debug ## run `deadmill-connect mqtt` with Debian's mosquitto: sets, access lists, TLS, kills (fetches paho-mqtt once)
	@scripts/deps.sh peers-mqtt
	@scripts/peers-mqtt.sh $(DEBUG) $(DEBUG_DIR)/debug/deadmill-connect

chain: debug build ## run gyms, hubs behind HAProxy and PostgreSQL under kills (KILLS=200: many; fetches a signing library once)
	@scripts/deps.sh chain
	@scripts/chain.sh $(RELEASE) $(DEBUG_DIR)/debug/deadmill-connect $(DEBUG_DIR)/debug/deadmill-hub $(if $(KILLS),--kills $(KILLS)) $(if $(ONLY),--only "$(ONLY)")

exposure: ## rate the service's sandbox with systemd, against a limit
	@scripts/exposure.sh

peers-bluetooth: ## let phones and watches, played by bumble, use the Bluetooth service in a virtual machine (fetches a kernel and bumble once)
	@scripts/deps.sh build peers-bluetooth
	@$(SWIFT) build --scratch-path $(DEBUG_DIR) --product deadmill-connect
	@scripts/peers-bluetooth.sh $(DEBUG_DIR)/debug/deadmill-connect $(ONLY)

test: test-deps ## run every check of CI, with the time of each stage
	@scripts/stages.sh format-check drawings purity exposure debug unit api readers web-test fuzz identity lab chain

clean: ## remove everything built and fetched
	rm -rf .build .build-* .lab .cross .readers .web-test .peers
