"""`aman names`, `lists`, `screen` and `audit`, as a user runs them: the whole story, wrong input, and kill -9."""

import csv
import hashlib
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import unittest

from command import AMAN, Case, aman, tree

FIRST = """id,name,aliases,weak_aliases,born,country,kind
a,Yusuf bin Abd al-Rahman al-Tazi,يوسف بن عبد الرحمن التازي,Joe,1965,ma,person
b,Omar Fassi,,,1970,es,person
c,Atlas Trading Company,,,,ma,organisation
"""
PEOPLE = """name,born,country
Youssef Ben Abderrahmane Tazi,1965,Maroc
يوسف التازي,1990,
Jane Doe,1980,uk
"""


class Vetting(Case):
    def write(self, name, text, encoding="utf-8"):
        with open(self.path(name), "w", encoding=encoding, newline="") as file:
            file.write(text)
        return self.path(name)

    def store(self, text=FIRST):
        store = self.path("store.sqlite")
        result = aman("lists", "import", self.write("watch.csv", text), "--store", store)
        self.assertEqual(result.returncode, 0, result.stderr)
        return store

    def screen(self, *arguments):
        result = aman("screen", *arguments, "--quiet")
        self.assertIn(result.returncode, (0, 1), result.stderr)
        return result.returncode, list(csv.DictReader(io.StringIO(result.stdout)))

    def record(self, store):
        result = aman("audit", "export", "--store", store)
        self.assertEqual(result.returncode, 0, result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def assert_whole(self, store):
        result = aman("audit", "verify", "--store", store)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("the record is whole", result.stdout)


class Names(Vetting):
    def test_pairs_get_a_score_and_a_reason(self):
        pairs = self.write("pairs.csv", "id,name1,name2,schema\n7,يوسف التازي,Youssef Tazi,Person\n8,\"A, B\",Omar,Person\n")
        result = aman("names", "compare", "--pairs", pairs, "--out", self.path("out.csv"))
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(self.path("out.csv"), encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["id"] for row in rows], ["7", "8"])
        self.assertEqual(rows[1]["name1"], "A, B")
        self.assertGreater(float(rows[0]["score"]), 0.9)
        self.assertLess(float(rows[1]["score"]), 0.3)
        self.assertIn("alike", rows[0]["why"])

    def test_reasons_in_the_readers_language(self):
        pairs = self.write("pairs.csv", "name1,name2\nOmar Fassi,Omar Alaoui Fassi\n")
        self.assertIn("only in one", aman("names", "compare", "--pairs", pairs).stdout)
        self.assertIn("dans un seul", aman("names", "compare", "--pairs", pairs, lang="fr_FR.UTF-8").stdout)
        self.assertIn("في أحدهما فقط", aman("names", "compare", "--pairs", pairs, "--lang", "ar").stdout)

    def test_wrong_tables(self):
        for text, says in (("name1\nA\n", "name2"), ("", "an empty table"), ("name1,name2\nA\n", "pairs.csv:2:1")):
            result = aman("names", "compare", "--pairs", self.write("pairs.csv", text), "--out", self.path("out.csv"))
            self.assertEqual(result.returncode, 2)
            self.assertIn(says, result.stderr)
            self.assertFalse(os.path.exists(self.path("out.csv")))
        self.assertEqual(aman("names", "compare").returncode, 2)
        self.assertEqual(aman("names", "weigh", "--pairs", "x").returncode, 2)


