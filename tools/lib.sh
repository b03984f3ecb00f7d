# SPDX-License-Identifier: EUPL-1.2
# What tools/run and tools/check share: finding the house, installing packages, building. Sourced, never run.
# shellcheck shell=bash
set -euo pipefail
umask 022
TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

BUILD_PACKAGES="gcc make autoconf automake libtool pkg-config gettext libfcgi-dev libsqlite3-dev libpq-dev libsodium-dev
  libc6-dev libjansson-dev libicu-dev libstemmer-dev libmd4c-dev libinih-dev zlib1g-dev libcurl4-openssl-dev libcjose-dev
  liboath-dev libqrencode-dev check"
RUN_PACKAGES="nginx-light pandoc poppler-utils libcurl4 libcjose0 liboath0 libqrencode4 libmagic1 libxlsxwriter4"
# The demo's mail server; without it mail waits in the portal.
MAIL_PACKAGES="python3-aiosmtpd"
# What makes PDFs of texts; without it the portal offers none.
PDF_PACKAGES="chromium qpdf fonts-dejavu-core"

# install_packages PACKAGE…: what is missing, with apt; their services are not started.
install_packages() {
    local missing=() p policy=/usr/sbin/policy-rc.d made=""
    for p in "$@"; do
        dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
    done
    # nginx from another flavour will do.
    if [[ " ${missing[*]-} " == *" nginx-light "* ]] && [ -x /usr/sbin/nginx ]; then
        missing=("${missing[@]/nginx-light/}")
    fi
    local list; list=$(printf '%s\n' "${missing[@]-}" | sed '/^$/d' | sort -u | tr '\n' ' ')
    [ -n "${list// /}" ] || return 0
    [ "$(id -u)" = 0 ] || die "these Debian packages are missing: $list- install them, or run this as root"
    command -v apt-get >/dev/null || die "these packages are missing and there is no apt-get: $list"
    say "installing $list"
    if [ ! -e $policy ]; then printf '#!/bin/sh\nexit 101\n' >$policy; chmod 755 $policy; made=1; fi
    local log; log=$(mktemp)
    # shellcheck disable=SC2086
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $list; } >"$log" 2>&1 </dev/null; then
        [ -z "$made" ] || rm -f $policy
        tail -n 5 "$log" >&2; rm -f "$log"
        die "apt-get could not install: $list"
    fi
    [ -z "$made" ] || rm -f $policy
    rm -f "$log"
}

# bootstrap: makes ./configure when it is missing or older than what it is made from.
bootstrap() {
    local new=""
    if [ -x "$TOP/configure" ] && [ -f "$TOP/Makefile.in" ]; then
        new=$(cd "$TOP" && find configure.ac Makefile.am src plugins po templates conf tests \
            \( -name 'Makefile.inc' -o -name '*.inc' -o -name configure.ac -o -name Makefile.am \) -newer Makefile.in -print -quit)
        [ -z "$new" ] && return 0
    fi
    (cd "$TOP" && autoreconf -fi) >"$1" 2>&1 || { grep -iE 'error' "$1" | head -n 3 >&2 || true; die "autoreconf failed, see $1"; }
}

# build DIR TARGETS -- CONFIGURE-OPTIONS: configures DIR when needed and makes the targets; the log is DIR/build.log.
build() {
    local dir=$1 targets=(); shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do targets+=("$1"); shift; done
    [ $# -eq 0 ] || shift
    mkdir -p "$dir"
    bootstrap "$dir/bootstrap.log"
    if [ ! -f "$dir/Makefile" ] || [ "$TOP/configure" -nt "$dir/Makefile" ] || [ "$(cat "$dir/.options" 2>/dev/null)" != "$*" ]; then
        # With sh instead of bash libtool costs half as much, some hundred times over.
        (cd "$dir" && CONFIG_SHELL=/bin/sh "$TOP/configure" "$@") >"$dir/configure.log" 2>&1 || { grep -E 'error:' "$dir/configure.log" | head -n 3 >&2 || true; die "configure failed, see $dir/configure.log"; }
        printf '%s' "$*" >"$dir/.options"
    fi
    # One target at a time: "all" is a make of its own, and two at once would build the same library.
    local target
    : >"$dir/build.log"
    for target in "${targets[@]}"; do
        if ! make -C "$dir" -j"$(nproc)" V=1 "$target" >>"$dir/build.log" 2>&1; then
            grep -E '(error|undefined reference|\*\*\*)' "$dir/build.log" | head -n 5 >&2 || true
            die "the build failed, see $dir/build.log"
        fi
    done
}
