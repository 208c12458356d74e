# Two commands for a newcomer: `make demo` and `make test`. Everything else is for those who change it.
VENV := .venv
PY := $(VENV)/bin/python
BASE ?= runs/all-mpnet-base-v2
SHARED ?= ../shared
SIZES ?= 1000 3000 10000
READY := $(VENV)/.ready

.PHONY: setup demo test lint check format eval bench train lock clean

setup: $(READY)  ## make .venv with the command in it; does nothing where it is up to date

$(READY): requirements/dev.lock pyproject.toml
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: setup  ## read the invented reports that ship with the package, keep them, and show the dossier of their dispute
	$(VENV)/bin/onrecord demo
	mkdir -p build && rm -f build/demo.sqlite*
	$(VENV)/bin/onrecord add onrecord/demo --ledger build/demo.sqlite
	$(VENV)/bin/onrecord brief river --ledger build/demo.sqlite --format terminal

test: setup  ## the tests
	$(PY) -m pytest

lint: setup  ## format, lint, strict types, import layers
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

check: lint test eval  ## all of it: green is what "done" means

format: setup  ## put the code into shape
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

eval: setup  ## accuracy against the floors of eval/floors.toml
	$(PY) -m eval.gate --shared $(SHARED)

bench: setup  ## speed of reading, as a ratio to spaCy's small English pipeline in the same run, and of the ledger
	$(PY) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/bench.txt
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -e .
	$(VENV)-bench/bin/python -m bench.speed
	$(PY) -m bench.ledger --sizes $(SIZES)

train: setup  ## train the model anew (hours on two cores; resumable), then export it
	$(PY) -m venv $(VENV)-train
	$(VENV)-train/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/training.txt
	$(VENV)-train/bin/python -m training.base --out $(BASE)
	$(VENV)-train/bin/python -m training.train --base $(BASE) --corpus $(SHARED)/corpora/polnear --out runs/accurate
	$(VENV)-train/bin/python -m training.calibrate runs/accurate --base $(BASE) --corpus $(SHARED)/corpora/polnear
	$(VENV)-train/bin/python -m training.export runs/accurate --base $(BASE) --out onrecord/models/accurate
	$(VENV)-train/bin/python -m training.grammar onrecord/models/accurate --gum $(SHARED)/corpora/gum

lock: setup  ## write requirements/dev.lock anew from pyproject.toml
	$(VENV)/bin/pip-compile --quiet --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host \
		--no-header --strip-extras --extra dev --output-file requirements/dev.lock pyproject.toml

clean:
	rm -rf $(VENV) $(VENV)-bench $(VENV)-train build dist .mypy_cache .pytest_cache .ruff_cache
