#!/usr/bin/env bash
# pgRouting on the graph that `aman escort graph` writes, in a database cluster of its own that lives in a temporary directory
# and listens on a socket there only.
#   bench/escort_pgrouting.sh EDGES.csv PAIRS.csv N    prints: shortest paths a second with one pair a call, with all in one
# Exit status 3: pgRouting is not installed (tools/install-deps bench).
set -euo pipefail
edges=$(realpath "$1")
pairs=$(realpath "$2")
n=$3
bin=/usr/lib/postgresql/15/bin
for file in "$bin/initdb" /usr/share/postgresql/15/extension/pgrouting.control; do
    if [ ! -e "$file" ]; then
        echo "escort: pgRouting is not installed ($file): tools/install-deps bench" >&2
        exit 3
    fi
done

dir=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$dir"
}
trap stop EXIT
as_owner=() # the server refuses to run as root
if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$dir"
    as_owner=(setpriv --reuid postgres --regid postgres --init-groups)
fi
"${as_owner[@]}" "$bin/initdb" -D "$dir/db" -U bench -A trust --no-sync >/dev/null
"${as_owner[@]}" "$bin/postgres" -D "$dir/db" -k "$dir" -c listen_addresses= -c fsync=off >"$dir/log" 2>&1 &
server=$!
for _ in $(seq 100); do
    "$bin/pg_isready" -q -h "$dir" -U bench && break
    sleep 0.1
done

ask() {
    "$bin/psql" -q -t -A -X -v ON_ERROR_STOP=1 -h "$dir" -U bench postgres
}
tail -n +2 "$edges" | cut -d, -f1,2,4 >"$dir/edges"
awk -F, -v n="$n" 'NR > 1 && NR <= n + 1 { print $5 "," $6 }' "$pairs" >"$dir/pairs"
{
    echo "SET client_min_messages = error; CREATE EXTENSION pgrouting CASCADE;"
    echo "CREATE TABLE edges (id serial PRIMARY KEY, source bigint, target bigint, cost float8);"
    echo "CREATE TABLE pairs (id serial PRIMARY KEY, source bigint, target bigint);"
    echo "COPY edges (source, target, cost) FROM STDIN (FORMAT csv);"
    cat "$dir/edges"
    echo '\.'
    echo "COPY pairs (source, target) FROM STDIN (FORMAT csv);"
    cat "$dir/pairs"
    echo '\.'
    echo "ANALYZE;"
} | ask

graph="'SELECT id, source, target, cost FROM edges'"
few=20
ask <<SQL | paste -s -d,
CREATE FUNCTION rate(question text, n int) RETURNS text LANGUAGE plpgsql AS \$\$
DECLARE begun timestamptz := clock_timestamp();
BEGIN
    EXECUTE question;
    RETURN round((n / extract(epoch FROM clock_timestamp() - begun))::numeric, 1);
END \$\$;
SELECT rate(\$\$ SELECT sum(d.cost) FROM (SELECT * FROM pairs WHERE id <= $few) p,
    LATERAL pgr_dijkstra($graph, p.source, p.target) d \$\$, $few);
SELECT rate(\$\$ SELECT sum(cost) FROM pgr_dijkstra($graph, 'SELECT source, target FROM pairs') \$\$, $n);
SQL
