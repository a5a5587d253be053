"""`aman names`, `lists`, `screen` and `audit`, as a user runs them: the whole story, wrong input, and kill -9."""

import csv
import hashlib
import io
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import time
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

    def test_the_treasury_score(self):
        pairs = self.write("pairs.csv", 'name1,name2\nGEORGE BUSH,"HASWANI, George"\nPutin,"PUTIN, Vladimir"\n')
        result = aman("names", "compare", "--pairs", pairs, "--mode", "ofac", lang="en_US.UTF-8")
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        self.assertEqual([row["score"] for row in rows], ["0.5000", "1.0000"])
        self.assertIn("name parts 50%", rows[0]["why"])
        self.assertEqual(aman("names", "compare", "--pairs", pairs, "--mode", "fbi").returncode, 2)

    def test_a_misspelt_column_is_said(self):
        pairs = self.write("pairs.csv", "name1,name2,shema,note\nOmar,Omar,Person,x\n")
        result = aman("names", "compare", "--pairs", pairs)
        self.assertEqual(result.returncode, 0)
        self.assertIn("did you mean `schema`?", result.stderr)
        self.assertNotIn("note", result.stderr)

    def test_wrong_tables(self):
        for text, says in (("name1\nA\n", "name2"), ("", "an empty table"), ("name1,name2\nA\n", "pairs.csv:2:1")):
            result = aman("names", "compare", "--pairs", self.write("pairs.csv", text), "--out", self.path("out.csv"))
            self.assertEqual(result.returncode, 2)
            self.assertIn(says, result.stderr)
            self.assertFalse(os.path.exists(self.path("out.csv")))
        self.assertEqual(aman("names", "compare").returncode, 2)
        self.assertEqual(aman("names", "weigh", "--pairs", "x").returncode, 2)


