# Every target does all the set-up it needs first; a second time costs nothing. `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --quiet --system-certs --universal --generate-hashes --python-version 3.11 \
        --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

# Start-up is measured with compiled modules, so nothing here may forbid writing them.
unexport PYTHONDONTWRITEBYTECODE
# Set-up installs into .venv, whichever other environment is active.
unexport VIRTUAL_ENV

# The stamp holds the folder it was made in: a project that was moved, or a Python that was removed, is set up again.
STALE := $(shell test -x $(BIN)/python && test "`cat .venv/.ready 2>/dev/null`" = "$(CURDIR)" || echo stale)

.PHONY: help ready run test check lint format types layers bench shots installer lock clean stale

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

stale:

.venv/.ready: requirements-dev.txt tools/bootstrap.txt pyproject.toml tools/setup.sh $(STALE)
	@sh tools/setup.sh

ready: .venv/.ready ## set up: Python packages in .venv, and what Qt needs from the system
	@$(BIN)/python -m compileall -q app || true

run: ready ## the main job: the window, or without a display the tour with its pictures in build/tour/
	@case "$$(uname -s)" in Darwin|MINGW*|MSYS*|CYGWIN*) screen=yes;; *) screen="$$DISPLAY$$WAYLAND_DISPLAY";; esac; \
	if [ -n "$$screen" ]; then exec $(BIN)/baton; else exec $(BIN)/baton --tour build/tour; fi

test: ready ## the tests; ARGS='-k board' narrows them
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

check: lint types layers test ## everything a change must pass

lint: ready ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: ready ## ruff: mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: ready ## mypy, strict
	$(BIN)/mypy

layers: ready ## import-linter: who may import whom
	$(BIN)/lint-imports

bench: ready ## the benchmarks, as ratios to their floors; ARGS=--short for a quick look
	$(BIN)/python -m benchmarks $(ARGS)

shots: ready ## every page as a picture, light and dark
	$(BIN)/python tools/shots.py $(ARGS)

installer: ready ## a frozen program in dist/baton/ and a package of it in dist/
	@sh installer/linux/build.sh

lock: ready ## resolve pyproject.toml into the requirements files; UPGRADE=1 takes newer releases
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --extra dev -o requirements-dev.txt
	printf 'uv\neditables\n' | $(LOCK) - -o tools/bootstrap.txt

clean: ## remove what was built; .venv stays
	rm -rf build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
