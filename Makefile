# Kapok's few commands; `make help` lists them. Needs Python 3.11 or later, its venv module, and make.
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
RUN_STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
SCALE_STAMP := .venv/.installed-scale
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Kapok needs Python 3.11 or later; none was found. Install it (python3) and try again."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python lacks its venv module; on Debian or Ubuntu: apt install python3-venv."; exit 1; }
	@echo "==> Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

$(RUN_STAMP): .venv/pyvenv.cfg pyproject.toml constraints.txt
	@echo "==> Installing what Kapok needs"
	@$(PIP) $$($(BIN)/python tools/requirements.py)
	@touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "==> Installing what the tests need"
	@$(PIP) $$($(BIN)/python tools/requirements.py dev)
	@touch $@

$(SCALE_STAMP): $(RUN_STAMP)
	@echo "==> Installing what several processes need"
	@$(PIP) $$($(BIN)/python tools/requirements.py scale)
	@touch $@

run: $(RUN_STAMP)  ## serve on http://127.0.0.1:8000 (PORT, HOST and others: see README)
	@exec $(BIN)/python manage.py serve

install: $(RUN_STAMP)  ## only set up what serving needs, in .venv

install-scale: $(SCALE_STAMP)  ## the same for several processes: with a WSGI server

test: $(DEV_STAMP)  ## all tests: both databases, browser, faults
	@$(BIN)/python tools/run_tests.py

quick: $(DEV_STAMP)  ## the quick tests: SQLite, no browser, no faults, no served rooms
	@$(BIN)/python tools/run_tests.py quick

check: $(DEV_STAMP)  ## style, types, layers, templates, migrations, catalogues, known vulnerabilities
	@$(BIN)/python tools/run_checks.py

bench: $(DEV_STAMP)  ## measure speed, as ratios in one run
	@$(BIN)/python tools/bench.py
	@$(BIN)/python tools/costs.py

bench-live: $(DEV_STAMP)  ## the rooms under load, against baselines (ONLY=rooms,stock,acks …)
	@$(BIN)/python tools/bench_live.py $(if $(ONLY),--only $(ONLY))

faults: $(DEV_STAMP)  ## the rooms' promises under faults, at length: MINUTES=1 SEED= DATABASE=sqlite|postgresql LOAD=1
	@$(BIN)/python tools/faults.py

simulate: $(DEV_STAMP)  ## play a whole course with made-up people: DELEGATES="60 600" SEED=1
	@$(BIN)/python tools/simulate.py $(DELEGATES) $(if $(SEED),--seed $(SEED))

demo: $(DEV_STAMP)  ## serve a simulated course beside the sample course, to look around in: DELEGATES=60 SEED=1
	@$(BIN)/python tools/simulate.py $(or $(DELEGATES),60) $(if $(SEED),--seed $(SEED)) --into data/simulated
	@exec env -u DATABASE_URL -u REDIS_URL KAPOK_DATA=data/simulated KAPOK_DEMO=1 $(BIN)/python manage.py serve

screenshots: $(DEV_STAMP)  ## pictures of the running product into docs/pictures
	@$(BIN)/python tools/screenshots.py

messages: $(DEV_STAMP)  ## collect and compile the words of all languages
	@$(BIN)/python tools/messages.py

clean:  ## remove what was installed and built (your data stays)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info

.PHONY: help run install install-scale test quick check bench bench-live faults simulate demo screenshots messages clean
