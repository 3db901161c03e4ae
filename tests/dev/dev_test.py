"""What ./dev says and does about packages: on a machine that has them, as root, with sudo, without.

The machine is a folder of stand-ins for id, sudo, dpkg-query, apt-get and cmake that write down how
they were called.
"""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["setup", "build", "test", "bench", "demo", "format", "check", "coverage"]
TOOLS = ["bash", "cat", "dirname", "env", "nproc"]

WRITE_DOWN = 'echo "$(basename "$0") $*" >> "$CALLS"\n'
STAND_INS = {
    "basename": 'echo "${1##*/}"\n',
    "id": '[ "$1" = -u ] && echo "$FAKE_UID" || echo ada\n',
    "dpkg-query": 'for last; do :; done\n'
                  'case " $FAKE_INSTALLED " in *" all "*|*" $last "*) printf installed;; esac\n',
    "apt-get": WRITE_DOWN + '[ "${FAKE_APT:-works}" = works ]\n',
    "cmake": WRITE_DOWN,
    "ctest": WRITE_DOWN,
}
SUDO = {"sudo": '[ "$1" != -n ] || { [ "$FAKE_SUDO" = free ]; exit; }\n' + WRITE_DOWN + 'exec "$@"\n'}


class Machine:
    def __init__(self, test, stand_ins=None, **environment):
        temporary = tempfile.TemporaryDirectory()
        test.addCleanup(temporary.cleanup)
        self.bin = Path(temporary.name)
        self.log = self.bin / "calls.log"
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        for name, text in {**STAND_INS, **(stand_ins or {})}.items():
            (self.bin / name).write_text("#!/usr/bin/env bash\n" + text)
            (self.bin / name).chmod(0o755)
        self.environment = {"PATH": str(self.bin), "CALLS": str(self.log), "HOME": "/nowhere",
                            "FAKE_UID": "1000", "FAKE_INSTALLED": "", **environment}

    def dev(self, *arguments):
        return subprocess.run([ROOT / "dev", *arguments], env=self.environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, cwd="/")

    def calls(self, to):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if line.split()[0] == to]


class Setup(unittest.TestCase):
    def test_does_nothing_where_everything_is_there(self):
        machine = Machine(self, FAKE_INSTALLED="all")
        self.assertEqual(0, machine.dev("setup").returncode)
        self.assertEqual([], machine.calls("apt-get"))

    def test_installs_as_root_what_is_missing_and_says_which(self):
        machine = Machine(self, FAKE_UID="0")
        done = machine.dev("setup", "coverage")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("Missing Debian packages: gcovr\n", done.stderr)
        self.assertRegex(machine.calls("apt-get")[-1], r" -y .*install .*gcovr$")

    def test_goes_through_sudo_where_that_needs_no_answer(self):
        machine = Machine(self, SUDO, FAKE_SUDO="free")
        done = machine.dev("setup", "coverage")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(2, len(machine.calls("sudo")))
        self.assertEqual(2, len(machine.calls("apt-get")))

    def assert_refused_with_advice(self, machine):
        done = machine.dev("setup", "coverage")
        self.assertEqual(1, done.returncode)
        self.assertIn("sudo is missing or not allowed for ada", done.stderr)
        self.assertIn("apt-get install --no-install-recommends gcovr", done.stderr)
        self.assertEqual([], machine.calls("apt-get"))

    def test_says_what_to_do_where_sudo_is_missing(self):
        self.assert_refused_with_advice(Machine(self))

    def test_says_what_to_do_where_sudo_would_ask_and_nobody_can_answer(self):
        self.assert_refused_with_advice(Machine(self, SUDO, FAKE_SUDO="asks"))

    def test_says_that_boost_1_74_makes_room_for_1_81(self):
        machine = Machine(self, FAKE_UID="0", FAKE_INSTALLED="libboost-dev")
        self.assertIn("replaces the headers of Boost 1.74", machine.dev("setup").stderr)

    def test_says_so_when_apt_fails(self):
        machine = Machine(self, FAKE_UID="0", FAKE_APT="fails")
        done = machine.dev("setup", "coverage")
        self.assertEqual(1, done.returncode)
        self.assertIn("apt-get could not install gcovr", done.stderr)

    def test_leaves_other_distributions_alone(self):
        machine = Machine(self)
        (machine.bin / "dpkg-query").unlink()
        done = machine.dev("setup")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("not Debian", done.stderr)


class Commands(unittest.TestCase):
    def test_explain_themselves_without_doing_anything(self):
        machine = Machine(self)
        for command in COMMANDS:
            done = machine.dev(command, "--help")
            self.assertEqual(0, done.returncode, done.stderr)
            self.assertTrue(done.stdout.startswith(f"./dev {command}"), done.stdout)
        self.assertFalse(machine.log.exists())

    def test_are_all_listed(self):
        listing = Machine(self).dev("--help").stdout
        for command in COMMANDS:
            self.assertRegex(listing, rf"(?m)^  {command} ")

    def test_do_the_steps_before_them(self):
        machine = Machine(self, FAKE_INSTALLED="all")
        done = machine.dev("test", "-R", "ledger")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(["cmake --preset dev"], machine.calls("cmake")[:1])
        self.assertIn("cmake --build --preset dev", machine.calls("cmake")[1])
        self.assertTrue(machine.calls("ctest")[0].endswith("-R ledger"))

    def test_leave_the_long_tests_out_unless_asked(self):
        machine = Machine(self, FAKE_INSTALLED="all")
        machine.dev("test", "--long")
        self.assertIn("-LE ^$", machine.calls("ctest")[0])

    def test_refuse_what_they_do_not_know(self):
        for arguments in (["nonsense"], ["setup", "nonsense"], ["check", "nonsense"]):
            done = Machine(self, FAKE_INSTALLED="all").dev(*arguments)
            self.assertEqual(1, done.returncode)
            self.assertIn("nonsense", done.stderr)


if __name__ == "__main__":
    os.umask(0o022)
    unittest.main()
