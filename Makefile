# Thin: every target is one or two commands that can be typed by hand.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt
EXAMPLE := seeds/example.txt

.PHONY: demo serve test check train-install seeds-model

demo: .venv/serve ## analyse an example article
	@$(BIN)/stancewire analyze $(EXAMPLE)

serve: .venv/serve ## the service on http://127.0.0.1:3000
	$(BIN)/stancewire serve

test: .venv/test ## the whole suite
	$(BIN)/python -m pytest

check: .venv/test ## types and style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

train-install: .venv/train ## what training needs, torch included

seeds-model: .venv/train ## a model from seeds/ alone, in ../runs/seeds-model
	$(BIN)/stancewire-train fit configs/seeds.toml --run ../runs/seeds
	$(BIN)/stancewire-train export configs/seeds.toml --run ../runs/seeds --to ../runs/seeds-model

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/serve: .venv/bin/python pyproject.toml constraints.txt
	@echo "installing what inference and serving need into .venv (a minute or two, once)" >&2
	@$(PIP) --editable .
	@touch $@

.venv/train: .venv/serve
	@$(PIP) --editable .[train]
	@touch $@

.venv/test: .venv/train
	@$(PIP) --editable .[train,test]
	@touch $@
