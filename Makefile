PORT ?= 8000

.PHONY: run test setup lock screenshots bench audit sbom

# The site with sample releases at http://localhost:8000; another port: make run PORT=8001
run:
	@tools/setup.sh requirements.txt
	@PORT=$(PORT) .venv/bin/python tools/run.py

# Every check, then the tests on SQLite and on PostgreSQL
test:
	@tools/setup.sh requirements.txt requirements-dev.txt
	@tools/test.sh

# Only the virtual environment, with what the tests need
setup:
	@tools/setup.sh requirements.txt requirements-dev.txt

# Newest versions into the lock files
lock: setup
	.venv/bin/uv pip compile --upgrade --generate-hashes --no-emit-index-url --universal --python-version 3.11 requirements.in -o requirements.txt --quiet
	.venv/bin/uv pip compile --upgrade --generate-hashes --no-emit-index-url --universal --python-version 3.11 requirements-dev.in -o requirements-dev.txt --quiet

# The pictures of both guides, from the site as it is now
screenshots: setup
	.venv/bin/python tools/screenshots.py

# Requests a second beside a fixed string, nginx, a bare Django view and Wagtail, into docs/benchmarks.md
bench: setup
	@test -x var/rivals/bin/granian || (python3 -m venv var/rivals && var/rivals/bin/pip install --quiet -r benchmarks/rivals/wagtail_site/requirements.txt)
	.venv/bin/python tools/with_postgres.py .venv/bin/python benchmarks/serving.py

# No locked version with a published weakness, no licence that may not be used
audit: setup
	.venv/bin/python tools/supply.py floors
	.venv/bin/python tools/supply.py licences

# The list of parts (CycloneDX), var/sbom.json
sbom: setup
	@mkdir -p var
	.venv/bin/python tools/supply.py sbom > var/sbom.json
