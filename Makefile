# `make run` and `make test` do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# A virtual environment that was not made to its end is made again.
ifneq ($(shell $(BIN)/python -m pip --version >/dev/null 2>&1 && echo whole),whole)
$(shell rm -f $(VENV)/.installed $(VENV)/.installed-dev)
.PHONY: $(BIN)/python
endif

.PHONY: run test style browser benchmark evaluate frontend screens messages help requirements clean

run: $(VENV)/.installed newsroom/locale/.compiled ## Set up, load the sample articles, serve
	@$(BIN)/python manage.py serve

test: $(VENV)/.installed-dev newsroom/locale/.compiled browser ## Everything that must hold
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest
	$(BIN)/python -m tests.postgres

style: $(VENV)/.installed-dev ## Put code and templates in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates

browser: $(VENV)/.installed-dev ## Find a Chromium for the tests, or install one
	@.ci/find-browser --install

benchmark: $(VENV)/.installed-dev newsroom/locale/.compiled ## Print every figure of docs/benchmarks.md
	$(BIN)/python -m benchmarks

evaluate: $(VENV)/.installed ## Score every gold set found; write the figures that /about/quality/ shows
	$(BIN)/python -m benchmarks.evaluation

frontend: $(VENV)/.installed-dev newsroom/locale/.compiled browser ## Judge the pages: Lighthouse, validity, sizes, shifts (needs Node)
	@command -v npm >/dev/null || { echo "make frontend needs Node 20 or newer, with npm."; exit 1; }
	@npm ci --silent --ignore-scripts --prefix .ci/frontend
	$(BIN)/python -m benchmarks.frontend

screens: $(VENV)/.installed-dev newsroom/locale/.compiled browser ## Take the pictures of docs/screens
	$(BIN)/python -m benchmarks.screens

messages: $(VENV)/.installed-dev ## List the interface strings that lack a French translation
	$(BIN)/python -m pytest -q tests/web/test_translations.py

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

requirements: ## Renew the pinned requirements from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra english --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --python-version 3.11 -o requirements.txt
	uv pip compile pyproject.toml --extra english --extra dev --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --python-version 3.11 -c requirements.txt -o requirements-dev.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Newsroom needs Python 3.11 or newer")'
	@echo "Making the virtual environment…"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what Newsroom needs (a few minutes the first time)…"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/.installed
	@echo "Installing what the tests need…"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

newsroom/locale/.compiled: $(wildcard newsroom/locale/*/LC_MESSAGES/django.po) | $(VENV)/.installed
	@$(BIN)/pybabel --quiet compile --domain django --directory newsroom/locale
	@touch $@

clean: ## Remove what was made, but not the data in var/
	rm -rf $(VENV) newsroom/locale/.compiled .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -f newsroom/locale/*/LC_MESSAGES/django.mo
	find articles newsroom tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
