"""No credential of a test is in anything that the tests have printed or left behind.

Credentials of tests have "canary" in them, set off from words that merely tell of canaries. ctest
runs this after the tests that carry such credentials, as their cleanup; what it reads is ctest's
own log of all that they wrote.

    canary_scan.py <build directory> [<directory to search> ...]
"""

import pathlib
import re
import sys

# "sk-canary-1", "chat-canary-2", "canary0123": as keys have it, not "Canary.IsIn..." or "canary_scan".
MARK = re.compile(rb"-canary|canary-|canary[0-9]|canary_of|C4nary|Cn ry")
CONTEXT = 60


def findings(path):
    text = path.read_bytes()
    for found in MARK.finditer(text):
        around = text[max(0, found.start() - CONTEXT) : found.end() + CONTEXT]
        yield f"{path}: ...{around.decode(errors='replace')}..."


def logs(build):
    # While ctest runs, its log has another name.
    folder = build / "Testing" / "Temporary"
    running = folder / "LastTest.log.tmp"
    return [running if running.exists() else folder / "LastTest.log"]


def main():
    files = logs(pathlib.Path(sys.argv[1]))
    for folder in sys.argv[2:]:
        files += [path for path in pathlib.Path(folder).rglob("*") if path.is_file()]
    leaks = [leak for path in files for leak in findings(path)]
    print(f"{len(files)} files searched")
    for leak in leaks[:20]:
        print("LEAK", leak)
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
