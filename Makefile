# Each target builds .venv from the locked constraints when it is missing; plain pip lines stand in README.md.
# On Linux, set PIP_EXTRA_INDEX_URL to PyTorch's CPU wheel index to spare several GB of CUDA libraries.

PYTHON ?= python3
BIN    := .venv/bin
DEMO   ?= zhitu-data

.PHONY: setup demo test lint format bench lock golden clean

setup: .venv/.complete

.venv/.complete: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Zhitu needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[models,ocr,web,mcp,notebook,dev]"
	@touch $@

demo: setup
	$(BIN)/zhitu -w $(DEMO) demo
	$(BIN)/zhitu -w $(DEMO) demo --years

test: setup lint
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/python -m bench

# Take over the versions that are installed now.
lock: setup
	@{ echo "# Versions that the tests ran with; used by the Makefile and CI. Rewrite with: make lock"; \
	  $(BIN)/python -m pip freeze --exclude-editable --exclude setuptools --exclude pip | sed 's/+cpu//'; } > constraints.txt.new
	@mv constraints.txt.new constraints.txt

# Rewrite the golden files of the tests, the transcripts and the reference; read the difference before you commit it.
golden: setup
	$(BIN)/python tests/make_three_years.py
	$(BIN)/python tests/rewrite_samples.py
	$(BIN)/python tests/rewrite_docs.py
	$(BIN)/python tests/rewrite_reference.py

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .hypothesis