class Lists(Vetting):
    def test_an_empty_list_and_one_that_shrank_are_refused(self):
        store = self.store()
        for text in ("id,name\n", "id,name\na,Yusuf\n", "id,name\na,Yusuf\nb,Omar\nc,Atlas\n"):
            result = aman("lists", "import", self.write("watch.csv", text), "--store", store)
            self.assertEqual(result.returncode, 2)
            self.assertIn("nothing was imported", result.stderr)
        self.assertIn("entries 3", aman("lists", "status", "--store", store).stdout)
        self.write("watch.csv", "id,name\na,Yusuf\n")
        result = aman("lists", "import", self.path("watch.csv"), "--store", store, "--confirm")
        self.assertEqual(result.returncode, 0, result.stderr)
        status = aman("lists", "status", "--store", store, "--changes").stdout
        self.assertIn("version 2", status)
        self.assertIn("watch: removed b Omar Fassi", status)
        self.assert_whole(store)

    def test_all_files_or_none(self):
        store = self.path("store.sqlite")
        good, bad = self.write("good.csv", FIRST), self.write("bad.xml", "<?xml version='1.0'?><CONSOLIDATED_LIST>")
        result = aman("lists", "import", good, bad, "--store", store)
        self.assertEqual(result.returncode, 2)
        self.assertIn("bad.xml:1:", result.stderr)
        self.assertIn("no list is loaded", aman("lists", "status", "--store", store).stdout)
        self.assertEqual(self.record(store), [])

    def test_encodings_are_said(self):
        text = "name\nيوسف التازي\n"
        for encoding, said in (("cp1256", "Windows-1256"), ("utf-16", "UTF-16")):
            store = self.path(f"{encoding}.sqlite")
            result = aman("lists", "import", self.write("watch.csv", text, encoding), "--store", store)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(said, result.stderr)
            self.assertEqual(aman("screen", "--name", "Yusuf al-Tazi", "--store", store).returncode, 1)

    def test_what_is_no_store(self):
        other = self.write("other.sqlite", "not a database " * 100)
        self.assertEqual(aman("lists", "status", "--store", other).returncode, 2)
        self.assertEqual(aman("lists", "status", "--store", self.path("missing")).returncode, 2)
        self.assertEqual(tree(self.directory), ["other.sqlite"])


class Screen(Vetting):
    def test_people_in_several_spellings(self):
        store = self.store()
        status, alerts = self.screen(self.write("people.csv", PEOPLE), "--store", store)
        self.assertEqual(status, 1)
        self.assertEqual([alert["row"] for alert in alerts], ["2", "3"])
        self.assertEqual({alert["entry"] for alert in alerts}, {"a"})
        self.assertGreater(float(alerts[0]["score"]), float(alerts[1]["score"]))
        self.assertIn("born in the same year", alerts[0]["why"])
        self.assertIn("the same country", alerts[0]["why"])
        self.assertIn("over four years apart", alerts[1]["why"])
        self.assertEqual({alert["decision"] for alert in alerts}, {"possible match, for a human to decide"})

    def test_one_name(self):
        store = self.store()
        result = aman("screen", "--name", "يوسف بن عبد الرحمن التازي", "--born", "1965", "--country", "ma", "--store", store)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("watch a", result.stdout)
        self.assertEqual(aman("screen", "--name", "Jane Doe", "--store", store).returncode, 0)

    def test_weak_aliases_confirm_and_do_not_trigger(self):
        store = self.store()
        self.assertEqual(aman("screen", "--name", "Joe", "--store", store).returncode, 0)

    def test_kinds(self):
        store = self.store()
        self.assertEqual(aman("screen", "--name", "Atlas Trading Company", "--store", store).returncode, 0)
        self.assertEqual(aman("screen", "--name", "Atlas Trading Co", "--kind", "organisation", "--store", store).returncode, 1)

    def test_the_same_on_any_number_of_threads(self):
        store = self.store()
        rows = "".join(f"Yusuf Tazi {i % 7}\nOmar al-Fassi\n" for i in range(1500))
        people = self.write("people.csv", "name\n" + rows)
        one, many = (self.screen(people, "--store", store, "--threads", n) for n in (1, 4))
        self.assertEqual(one, many)
        self.assertGreaterEqual(len(one[1]), 1500)
        self.assert_whole(store)

    def test_every_look_up_is_on_record_with_what_was_asked_of_what(self):
        store = self.store()
        self.screen(self.write("people.csv", PEOPLE), "--store", store, "--by", "officer 7", "--reason", "badges")
        lines = self.record(store)
        self.assertEqual([line["kind"] for line in lines], ["import", "screening", "look-up", "alert", "look-up", "alert", "look-up"])
        run, look_up = json.loads(lines[1]["body"]), json.loads(lines[2]["body"])
        sealed = json.loads(lines[2]["sealed"])
        self.assertEqual((run["by"], run["reason"], run["people"]), ("officer 7", "badges", 3))
        self.assertEqual(run["lists"][0]["version"], 1)
        self.assertEqual(len(run["lists"][0]["hash"]), 64)
        self.assertEqual(look_up["run"], lines[1]["number"])
        self.assertEqual(sealed["name"], "Youssef Ben Abderrahmane Tazi")
        self.assertEqual(sealed["matches"][0]["entry"], "a")
        self.assertEqual(json.loads(lines[6]["sealed"])["matches"], [])
        self.assertNotIn("Youssef", "".join(line["body"] for line in lines))
        key = bytes.fromhex(lines[2]["key"])
        self.assertEqual(look_up["sealed"], hashlib.blake2b(lines[2]["sealed"].encode(), key=key, digest_size=32).hexdigest())

    def test_nothing_is_screened_against_nothing(self):
        store = self.path("store.sqlite")
        self.assertEqual(aman("screen", "--name", "A", "--store", store).returncode, 2)
        self.assertEqual(aman("lists", "import", self.write("empty.csv", "name\n"), "--store", store).returncode, 2)
        result = aman("screen", "--name", "A", "--store", store)
        self.assertEqual(result.returncode, 2)
        self.assertIn("would clear everyone", result.stderr)

    def test_wrong_usage(self):
        for arguments in ((), ("people.csv", "--name", "A"), ("--name", "A", "--threshold", "0"), ("--name", "A", "--born", "x"),
                          ("--name", "A", "--kind", "ghost")):
            self.assertEqual(aman("screen", *arguments).returncode, 2, arguments)


