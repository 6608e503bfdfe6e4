# make serve   set up, publish, serve        make test    set up, run the tests (CI runs this)
# make check   format, lint, types, layers, tests         make check-all   the exhaustive runs too
# make chaos   crashes, full disks, floods: 30 minutes, ARGS=--long for hours
# make bench   measure beside its peers                 make publish / clean / lock
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=
JOBS   ?= 2
# pip leaves it out where PYTHONDONTWRITEBYTECODE is set, as in many containers; each
# start would then compile what it imports, for half a second.
COMPILE := $(BIN)/python -m compileall -q $(VENV)/lib server

.PHONY: serve publish test check check-all chaos bench format lock clean
.DELETE_ON_ERROR:

serve: $(VENV)/.run editor/.built
	exec $(BIN)/dissensus serve $(ARGS)

publish: $(VENV)/.run
	$(BIN)/dissensus publish $(ARGS)

test: $(VENV)/.dev editor/.built tests/web/comunica/.installed tests/validators/.installed
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -m "not slow and not chaos" $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

check-all: check
	$(BIN)/pytest -m slow $(ARGS)
	for store in oxigraph virtuoso; do $(BIN)/pytest -m "not slow and not chaos" --backend $$store tests/web $(ARGS) || exit 1; done

# One after the other, on a machine with nothing else to do; writes its own report.
chaos: $(VENV)/.dev
	$(BIN)/pytest -m chaos tests/chaos --report docs/reliability.md $(ARGS)

# Needs wrk; a peer that is not installed is left out, and the table says why.
bench: $(VENV)/.dev tests/benchmarks/beside/.installed
	$(BIN)/python tests/benchmarks/beside $(ARGS)

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Dissensus needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(COMPILE)
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(COMPILE)
	touch $@

# The editor of the query page; where it cannot be built, the page has a text field.
editor/.built: editor/package-lock.json editor/build.js $(wildcard editor/src/*.js)
	if command -v npm >/dev/null; then cd editor && npm ci --ignore-scripts --silent && npm run --silent build && touch .built; else echo "There is no npm: the query page will have a plain text field."; fi \
	|| echo "The editor was not built: the query page will have a plain text field."

# What the tests ask the endpoint with; without npm, that test says that it is skipped.
tests/web/comunica/.installed: tests/web/comunica/package-lock.json
	if command -v npm >/dev/null; then cd $(@D) && npm ci --ignore-scripts --silent && touch .installed; else echo "There is no npm: Comunica is not tested."; fi

# Judges of what a release says of itself, apart since they want older libraries.
tests/validators/.installed: tests/validators/requirements.txt tests/validators/shapes.txt
	$(PYTHON) -m venv $(@D)/.venv
	$(@D)/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(@D)/requirements.txt
	$(@D)/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(@D)/shapes.txt
	touch $@

# Servers to be measured beside ours; without them the others are measured.
tests/benchmarks/beside/.installed: tests/benchmarks/beside/requirements.txt
	$(PYTHON) -m venv $(@D)/.venv
	$(@D)/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(@D)/requirements.txt
	touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml requirements/build.in -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url tests/validators/requirements.in -o tests/validators/requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url tests/benchmarks/beside/requirements.in -o tests/benchmarks/beside/requirements.txt

clean:
	rm -rf $(VENV) build releases .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf tests/web/comunica/node_modules tests/web/comunica/.installed
	rm -rf tests/validators/.venv tests/validators/.installed
	rm -rf tests/benchmarks/beside/.venv tests/benchmarks/beside/.installed
	rm -rf editor/node_modules editor/.built server/dissensus/web/static/query/editor.js
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find server -name '*.egg-info' -type d -prune -exec rm -rf {} +
