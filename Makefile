# Everything a person or a machine needs: `make demo` shows the gateway at work, `make test` proves it.
.PHONY: help setup demo run test check coverage golden guides words fuzz fuzz-guided chaos stock-campaign lock clean
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --no-input --quiet
ARGS ?=
INPUTS ?= 20000
KILLS ?= 100
SECONDS ?= 60
T ?=
# Many processes run in a test; where modules may not be kept compiled, each of them compiles them again.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make demo            play the story of four orders and show it in a browser   (ARGS=\"--no-browser --once --json\")"
	@echo "make test            everything that must hold: check, then the whole test suite (T=path runs a part of it)"
	@echo "make check           style, types, import contract, files"
	@echo "make coverage        the suite once more, with the lines and branches of everything that no test runs"
	@echo "make run             the gateway on an embedded database in ./var"
	@echo "make golden          write what the tests compare with anew; review the difference"
	@echo "make guides          write the partners' guide pages anew"
	@echo "make words           bring the console's catalogues up to what it says; then translate what is new"
	@echo "make fuzz            files with slips against what holds of any bytes          (INPUTS=1000000); fuzz-guided: by coverage"
	@echo "make chaos           kill processes while orders come, on both databases, and reckon   (KILLS=1000)"
	@echo "make stock-campaign  promise, change, cut and share out at once, killed at random, on both databases   (SECONDS=60)"
	@echo "make lock            resolve the requirements anew"

setup: $(VENV)/run.stamp

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing what the gateway needs ..."
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --require-hashes -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

demo: setup
	@$(BIN)/gateway demo $(ARGS)

run: setup
	@$(BIN)/gateway up $(ARGS)

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict -c .yamllint.yaml mappings partners compose.yaml

test: check
	$(BIN)/pytest $(T) -n 3 --dist worksteal --cov --cov-report=term:skip-covered
	@test -n "$(T)" || $(BIN)/python tests/coverage_floor.py

coverage: $(VENV)/dev.stamp
	COVERAGE_OF_ALL=1 $(BIN)/pytest $(T) -n 3 --dist worksteal --cov --cov-report=term:skip-covered

golden: $(VENV)/dev.stamp
	GOLDEN_UPDATE=1 $(BIN)/pytest -q tests/unit/mapping/test_golden.py
	@git --no-pager diff --stat -- tests/fixtures

guides: $(VENV)/dev.stamp
	@$(BIN)/gateway map guide --write

words: $(VENV)/run.stamp
	@$(BIN)/python -m gateway.entrypoints.console.extraction
	@git --no-pager diff --stat -- gateway/entrypoints/console/locale

fuzz: $(VENV)/dev.stamp
	$(BIN)/python -m tests.fuzz.many --inputs $(INPUTS)

fuzz-guided: $(VENV)/dev.stamp
	@$(PIP) install --require-hashes -r requirements/fuzz.txt
	PYTHONPATH=. $(BIN)/python tests/fuzz/guided.py -runs=$(INPUTS)

chaos: $(VENV)/dev.stamp
	$(BIN)/python -m tests.e2e.chaos --kills $(KILLS) --orders $(KILLS) --database sqlite
	$(BIN)/python -m tests.e2e.chaos --kills $(KILLS) --orders $(KILLS) --database postgresql

stock-campaign: $(VENV)/dev.stamp
	$(BIN)/python -m tests.e2e.stock_campaign --seconds $(SECONDS) --database sqlite
	$(BIN)/python -m tests.e2e.stock_campaign --seconds $(SECONDS) --database postgresql

lock:
	uv pip compile pyproject.toml --extra postgres --generate-hashes --no-header --no-annotate --universal -q -o requirements/run.txt
	uv pip compile pyproject.toml --extra postgres --group dev -c requirements/run.txt --generate-hashes --no-header --no-annotate --universal -q -o requirements/dev.txt
	printf "atheris; sys_platform == 'linux' and python_version < '3.14'\n" | uv pip compile - --generate-hashes --no-header --no-annotate --universal -q -o requirements/fuzz.txt
	printf "hatchling\neditables\n" | uv pip compile - --generate-hashes --no-header --no-annotate --universal -q -o requirements/build.txt

clean:
	rm -rf $(VENV) dist build .coverage* .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
