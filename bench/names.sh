#!/usr/bin/env bash
# How fast names are searched, on one core, beside nomenklatura's matchers (yente's): prints and keeps
# case,names,load_s,index_bytes,queries,searches_per_s,median_us,p99_us,compared,hits in bench/results/names.csv. Times are of
# the processor, not of the wall, so that other work on the machine does not count.
#   bench/names.sh [BUILD] [DATA] [short]    short: a batch of 25,000 people
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
data=${2:-${AMAN_SHARED_DATA:-}}
short=${3:-}
results=bench/results/names.csv
if [ ! -d "$data/names" ]; then
    echo "names: SKIPPED, no data: set AMAN_SHARED_DATA or name the directory; nothing was measured" >&2
    exit 0
fi

ninja -C "$build" bench/bench_screen aman >/dev/null
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ,' ' ')
{
    echo "# $(date -u +%Y-%m-%d), commit $commit, $processor, one core, peer: nomenklatura"
    echo "case,names,load_s,index_bytes,queries,searches_per_s,median_us,p99_us,compared,hits"
} >"$scratch/table"
tail -n 1 "$scratch/table"

note() {
    echo "$*" | tee -a "$scratch/table"
}

note "UN and OFAC,$("$build/bench/bench_screen" lists "$data" 20000)"
for n in 1000 10000 100000 1000000; do
    queries=4000
    [ "$n" -lt 1000000 ] || queries=600
    note "made,$("$build/bench/bench_screen" made "$data" "$n" $queries)"
done

# A batch through the command, the record included: a million made people, or (short) those of the negatives.
export AMAN_STORE=$scratch/store.sqlite
"$build/aman" lists import "$data"/lists/un_2026-02-27.xml "$data"/lists/ofac_2021-07/{sdn,alt,add}.csv >/dev/null 2>&1
if [ -n "$short" ]; then
    cut -d, -f1,6 "$data/names/negatives_train.csv" | sed '1s/.*/name,born/' >"$scratch/people.csv"
else
    "$build/bench/bench_screen" people "$data" 1000000 >"$scratch/people.csv"
fi
people=$(($(wc -l <"$scratch/people.csv") - 1))
/usr/bin/env time -f '%e %U %S %M' -o "$scratch/time" "$build/aman" screen "$scratch/people.csv" --out "$scratch/alerts.csv" --quiet \
    2>/dev/null || [ $? -eq 1 ]
read -r seconds user system kilobytes < <(tail -n 1 "$scratch/time")
note "aman screen by the wall on $(nproc) cores with the record,,,,$people,$(awk -v n="$people" -v s="$seconds" 'BEGIN { printf "%.0f", n / s }'),,,,"
note "aman screen by the processor's time on one core,,,,$people,$(awk -v n="$people" -v u="$user" -v s="$system" 'BEGIN { printf "%.0f", n / (u + s) }'),,,,"
note "aman screen peak memory in MB,,,,,$((kilobytes / 1024)),,,,"

# The peers. Ours on UN and OFAC, every listed name, over theirs.
rate() {
    awk -F, -v name="$1" '$1 == name { print $6; exit }' "$scratch/table"
}
ratio() {
    note "ratio to $1,,,,,$(awk -v a="$(rate "UN and OFAC")" -v b="$2" 'BEGIN { printf "%.0f", a / b }'),,,,"
}
peer=${AMAN_NAMES_PEER_ENV:-$build/peer-names}
if [ ! -x "$peer/bin/python" ]; then
    python3 -m venv "$peer"
    "$peer/bin/pip" -q install nomenklatura || true
fi
for algorithm in logic-v2 ofac; do
    if line=$("$peer/bin/python" bench/names_peer.py "$data" "$algorithm" 10 300); then
        note "$line"
        ratio "$algorithm with 300 candidates a search" "$(rate "$algorithm with 300 candidates a search")"
    else
        echo "names: the peer $algorithm could not be had: it was not measured" >&2
    fi
done
# watchman's module was refused by the registry when this was written; its makers' figure for a misspelt name stands in, of their
# machine and not of this run.
note "watchman's own figure; not measured,,,,,55,,,,"
ratio "watchman's own figure" 55
mkdir -p bench/results
mv "$scratch/table" "$results"
