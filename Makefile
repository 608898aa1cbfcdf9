# What a developer types. Each target installs what it lacks; the second time it starts at once.
SHELL := /bin/bash
PORT ?= 8000
DATA ?= data
PYTHON := .venv/bin/python
ROUNDS ?= 1000
ATTACKS := tests/feedback/attack tests/feedback/test_attack.py tests/assessments/test_seal.py tests/assessments/test_verify.py
.DEFAULT_GOAL := help

.PHONY: help run test test-sqlite test-server test-browser test-postgres check format attack reference bench bench-grouping bench-room fast assets fresh clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start Junto with the sample program and print the link (PORT=8000 DATA=data)
	@scripts/setup.sh run
	@exec .venv/bin/junto serve --demo --data-dir "$(DATA)" --port "$(PORT)"

test: ## Run every test on SQLite, then domain and pages again on PostgreSQL
	@scripts/setup.sh dev
	@scripts/test.sh sqlite server browser postgres

test-sqlite: ## Run the tests without a browser, on SQLite
	@scripts/setup.sh dev
	@scripts/test.sh sqlite

test-server: ## Run the tests that start real servers
	@scripts/setup.sh dev
	@scripts/test.sh server

test-browser: ## Run the journeys in Chromium
	@scripts/setup.sh dev
	@scripts/test.sh browser

test-postgres: ## Run the tests of domain and pages on PostgreSQL
	@scripts/setup.sh dev
	@scripts/test.sh postgres

attack: ## Attack anonymous answers in 1,000 rounds, at every door, on both databases (ROUNDS=1000)
	@scripts/setup.sh dev
	@status=0; export ATTACK_ROUNDS=$(ROUNDS); \
	  .venv/bin/pytest -q -s $(ATTACKS) tests/kernel/anonymity || status=1; \
	  scripts/postgres-test.sh .venv/bin/pytest -q -s $(ATTACKS) || status=1; exit $$status

check: ## Check style, types, imports, migrations, assets and generated pages
	@scripts/setup.sh dev
	@scripts/check.sh

format: ## Rewrite the code in the one style
	@scripts/setup.sh dev
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

reference: ## Write docs/reference/ again from the code
	@scripts/setup.sh dev
	@$(PYTHON) scripts/reference.py

bench: ## Measure the promised figures, each beside what it is compared with
	@scripts/setup.sh dev
	@scripts/bench.sh

bench-grouping: ## Measure how groups are formed, one line a goal (BENCH="--quick" for a minute)
	@scripts/setup.sh dev
	@$(PYTHON) -c 'import numba' 2>/dev/null || [ -d .fast/numba ] || \
	  $(PYTHON) -m pip install --quiet --no-deps --require-hashes --target .fast -r requirements-fast.lock
	@PYTHONPATH=.fast $(PYTHON) bench/grouping.py --all $(BENCH)

bench-room: ## Measure how soon a room is told of news, and what looking for it costs
	@scripts/setup.sh dev
	@status=0; for each in live room chaos; do $(PYTHON) bench/$$each.py || status=1; done; \
	  scripts/postgres-test.sh $(PYTHON) bench/two.py || status=1; exit $$status

fast: ## Add numba, so that groups are formed in machine code
	@scripts/setup.sh run
	@$(PYTHON) -m pip install --quiet --no-deps --require-hashes -r requirements-fast.lock
	@$(PYTHON) -c 'from junto.kernel import grouping; grouping.warm()'

assets: ## Build the committed scripts and fonts again (needs npm)
	@scripts/setup.sh dev
	@scripts/assets.sh

fresh: ## Run `make test` and `make run` on a new Debian 12, or in an empty clone
	@scripts/fresh.sh

clean: ## Remove what these commands made (the data directory stays)
	rm -rf .venv .fast .fresh .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
