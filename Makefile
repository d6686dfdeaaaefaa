# Radline's commands. `make help` lists them.
PYTHON ?= python3
PY := .venv/bin/python
SIDES := $(wildcard webhook.py bot release desk simulator setup)
LOCK := uv pip compile --quiet --universal --generate-hashes --no-annotate --custom-compile-command "make lock"
export TEXT FILE PORT

.PHONY: help run test test-night check types docs sbom audit train model exam callers bench writers scorecard say lock ready

help: ## Print every command with its sentence
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Set up what is missing, then run Radline at http://127.0.0.1:8000 (PORT=8001 make run: elsewhere)
	@$(PYTHON) setup/prepare.py web nlu model
	@exec $(PY) setup/run.py

test: ready ## Set up what is missing, then run every quick test (ten minutes at most; STORE=postgresql: on that)
	@$(PY) -m pytest -n 2 --dist loadgroup

test-night: ready ## Run the tests that take minutes, then every quick test once more on PostgreSQL
	@$(PY) -m pytest -m night
	@STORE=postgresql $(PY) -m pytest -n 2 --dist loadgroup

check: ready ## Look for faults without running: form, types, import directions, directory, training data
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(MAKE) --no-print-directory types
	@.venv/bin/lint-imports --no-logo
	@$(PY) -m flask --app webhook directory check
	@$(PY) -m bot.training_data --check

types: ready ## Look at types alone
	@$(PY) -m mypy $(SIDES)

docs: ready ## Build the docs as a site under var/docs; any warning stops it
	@$(PY) -m sphinx --fail-on-warning --keep-going --nitpicky --fresh-env --quiet -b html -d var/docs-cache docs var/docs
	@echo "Open var/docs/index.html"

sbom: ready ## Write what the pinned packages are, as CycloneDX, to var/sbom
	@mkdir -p var/sbom
	@for file in requirements requirements-nlu requirements-dev; do \
	  $(PY) -m cyclonedx_py requirements $$file.txt --output-reproducible --validate -o var/sbom/$$file.cdx.json || exit 1; \
	done

audit: ready ## Ask the advisory database about every pinned package (NOT REACHED: nothing was examined)
	@$(PY) setup/audit.py

train: ## Train a model from data/nlu into var/models
	@$(PYTHON) setup/prepare.py web nlu train

model: ## Make the model that fits the data the tracked one in models/, and list its intents in domain.yml
	@$(PYTHON) setup/prepare.py web nlu model keep

exam: ready ## Put a file of cases to the doors and score the answers: make exam FILE=cases.yaml (BASE=URL: a running one)
	@$(PY) -m bench.exam "$$FILE"

callers: ready ## Play a file of callers who want images released: make callers FILE=callers.yaml (SHOW=failed: talks too)
	@$(PY) -m bench.callers "$$FILE" $(if $(SHOW),--show $(SHOW)) $(if $(ODD),--odd $(ODD))

bench: ready ## Measure speed and size beside stock Rasa, and write docs/speed.md (an hour; ROUNDS=2 FEW=100: a quick look)
	@$(PY) -m bench.speed $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(FEW),--few $(FEW))

writers: ready ## Measure understanding: what a turn of it costs, and one writer's sentences after learning from the others
	@$(PY) -m bench.turns
	@.venv-nlu/bin/python -m bench.held_out

scorecard: ready ## Measure everything and write docs/scorecard.md; fails where a figure fell (ten minutes)
	@$(PY) -m bench.scorecard $(if $(WRITERS),--writers $(WRITERS))

say: ## Print what Radline makes of some words: make say TEXT="fax for vascular"
	@$(PYTHON) setup/prepare.py web nlu model
	@$(PY) -m flask --app webhook say "$$TEXT"

lock: ## Pin what the .in files newly ask for (make lock UPGRADE=--upgrade: the newest of everything)
	@$(LOCK) $(UPGRADE) --python-version 3.11 requirements.in -o requirements.txt
	@$(LOCK) $(UPGRADE) --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	@$(LOCK) $(UPGRADE) --python-version 3.10 requirements-nlu.in -o requirements-nlu.txt
	@$(LOCK) $(UPGRADE) --python-version 3.8 setup/requirements-uv.in -o setup/requirements-uv.txt

ready:
	@$(PYTHON) setup/prepare.py web dev nlu model
