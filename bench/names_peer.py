"""A matcher of nomenklatura (yente's), comparing queries with a list one by one; prints a line for bench/names.sh.

usage: names_peer.py DATA ALGORITHM QUERIES CANDIDATES

Only comparing is measured (its service asks a search engine for candidates first): a search is CANDIDATES comparisons.
"""

import csv
import sys
import time

from followthemoney.proxy import EntityProxy
from nomenklatura.matching import get_algorithm


def entity(identity, name):
    return EntityProxy.from_dict({"id": identity, "schema": "Person", "properties": {"name": [name]}})


def main():
    data, name, n_queries, n_candidates = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with open(f"{data}/names/negatives_train.csv", encoding="utf-8") as file:
        queries = [entity(f"q{i}", row["full_name"]) for i, row in zip(range(n_queries), csv.DictReader(file))]
    with open(f"{data}/lists/ofac_2021-07/sdn.csv", encoding="utf-8") as file:
        names = [row[1] for row in csv.reader(file) if len(row) == 12 and row[2].strip() == "individual"]
    listed = [entity(f"l{i}", name) for i, name in enumerate(names[:n_candidates])]
    algorithm = get_algorithm(name)
    config = algorithm.default_config()
    algorithm.compare(queries[0], listed[0], config)  # loads its tables
    began = time.process_time()
    for query in queries:
        for candidate in listed:
            algorithm.compare(query, candidate, config)
    took = time.process_time() - began
    print(f"{name} with {len(listed)} candidates a search,,,,{len(queries)},{len(queries) / took:.2f},{1e6 * took / len(queries):.0f},,{len(listed)},")


main()
