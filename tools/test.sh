#!/bin/sh
# Everything that must hold before a change is handed on: form, migrations, deployment settings, and the tests on both
# databases (what asks none is run once). Ends at the first thing that does not.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

step() {
    echo "== $1"
}

# The checks look at the settings of a plain checkout and of a deployment, not at those of the caller's shell.
unset DEBUG SITE_URL ALLOWED_HOSTS STATIC_ROOT MEDIA_ROOT DATABASE_URL EMAIL_URL EMAIL_FROM
SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))')
export SECRET_KEY

# Hundreds of servers and commands are started; without what the first one compiled, each would compile all files again.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="$PWD/var/bytecode"

step "ruff"
ruff check --quiet .
ruff format --check --quiet .

step "djade"
find templates/admin -name '*.html' -exec djade --check --target-version 5.2 {} +

step "makemigrations --check"
python manage.py makemigrations --check --dry-run --verbosity 0

step "check --deploy"
SITE_URL=https://www.example.go.jp python manage.py check --deploy --fail-level WARNING

step "pytest (SQLite)"
pytest -q -n 2

step "pytest (PostgreSQL)"
python tools/with_postgres.py pytest -q -n 2 -m database
