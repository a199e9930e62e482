# `make demo` and `make test` work on a fresh machine with Python 3.11+, git, make and apt.
SHELL := /bin/bash
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup demo test check lint types unit coverage peers lock screenshots translations clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml hatch_build.py scripts/setup
	scripts/setup
	@touch $@

demo: setup
	$(BIN)/python -m demo.run $(DEMO)

test: setup
	scripts/setup --browser
	$(MAKE) --no-print-directory check

check: lint types unit

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

# Commands are started hundreds of times: what is compiled for one is there for the next.
unit coverage: export PYTHONDONTWRITEBYTECODE =

# Some tests wait for a time to pass; one process more than there are processors works meanwhile.
unit:
	$(BIN)/pytest -n 3 --dist worksteal $(PYTEST)

# The same, and which lines it came through.
coverage: setup
	$(BIN)/pytest -n 3 --dist worksteal --cov --cov-report=term $(PYTEST)

# Other projects' tools, in environments of their own, that some tests compare with.
peers: setup
	$(BIN)/python -m benchmarks.peers .peers cdxj-indexer wacz pywb cdx-toolkit

# Pins what developers need, with hashes, for every supported Python (needs uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header --extra sqlite --extra lz4 --extra notify \
	  pyproject.toml requirements/dev.in -o requirements/dev.txt

# Finds messages of the reading room that are new, and compiles their translations.
translations: setup
	$(BIN)/python scripts/translations.py

screenshots: setup
	scripts/setup --browser
	$(BIN)/python scripts/screenshots.py

clean:
	rm -rf .venv .peers demo/work archive/replay/assets/wabac archive/publishing/assets/replaywebpage
