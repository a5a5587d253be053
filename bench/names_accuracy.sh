#!/usr/bin/env bash
# How well names are told, on labelled pairs and real lists: prints test,split,n,value and keeps them in
# bench/results/names_accuracy.csv. DATA holds names/ and lists/ (bench/README.md says which files).
#   bench/names_accuracy.sh [BUILD] [DATA]
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
data=${2:-${AMAN_SHARED_DATA:-}}
results=bench/results/names_accuracy.csv
if [ ! -d "$data/names" ]; then
    echo "names_accuracy: no data: set AMAN_SHARED_DATA or name the directory; nothing was measured" >&2
    exit 77
fi

ninja -C "$build" bench/bench_names >/dev/null
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
git diff --quiet HEAD -- '*.c' '*.h' 2>/dev/null || commit=$commit+
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
{
    echo "# $(date -u +%Y-%m-%d), commit $commit"
    echo "test,split,n,value"
    "$build/bench/bench_names" accuracy "$data"
} >"$scratch"
mkdir -p bench/results
cp "$scratch" "$results"
cat "$results"
