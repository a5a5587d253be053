#!/usr/bin/env bash
# The crowd engine beside JuPedSim, case by case, on the same ground, people, model and step: prints and keeps
# case,ours,peer,ratio in bench/results/crowd.csv (rates in million agent-steps a second; ours on all cores).
#   bench/crowd.sh [BUILD] [short]    short: 1,000 and 10,000 people only
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
short=${2:-}
threads=$(nproc)
results=bench/results/crowd.csv
step_s=0.01

ninja -C "$build" bench/bench_crowd bench/bench_trajectory >/dev/null
ours=$build/bench/bench_crowd
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
peer=${AMAN_PEER_ENV:-$build/peer}
if [ ! -x "$peer/bin/python" ]; then
    python3 -m venv "$peer"
    "$peer/bin/pip" -q install jupedsim shapely
fi

commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ,' ' ')
{
    echo "# $(date -u +%Y-%m-%d), commit $commit, $processor, $threads threads, step $step_s s, peer: JuPedSim"
    echo "case,ours,peer,ratio"
} >"$scratch/table"
tail -n 1 "$scratch/table"

# Appends a line to the table and shows it.
note() {
    echo "$*" | tee -a "$scratch/table"
}

# Million per second of agent-steps, of a line `agent-steps,seconds,…`.
rate() {
    awk -F, '{ printf "%.3f", $1 / $2 / 1e6 }' <<<"$1"
}

# Best of three of ours.
best() {
    local most=0 line r
    for _ in 1 2 3; do
        line=$("$ours" "$@")
        r=$(rate "$line")
        most=$(awk -v a="$most" -v b="$r" 'BEGIN { print (b > a ? b : a) }')
    done
    echo "$most"
}

# scene people model our-steps peer-steps
compare() {
    local line mine theirs
    "$ours" "$1" "$2" "$3" 1 $step_s 1 "$scratch/people.csv"
    mine=$(best "$1" "$2" "$3" "$4" $step_s "$threads")
    line=$("$peer/bin/python" bench/crowd_peer.py "$1" "$3" "$5" $step_s "$scratch/people.csv")
    theirs=$(rate "$line")
    note "$1 $2 $3,$mine,$theirs,$(awk -v a="$mine" -v b="$theirs" 'BEGIN { printf "%.1f", a / b }')"
    echo "$line" >"$scratch/peer-line"
}

models="collision_free_speed social_force anticipation_velocity"
for model in $models; do
    for scene in hall bottleneck; do
        compare $scene 1000 "$model" 3000 300
        compare $scene 10000 "$model" 500 40
        [ -n "$short" ] || compare $scene 50000 "$model" 150 10
    done
done
pillars="10000"
[ -n "$short" ] || pillars="10000 48000"
for n in $pillars; do
    compare pillars "$n" collision_free_speed 150 3
    set_up=$("$ours" pillars "$n" collision_free_speed 1 $step_s "$threads" | cut -d, -f3)
    theirs=$(cut -d, -f3 "$scratch/peer-line")
    note "pillars $n set-up s,$set_up,$theirs,$(awk -v a="$set_up" -v b="$theirs" 'BEGIN { printf "%.1f", b / a }')"
done

for model in $models aman; do
    one=$(best hall 50000 "$model" 150 $step_s 1)
    all=$(best hall 50000 "$model" 150 $step_s "$threads")
    note "hall 50000 $model one core,$one,,"
    note "hall 50000 $model $threads threads over one,$all,$one,$(awk -v a="$all" -v b="$one" 'BEGIN { printf "%.2f", a / b }')"
done
for ending in h5 sqlite; do
    note "trajectory of 50000 people $ending ms a frame,$("$build/bench/bench_trajectory" "$scratch/way.$ending" 50000 50),,"
    rm -f "$scratch/way.$ending"
done
if [ -z "$short" ]; then
    for n in 10000 100000; do
        line=$("$ours" hall $n aman 100 0.1 "$threads")
        note "hall $n aman step 0.1 s,$(rate "$line"),,"
    done
    line=$("$ours" hall 1000000 aman 20 0.1 "$threads")
    note "hall 1000000 aman step 0.1 s,$(rate "$line"),,"
    note "hall 1000000 bytes a person with the ground,$(cut -d, -f4 <<<"$line"),,"
fi
mkdir -p bench/results
mv "$scratch/table" "$results"
