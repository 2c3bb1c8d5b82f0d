# What one can do here. `make run` and `make test` set everything up by themselves on a fresh Debian machine.
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
FUZZ := .venv-fuzz
APT := tesseract-ocr tesseract-ocr-eng tesseract-ocr-chi-sim tesseract-ocr-chi-tra tesseract-ocr-osd poppler-utils fonts-noto-cjk
APT_TEST := postgresql chromium prometheus

.PHONY: run setup test fuzz check format lock bench bench-desk bench-search sim clean help

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup ## start everything, file the sample papers, stay up until Ctrl-C
	@$(BIN)/strongroom up

setup: $(STAMP) ## install what is missing

$(STAMP): requirements.txt pyproject.toml
	@infra/install-packages $(APT)
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@echo "Installing Python packages (about two minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

test: setup ## every test and check, as CI runs them
	@infra/install-packages $(APT_TEST)
	@$(MAKE) --no-print-directory -j2 --output-sync=target check fuzz
	@# In the order of the folders: by their numbers of tests, the longest files would come last, and alone.
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

fuzz: setup $(FUZZ)/.installed ## Schemathesis against the JSON interface of a real desk; SECONDS=600 for longer
	@$(BIN)/python -m tests.fuzz $(FUZZ)/bin/schemathesis $(or $(SECONDS),40)

$(FUZZ)/.installed: tests/fuzz/requirements.txt
	@test -x $(FUZZ)/bin/python || python3 -m venv $(FUZZ)
	@$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

check: setup ## format, lint, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup ## rewrite the sources in the house style
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: setup ## compile requirements.txt anew from pyproject.toml
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev -o requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o tests/fuzz/requirements.txt tests/fuzz/requirements.in

bench: setup ## CPU seconds a page and a document, side by side with the bare engine
	@$(BIN)/python -m tests.bench

bench-desk: setup ## from the press of a key to the painted page, in Chromium, and twenty people at once; DOCUMENTS=100000
	@$(BIN)/python -m tests.bench.review $(or $(PAPERS),40)
	@$(BIN)/python -m tests.bench.redraw
	@$(BIN)/python -m tests.bench.desk $(or $(DOCUMENTS),100000)

bench-search: setup ## what a search costs; DOCUMENTS=1000000 for a large vault, DATABASE=postgresql://... for that one
	@$(BIN)/python -m tests.bench.search $(or $(DOCUMENTS),100000) $(DATABASE)

sim: setup ## ten simulated years of a back office with 50,000 papers, checked after each day; PAPERS=5000, BRANCHES=1
	@$(BIN)/python -m tests.sim --papers $(or $(PAPERS),50000) --branches $(or $(BRANCHES),2)

clean: ## remove the virtual environment (never the data)
	@rm -rf $(VENV) $(FUZZ)
