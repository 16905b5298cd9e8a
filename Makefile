.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv/bin

help: ## Toon de opdrachten
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup: ## Maak de omgeving klaar (virtuele omgeving, pakketten, frontend)
	@$(PYTHON) tools/bootstrap.py

run: setup ## Start het hele product met demo op http://localhost:8000 (PORT= kiest een andere)
	@exec $(VENV)/regiehuis serve

test: setup ## Doe alles wat CI doet: stijl, typen, lagen, alle tests
	@$(PYTHON) tools/bootstrap.py --chromium
	@$(VENV)/python tools/checks.py

bench: setup ## Meet snelheid en geheugen; PEERS=1 vergelijkt met docxtpl en LibreOffice
	@$(VENV)/python -m bench $(if $(PEERS),--peers)

fix: setup ## Maak op, en maak opnieuw wat gegenereerd wordt
	@$(VENV)/ruff check --fix -q src tests tools bench
	@$(VENV)/ruff format -q src tests tools bench
	@$(VENV)/python tools/messages.py update
	@$(VENV)/python tools/openapi.py

sbom: setup ## Schrijf de lijsten van onderdelen (CycloneDX) in build/
	@$(VENV)/python tools/sbom.py

audit: setup ## Zoek bekende kwetsbaarheden en lees de licenties (heeft internet nodig)
	@$(VENV)/python tools/audit.py

lock: ## Zet de versies van pakketten vast
	@UV_PYTHON_DOWNLOADS=never $(VENV)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -o requirements.txt
	@UV_PYTHON_DOWNLOADS=never $(VENV)/uv pip compile -q pyproject.toml --extra dev -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -o requirements-dev.txt
	@UV_PYTHON_DOWNLOADS=never $(VENV)/uv pip compile -q pyproject.toml --extra otel -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -o requirements-otel.txt
	@UV_PYTHON_DOWNLOADS=never $(VENV)/uv pip compile -q bench/requirements-peers.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" -o bench/requirements-peers.txt

.PHONY: help setup run test bench fix sbom audit lock
