"""An installed OmniLLM is found, linked and run by a stranger's project: once through
find_package(omnillm), once through pkg-config; also after the installed tree was moved."""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONSUMER = HERE / "consumer"
OPTIONS = argparse.Namespace()


def run(*command, **options):
    """The standard output of a command; its whole output is in the failure if there is one."""
    done = subprocess.run([str(c) for c in command], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **options)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


class AnInstalledLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.work = Path(temporary.name)
        # Installed for /opt/omnillm under a staging directory, as a packager does; then moved.
        staging = cls.work / "staging"
        run(OPTIONS.cmake, "--install", OPTIONS.build, "--prefix", "/opt/omnillm",
            env={**os.environ, "DESTDIR": str(staging)})
        cls.prefix = cls.work / "moved"
        (staging / "opt/omnillm").rename(cls.prefix)

    def assert_works(self, program):
        self.assertRegex(run(program),
                         r"^admitted with prod-1, \$0.25 reserved; settled at \$0\.\d+\n$")

    def test_is_found_by_find_package(self):
        build = self.work / "cmake"
        run(OPTIONS.cmake, "-S", CONSUMER, "-B", build, "-G", "Ninja",
            f"-DCMAKE_CXX_COMPILER={OPTIONS.cxx}", f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run(OPTIONS.cmake, "--build", build)
        self.assert_works(build / "consumer")

    def test_is_found_by_pkg_config(self):
        folders = [str(p) for p in self.prefix.rglob("pkgconfig")]
        environment = {**os.environ, "PKG_CONFIG_PATH": ":".join(folders)}
        flags = shlex.split(run("pkg-config", "--cflags", "--libs", "omnillm", env=environment))
        program = self.work / "with_pkg_config"
        run(OPTIONS.cxx, "-std=c++20", CONSUMER / "main.cc", "-o", program, *flags)
        self.assert_works(program)

    def test_names_no_path_of_the_machine_that_built_it(self):
        source = str(HERE.parents[1])
        for file in [*self.prefix.rglob("*.cmake"), *self.prefix.rglob("*.pc")]:
            self.assertNotIn(source, file.read_text(), file)

    def test_refuses_a_version_it_does_not_promise(self):
        build = self.work / "other_version"
        other = self.work / "other"
        other.mkdir()
        (other / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(other NONE)\n"
            "find_package(omnillm 0.2 REQUIRED)\n")
        with self.assertRaisesRegex(AssertionError, "omnillm"):
            run(OPTIONS.cmake, "-S", other, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("--build", "--cmake", "--cxx"):
        parser.add_argument(option, required=True)
    _, rest = parser.parse_known_args(namespace=OPTIONS)
    unittest.main(argv=[sys.argv[0], *rest])
