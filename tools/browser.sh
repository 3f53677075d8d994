#!/usr/bin/env bash
# Looks for Chromium, which the browser tests need; as root it is installed where apt-get exists. --print: its path only.
set -uo pipefail
find_it() {
  local name
  if [ -x "${LYSNING_CHROMIUM:-}" ]; then printf '%s' "$LYSNING_CHROMIUM"; return; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable; do command -v "$name" && return; done
  return 1
}
if [ "${1:-}" = --print ]; then find_it; exit 0; fi
if find_it >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  printf '· Henter Chromium\n' >&2
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -q && apt-get install -q -y --no-install-recommends chromium; } >/dev/null 2>&1
fi
find_it >/dev/null || printf '%s\n' '✗ Chromium mangler: browsertestene bliver sprunget over. Installér chromium,' \
  '  eller sæt LYSNING_CHROMIUM=/sti/til/chromium. Med CI=true er det en fejl.' >&2
