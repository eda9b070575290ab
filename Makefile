# Copydesk in two commands: `make run` serves it, `make test` checks it.
# Everything else needed (a virtual environment, pinned libraries, a database, a key) is made here.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell command -v $(name) >/dev/null 2>&1 \
	&& $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))

VENV := .venv
BIN := $(VENV)/bin

# The stamps carry a checksum of what was installed, so that a second start skips pip and a changed
# pin never does. A virtual environment that is half made, or whose Python is gone, is made anew.
sum = $(firstword $(shell cat $(1) | cksum))
RUN_STAMP := $(VENV)/run-$(call sum,requirements.txt)
TEST_STAMP := $(VENV)/test-$(call sum,requirements.txt tests/requirements.txt)
ifneq ($(shell test -x $(BIN)/python && test -x $(BIN)/pip && echo whole),whole)
.PHONY: $(BIN)/pip $(RUN_STAMP) $(TEST_STAMP)
endif

.PHONY: run test bench check clean

run: $(RUN_STAMP)
	@exec $(BIN)/python -m admin_app.serve

test: $(TEST_STAMP)
	@$(BIN)/python -m tests.support.chromium
	@$(BIN)/python -m tests.support.node
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist=worksteal --database=sqlite
	@echo "Now on PostgreSQL, but for what asks for no database."
	$(BIN)/python -m pytest -n 2 --dist=worksteal --database=postgresql

check: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict admin_app
	$(BIN)/lint-imports --no-cache

bench: $(TEST_STAMP)
	@exec $(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find admin_app tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Copydesk needs Python 3.11 or newer; install it, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@test -w . || { echo "Copydesk can't write to this folder ($(CURDIR)); make it writable, or copy it to a folder of your own." >&2; exit 1; }
	@echo "Setting up (once, a minute or so) …"
	@$(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 \
	|| { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y python3-venv >/dev/null \
	&& $(PYTHON) -m venv --clear $(VENV); } 2>/dev/null \
	|| { rm -rf $(VENV); echo "Python can't make a virtual environment here: $(PYTHON) -m venv $(VENV) says why." >&2; exit 1; }

$(RUN_STAMP): | $(BIN)/pip
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@rm -f $(VENV)/run-*
	@touch $@

$(TEST_STAMP): | $(BIN)/pip
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r tests/requirements.txt
	@rm -f $(VENV)/test-*
	@touch $@
