# Every command of the project; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV_VERSION = $(shell sed -n '/^name = "uv"$$/{n;s/version = "\(.*\)"/\1/p;}' uv.lock)
ARGS ?=
PORT ?= 8866

.DEFAULT_GOAL := help
.PHONY: help run test dashboard lab lint bench browser clean

help: ## list the commands
	@sed -n 's/^\([a-z.]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

$(READY): uv.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'First Rung needs Python 3.11 or newer')"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv sync --frozen --compile-bytecode --quiet
	@touch $(READY)

run: $(READY) ## run the last complete hour (ARGS="--hour 2026-11-24T01" for another)
	@$(BIN)/python run_pipeline.py $(ARGS)

test: $(READY) browser ## run every test: pytest, notebooks, the page in a browser
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)
	@outputs=$$(mktemp -d) && export FIRST_RUNG_OUTPUTS=$$outputs \
	&& $(BIN)/pytest --nbval-lax notebooks; code=$$?; \
	$(BIN)/python -m lib.local down >/dev/null; rm -rf $$outputs; exit $$code

dashboard: $(READY) ## serve the page on this computer
	@$(BIN)/python -m lib.view --port $(PORT)

lab: $(READY) ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir notebooks

lint: $(READY) ## check format, style, SQL and notebooks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/sqlfluff lint sql --disable-progress-bar
	$(BIN)/nbstripout --verify notebooks/*.ipynb
	$(BIN)/python tests/find_keys.py $$(git ls-files)

bench: $(READY) ## measure speed, as ratios side by side
	@$(BIN)/python -m lib.bench

environment.yml: uv.lock $(READY)
	@$(BIN)/python -m tests.environment > environment.yml

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	&& apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	|| $(BIN)/playwright install chromium

clean: ## remove the environment; data in outputs stay
	rm -rf $(VENV)