class Audit(Vetting):
    def test_a_change_to_the_record_shows(self):
        store = self.store()
        for name in ("Omar Fassi", "Jane Doe"):
            aman("screen", "--name", name, "--store", store)
        with sqlite3.connect(store) as db:
            with self.assertRaises(sqlite3.IntegrityError):
                db.execute("DELETE FROM record WHERE number = 2")
            db.execute("DROP TRIGGER record_no_change")
            db.execute("UPDATE record SET body = replace(body, 'run', 'rum') WHERE number = 3")
        db.close()
        result = aman("audit", "verify", "--store", store)
        self.assertEqual(result.returncode, 1)
        self.assertIn("broken at line 3", result.stdout)


class Killed(Vetting):
    TIMES = 16

    def test_nothing_is_lost_by_kill_9(self):
        """Killed at any moment, the store opens, the record is whole, and no answer was given that is not on record."""
        store = self.store()
        people = self.write("people.csv", "name\n" + "Omar Fassi\nJane Doe\n" * 4000)
        draw = random.Random(5)
        before = len(self.record(store))
        grew = 0
        for _ in range(self.TIMES):
            out = self.path("alerts.csv")
            with subprocess.Popen([AMAN, "screen", people, "--store", store, "--out", out, "--quiet"],
                                  stderr=subprocess.DEVNULL) as process:
                try:
                    process.wait(draw.uniform(0.0, 0.25))
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
            self.assert_whole(store)
            lines = self.record(store)
            self.assertGreaterEqual(len(lines), before)
            grew += len(lines) > before
            if os.path.exists(out):
                self.assertGreaterEqual(len(lines) - before, 8001)
                os.unlink(out)
            before = len(lines)
        self.assertGreater(grew, 0)

    def test_an_import_is_whole_or_not_there(self):
        store = self.store()
        big = "id,name\n" + "".join(f"{i},Name {i}\n" for i in range(20000))
        path = self.write("watch.csv", big)
        draw = random.Random(6)
        for _ in range(self.TIMES):
            with subprocess.Popen([AMAN, "lists", "import", path, "--store", store], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as process:
                try:
                    process.wait(draw.uniform(0.0, 0.2))
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
            status = aman("lists", "status", "--store", store).stdout
            self.assertTrue("entries 3," in status or "entries 20000," in status, status)
            self.assert_whole(store)


unittest.main(verbosity=2)
