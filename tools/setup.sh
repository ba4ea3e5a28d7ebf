#!/bin/sh
# Set up Baton for development and for its first run: the system libraries Qt needs, a virtual environment in .venv
# with the locked packages, and Baton itself in it, editable. Safe to run again at any time. Called by the Makefile.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE VIRTUAL_ENV PYTHONPATH PYTHONHOME || true

root=$PWD
python=$root/.venv/bin/python
uv=$root/.venv/bin/uv
log=$root/build/setup.log
ready=$root/.venv/.ready

# Qt: first what it needs to load at all, then what its X11 platform aborts without.
qt_packages='libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon0
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0'
# The tests that drive a real window on a virtual screen, and those that look into the PDFs.
test_packages='xvfb xauth xdotool openbox x11-utils poppler-utils'

say() { printf '%s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# Run a command with its noise in the log; show the end of the log when it fails.
quietly() {
    printf '\n$ %s\n' "$*" >>"$log"
    "$@" >>"$log" 2>&1 </dev/null && return
    tail -n 15 "$log" >&2
    return 1
}

is_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14 python; do
        if is_python "$name"; then command -v "$name"; return; fi
    done
    stop 'Baton needs Python 3.11 or newer and found none; install it, or name it: make PYTHON=/path/to/python3.11'
}

# The packages among the arguments that are not installed. Newer releases rename some of them by adding t64.
missing_packages() {
    for package in "$@"; do
        for name in "$package" "${package}t64"; do
            status=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)
            if [ "$status" = installed ]; then continue 2; fi
        done
        printf ' %s' "$package"
    done
}

install_packages() {
    say "setup: installing from the system's packages:$* (noise in build/setup.log)"
    export DEBIAN_FRONTEND=noninteractive
    quietly apt-get update || say 'setup: the package lists could not be refreshed; going on with those at hand'
    # shellcheck disable=SC2086,SC2048
    quietly apt-get install -y --no-install-recommends $*
}

system_packages() {
    command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || return 0
    # shellcheck disable=SC2086
    needed=$(missing_packages $qt_packages)
    # Debian packs the part of Python that makes virtual environments apart.
    if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
        needed="$needed $("$base" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    # shellcheck disable=SC2086
    wanted=$(missing_packages $test_packages)
    if [ -z "$needed$wanted" ]; then return; fi
    if [ "$(id -u)" = 0 ] && install_packages "$needed$wanted"; then return; fi
    say "setup: these packages of the system are missing:$needed$wanted"
    say "setup: install them with: sudo apt-get install -y --no-install-recommends$needed$wanted"
    if [ -n "$needed" ]; then stop 'Qt does not start without them; run the same make again afterwards'; fi
    say 'setup: only tests of the real window need them; going on'
}

# Scripts in an environment name its folder, so one that was moved is of no use; any other that runs is kept.
is_environment() { is_python "$python" && grep -qF "$root/.venv" .venv/bin/activate 2>/dev/null; }

make_environment() {
    rm -f "$ready"
    if is_environment; then return; fi
    say "setup: making .venv with $("$base" --version); then some 300 MB are fetched, once"
    quietly "$base" -m venv --clear .venv || stop "$base could not make a virtual environment; build/setup.log says why"
}

# uv does not read pip's settings. Where pip was pointed at another index or certificate, point uv there too.
follow_pip_settings() {
    settings=$("$python" -m pip config list 2>/dev/null || true)
    index=$(printf '%s\n' "$settings" | sed -n "s/^[^=]*[.]index-url='\(.*\)'$/\1/p" | tail -n 1)
    certificate=$(printf '%s\n' "$settings" | sed -n "s/^[^=]*[.]cert='\(.*\)'$/\1/p" | tail -n 1)
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
    if [ -f "$certificate" ] && [ -z "${SSL_CERT_FILE:-}" ]; then export SSL_CERT_FILE="$certificate"; fi
}

# What set-up itself needs: uv, and what hatchling takes to install a project in place.
install_bootstrap() {
    locked=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' tools/bootstrap.txt)
    if [ "$("$uv" --version 2>/dev/null | cut -d ' ' -f 2)" = "$locked" ] &&
        "$python" -c 'import editables' 2>/dev/null; then return; fi
    if ! "$python" -m pip --version >/dev/null 2>&1; then quietly "$python" -m ensurepip || return; fi
    quietly "$python" -m pip install --disable-pip-version-check --require-hashes -r tools/bootstrap.txt
}

install_locked() {
    say 'setup: installing the locked packages'
    if install_bootstrap; then
        follow_pip_settings
        quietly "$uv" pip install --python "$python" --require-hashes --compile-bytecode -r requirements-dev.txt && return
    fi
    say 'setup: uv could not, so pip does it'
    quietly "$python" -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.txt ||
        stop 'the packages could not be installed; the end of build/setup.log, above, says why'
}

install_baton() {
    if [ -x "$uv" ]; then set -- "$uv" pip install --python "$python"; else set -- "$python" -m pip install; fi
    quietly "$@" --no-deps --no-build-isolation -e . || stop 'Baton itself could not be installed into .venv'
}

mkdir -p build
: >"$log"
base=$(find_python)
system_packages
make_environment
install_locked
install_baton
"$python" -m compileall -q app || true
printf '%s' "$root" >"$ready"
say 'setup: ready'
