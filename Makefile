# make run    the bundled county, solved into out/nantou
# make test   linter, format, types, tests: what CI runs
#
# PYTHON (3.11 or later) makes the environment .venv; everything else runs in it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT := out/nantou

# Tests that run solves into their time limit: a solver that is left behind must not slow down other tests.
APART := tests/test_cuts.py tests/test_grouping_paths.py tests/test_large_groups.py tests/test_large_groups_misled.py
# The brute force of groupings: in processes of its own too.
ORACLE := tests/test_oracle.py

.PHONY: run test clean

run: $(VENV)/.installed
	$(BIN)/lianxiao solve bundled:nantou --out $(OUT)
	@echo
	@echo "The plan is in $(OUT)/plan.json. Check it independently:"
	@echo "  $(BIN)/lianxiao verify bundled:nantou $(OUT)"

# The package is the repository itself, whatever its folder is called; for mypy it needs its name.
# Bytecode is kept whatever the environment says: the tests start hundreds of processes.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	MYPYPATH=$(VENV)/types $(BIN)/mypy -p lianxiao
	$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS) $(APART:%=--ignore=%) --ignore=$(ORACLE)
	$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS) $(ORACLE)
	$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS) $(APART)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	mkdir -p $(VENV)/types
	ln -sfn ../.. $(VENV)/types/lianxiao

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV) out .mypy_cache .pytest_cache .ruff_cache .hypothesis lianxiao.egg-info
