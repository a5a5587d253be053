#!/usr/bin/env bash
# What `aman serve` answers on UN and OFAC, over loopback with connections kept alive, half of the names misspelt, each look-up
# on record before its answer. Prints and keeps case,requests,failed,per_s,per_cpu_s,p50_us,p99_us,max_us in
# bench/results/serve.csv; per_cpu_s counts the service's own time, so that the load beside it does not count.
#   bench/serve.sh [BUILD] [DATA] [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
data=${2:-${AMAN_SHARED_DATA:-}}
seconds=${3:-5}
results=bench/results/serve.csv
if [ ! -d "$data/names" ]; then
    echo "serve: SKIPPED, no data: set AMAN_SHARED_DATA or name the directory; nothing was measured" >&2
    exit 0
fi
ninja -C "$build" bench/bench_serve aman >/dev/null
scratch=$(mktemp -d)
pid=
stop() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
    [ -z "$pid" ] || wait "$pid" || true
    pid=
}
trap 'stop; rm -rf "$scratch"' EXIT
export AMAN_STORE=$scratch/store.sqlite
lists=("$data"/lists/un_2025-04-19.xml "$data"/lists/ofac_2021-07/{sdn,alt,add}.csv)
"$build/aman" lists import "${lists[@]}" >/dev/null 2>&1
token=$("$build/aman" serve --tokens "$scratch/tokens" --token bench)
python3 - "$data/names/negatives_train.csv" >"$scratch/names" <<'PY'
import csv, random, sys
random.seed(1)
with open(sys.argv[1], encoding="utf-8") as file:
    names = [row["full_name"] for row in csv.DictReader(file)]
for i, name in enumerate(random.sample(names, 20000)):
    at = random.randrange(1, max(2, len(name) - 1))
    slip = random.choice([name[at:at + 1] * 2, "", random.choice("abcdefghijklmnopqrstuvwxyz")])
    print(name[:at] + slip + name[at + 1:] if i % 2 else name)
PY
"$build/aman" serve --tokens "$scratch/tokens" --listen 127.0.0.1:0 --rate 1000000 >"$scratch/out" 2>"$scratch/err" &
pid=$!
for _ in $(seq 100); do grep -q listening "$scratch/out" && break || sleep 0.1; done
port=$(sed -n 's/.*:\([0-9]*\)$/\1/p' "$scratch/out")

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ,' ' ')
{
    echo "# $(date -u +%Y-%m-%d), commit $commit, $processor, $(nproc) cores shared with the load, $(cut -d' ' -f1 /proc/loadavg) others"
    echo "case,requests,failed,per_s,per_cpu_s,p50_us,p99_us,max_us"
} >"$scratch/table"
note() {
    echo "$*" | tee -a "$scratch/table"
}
ask() { # CONNECTIONS SECONDS
    "$build/bench/bench_serve" "$port" "$token" "$scratch/names" "$1" "$2" "$pid"
}
for connections in 1 8 64; do note "$connections connections,$(ask $connections "$seconds")"; done

# A newer list while it is asked: what the requests feel, and from the import's end to being in force.
ask 8 "$seconds" >"$scratch/under" &
load=$!
sleep 1
"$build/aman" lists import "$data/lists/un_2026-02-27.xml" --shrink 50 >"$scratch/import"
imported=$(date +%s.%N)
for _ in $(seq 500); do [ "$(grep -c 'in force' "$scratch/err")" -ge 2 ] && break || sleep 0.01; done
swapped=$(date +%s.%N)
wait "$load"
note "8 connections with a list exchanged,$(cat "$scratch/under")"
note "seconds from the import's end to being in force,,,,,,,$(awk -v a="$imported" -v b="$swapped" 'BEGIN { printf "%.2f", b - a }')"
note "seconds to load and index,,,,,,,$(sed -n 's/.*after \([0-9.]*\) s/\1/p' "$scratch/err" | tail -n 1)"
note "peak memory in MB,,,,,,,$(awk '/VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$pid/status")"
mkdir -p bench/results
mv "$scratch/table" "$results"
