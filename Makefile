# Two commands matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: help run test soak lint format train evaluate seed bench lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: .venv/runtime.stamp ## install, seed, train where needed, start everything
	@$(BIN)/xiaoxiu seed
	@$(BIN)/xiaoxiu train --if-needed
	@exec $(BIN)/xiaoxiu serve --stop-with-parent

test: .venv/dev.stamp ## all tests but the long rounds (under 10 minutes)
	@$(BIN)/xiaoxiu train --if-needed
	@$(PYTEST) -n 2 --dist loadfile

soak: .venv/dev.stamp ## the long rounds: races, faults, random sequences
	@$(BIN)/xiaoxiu train --if-needed
	@$(PYTEST) -m soak --timeout 1800

lint: .venv/dev.stamp ## style, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/dev.stamp ## put imports and lines in order
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

train: .venv/runtime.stamp ## train the model anew
	@$(BIN)/xiaoxiu train

evaluate: .venv/runtime.stamp ## accuracy on the held-out sentences
	@$(BIN)/xiaoxiu evaluate --tsv tests/nlu/held_out.tsv

seed: .venv/runtime.stamp ## create the database and load the demo company
	@$(BIN)/xiaoxiu seed

bench: .venv/dev.stamp ## speed beside a vanilla Rasa project
	@PYTHONPATH=tests $(BIN)/python -m bench

lock: .venv/python.stamp ## compile requirements/*.in anew
	@cd requirements && for name in tools runtime dev; do \
	  ../$(BIN)/uv pip compile -q --python ../$(BIN)/python $$name.in --override overrides.txt \
	    --generate-hashes --no-header --no-emit-index-url -o $$name.txt; done

clean: ## remove what was built; keeps the data dir
	@rm -rf .venv models/*.tar.gz models/*.sha256 .mypy_cache .ruff_cache .pytest_cache results artifacts *.egg-info

.venv/python.stamp: requirements/tools.txt .python-version
	@echo "安装 Python 环境 …"
	@test -x $(BIN)/python || "$$(requirements/python.sh)" -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/tools.txt
	@touch $@

.venv/runtime.stamp: .venv/python.stamp requirements/runtime.txt pyproject.toml
	@echo "安装依赖（第一次约一分钟）…"
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --require-hashes -r requirements/runtime.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements/dev.txt
	@echo "安装测试依赖 …"
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --require-hashes -r requirements/dev.txt
	@touch $@