class Told(Vetting):
    def test_columns_that_are_not_read_are_said(self):
        store = self.store()
        people = self.write("people.csv", "name,ne,gate\nOmar Fassi,1970,3\n")
        result = aman("screen", people, "--store", store, "--quiet")
        self.assertEqual(result.returncode, 1)
        self.assertIn("people.csv:1:6: warning", result.stderr)
        self.assertIn("did you mean `né`?", result.stderr)
        self.assertIn("`gate`, which is not read", result.stderr)
        people = self.write("people.csv", "nom,né\nOmar Fassi,1970\n")
        result = aman("screen", people, "--store", store, "--quiet")
        self.assertEqual(result.stderr, "")
        self.assertEqual(next(csv.DictReader(io.StringIO(result.stdout)))["born"], "1970")

    def test_odd_names_are_said_match_or_none(self):
        store = self.store()
        people = self.write("people.csv", "name\nOm\u0430r F\u0430ssi\nJane\u202e Doe\nJa\u200bne Doe\nJane Doe\n" + "a" * 10000 + "\n")
        result = aman("screen", people, "--store", store, "--quiet", lang="en_US.UTF-8")
        self.assertEqual(result.returncode, 1)
        self.assertIn("letters of another alphabet", next(csv.DictReader(io.StringIO(result.stdout)))["why"])
        said = result.stderr.splitlines()
        self.assertEqual([line.split(":")[1] for line in said], ["2", "3", "4", "6"], said)
        self.assertIn("letters of another alphabet", said[0])
        self.assertIn("hidden characters", said[1])
        self.assertIn("hidden characters", said[2])

    def test_the_treasury_score(self):
        store = self.store()
        status, rows = self.screen("--name", "Omar Fasi", "--store", store, "--mode", "ofac", "--threshold", "0.9", "--out",
                                   self.path("out.csv"))
        self.assertEqual((status, rows), (1, []))
        with open(self.path("out.csv"), encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([(row["entry"], row["score"]) for row in rows], [("b", "0.9800")])
        self.assertEqual(json.loads(self.record(store)[1]["body"])["mode"], "ofac")


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

    def test_every_fault_of_all_files_is_told(self):
        store = self.store()
        bad, worse = self.write("bad.csv", "id,name\na\n"), self.write("worse.csv", "id,who\na,b\n")
        result = aman("lists", "import", bad, self.path("watch.csv"), worse, "--store", store)
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        for said in ("bad.csv:2:", "worse.csv:1:", "nothing was imported"):
            self.assertIn(said, result.stderr)
        self.assertEqual(len(self.record(store)), 1)

    def test_two_lists_of_one_name_are_refused(self):
        store = self.store()
        os.mkdir(self.path("other"))
        other = self.write("other/watch.csv", FIRST + "d,Jane Doe,,,,,person\n")
        result = aman("lists", "import", other, self.path("watch.csv"), "--store", store)
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertIn("watch.csv: a list `watch` is among the files before it", result.stderr)
        self.assertIn("version 1", aman("lists", "status", "--store", store).stdout)

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


class Alerts(Vetting):
    def alerts(self, store, *more):
        result = aman("alerts", "--store", store, "--format", "json", *more)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)["alerts"]

    def decide(self, store, action, alert, by, reason="so it is", expected=0):
        result = aman("alerts", action, *([alert] if isinstance(alert, int) else alert), "--store", store, "--by", by,
                      *(["--reason", reason] if reason else []))
        self.assertEqual(result.returncode, expected, result.stderr)
        return result.stderr

    def screened(self, text=FIRST):
        store = self.store(text)
        self.screen(self.write("people.csv", PEOPLE), "--store", store)
        return store

    def test_the_whole_story(self):
        """Import, screen, decide, import the newer list, see only what changed, verify."""
        store = self.screened()
        queue = self.alerts(store)
        self.assertEqual([alert["person"]["name"] for alert in queue], ["Youssef Ben Abderrahmane Tazi", "يوسف التازي"])
        first, second = (alert["alert"] for alert in queue)
        self.decide(store, "except", second, "amina")
        self.assertIn("a second person must confirm", self.decide(store, "confirm", second, "amina", expected=2))
        self.decide(store, "confirm", second, "driss")
        self.decide(store, "true", first, "amina")
        self.decide(store, "confirm", first, "driss")
        self.assertEqual(self.alerts(store), [])
        status, rows = self.screen(self.path("people.csv"), "--store", store)
        self.assertEqual((status, [row["decision"] for row in rows]), (1, ["true match", "standing exception"]))
        newer = FIRST.replace("1970", "1971") + "d,Jane Doe,,,1980,,person\n"
        result = aman("lists", "import", self.write("watch.csv", newer), "--store", store)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("added 1, removed 0, changed 1", result.stdout)
        self.assertIn("3 known people looked for among what is new or changed: new alerts 1", result.stdout)
        self.assertEqual([(alert["person"]["name"], alert["entry"]) for alert in self.alerts(store)], [("Jane Doe", "d")])
        changed = newer.replace(",1965,", ",1966,")
        result = aman("lists", "import", self.write("watch.csv", changed), "--store", store)
        self.assertIn("opened again 1, noted 1", result.stdout)
        shown = json.loads(aman("alerts", "show", second, "--store", store, "--format", "json").stdout)
        self.assertEqual((shown["state"], shown["listed"]["born"], shown["listed_before"]["born"]),
                         ("open", [[1966, 1966]], [[1965, 1965]]))
        self.assertEqual([event["action"] for event in shown["history"]], ["found", "except", "confirm", "changed"])
        self.assert_whole(store)

    def test_shown_in_three_languages(self):
        store = self.screened()
        for lang, words in (("en", ("person", "the same country", "found")), ("fr", ("personne", "même pays", "trouvée")),
                            ("ar", ("الشخص", "البلد نفسه", "عُثر عليه"))):
            shown = aman("alerts", "show", "1", "--store", store, "--lang", lang).stdout
            for word in words:
                self.assertIn(word, shown)
            self.assertIn("\u2068Yusuf bin Abd al-Rahman al-Tazi\u2069", shown)

    def test_the_queue_as_table_and_filtered(self):
        store = self.screened()
        table = list(csv.DictReader(io.StringIO(aman("alerts", "--store", store, "--format", "csv").stdout)))
        self.assertEqual([row["alert"] for row in table], ["1", "2"])
        self.assertEqual(len(self.alerts(store, "--find", "youssef")), 1)
        self.assertEqual(len(self.alerts(store, "--most", 1)), 1)
        self.decide(store, "false", [1, 2], "amina")
        self.assertEqual(self.alerts(store), [])
        self.assertEqual(len(self.alerts(store, "--state", "false")), 2)
        self.assertEqual(len(self.alerts(store, "--state", "all")), 2)
        self.assertEqual(self.screen(self.path("people.csv"), "--store", store)[0], 0)

    def test_all_are_decided_or_none(self):
        store = self.screened()
        self.assertIn("there is no such alert", self.decide(store, "false", [1, 9], "amina", expected=2))
        self.assertEqual({alert["state"] for alert in self.alerts(store)}, {"open"})
        for arguments in (("false",), ("list", "1"), ("weigh", "1"), ("show",), ("--state", "ghost"),
                          ("false", "x", "--reason", "r")):
            self.assertEqual(aman("alerts", *arguments, "--store", store).returncode, 2, arguments)
        self.decide(store, "false", 1, "amina", reason=None, expected=2)
        result = aman("alerts", "false", "1", "--store", store, "--by", "a", "--reason", "r", "--revision", "7")
        self.assertIn("somebody else took a step", result.stderr)

    def test_the_forgotten_are_gone_and_the_record_is_whole(self):
        store = self.screened()
        self.decide(store, "false", 1, "amina", "not Youssef Tazi of Fes")
        person = [alert for alert in self.alerts(store, "--state", "all") if alert["alert"] == 1][0]["person"]["number"]
        self.assertEqual(aman("audit", "forget", "--person", person, "--store", store).returncode, 2)
        other = self.alerts(store)[0]["person"]["number"]
        result = aman("audit", "forget", "--person", other, "--store", store, "--reason", "asked for")
        self.assertEqual(result.returncode, 2)
        self.assertIn("has an alert that is undecided", result.stderr)
        result = aman("audit", "forget", "--person", person, "--store", store, "--reason", "asked for")
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(store, "rb") as file:
            kept = file.read()
        self.assertNotIn("Abderrahmane Tazi".encode(), kept)
        self.assertNotIn(b"not Youssef Tazi of Fes", kept)
        self.assert_whole(store)
        self.assertEqual(aman("audit", "retain", "--days", "1", "--store", store).returncode, 0)
        self.assertEqual(len(self.alerts(store)), 1)
        self.assertEqual(aman("audit", "retain", "--store", store).returncode, 2)

    def test_an_export_can_leave_people_out(self):
        store = self.screened()
        whole, without = (aman("audit", "export", "--store", store, *more).stdout for more in ((), ("--redacted",)))
        self.assertIn("Youssef", whole)
        self.assertNotIn("Youssef", without)
        self.assertEqual(len(whole.splitlines()), len(without.splitlines()))


