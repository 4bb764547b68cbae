# Needs make, git and Python 3.11 or later. The first `make run` or `make test` sets everything up under this folder;
# later ones only set up what changed.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check quick bench demo machine

PYTHON ?= python3
BIN := .venv/bin
DONE := .venv/.done
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
JOBS ?= auto
TEMPLATES := $(wildcard templates/*.html templates/*/*.html)

help: ## Says what each target does.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(DONE)/run $(DONE)/assets ## Starts the product with its demonstration network, on http://127.0.0.1:8000 (or PORT).
	@$(BIN)/workforce up --demo --attached

demo: $(DONE)/run ## Loads the demonstration network into the local database.
	@$(BIN)/workforce demo

test: $(DONE)/dev $(DONE)/assets machine ## Runs every test: needs Redis and Chromium, which it installs where it may.
	@$(BIN)/python -m pytest -n $(JOBS)

quick: $(DONE)/dev $(DONE)/assets ## Runs the tests that need neither browser, Redis nor a whole running product, and walk nothing whole.
	@$(BIN)/python -m pytest -m "not slow and not thorough" -n $(JOBS)

check: $(DONE)/dev $(DONE)/assets ## Checks form, layers, types, templates and migrations.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(if $(TEMPLATES),$(BIN)/djlint --lint --quiet templates)
	@$(BIN)/workforce migrate --check

bench: $(DONE)/dev $(DONE)/assets ## Prints our speed beside that of known peers, in one run.
	@$(BIN)/python -m bench

machine:
	@sh assets/machine

# The set-up. Each step leaves a mark, and is done again when what it was made from changes.
$(DONE)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	@echo "Making .venv."
	@$(PYTHON) -m venv .venv
	@mkdir -p $(DONE) && touch $@

$(DONE)/run: requirements/run.txt pyproject.toml | $(DONE)/venv
	@echo "Installing what the product needs (about 120 MB the first time)."
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DONE)/dev: requirements/dev.txt $(DONE)/run
	@echo "Installing what the checks and tests need."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(DONE)/assets: package-lock.json .npmrc requirements/node.txt assets/build.py assets/communes.py assets/points.tsv workforce/web/static/icons.txt | $(DONE)/venv
	@echo "Installing what browsers load, and the communes of France."
	@$(BIN)/python assets/build.py
	@$(BIN)/python assets/communes.py
	@touch $@
