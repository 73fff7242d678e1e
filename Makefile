# Everything a developer types. Needs Python 3.11 or newer, pip and make.
PYTHON ?= python3
VAR ?= var
BIN := .venv/bin
PY := $(BIN)/python
# Tests have servers and files of their own, and don't wait for the disk.
FOR_TESTS := KAM_EMBEDDED_FSYNC=off KAM_VAR= $(PY) -m kam.embedded --var $(VAR)/test --
PYTEST := $(PY) -m pytest -n 2
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench lock messages clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

setup: $(PY)  ## packages and front-end files, only what changed
	@cmp -s requirements.txt .venv/requirements.txt || { \
	  echo "setup: installing Python packages (once; takes a minute or two)"; \
	  $(PYTHON) -m pip --python $(PY) install --quiet --disable-pip-version-check --no-input \
	    --require-hashes -r requirements.txt && cp requirements.txt .venv/requirements.txt; }
	@$(PY) scripts/assets.py
	@$(PY) scripts/compile_messages.py

# Without pip inside: Debian's Python has no ensurepip, but its pip can install into any environment.
$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "KAM needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { \
	  echo "KAM needs pip: install it (Debian: apt-get install python3-pip)" >&2; exit 1; }
	@$(PYTHON) -m venv --without-pip .venv

run: setup  ## start everything: PORT=8000 DEMO=0 VAR=dir
	@exec $(PY) -m kam.embedded --var $(VAR) -- $(PY) -m kam.run

test: setup  ## check, then all tests with coverage: ARGS="tests/staff -k login" for some of them
ifeq ($(ARGS),)
	@$(FOR_TESTS) scripts/check
	@$(FOR_TESTS) $(PYTEST) --cov --cov-report=term
else
	@$(FOR_TESTS) $(PYTEST) $(ARGS)
endif

check: setup  ## lint, types, architecture, migrations, translations, container files
	@$(FOR_TESTS) scripts/check

bench: setup  ## measure and print a table: BENCH_ACCOUNTS="10000 100000 1000000"
	@$(PY) -m kam.embedded --var $(VAR)/bench -- $(PY) -m bench $(BENCH_ACCOUNTS)

# Extras stay in the lock: without them pip looks for the newest release of `coverage[toml]` and then
# finds no hash for it.
lock: $(PY)  ## pin what requirements*.in and package.json ask for
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	@uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-header --no-emit-index-url \
	  --python-version 3.11 requirements-dev.in -o requirements.txt
	@npm install --package-lock-only --ignore-scripts

messages: setup  ## bring locale/ up to date with the code: FILL=file.json adds translations
	@$(PY) scripts/messages.py $(if $(FILL),--fill $(FILL))
	@$(PY) scripts/compile_messages.py

clean:  ## remove what setup made; var/ stays
	rm -rf .venv node_modules static/vendor tests/vendor locale/*/LC_MESSAGES/*.mo
