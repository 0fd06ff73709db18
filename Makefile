# Everything a newcomer needs: `make demo` runs the main job, `make test` proves it. Python 3.11 or newer is all they ask for.

PYTHON ?= python3
BIN    := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install system-deps demo report test check format bench

# List what there is.
help:
	@awk '/^# /{text=substr($$0,3)} /^[a-z][a-z-]*:/{sub(":.*","");printf "  make %-11s %s\n",$$0,text}' Makefile

.venv/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[excel,report]"
	$(BIN)/python -m compileall -q src
	touch $@

.venv/developing: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@

# Make .venv with .venv/bin/equitygap and every extra that needs no system package.
install: .venv/installed

# Install what only the system's package manager has: Chromium (the report's tests) and Java 17 (Spark). Debian, as root or with sudo.
system-deps:
	@set -e; missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v java >/dev/null || missing="$$missing openjdk-17-jre-headless"; \
	if [ -n "$$missing" ]; then \
	  root=""; [ "$$(id -u)" = 0 ] || root=sudo; \
	  $$root apt-get update --quiet=2; \
	  DEBIAN_FRONTEND=noninteractive $$root apt-get install --quiet=2 --no-install-recommends $$missing >/dev/null; \
	fi

# Will the gap close? West Side United's promise, from the config to the verdict.
demo: .venv/installed
	$(BIN)/equitygap run configs/west-side-united.yaml --format table

# The same as one page to open in a meeting: out/west-side-united.html.
report: .venv/installed
	$(BIN)/equitygap report configs/west-side-united.yaml --output out/west-side-united.html

# Run all tests, doctests included.
test: .venv/developing
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

# Lint, formatting and types; changes nothing.
check: .venv/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Put the code into the project's format and mend what can be mended by a tool.
format: .venv/developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Measure speed as ratios against a floor or a peer in the same run.
bench: .venv/developing
	$(BIN)/python benchmarks/start_up.py
	$(BIN)/python benchmarks/trajectories.py
