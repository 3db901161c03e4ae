"""What `omnillm simulate` promises to a shell: exit codes, streams, bytes."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

OMNILLM = sys.argv.pop(1)
SCENARIOS = Path(__file__).resolve().parents[2] / "examples" / "scenarios"
SMALL = """
providers: {name: acme, keys: {count: 2}}
traffic: {arrivals: {poisson: 2/s}}
duration: 20s
"""


def run(*args, env=None):
    return subprocess.run([OMNILLM, *map(str, args)], capture_output=True, text=True,
                          env={**os.environ, **(env or {})}, timeout=60)


class Simulate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "small.yaml"

    def simulate(self, text, *args):
        self.file.write_text(text)
        return run("simulate", self.file, *args)

    def test_exit_code_is_0_when_everything_held(self):
        done = self.simulate(SMALL)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("conserved: reserved 0, leases 0", done.stdout)

    def test_exit_code_is_1_when_an_expectation_is_not_met(self):
        done = self.simulate(SMALL + "expect: {min_served: 1000000}\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("NOT met: min_served", done.stdout)

    def test_exit_code_is_2_for_a_scenario_that_is_wrong_and_stderr_says_where(self):
        done = self.simulate(SMALL + "sed: 3\n")
        self.assertEqual(done.returncode, 2)
        self.assertIn("small.yaml:5:1: the scenario has no member 'sed'; did you mean 'seed'?",
                      done.stderr)
        self.assertEqual(done.stdout, "")

    def test_exit_code_is_2_for_a_file_that_is_not_there(self):
        done = run("simulate", "/does/not/exist.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("examples/scenarios/", done.stderr)

    def test_exit_code_is_2_for_an_option_that_does_not_exist(self):
        self.assertEqual(self.simulate(SMALL, "--sed", "4").returncode, 2)
        self.assertEqual(self.simulate(SMALL, "--duration", "soon").returncode, 2)
        self.assertEqual(run().returncode, 2)

    def test_the_same_seed_gives_the_same_bytes(self):
        for form in ([], ["--json"]):
            first = self.simulate(SMALL, "--seed", 7, *form).stdout
            self.assertEqual(first, self.simulate(SMALL, "--seed", 7, *form).stdout)
            self.assertNotEqual(first, self.simulate(SMALL, "--seed", 8, *form).stdout)

    def test_json_is_one_object_that_agrees_with_itself(self):
        report = json.loads(self.simulate(SMALL, "--json").stdout)
        self.assertTrue(report["conservation"]["holds"])
        self.assertEqual(report["requests"]["offered"], report["requests"]["served"])
        self.assertEqual(len(report["keys"]), 2)

    def test_a_pipe_gets_neither_colours_nor_progress(self):
        done = self.simulate(SMALL)
        self.assertNotIn("\x1b", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_duration_replaces_the_one_of_the_scenario(self):
        report = json.loads(self.simulate(SMALL, "--json", "--duration", "1m30s").stdout)
        self.assertEqual(report["duration_ns"], 90_000_000_000)

    def test_help_and_version_go_to_stdout(self):
        self.assertIn("SCENARIO.yaml", run("simulate", "--help").stdout)
        self.assertRegex(run("--version").stdout, r"^omnillm \d+\.\d+\.\d+\n$")

    def test_every_example_of_the_documentation_that_is_a_scenario_is_read(self):
        for scenario in sorted(SCENARIOS.glob("*.yaml")):
            done = run("simulate", scenario, "--duration", "1s", "--json")
            self.assertIn(done.returncode, (0, 1), scenario.name + done.stderr)


if __name__ == "__main__":
    unittest.main()
