# Two commands do all on a fresh Debian or Ubuntu with Python 3.11: `make run` and `make test`.
.PHONY: run test bench lint types contracts check

PYTHON := .venv/bin/python

run:
	@bash scripts/setup.sh run
	@$(PYTHON) -m archivist demo --dir sample-archive

test:
	@bash scripts/setup.sh test
	@$(PYTHON) -m pytest

bench:
	@bash scripts/setup.sh test
	@$(PYTHON) scripts/bench.py

lint:
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .

types:
	@.venv/bin/mypy

contracts:
	@.venv/bin/lint-imports --no-cache

check: test lint types contracts
