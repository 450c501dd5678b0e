#!/bin/sh
# Make .venv and install what the given lock files name: tools/setup.sh requirements.txt [requirements-dev.txt]
# A lock that has not changed since it was last installed costs nothing.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 以上が必要です。インストールしてから、もう一度実行してください。" >&2
    exit 1
}

# Debian and Ubuntu keep ensurepip in a package of its own.
install_venv_package() {
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        as_root="none"
    fi
    if [ "$as_root" = none ] || ! command -v apt-get >/dev/null; then
        echo "Python の venv がありません。次を実行してから、もう一度お試しください: sudo apt-get install python3-venv" >&2
        exit 1
    fi
    echo "python3-venv をインストールします。"
    $as_root apt-get install -y -q python3-venv >/dev/null ||
        { $as_root apt-get update -q && $as_root apt-get install -y -q python3-venv; } >/dev/null
}

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    "$python" -c 'import ensurepip' 2>/dev/null || install_venv_package
    echo "仮想環境 .venv を作成します。"
    "$python" -m venv --clear .venv
fi

for lock in "$@"; do
    if ! cmp -s "$lock" ".venv/installed-$lock"; then
        echo "$lock のパッケージをインストールします。"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
        cp "$lock" ".venv/installed-$lock"
    fi
done
