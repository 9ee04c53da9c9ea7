# `make run` and `make test` do all the set-up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test lint types style unit browser messages requirements benchmark screens clean

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

style: $(VENV)/.installed-dev ## Put code and templates in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates

browser: $(VENV)/.installed-dev
	@.ci/find-browser --install

benchmark: $(VENV)/.installed-dev newsroom/locale/.compiled ## Print every figure of docs/benchmarks.md
	$(BIN)/python -m benchmarks

screens: $(VENV)/.installed-dev newsroom/locale/.compiled browser ## Take the pictures of docs/screens
	$(BIN)/python -m benchmarks.screens

messages: $(VENV)/.installed-dev ## List the interface strings that lack a French translation
	$(BIN)/python -m pytest -q tests/web/test_translations.py

requirements: ## Renew the pinned requirements from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra english --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --python-version 3.11 -o requirements.txt
	uv pip compile pyproject.toml --extra english --extra dev --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --python-version 3.11 -c requirements.txt -o requirements-dev.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Newsroom needs Python 3.11 or newer")'
	@echo "Making the virtual environment…"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing what Newsroom needs (a few minutes the first time)…"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests need…"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

newsroom/locale/.compiled: $(wildcard newsroom/locale/*/LC_MESSAGES/django.po) | $(VENV)/bin/python
	@$(BIN)/pybabel --quiet compile --domain django --directory newsroom/locale
	@touch $@

clean:
	rm -rf $(VENV) staticfiles newsroom/locale/.compiled
