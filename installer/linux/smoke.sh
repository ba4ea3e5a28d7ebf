#!/bin/sh
# Try the built package without installing it: unpack it into a throw-away folder, fill a workspace, visit every page.
set -eu
cd "$(dirname "$0")/../.."

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# The program shall see nothing of this user's folders, of this checkout or of its environment.
export HOME="$place/home" XDG_DATA_HOME="$place/data" XDG_CONFIG_HOME="$place/config" XDG_CACHE_HOME="$place/cache"
export QT_QPA_PLATFORM=offscreen
unset PYTHONPATH PYTHONHOME VIRTUAL_ENV XDG_STATE_HOME || true
mkdir -p "$HOME"

set -- dist/baton_*.deb
if [ -e "$1" ]; then
    dpkg-deb --extract "$1" "$place/root"
    program=$place/root/opt/baton/baton
else
    program=$PWD/dist/baton/baton
fi
cd "$place"
printf '%s\n' "smoke: $program"
# Errors of the window go to its log, which goes away with this folder.
fail() {
    find "$place" -name '*.log' -exec tail -n 25 {} + >&2
    exit 1
}
"$program" demo "$place/smoke.baton" --deals 40 --tasks 120 || fail
"$program" "$place/smoke.baton" --smoke || fail
printf 'smoke: the frozen program passed\n'
