# `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.

VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
# Which interpreter .venv is made with; the first of these that is recent enough, if none is named.
PYTHON ?=
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python)
# A CPU build of torch lives on an index of its own, except where pip is configured to find one.
TORCH_INDEX ?=
SOURCES := deepkit tests tools conftest.py $(wildcard examples benchmarks)

export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test test-all smoke lint format docs bench compat figures browser peers changelog clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name what; do \
		printf '  make %-10s %s\n' "$$name" "$$what"; done

setup: $(VENV)/.dev ## Make .venv with all that development needs

demo: $(VENV)/.demo ## Train, save, reload and compare, on real data
	$(BIN)/python examples/demo.py

test: lint ## Check the code and run the whole suite, doctests included
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test-all: test docs demo ## All that must hold before a release

smoke: $(VENV)/.dev ## The shortest journey through everything, in seconds
	$(BIN)/python -m pytest -q tests/journeys/test_smoke.py

lint: $(VENV)/.dev ## Formatting, style, types, floors, spelling
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/basedpyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/codespell $(SOURCES) docs $(wildcard *.md)

format: $(VENV)/.dev ## Mend what can be mended without a human
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

docs: $(VENV)/.dev ## Build the site into site/, any warning being an error
	$(BIN)/mkdocs build --strict --quiet

bench: $(VENV)/.dev ## Ratios against hand-written JAX and Keras on this machine, and the goals
	$(BIN)/python -m benchmarks --goals

figures: $(VENV)/.dev ## Measure anew what docs/ tells of speed: a quiet machine, twenty minutes
	$(BIN)/python -m benchmarks --goals --docs
	$(BIN)/python -m benchmarks.costs --docs
	$(BIN)/python -m benchmarks.export --docs

browser: $(VENV)/.dev ## Run an exported model in WebAssembly: needs node and its npm
	npm install --no-save --no-package-lock --prefix . onnxruntime-web@1.30.0
	$(BIN)/python -m pytest -q tests/journeys/test_digits_onnx.py

compat: ## Cross exported models between the oldest and the newest JAX, in environments of their own
	python3 tools/compat.py

peers: $(VENV)/.dev ## Add a CPU build of torch, for the tests and benchmarks that can use it
	$(BIN)/python -m pip install $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) --editable '.[peers]'

changelog: $(VENV)/.dev ## Gather docs/changes into CHANGELOG.md: make changelog VERSION=0.2.0
	$(BIN)/towncrier build --yes --version $(VERSION)

clean: ## Remove .venv and all that was built
	rm -rf $(VENV) build dist site demo-output .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp for what the demo needs and one for development, so that either is installed once.
$(VENV)/.dev: pyproject.toml tools/bootstrap.py
	@$(call bootstrap,dev)
	@touch $(VENV)/.demo $@

$(VENV)/.demo: pyproject.toml tools/bootstrap.py
	@$(call bootstrap,demo)
	@touch $@

define bootstrap
	for python in $(PYTHONS); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec "$$python" tools/bootstrap.py --venv $(VENV) --extras $(1); \
		fi; \
	done; \
	echo "deepkit needs Python 3.11 or newer, and none of these is: $(PYTHONS)." >&2; \
	echo "Install one, or name yours: make PYTHON=/path/to/python3.12" >&2; \
	exit 1
endef
