#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Measures the portal beside its peers in one run and prints ratios; --large: consultations of many parties. See README.md.
. "$(dirname "${BASH_SOURCE[0]}")/../tools/lib.sh"
SHARED=${OVERENS_SHARED:-$TOP/../shared}
SEED=seed LARGE=""
if [ "${1:-}" = --large ]; then SEED=rounds LARGE=1; shift; fi
[ -d "$SHARED/bench" ] || die "the peers are in ../shared/bench, which is not here: nothing to compare with"
export WORK=${WORK:-${TMPDIR:-/tmp}/overens-bench}
PORTAL=$WORK/portal
mkdir -p "$PORTAL"
# shellcheck disable=SC2086
install_packages $BUILD_PACKAGES $RUN_PACKAGES wrk python3 curl
say "building the portal"
build "$TOP/build/bench" all bench/overens-bench-$SEED --
rm -rf "$PORTAL"; mkdir -p "$PORTAL"
make -C "$TOP/build/bench" -s install DESTDIR="$PORTAL/app" >"$PORTAL/install.log" 2>&1 || die "make install failed, see $PORTAL/install.log"
say "preparing the peers"
(cd "$SHARED/bench" && ./run.sh --only c-db,php-fpm --check-only) >"$WORK/peers-check.log" 2>&1 || { tail -n 5 "$WORK/peers-check.log" >&2; die "the peers do not start, see $WORK/peers-check.log"; }
[ -z "$LARGE" ] || exec python3 "$TOP/bench/rounds.py" --work "$WORK" --portal "$PORTAL" --top "$TOP" "$@"
exec python3 "$TOP/bench/bench.py" --work "$WORK" --portal "$PORTAL" --shared "$SHARED/bench" --top "$TOP" "$@"
