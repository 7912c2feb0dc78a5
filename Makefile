# weft: `make help` prints the menu.

DESTDIR     ?=
CNI_BIN_DIR ?= /opt/cni/bin

NPM   := node_modules/.package-lock.json
TSX   := node_modules/.bin/tsx
JEST  := env NODE_NO_WARNINGS=1 node --experimental-vm-modules node_modules/jest/bin/jest.js --maxWorkers=2
SOURCES := $(shell find bin lib plugins ipam -name '*.ts' ! -name '*.test.ts' 2>/dev/null)
# What the harness is made of beside those.
HARNESS := $(shell find spec-tests -name '*.ts' ! -name '*.test.ts' 2>/dev/null) $(wildcard spec-tests/*.json spec-tests/profiles/*.json)

# Certificates for the package client; they cost every other start of Node 130 ms.
unexport NODE_EXTRA_CA_CERTS

.DEFAULT_GOAL := build
.PHONY: help build check format test unit lab demo bench bench-lab bench-figures processes spec judge spec-compare spec-mutants
.PHONY: install uninstall clean packages

help:  ## print this menu
	@echo 'make TARGET'
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "  %-13s %s\n", $$1, $$2 }'

build: bin/weft bin/cni-conformance  ## compile the executables into bin/ (the default)

bin/weft: $(NPM) $(SOURCES) package.json
	@$(TSX) bin/build.ts weft
	@touch bin/weft

bin/cni-conformance: $(NPM) $(SOURCES) $(HARNESS) package.json
	@$(TSX) bin/build.ts cni-conformance
	@touch bin/cni-conformance

check: $(NPM)  ## format, lint, types and unit tests: no rights needed, seconds
	@node_modules/.bin/biome check --error-on-warnings .
	@node_modules/.bin/tsc -p .
	@$(JEST) --selectProjects unit

format: $(NPM)  ## put sources into shape
	@node_modules/.bin/biome check --write .

unit: $(NPM)  ## unit tests alone
	@$(JEST) --selectProjects unit

test: packages build  ## all tests; installs what they need; as root
	@node_modules/.bin/biome check --error-on-warnings .
	@node_modules/.bin/tsc -p .
	@spec-tests/run-tests.sh $(JEST)

lab: packages build  ## the tests that need other kernel features, in a kernel of their own; FILES=… for some; as root
	@$(TSX) spec-tests/lab/main.ts $(FILES)

demo: packages build  ## two containers on a bridge, from nothing to ping and back to nothing; as root
	@$(TSX) spec-tests/demo/main.ts

bench: packages build  ## ADD, DEL and VERSION beside the reference plugins; ONLY=plain,ptp for some; as root
	@$(TSX) spec-tests/bench/main.ts $(if $(ONLY),--only $(ONLY))

bench-lab: packages build  ## the plugins that this kernel may lack, in the lab; as root
	@$(TSX) spec-tests/bench/main.ts --lab

bench-figures: packages build  ## both, on a quiet machine: writes the tables of docs/performance.md
	@$(TSX) spec-tests/bench/main.ts --write
	@$(TSX) spec-tests/bench/main.ts --lab --write

processes: packages build  ## programs that every call starts, compared with the record; as root
	@$(TSX) spec-tests/processes/main.ts

spec: packages build  ## our plugins and our cnitool judged against the specification, requirement by requirement (TYPES="a b" for some)
	@$(TSX) spec-tests/suite/main.ts $(TYPES)

judge: build  ## anybody's plugins: make judge DIR=/opt/cni/bin [PLUGIN=bridge] [PROFILE=file]
	@bin/cni-conformance --cni-path $(DIR) $(if $(PLUGIN),--type $(PLUGIN)) $(if $(PROFILE),--profile $(PROFILE))

spec-compare: packages build  ## the same beside the reference plugins of Debian: writes docs/conformance.md (TYPES=… for some)
	@$(TSX) spec-tests/record/main.ts

spec-mutants: packages build  ## plugins broken on purpose: does the harness name what is wrong with each?
	@$(TSX) spec-tests/mutants/main.ts $(if $(ONLY),--only $(ONLY))

install: bin/weft  ## install into $(DESTDIR)$(CNI_BIN_DIR)
	install -d $(DESTDIR)$(CNI_BIN_DIR)
	install -m 0755 bin/weft $(DESTDIR)$(CNI_BIN_DIR)/.weft.new
	mv -f $(DESTDIR)$(CNI_BIN_DIR)/.weft.new $(DESTDIR)$(CNI_BIN_DIR)/weft
	for link in $$(find bin -type l); do ln -sfn weft $(DESTDIR)$(CNI_BIN_DIR)/$$(basename $$link); done

uninstall:  ## remove what install has put there
	find $(DESTDIR)$(CNI_BIN_DIR) -maxdepth 1 -type l -lname weft -delete
	rm -f $(DESTDIR)$(CNI_BIN_DIR)/weft

clean:  ## remove what build and the package client have made
	find bin -type l -lname weft -delete
	rm -rf bin/weft bin/cni-conformance node_modules

packages:  ## Debian packages that the tests, the demo and the benchmark need; only what is missing
	@spec-tests/install-packages.sh

$(NPM): package.json package-lock.json
	npm ci --no-audit --no-fund
	@node_modules/.bin/bun --version >/dev/null 2>&1 || node node_modules/bun/install.js
	@touch $(NPM)
