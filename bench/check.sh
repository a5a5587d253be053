#!/usr/bin/env bash
# Measures `aman check` on an example, part by part, and appends a line to bench/results/check.csv.
#   bench/check.sh [BUILD] [THREADS] [PLAN]
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
threads=${2:-$(nproc)}
plan=${3:-examples/tangier-2023}
results=bench/results/check.csv
header=date,commit,processor,plan,threads,seed,people,runs,read_best_s,read_median_s,set_up_s,day_s,runs_s,report_s
header=$header,peak_memory_mb,agent_steps_per_s,times_real_time,day_hash

ninja -C "$build" bench/bench_check >/dev/null
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
git diff --quiet HEAD -- '*.c' '*.h' 2>/dev/null || commit=$commit+
processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ,' ' ')
line=$("$build/bench/bench_check" "$plan" "$threads" 1 "$scratch/report")

mkdir -p "$(dirname "$results")"
[ -s "$results" ] || echo "$header" >"$results"
echo "$(date -u +%Y-%m-%d),$commit,$processor,$(basename "$plan"),$line" >>"$results"
paste -d' ' <(head -n 1 "$results" | tr , '\n') <(tail -n 1 "$results" | tr , '\n')
