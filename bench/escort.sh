#!/usr/bin/env bash
# The escort engine on the maps of Monaco and Baltimore beside igraph and pgRouting: prints and keeps case,ours,peer,ratio in
# bench/results/escort.csv. See bench/README.md.
#   bench/escort.sh [BUILD] [PAIRS]    PAIRS: how many random pairs (default: 2000)
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
pairs=${2:-2000}
results=bench/results/escort.csv
maps=${AMAN_SHARED_DATA:-../shared/data}/roads
for map in monaco baltimore; do
    if [ ! -r "$maps/$map.osm.pbf" ]; then
        echo "escort: skipped: $maps/$map.osm.pbf is not there (AMAN_SHARED_DATA)" >&2
        exit 0
    fi
done

ninja -C "$build" bench/bench_escort aman >/dev/null
ours=$build/bench/bench_escort
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
peer=${AMAN_PEER_ENV:-$build/peer-escort}
if [ ! -x "$peer/bin/python" ]; then
    python3 -m venv "$peer"
    "$peer/bin/pip" -q install igraph
fi

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ,' ' ')
{
    echo "# $(date -u +%Y-%m-%d), commit $commit, $processor, one core, peers: igraph, pgRouting"
    echo "case,ours,peer,ratio"
} >"$scratch/table"
cat "$scratch/table"

note() { # CASE OURS PEER: appends a line with their ratio
    local ratio=""
    [ -z "$3" ] || ratio=$(awk -v a="$2" -v b="$3" 'BEGIN { printf "%.2f", a / b }')
    echo "$1,$2,$3,$ratio" | tee -a "$scratch/table"
}

percent() { # NUMBER
    awk -v n="$1" -v all="$pairs" 'BEGIN { printf "%.2f", 100 * n / all }'
}

for map in monaco baltimore; do
    file=$maps/$map.osm.pbf
    "$ours" pairs "$file" "$pairs" 1 >"$scratch/pairs.csv"
    "$build/aman" escort graph --roads "$file" --out "$scratch/edges.csv" 2>/dev/null
    "$build/aman" escort routes --roads "$file" --pairs "$scratch/pairs.csv" --turns ignore >"$scratch/free.jsonl" 2>/dev/null
    "$build/aman" escort routes --roads "$file" --pairs "$scratch/pairs.csv" >"$scratch/turns.jsonl" 2>/dev/null || true
    IFS=, read -r flow mine differ < <("$peer/bin/python" bench/escort_peer.py flow "$scratch/edges.csv" "$scratch/pairs.csv" \
        "$scratch/free.jsonl")
    note "$map disjoint % of $pairs pairs without turn restrictions" "$(percent "$mine")" "$(percent "$flow")"
    note "$map pairs on which max-flow differs" "$differ" ""
    note "$map disjoint % with turn restrictions" "$(percent "$(grep -c '"disjoint":true' "$scratch/turns.jsonl")")" ""
    note "$map pairs not searched to the end" "$(grep -c '"least_shared":false' "$scratch/turns.jsonl" || true)" ""
    IFS=, read -r theirs _ < <("$peer/bin/python" bench/escort_peer.py queries "$scratch/edges.csv" "$scratch/pairs.csv" 500)
    while IFS=, read -r name value; do
        case $name in
        "queries/s hierarchy with route") routes=$value && note "$map $name" "$value" "$theirs" ;;
        queries*) note "$map $name" "$value" "$theirs" ;;
        *) note "$map $name" "$value" "" ;;
        esac
    done < <("$ours" queries "$file" "$pairs" 1)
    if IFS=, read -r one many < <(bench/escort_pgrouting.sh "$scratch/edges.csv" "$scratch/pairs.csv" 500); then
        note "$map queries/s hierarchy with route; pgRouting: one pair a call" "$routes" "$one"
        note "$map queries/s hierarchy with route; pgRouting: 500 pairs in one call" "$routes" "$many"
    else
        echo "# $map: no pgRouting here, so nothing beside it" | tee -a "$scratch/table"
    fi
    IFS=, read -r read graph < <("$ours" read "$file")
    note "$map read s" "$read" ""
    note "$map graph s" "$graph" ""
done
note "monaco whole plan s" "$("$ours" plan "$maps/monaco.osm.pbf" 7.4246,43.7395 7.4156,43.7277)" ""
mkdir -p bench/results
mv "$scratch/table" "$results"