class Plan(Vetting):
    def findings(self, plan, *more):
        result = aman("check", plan, "--quiet", "--format", "json", "--out", self.path("report"), *more)
        self.assertIn(result.returncode, (0, 1), result.stderr)
        findings = json.loads(result.stdout)["findings"]
        return result.returncode, {(f["key"], f["where"]) for f in findings if f["key"].startswith("vetting.")}

    def test_people_of_a_plan(self):
        plan = self.starter()
        self.assertEqual(self.findings(plan), (0, {("vetting.nobody", "people"), ("vetting.nobody", "vendors")}))
        store = self.store("id,name,kind\na,Drissi Benjelloun,person\n")
        self.assertEqual(self.findings(plan, "--store", store),
                         (1, {("vetting.undecided", "people"), ("vetting.clear", "vendors")}))
        self.assertEqual([line["kind"] for line in self.record(store)].count("look-up"), 6)
        self.assertEqual(aman("alerts", "false", "1", "--by", "a", "--reason", "r", "--store", store).returncode, 0)
        self.assertEqual(self.findings(plan, "--store", store),
                         (0, {("vetting.clear", "people"), ("vetting.clear", "vendors")}))
        self.assert_whole(store)

    def test_wrong_tables_and_stores(self):
        plan = self.starter()
        with open(os.path.join(plan, "people.csv"), "w", encoding="utf-8") as file:
            file.write("badge,name\n1,\n")
        result = aman("check", plan)
        self.assertEqual(result.returncode, 2)
        self.assertIn("people.csv:2:3: error: found no name", result.stderr)
        os.unlink(os.path.join(plan, "people.csv"))
        self.assertIn("a file that is missing", aman("check", plan).stderr)
        result = aman("check", self.starter("other"), "--store", self.path("missing"))
        self.assertEqual(result.returncode, 2)


