"""Usage: help, version, wrong options and arguments, the schema, `init`. No simulation."""

import json
import os
import subprocess
import unittest

from command import AMAN, Case, aman, tree

try:
    import jsonschema
    import yaml
except ImportError:
    jsonschema = yaml = None

COMMANDS = ("alerts", "audit", "check", "crowd", "escort", "init", "lists", "names", "posts", "schema", "screen",
            "serve", "validate")


def as_editors_see(value):
    """Texts of YAML 1.2 as what they are: numbers, true and false, and texts (dates and times stay such)."""
    if isinstance(value, dict):
        return {key: as_editors_see(child) for key, child in value.items()}
    if isinstance(value, list):
        return [as_editors_see(child) for child in value]
    try:
        return {"true": True, "false": False}[value] if value in ("true", "false") else json.loads(value)
    except ValueError:
        return value


class Usage(Case):
    def assert_refused(self, *arguments, says):
        result = aman(*arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        for words in says:
            self.assertIn(words, result.stderr)

    def test_help_names_every_command(self):
        for arguments in (("--help",), ("-h",), ("help",)):
            result = aman(*arguments)
            self.assertEqual(result.returncode, 0)
            for command in COMMANDS:
                self.assertIn(f"\n  {command} ", result.stdout)

    def test_help_of_each_command(self):
        for command in COMMANDS:
            for arguments in (("help", command), (command, "--help"), (command, "-h")):
                result = aman(*arguments)
                self.assertEqual(result.returncode, 0)
                self.assertIn(f"usage: aman {command}", result.stdout)
                self.assertEqual(result.stderr, "")

    def test_version(self):
        result = aman("--version")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"^aman \d+\.\d+\.\d+\n$")

    def test_nothing_to_do(self):
        self.assert_refused(says=["usage: aman COMMAND"])

    def test_unknown_commands(self):
        self.assert_refused("chek", "x", says=["unknown command `chek`", "did you mean `check`?"])
        self.assert_refused("help", "chekc", says=["did you mean `check`?"])
        self.assert_refused("frobnicate", says=["unknown command `frobnicate`", "aman --help"])
        self.assert_refused("--verzion", says=["unknown option `--verzion`"])

    def test_wrong_options_are_all_told(self):
        self.assert_refused("check", "plan", "--thread", "2", "--seed=-1", "--lang", "de", "--quiet=yes",
                            says=["unknown option `--thread` (did you mean `--threads`?)", "--seed: expected",
                                  "--lang: expected ar, fr or en, got `de`", "--quiet takes no value"])

    def test_values_out_of_range(self):
        for option, value in (("seed", "1e3"), ("seed", "18446744073709551616"), ("seed", ""), ("seed", " 1"),
                              ("threads", "0"), ("threads", "257"), ("threads", "two"), ("format", "xml"),
                              ("file", "no-equals"), ("file", "=path"), ("file", "name="), ("out", "")):
            self.assert_refused("check", "plan", f"--{option}={value}", says=[f"--{option}: expected"])

    def test_wrong_arguments(self):
        self.assert_refused("check", says=["missing argument: PLAN"])
        self.assert_refused("check", "one", "two", says=["unexpected argument `two`"])
        self.assert_refused("check", "plan", "--seed", says=["--seed needs a value"])
        self.assert_refused("check", "plan", "-q", says=["unknown option `-q`"])
        self.assert_refused("init", says=["missing argument: DIR"])
        self.assert_refused("schema", "x", says=["unexpected argument `x`"])

    def test_full_stdout_is_told(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([AMAN, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("standard output", result.stderr)


class Schema(Case):
    def test_it_is_json_that_describes_the_plan(self):
        result = aman("schema")
        self.assertEqual(result.returncode, 0)
        schema = json.loads(result.stdout)
        self.assertIn("2020-12", schema["$schema"])
        for chapter in ("aman", "situation", "venue", "crowd", "access", "contingencies", "limits"):
            self.assertIn(chapter, schema["properties"])
        self.assertFalse(schema["additionalProperties"])

    def test_of_a_crowd_scenario(self):
        result = aman("schema", "--crowd")
        self.assertEqual(result.returncode, 0)
        schema = json.loads(result.stdout)
        for chapter in ("geometry", "sources", "destinations", "motion", "measurements"):
            self.assertIn(chapter, schema["properties"])

    @unittest.skipIf(jsonschema is None, "python3-jsonschema and python3-yaml are needed")
    def test_scenarios_fit_it_and_faults_do_not(self):
        root = os.path.join(os.path.dirname(__file__), "..", "..")
        schema = json.loads(aman("schema", "--crowd").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for file in ("examples/bottleneck/scenario.yaml", "tests/formats/corpus/crowd_scenario/full.yaml"):
            with open(os.path.join(root, file), encoding="utf-8") as stream:
                good = as_editors_see(yaml.load(stream, Loader=yaml.BaseLoader))
            self.assertEqual([f"{error.json_path}: {error.message}" for error in validator.iter_errors(good)], [])
            for wrong in (dict(good, surprise=1), {key: good[key] for key in good if key != "sources"}, dict(good, end=3),
                          dict(good, geometry=[]), dict(good, motion={"model": "walk"}), dict(good, seed=-1)):
                self.assertTrue(list(validator.iter_errors(wrong)))


class Init(Case):
    def test_makes_the_directory(self):
        plan = self.starter()
        files = tree(plan)
        self.assertIn("plan.yaml", files)
        self.assertFalse([name for name in files if name.startswith(".")])
        source = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "starter")
        for name in files:
            with open(os.path.join(plan, name), "rb") as made, open(os.path.join(source, name), "rb") as given:
                self.assertEqual(made.read(), given.read())

    def test_fills_an_empty_directory(self):
        os.mkdir(self.path("empty"))
        self.assertEqual(aman("init", ".", cwd=self.path("empty")).returncode, 0)
        self.assertIn("plan.yaml", tree(self.path("empty")))

    def test_refuses_what_is_not_empty(self):
        plan = self.starter()
        with open(os.path.join(plan, "plan.yaml"), "w", encoding="utf-8") as file:
            file.write("mine")
        before = tree(plan)
        result = aman("init", plan)
        self.assertEqual(result.returncode, 2)
        self.assertIn("not an empty directory", result.stderr)
        self.assertEqual(tree(plan), before)
        with open(os.path.join(plan, "plan.yaml"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_refuses_a_file_and_a_missing_parent(self):
        with open(self.path("file"), "w", encoding="utf-8"):
            pass
        self.assertEqual(aman("init", self.path("file")).returncode, 2)
        self.assertEqual(aman("init", self.path("no", "such", "parent")).returncode, 2)
        self.assertEqual(tree(self.directory), ["file"])

    def test_leaves_nothing_when_the_disk_is_full(self):
        result = subprocess.run(["bash", "-c", 'ulimit -f 0; trap "" XFSZ; exec "$0" init "$1"', AMAN,
                                 self.path("plan")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("could not write the starter plan", result.stderr)
        self.assertEqual(tree(self.directory), [])


unittest.main(verbosity=2)
