# Everything a developer does, one target each; `make` alone lists them.

SHELL   := /bin/sh
BIN     := bin/roi2nwb
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
PREFIX  ?= /usr/local

# What must build and pass without cgo.
PURE := ./configs ./internal/batch ./internal/allen ./internal/chunkio ./internal/chunkio/netcdf3 ./internal/chunkio/isxd ./internal/dump ./internal/session/... ./internal/spelling ./internal/metadata/... ./internal/nwb/plan ./internal/nwb/build ./internal/nwb/nwbtest ./internal/nwb/spec ./internal/nwb/check/schema

# The packages that may use cgo, as a pattern.
CGO := roi2nwb/internal/chunkio/(h5|zarr)

LINT_VERSION := v2.12.0
GOLANGCI     := .tools/bin/golangci-lint-$(LINT_VERSION)

# A cache of this clone alone: one that clones share reports the files of another.
export GOLANGCI_LINT_CACHE := $(CURDIR)/.tools/cache
FUZZTIME     ?= 20s
SOAKTIME     ?= 10m

# The tests ask the Python of .venv about files that were written, and fail where it is not there.
READERS := ROI2NWB_PYTHON=$(CURDIR)/.venv/bin/python ROI2NWB_READERS=required

# Genuine results larger than testdata has, for the tests that can use them.
# Tests that lack them are counted.
ROI2NWB_SAMPLES ?= $(wildcard $(CURDIR)/../shared/data)
SKIPPED := $(CURDIR)/bin/tests-without-samples
export ROI2NWB_SAMPLES
export ROI2NWB_SKIPPED := $(SKIPPED)

DEMO_SOURCE := testdata/caiman/cnmf2p_full.hdf5
DEMO_OUTPUT := bin/demo/cnmf2p_full.nwb

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ Use

.PHONY: demo build install

demo: build ## install what is missing, build, convert a genuine file and show what came of it
	@mkdir -p $(dir $(DEMO_OUTPUT))
	$(BIN) convert $(DEMO_SOURCE) -o $(DEMO_OUTPUT) --start-time 2024-01-01T10:00:00+00:00 --overwrite
	$(BIN) inspect $(DEMO_OUTPUT)

build: deps-build ## build bin/roi2nwb (no Python needed)
	CGO_LDFLAGS="$$CGO_LDFLAGS $$(scripts/static-libraries.sh $(dir $(BIN))static)" \
		go build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/roi2nwb

install: build ## copy the binary to PREFIX/bin (default /usr/local/bin)
	@{ install -d $(DESTDIR)$(PREFIX)/bin && install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/roi2nwb; } || \
		{ echo "not installed: may you write to $(DESTDIR)$(PREFIX)/bin? as root: sudo install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/roi2nwb" >&2; \
		echo "for yourself alone: make install PREFIX=\$$HOME/.local" >&2; exit 1; }
	@echo "Installed $(DESTDIR)$(PREFIX)/bin/roi2nwb; roi2nwb completion --help says how shells complete it"

##@ Check

.PHONY: test test-large test-batch test-cluster test-race lint imports fuzz soak cover bench

test: deps-test .venv/.stamp ## set up the readers and run all tests
	@mkdir -p $(dir $(SKIPPED)) && rm -f $(SKIPPED)
	CGO_ENABLED=0 $(READERS) go test -count=1 -timeout 5m $(PURE)
	$(READERS) scripts/go-test.sh -count=1 -timeout 30m
	@test ! -s $(SKIPPED) || echo "$$(sort -u $(SKIPPED) | wc -l) tests had fewer samples or none: set ROI2NWB_SAMPLES to a folder of genuine results"

test-large: build .venv/.stamp ## convert generated sessions of the size that labs have, and read them (minutes, 12 GB for a while)
	.venv/bin/python tests/large/run.py --binary $(BIN)

test-batch: build .venv/.stamp ## convert hundreds of sessions, some broken, and kill the batch again and again (minutes)
	.venv/bin/python tests/batch/run.py --binary $(BIN)

test-cluster: build deps-cluster .venv/.stamp .venv-snakemake/.stamp ## run what batch writes for Slurm and Snakemake, by them (two or three minutes)
	.venv/bin/python tests/cluster/run.py --binary $(BIN) --snakemake .venv-snakemake/bin/snakemake

test-race: deps-test .venv/.stamp ## run all tests under the race detector
	$(READERS) scripts/go-test.sh -race -count=1 -timeout 30m

lint: deps-build $(GOLANGCI) ## formatting, go vet, linters, import directions
	@unformatted=$$(find . -name '*.go' -not -path './.*' -exec gofmt -l {} +); \
		test -z "$$unformatted" || { echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; }
	@strays=$$(go list -f '{{if .CgoFiles}}{{.ImportPath}}{{end}}' ./... | grep -vxE '$(CGO)'); \
		test -z "$$strays" || { echo "cgo is only for $(CGO), and found in:"; echo "$$strays"; exit 1; }
	go vet ./...
	CGO_ENABLED=0 go vet $(PURE)
	@scripts/documented.sh
	$(GOLANGCI) run ./...

imports: ## print the import graph of our packages, cgo ones marked
	@scripts/imports.sh

fuzz: deps-build ## run each fuzz target for FUZZTIME (default 20s)
	scripts/fuzz.sh $(FUZZTIME)

soak: deps-test .venv/.stamp ## run the long tests: each fuzz target for SOAKTIME (default 10m), every fault
	$(READERS) scripts/soak.sh $(SOAKTIME)

cover: deps-test .venv/.stamp ## run all tests and print the coverage of each package
	$(READERS) go test -count=1 -timeout 15m -coverpkg=./... -coverprofile=cover.out ./...
	go tool cover -func=cover.out | tail -n 1

bench: build .venv/.stamp ## measure against the Python converter, on generated sessions
	ROI2NWB_PYTHON=$(CURDIR)/.venv/bin/python bench/run.sh

##@ Upkeep

.PHONY: generate clean deps-build deps-test deps-cluster

generate: .venv/.stamp ## make the generated files anew (the cached NWB schema, the Allen CCF's terms)
	ROI2NWB_PYTHON=$(CURDIR)/.venv/bin/python go generate ./...

clean: ## remove what was built, the Python environment and the tools
	rm -rf bin .venv .venv-snakemake .tools cover.out bench/data

deps-build: ## install what building needs, where it is missing
	@scripts/install-deps.sh build

deps-test: ## install what testing needs, where it is missing
	@scripts/install-deps.sh test

deps-cluster: ## install what test-cluster needs besides, where it is missing
	@scripts/install-deps.sh cluster

.venv-snakemake/.stamp: requirements/snakemake.txt | deps-test
	scripts/make-venv.sh .venv-snakemake $<
	@touch $@

.venv/.stamp: requirements/readers.txt | deps-test
	scripts/make-venv.sh .venv $<
	@touch $@

.tools/bin/golangci-lint-$(LINT_VERSION):
	@echo "Building golangci-lint $(LINT_VERSION) into .tools/bin (a few minutes, once)"
	@mkdir -p $(@D)
	GOBIN=$(CURDIR)/$(@D) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	@mv $(@D)/golangci-lint $@
