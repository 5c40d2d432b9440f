# Two commands matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
PAGES := web/widget/dist/.stamp

.PHONY: help run test soak lint format shapes pages train evaluate seed bench lock clean ready-to-test browser test-pages model

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: ## install, build the pages, seed, train where needed, start everything
	@$(MAKE) -s -j2 .venv/runtime.stamp $(PAGES)
	@$(BIN)/xiaoxiu seed
	@$(BIN)/xiaoxiu train --if-needed
	@exec $(BIN)/xiaoxiu serve --stop-with-parent

test: ready-to-test ## all tests but the long rounds (under 10 minutes)
	@$(MAKE) -s -j2 test-pages model
	@$(PYTEST) -n 4 --dist loadfile

soak: ready-to-test ## the long rounds: races, faults, random sequences
	@$(BIN)/xiaoxiu train --if-needed
	@$(PYTEST) -m soak --timeout 1800

lint: ## style, types, import rules
	@$(MAKE) -s -j2 .venv/dev.stamp web/node_modules/.dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/xiaoxiu shapes --check
	@cd web && npm run --silent lint

format: ## put imports and lines in order
	@$(MAKE) -s -j2 .venv/dev.stamp web/node_modules/.dev.stamp
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .
	@cd web && npm run --silent format

shapes: .venv/runtime.stamp ## write web/shared from the Python models
	@$(BIN)/xiaoxiu shapes

pages: $(PAGES) ## build the web pages

train: .venv/runtime.stamp ## train the model anew
	@$(BIN)/xiaoxiu train

evaluate: .venv/runtime.stamp ## accuracy on the held-out sentences
	@$(BIN)/xiaoxiu evaluate --tsv tests/nlu/held_out.tsv

seed: .venv/runtime.stamp ## create the database and load the demo company
	@$(BIN)/xiaoxiu seed

bench: ready-to-test ## answer times, load, memory, the widget on a throttled phone
	@PYTHONPATH=tests $(BIN)/python -m bench

lock: .venv/python.stamp ## compile requirements/*.in and the pages' lock file anew
	@cd requirements && for name in tools runtime dev; do \
	  ../$(BIN)/uv pip compile -q --python ../$(BIN)/python $$name.in --override overrides.txt \
	    --generate-hashes --no-header --no-emit-index-url -o $$name.txt; done
	@cd web && npm install --silent --package-lock-only --ignore-scripts && node lock.mjs

clean: ## remove what was built; keeps the data dir
	@rm -rf web/node_modules web/widget/dist .venv models/*.tar.gz models/*.sha256 .mypy_cache .ruff_cache .pytest_cache results artifacts *.egg-info

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

ready-to-test: # everything that the tests need; what can be fetched side by side is
	@$(MAKE) -s -j3 .venv/dev.stamp web/node_modules/.dev.stamp browser
	@$(MAKE) -s $(PAGES)

browser:
	@tests/browser.sh

test-pages:
	@cd web && npm test --silent

model:
	@$(BIN)/xiaoxiu train --if-needed

web/node_modules/.stamp: web/package-lock.json web/.npmrc
	@web/node.sh
	@echo "安装网页依赖 …"
	@cd web && npm ci --omit=dev --ignore-scripts --silent
	@touch $@

web/node_modules/.dev.stamp: web/package-lock.json web/.npmrc
	@web/node.sh
	@echo "安装网页依赖（含测试工具）…"
	@cd web && npm ci --ignore-scripts --silent
	@touch web/node_modules/.stamp $@

$(PAGES): web/node_modules/.stamp $(shell find web/widget web/shared -type f -not -path '*/dist/*' 2>/dev/null)
	@echo "生成网页 …"
	@cd web && npm run --silent build
	@touch $@
