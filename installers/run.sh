#!/bin/sh
# Sets Sightread up in a private environment, once, and starts it: sh installers/run.sh [ARGUMENTS…]
# SIGHTREAD_VENV names another folder for the environment; SIGHTREAD_SETUP=again sets it up anew.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=${SIGHTREAD_VENV:-$root/.venv}

# prepare.py leaves a copy of pyproject.toml when everything in it is installed, and the file
# "unfinished" while it changes anything.
if [ -n "${SIGHTREAD_SETUP:-}" ] || [ ! -x "$venv/bin/python" ] || [ -e "$venv/unfinished" ] ||
    ! cmp -s "$root/pyproject.toml" "$venv/installed.toml"; then
    # shellcheck source=installers/find-python.sh
    . "$root/installers/find-python.sh"
    python=$(find_python)
    "$python" "$root/installers/prepare.py" </dev/null >&2
fi

exec "$venv/bin/python" "$root/main.py" "$@"
