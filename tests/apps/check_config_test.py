"""What `omnillm check-config` promises to a shell."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

OMNILLM = sys.argv.pop(1)
ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "serve" / "omnillm.yaml"
SECRETS = {name: f"{name.lower()}-canary-0123456789" for name in
           ("OPENAI_API_KEY", "OPENAI_API_KEY_2", "ANTHROPIC_API_KEY", "ALICE_KEY", "BOB_KEY",
            "ADMIN_TOKEN")}


def check(*args, stdin="", env=None):
    return subprocess.run([OMNILLM, "check-config", *map(str, args)], input=stdin, text=True,
                          capture_output=True, env=SECRETS if env is None else env, timeout=60)


class CheckConfig(unittest.TestCase):
    def test_says_what_the_example_amounts_to_without_a_key(self):
        done = check(EXAMPLE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("listens on http://127.0.0.1:8080\n", done.stdout)
        self.assertIn("  openai, keys prod-1 prod-2\n", done.stdout)
        self.assertIn("  search of acme, $12.50 a day of UTC, 600 requests a minute", done.stdout)
        self.assertNotIn("canary", done.stdout)

    def test_says_the_same_to_programs(self):
        done = check(EXAMPLE, "--json")
        config = json.loads(done.stdout)
        self.assertEqual([p["name"] for p in config["providers"]], ["openai", "anthropic", "local"])
        self.assertEqual(config["keys"][1]["budget"]["limit_usd"], "5.00")
        self.assertEqual(config["projects"][0]["rpm"], 600)
        self.assertEqual(config["routes"]["cheap"]["cheapest"][0], "openai/gpt-4.1-nano")
        self.assertNotIn("canary", done.stdout)

    def test_exit_code_is_1_with_every_mistake_and_its_place(self):
        done = check("-", stdin="listen: {port: x}\nprovders: []\n")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("stdin:1:16: listen.port: cannot be 'x'; write a whole number", done.stderr)
        self.assertIn("stdin:2:1: the configuration has no member 'provders'", done.stderr)

    def test_exit_code_is_1_where_no_gateway_can_be_built_of_it(self):
        done = check("-", stdin="providers: [groq]\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("stdin: groq: it has no key", done.stderr)

    def test_a_secret_that_is_not_there_is_named(self):
        done = check(EXAMPLE, env={**SECRETS, "BOB_KEY": ""})
        self.assertEqual(done.returncode, 1)
        self.assertIn("keys.bob.key: the environment variable BOB_KEY is not set", done.stderr)

    def test_files_are_found_beside_the_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "token").write_text("a-token-canary\n")
            Path(folder, "o.yaml").write_text(
                "providers: [{name: openai, key: file:token}]\nadmin: {token: file:token}\n")
            done = check(Path(folder, "o.yaml"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("administrators show a token", done.stdout)

    def test_exit_code_is_2_for_a_file_that_cannot_be_read(self):
        self.assertEqual(check("/nowhere.yaml").returncode, 2)
        self.assertEqual(check().returncode, 2)

    def test_prints_the_schema_that_is_published(self):
        published = (ROOT / "docs" / "server-config.schema.json").read_text()
        self.assertEqual(check("--schema").stdout, published)
        json.loads(published)

    def test_help_has_an_example(self):
        self.assertIn("Try: omnillm check-config ", check("--help").stdout)


if __name__ == "__main__":
    unittest.main()
