"""What `omnillm status` promises to a shell."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

OMNILLM = sys.argv.pop(1)
# Nothing of whoever runs the tests.
CLEAN = {name: value for name, value in os.environ.items()
         if not re.match(r".*_(API_)?KEY$|AWS_|AZURE_|GOOGLE_|.*proxy.*", name, re.IGNORECASE)}
SECRET = "sk-right-and-secret"


class Status(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())

    def status(self, *args, **env):
        done = subprocess.run([OMNILLM, "status", *args], capture_output=True, text=True,
                              cwd=self.directory, timeout=60,
                              env={**CLEAN, "HOME": self.directory, **env})
        self.assertNotIn(SECRET, done.stdout + done.stderr, "a key was shown")
        return done

    def sim(self, config):
        file = Path(self.directory, "sim.yaml")
        file.write_text(config)
        process = subprocess.Popen([OMNILLM, "sim", "--port", "0", "--config", str(file)],
                                   text=True, stdout=subprocess.PIPE)
        self.addCleanup(process.communicate, timeout=30)
        self.addCleanup(process.terminate)
        for line in process.stdout:
            if found := re.search(r"listens on (\S+)", line):
                origin = found.group(1)
            if "--list-faults" in line:
                return origin

    def test_names_what_is_configured_and_where_it_points(self):
        done = self.status(OPENAI_API_KEY=SECRET, GROQ_API_KEY=SECRET)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"openai +https://api\.openai\.com/v1\n  set: OPENAI_API_KEY")
        self.assertRegex(done.stdout, r"groq +https://api\.groq\.com\S*\n  set: GROQ_API_KEY")
        self.assertNotIn("anthropic", done.stdout)
        self.assertNotIn("vllm", done.stdout, "that key is somebody else's in the first place")

    def test_reads_the_file_of_variables(self):
        Path(self.directory, ".env").write_text(f"ANTHROPIC_API_KEY={SECRET}\n")
        self.assertIn("set: ANTHROPIC_API_KEY", self.status().stdout)

    def test_fails_where_nothing_is_configured(self):
        done = self.status()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("OPENAI_API_KEY", done.stderr)

    def test_shows_all_of_them_when_told(self):
        done = self.status("--all", OPENAI_API_KEY=SECRET)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("not set: ANTHROPIC_API_KEY", done.stdout)
        self.assertRegex(done.stdout, r"ollama .*\n  needs no key")

    def test_prints_one_json_object(self):
        rows = json.loads(self.status("--json", OPENAI_API_KEY=SECRET).stdout)["providers"]
        (openai,) = rows
        self.assertEqual(openai["base_url"], "https://api.openai.com/v1")
        self.assertEqual(openai["variables"], {"OPENAI_API_KEY": True})
        self.assertTrue(openai["has_credentials"])
        self.assertNotIn("check", openai)

    def test_knows_the_region_of_aws(self):
        done = self.status(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY=SECRET,
                           AWS_REGION="eu-west-1")
        self.assertRegex(done.stdout, r"bedrock +https://bedrock-runtime\.eu-west-1\.amazonaws\.com")

    def test_says_what_is_half_there(self):
        done = self.status(AWS_ACCESS_KEY_ID=SECRET)
        self.assertEqual(done.returncode, 1)
        self.assertIn("AWS_SECRET_ACCESS_KEY is not", done.stdout)

    def test_asks_a_provider_for_its_models(self):
        origin = self.sim(f"providers: [{{name: openai, keys: [{{key: {SECRET}}}]}}]\n")
        done = self.status("--check", "--provider", "openai", "--base-url", origin + "/openai/v1",
                           OPENAI_API_KEY=SECRET)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"  ok, \d+ models, \d+ ms\n$")

    def test_says_who_refuses_and_why(self):
        origin = self.sim("providers: [{name: openai, keys: [{key: sk-other}]}]\n")
        done = self.status("--check", "--json", "--provider", "openai", "--base-url",
                           origin + "/openai/v1", OPENAI_API_KEY=SECRET)
        self.assertEqual(done.returncode, 1)
        check = json.loads(done.stdout)["providers"][0]["check"]
        self.assertEqual((check["state"], check["kind"]), ("refused", "auth"))

    def test_says_who_cannot_be_reached(self):
        done = self.status("--check", "--provider", "openai", "--base-url", "http://127.0.0.1:9/v1",
                           OPENAI_API_KEY=SECRET)
        self.assertEqual(done.returncode, 1)
        self.assertIn("unreachable", done.stdout)

    def test_checks_a_server_that_needs_no_key_when_it_is_named(self):
        origin = self.sim("providers: [{name: vllm}]\n")
        done = self.status("--check", "--provider", "vllm", "--base-url", origin + "/vllm/v1")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("needs no key", done.stdout)

    def test_checks_a_server_nobody_knows_by_its_address(self):
        origin = self.sim(f"providers: [{{name: openai, keys: [{{key: {SECRET}}}]}}]\n")
        done = self.status("--check", "--provider", "acme", "--base-url", origin + "/openai/v1",
                           "--key-env", "ACME_KEY", ACME_KEY=SECRET)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"acme .*\n  set: ACME_KEY\n  ok")

    def test_says_what_it_could_not_check(self):
        done = self.status("--check", "--provider", "jina", JINA_API_KEY=SECRET)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("unchecked", done.stdout)

    def test_refuses_what_makes_no_sense(self):
        for args in (["--provider", "nobody"], ["--base-url", "http://a/v1"],
                     ["--provider", "openai", "--key-env", "NOT_THERE"], ["--timeout", "0"]):
            self.assertEqual(self.status(*args).returncode, 2, args)


if __name__ == "__main__":
    unittest.main()
