# Every target does its own set-up: a virtual environment in .venv from the hashed lock.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo run test slow coverage check bench fmt sweep lock clean
.DEFAULT_GOAL := demo

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sosik needs Python 3.11 or newer; set PYTHON=python3.11"; exit 2; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip -q
	@echo "Installing locked dependencies into $(VENV) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)  ## the demo newsroom, through the real pipeline
	@$(BIN)/sosik demo

run: $(READY)  ## Sosik for real
	@$(BIN)/sosik run

test: $(READY)  ## every test but the slow ones
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow" $(ARGS)

slow: $(READY)  ## the slow tests: processes killed for real, databases migrated at once, large sets
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m slow $(ARGS)

FLOORS := bot/model/* bot/errors.py bot/text/* bot/urls.py bot/outlets.py bot/watch/* bot/stories/* bot/summary/* bot/card/* bot/cadence.py bot/outbox.py bot/intake.py bot/promises.py bot/ports/* bot/line.py bot/delivery.py bot/pipeline.py bot/polling.py bot/rechecking.py bot/correcting.py bot/changes.py bot/housekeeping.py bot/feed_remarks.py bot/commands/*
comma := ,
empty :=
coverage: $(READY)  ## branch coverage of floors 1 to 5, at least 95 %
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m coverage run -m pytest -q -m "not slow" tests/unit tests/contract tests/adapters tests/doors tests/demo
	@$(BIN)/python -m coverage combine -q
	@$(BIN)/python -m coverage report --include="$(subst $(empty) $(empty),$(comma),$(FLOORS))" --fail-under=95

check: $(READY)  ## formatting, lint, types, floors
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache 2>&1 | tail -20; exit $${PIPESTATUS[0]}

fmt: $(READY)  ## format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Nothing younger than a week: a bad release is usually withdrawn by then.
LOCK := uv pip compile -q --exclude-newer $(shell date -u -d '7 days ago' +%F) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock:  ## refresh the locks (needs uv)
	$(LOCK) pyproject.toml --extra postgresql --extra charts --group dev -o requirements.lock
	$(LOCK) pyproject.toml --extra postgresql --extra charts -c requirements.lock -o requirements-run.lock
	echo hatchling | $(LOCK) - -c requirements.lock -o requirements-build.lock

bench: $(READY)  ## the figures, beside the peers, at sizes for a coffee break; ARGS="--only line tone"
	@$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .coverage*

sweep: $(READY)  ## kill -9 at every port call of one article's line
	@$(BIN)/python -m bench.sweep $(ARGS)
