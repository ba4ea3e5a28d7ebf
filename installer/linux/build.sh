#!/bin/sh
# Build dist/baton/, the frozen program, and dist/baton_<version>_<arch>.deb from it. `make installer` calls this;
# with PACK=1 the package is larger and made in a tenth of the time, for a package that is only tried.
set -eu
cd "$(dirname "$0")/../.."
unset PYTHONDONTWRITEBYTECODE || true

python=.venv/bin/python
log=build/installer.log
tree=build/deb
mkdir -p build dist

stop() { printf 'installer: %s\n' "$*" >&2; exit 1; }

quietly() {
    "$@" >>"$log" 2>&1 </dev/null && return
    tail -n 25 "$log" >&2
    stop "$1 failed; $log says more"
}

# PyInstaller takes objdump and Python's shared library, which Debian packs apart.
find_tools() {
    missing=
    command -v objdump >/dev/null || missing=binutils
    "$python" -c 'import sys; from PyInstaller.depend.bindepend import get_python_library_path as find
sys.exit(not find())' >/dev/null 2>&1 || missing="$missing $("$python" -c 'import sys; print("libpython%d.%d" % sys.version_info[:2])')"
    if [ -z "$missing" ]; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086
        { apt-get update && apt-get install -y --no-install-recommends $missing; } >>"$log" 2>&1 </dev/null && return
    fi
    stop "to freeze the program this machine lacks:$missing; install it with: sudo apt-get install -y $missing"
}

freeze() {
    rm -rf dist/baton
    quietly "$python" -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build/pyinstaller \
        installer/baton.spec
    # These come with symbols that nobody here will debug. The others are small, or their makers shifted their parts
    # about so that strip would break them.
    for file in libpython3.*.so.* sqlcipher3/*.so typst/*.so kiwisolver/*.so; do
        for found in dist/baton/_internal/$file; do
            if [ -e "$found" ]; then strip --strip-unneeded "$found"; fi
        done
    done
    printf 'installer: dist/baton/ is %s MB\n' "$(du -sm dist/baton | cut -f 1)"
}

lay_out() {
    rm -rf "$tree"
    mkdir -p "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$tree/usr/share/applications" "$tree/usr/share/mime/packages" \
        "$tree/usr/share/doc/baton" "$tree/usr/share/icons/hicolor/scalable/apps"
    cp -a dist/baton "$tree/opt/baton"
    ln -s /opt/baton/baton "$tree/usr/bin/baton"
    cp installer/linux/baton.desktop "$tree/usr/share/applications/"
    cp installer/linux/baton.xml "$tree/usr/share/mime/packages/"
    cp resources/icons/baton.svg "$tree/usr/share/icons/hicolor/scalable/apps/"
    quietly "$python" installer/icons.py "$tree/usr/share/icons/hicolor"
    cp LICENSE "$tree/usr/share/doc/baton/copyright"
    quietly "$python" installer/licences.py "$tree/usr/share/doc/baton/licences"
    chmod -R u+rwX,go+rX,go-w "$tree"
}

pack() {
    version=$("$python" -c 'from importlib.metadata import version; print(version("baton"))')
    arch=$(dpkg --print-architecture)
    # What was frozen here runs on this C library and newer ones.
    glibc=$(ldd --version | sed -n '1s/.* //p')
    package=dist/baton_${version}_$arch.deb
    sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@GLIBC@/$glibc/" \
        -e "s/@SIZE@/$(du -sk "$tree" | cut -f 1)/" installer/linux/control.in >"$tree/DEBIAN/control"
    (cd "$tree" && find opt usr -type f -exec md5sum {} +) >"$tree/DEBIAN/md5sums"
    rm -f dist/baton_*.deb
    quietly dpkg-deb --root-owner-group -Zzstd "-z${PACK:-9}" --build "$tree" "$package"
    rm -rf "$tree"
    printf 'installer: %s is %s MB\n' "$package" "$(du -m "$package" | cut -f 1)"
}

: >"$log"
find_tools
freeze
if command -v dpkg-deb >/dev/null; then
    lay_out
    pack
else
    printf 'installer: no dpkg-deb here, so no package was made; dist/baton/ runs as it is\n'
fi