class Meanwhile(Vetting):
    """A list that another process imports between the look-ups and the record of them: its re-screening does not know who
    is not on record yet, so they must be looked for in the new list, or nobody ever does."""

    N_PEOPLE = 3000
    # names to compare with, so that the look-ups take their time
    LISTED = FIRST + "".join(f"o{i},Jane {'bdfgklmnrt'[i % 10] * 4}{'aeiou'[i % 5] * 4}{i},,,,,person\n" for i in range(300))

    def start(self, *arguments):
        process = subprocess.Popen([AMAN, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def has_open(self, process, name):
        folder = f"/proc/{process.pid}/fd"
        try:
            return any(os.path.basename(os.readlink(f"{folder}/{fd}")) == name for fd in os.listdir(folder))
        except FileNotFoundError:
            return False

    def is_free(self, store):
        """Whether the store can be written by another process now."""
        db = sqlite3.connect(store, timeout=0)
        try:
            db.execute("BEGIN IMMEDIATE")
            return True
        except sqlite3.OperationalError:
            return False
        finally:
            db.close()

    def wait_until(self, process, is_so):
        while process.poll() is None and not is_so():
            time.sleep(0.001)
        self.assertIsNone(process.poll(), "it came to its end too early")

    def count(self, store, query):
        db = sqlite3.connect(store)
        try:
            return db.execute(query).fetchone()[0]
        finally:
            db.close()

    def stop(self, process, store):
        """Stops it at a moment at which it does not write; false when it is at its end."""
        while True:
            process.send_signal(signal.SIGSTOP)
            if os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT).si_code != os.CLD_STOPPED:
                return False
            if self.is_free(store):
                return True
            process.send_signal(signal.SIGCONT)
            time.sleep(0.002)

    def import_more(self, store, more):
        self.write("watch.csv", self.LISTED + "".join(f"n{i},Jane Doe,,,,,person\n" for i in range(more)))
        result = aman("lists", "import", self.path("watch.csv"), "--store", store)
        self.assertEqual(result.returncode, 0, result.stderr)

    def assert_all_have_alerts(self, store, n_entries):
        for i in range(n_entries):
            self.assertEqual(self.count(store, f"SELECT count(DISTINCT person) FROM alert WHERE entry = 'n{i}'"), self.N_PEOPLE)
        self.assert_whole(store)

    def people(self, path, column):
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{column},name\n" + "".join(f"B-{i},Jane Doe\n" for i in range(self.N_PEOPLE)))
        return path

    def test_lists_are_read_before_the_store_is_locked(self):
        store = self.store()
        first = self.write("first.csv", "name\nيوسف التازي\n", "cp1256")  # that it was read is told
        second = self.write("second.csv", "id,name\n" + "".join(f"{i},Name {i}\n" for i in range(100000)) + "a,b,c\n")
        process = self.start("lists", "import", first, second, "--store", store)
        self.assertIn("Windows-1256", process.stderr.readline())
        process.send_signal(signal.SIGSTOP)
        stopped = os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        self.assertEqual(stopped.si_code, os.CLD_STOPPED)
        self.assertTrue(self.is_free(store))
        process.send_signal(signal.SIGCONT)
        self.assertIn("second.csv:100002:", process.stderr.read())
        self.assertEqual(process.wait(), 2)

    def test_screening(self):
        store, out = self.store(self.LISTED), self.path("out.csv")
        process = self.start("screen", self.people(self.path("people.csv"), "id"), "--store", store, "--out", out, "--threads", 1)
        self.wait_until(process, lambda: self.count(store, "SELECT count(*) FROM person") > 0)
        self.assertTrue(self.stop(process, store))
        self.assertLess(self.count(store, "SELECT count(*) FROM person"), self.N_PEOPLE)
        self.import_more(store, 1)
        process.send_signal(signal.SIGCONT)
        said = process.stderr.read()
        self.assertEqual(process.wait(), 1, said)
        self.assertIn("a list was imported meanwhile", said)
        self.assert_all_have_alerts(store, 1)
        with open(out, encoding="utf-8") as file:
            self.assertEqual([int(row["row"]) for row in csv.DictReader(file)], list(range(2, self.N_PEOPLE + 2)))
        runs = [json.loads(line["body"]) for line in self.record(store) if line["kind"] == "screening"]
        self.assertEqual([run["lists"][0]["version"] for run in runs], [1, 2])

    def test_a_check_of_a_plan(self):
        store, plan = self.store(self.LISTED), self.starter()
        self.people(os.path.join(plan, "people.csv"), "badge")
        self.assertEqual(aman("check", plan, "--quiet").returncode, 0)
        process = self.start("check", plan, "--store", store, "--quiet", "--threads", 1)
        self.wait_until(process, lambda: self.has_open(process, os.path.basename(store)))
        n_imports = 0
        while n_imports < 8 and self.stop(process, store):
            n_imports += 1
            self.import_more(store, n_imports)
            process.send_signal(signal.SIGCONT)
            time.sleep(0.01 * n_imports)
        said = process.stderr.read()
        self.assertEqual(process.wait(), 1, said)
        self.assertGreater(n_imports, 1)
        self.assert_all_have_alerts(store, n_imports)


LONG = os.environ.get("AMAN_TEST_LONG") == "1"


class Killed(Vetting):
    """Killed at any moment, the store opens, the record is whole, and no answer was given that is not on record. With
    AMAN_TEST_LONG=1 a thousand kills in all, otherwise forty."""

    SHARES = {"screen": 300 if LONG else 12, "import": 200 if LONG else 8, "decide": 500 if LONG else 20}
    FRESH_AFTER = 20  # kills, so that following the chain stays quick

    def kill(self, draw, most_s, *arguments):
        """Runs the command and kills it within most_s; true when it came to its end before, with status 0 or 1."""
        with subprocess.Popen([AMAN, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                return process.wait(draw.uniform(0.0, most_s)) in (0, 1)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        return False

    def lasts_s(self, *arguments):
        """How long the command takes when nobody kills it, so that kills fall all over it."""
        begun = time.monotonic()
        self.assertIn(aman(*arguments).returncode, (0, 1))
        return 1.2 * (time.monotonic() - begun)

    def lines(self, store):
        """How many lines the record has; it must be whole."""
        result = aman("audit", "verify", "--store", store)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return int(re.search(r"whole: (\d+) lines", result.stdout).group(1))

    def test_look_ups(self):
        people = self.write("people.csv", "name\n" + "Omar Fassi\nJane Doe\n" * 1500)
        out, draw = self.path("alerts.csv"), random.Random(5)
        kills = grew = 0
        most_s = self.lasts_s("screen", people, "--store", self.fresh("screen", -1), "--quiet")
        while kills < self.SHARES["screen"]:
            if kills % self.FRESH_AFTER == 0:
                store = self.fresh("screen", kills)
                before = self.lines(store)
            done = self.kill(draw, most_s, "screen", people, "--store", store, "--out", out, "--quiet")
            kills += not done
            lines = self.lines(store)
            self.assertGreaterEqual(lines, before)
            grew += lines > before
            if os.path.exists(out):
                self.assertGreaterEqual(lines - before, 3001)
                os.unlink(out)
            self.assertTrue(lines - before >= 3001 or not done)
            before = lines
        self.assertGreater(grew, 0)

    def fresh(self, name, kills):
        store = self.path(f"{name}-{kills}.sqlite")
        if not os.path.exists(store):
            result = aman("lists", "import", self.write("watch.csv", FIRST), "--store", store)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.screen(self.write("few.csv", PEOPLE), "--store", store)
        return store

    def test_imports(self):
        big = "id,name\n" + "".join(f"{i},Name {i}\n" for i in range(20000))
        os.mkdir(self.path("big"))
        path = self.write("big/watch.csv", big)
        draw, kills, entries = random.Random(6), 0, 3
        most_s = self.lasts_s("lists", "import", path, "--store", self.fresh("import", -1))
        while kills < self.SHARES["import"]:
            if kills % self.FRESH_AFTER == 0:
                store, entries = self.fresh("import", kills), 3
            done = self.kill(draw, most_s, "lists", "import", path, "--store", store)
            kills += not done
            status = aman("lists", "status", "--store", store).stdout
            now = int(re.search(r"entries (\d+),", status).group(1))
            self.assertIn(now, (entries, 20000), status)
            self.assertTrue(now == 20000 or not done)
            entries = now
            self.lines(store)

    def test_decisions(self):
        draw, kills, said = random.Random(7), 0, 0
        comment = ("alerts", "comment", "1", "--by", "amina", "--store")
        most_s = self.lasts_s(*comment, self.fresh("decide", -1), "--reason", "word")
        while kills < self.SHARES["decide"]:
            if kills % self.FRESH_AFTER == 0:
                store, told = self.fresh("decide", kills), set()
            said += 1
            done = self.kill(draw, most_s, *comment, store, "--reason", f"word {said}")
            kills += not done
            if done:
                told.add(f"word {said}")
            shown = json.loads(aman("alerts", "show", "1", "--store", store, "--format", "json").stdout)
            heard = {event["text"] for event in shown["history"] if event["action"] == "comment"}
            self.assertLessEqual(told, heard)
            told = heard
            self.lines(store)


unittest.main(verbosity=2)
