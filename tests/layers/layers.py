"""Which folder may include what: the floors table of ARCHITECTURE.md, applied to the sources.

    for problem in check(Path("/path/to/omnillm")): print(problem)
"""

import re
from dataclasses import dataclass
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
FLOOR_LINE = re.compile(r"// Floor: (\d+) (\w+)$")
ROW = re.compile(r"^\|\s*(\d+)\s*\|\s*`([\w/]+)`\s*\|([^|]*)\|[^|]*\|([^|]*)\|\s*$")

UMBRELLA = "omnillm.h"
SOURCES = {".h", ".cc"}

# How the table calls them, by how their headers begin. The longest match counts.
THIRD_PARTIES = {
    "absl/": "abseil",
    "tl/": "tl::expected",
    "concurrentqueue/": "concurrentqueue",
    "boost/crc": "Boost.CRC",
    "boost/json": "Boost.JSON",
    "boost/url": "Boost.URL",
    "boost/asio": "Asio",
    "boost/beast": "Beast",
    "simdjson": "simdjson",
    "openssl/": "OpenSSL",
    "sqlite3.h": "SQLite",
    "yaml-cpp/": "yaml-cpp",
    "re2/": "RE2",
    "CLI/": "CLI11",
    "spdlog/": "spdlog",
}
EVERYWHERE = {"abseil", "tl::expected"}

# Headers of the system and the compiler. Those of C++ itself have neither a dot nor a slash.
SYSTEM = {"fcntl.h", "netdb.h", "poll.h", "pthread.h", "sched.h", "signal.h", "string.h", "time.h",
          "unistd.h", "immintrin.h", "x86intrin.h"}
SYSTEM_FOLDERS = ("sys/", "linux/", "netinet/", "arpa/")


@dataclass(frozen=True)
class Folder:
    floor: int
    path: str  # "src/pool"
    stands: bool
    third_parties: frozenset
    neighbours: frozenset  # "src/base": rows further up on the same floor that it stands on

    @property
    def name(self):
        return self.path.rpartition("/")[2] if self.path.startswith("src/") else self.path


@dataclass(frozen=True)
class Problem:
    file: str
    line: int
    text: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.text}"


def read_table(architecture):
    """The rows of the floors table, by path."""
    folders = {}
    for line in architecture.splitlines():
        if row := ROW.match(line):
            floor, path, state, parties = row.groups()
            names = frozenset(p.strip(" `") for p in parties.split(",")) - {"–", ""}
            neighbours = frozenset(f.path for f in folders.values() if f.floor == int(floor)) & names
            folders[path] = Folder(int(floor), path, state.strip() == "stands", names - neighbours,
                                   neighbours)
    if not folders:
        raise ValueError("ARCHITECTURE.md has no floors table")
    return folders


def third_party(header):
    """Who a header in angle brackets belongs to: a name, "" for the system, None when unknown."""
    owners = [p for p in THIRD_PARTIES if header.startswith(p)]
    if owners:
        return THIRD_PARTIES[max(owners, key=len)]
    if header in SYSTEM or header.startswith(SYSTEM_FOLDERS) or re.fullmatch(r"\w+", header):
        return ""
    return None


def includes_of(text):
    for number, line in enumerate(text.splitlines(), 1):
        if match := INCLUDE.match(line):
            yield number, match.group(1) == "<", match.group(2)


class Checker:
    def __init__(self, root):
        self.root = root
        self.problems = []
        self.folders = read_table((root / "ARCHITECTURE.md").read_text())
        self.by_name = {f.name: f for f in self.folders.values()}
        self.public = {}  # "money.h" -> its Folder

    def run(self):
        self.read_public_headers()
        self.check_states()
        for file in self.files("include/omnillm"):
            if file.name != UMBRELLA:
                self.check_file(file, self.public.get(file.name), public=True)
        for top in ("src", "apps", "examples"):
            for file in self.files(top):
                if folder := self.folder_of(file):
                    self.check_file(file, folder, public=False)
        return self.problems

    def files(self, top):
        return sorted(f for f in (self.root / top).rglob("*") if f.suffix in SOURCES)

    def report(self, file, line, text):
        self.problems.append(Problem(str(file.relative_to(self.root)), line, text))

    def read_public_headers(self):
        for file in self.files("include/omnillm"):
            if file.name == UMBRELLA:
                continue
            first = file.read_text().partition("\n")[0]
            match = FLOOR_LINE.match(first)
            folder = self.by_name.get(match.group(2)) if match else None
            if not match:
                self.report(file, 1, "the first line has to be `// Floor: N folder`")
            elif folder is None:
                self.report(file, 1, f"ARCHITECTURE.md has no folder {match.group(2)}")
            elif folder.floor != int(match.group(1)):
                self.report(file, 1, f"{folder.name} is floor {folder.floor}, "
                                     f"not {match.group(1)}")
            if folder:
                self.public[file.name] = folder

    def check_states(self):
        """A folder is there exactly when its row says that it stands."""
        for folder in self.folders.values():
            there = (self.root / folder.path).is_dir()
            if there != folder.stands:
                self.report(self.root / "ARCHITECTURE.md", 1,
                            f"{folder.path} {'stands' if folder.stands else 'is to come'}, says "
                            f"the table; but it is {'there' if there else 'not there'}")

    def folder_of(self, file):
        relative = file.relative_to(self.root)
        for path in (relative.parts[0], "/".join(relative.parts[:2])):
            if path in self.folders:
                return self.folders[path]
        self.report(file, 1, f"{relative.parent} stands in no row of the table in ARCHITECTURE.md")
        return None

    def check_file(self, file, folder, public):
        if folder is None:
            return  # reported already
        for line, angled, header in includes_of(file.read_text()):
            if angled and not header.startswith("omnillm/"):
                self.check_third_party(file, line, folder, header)
            else:
                self.check_ours(file, line, folder, header, public)

    def check_third_party(self, file, line, folder, header):
        party = third_party(header)
        if party is None:
            self.report(file, line, f"<{header}> belongs to nobody the layers test knows")
        elif party and party not in EVERYWHERE | folder.third_parties:
            self.report(file, line, f"{folder.name} may not include {party} (<{header}>)")

    def check_ours(self, file, line, folder, header, public):
        top, _, rest = header.partition("/")
        if header == f"omnillm/{UMBRELLA}":
            if folder.path != "examples":
                self.report(file, line, f"{header} is for users; include what is needed")
            return
        if top == "omnillm":
            if rest not in self.public:
                return  # there is none, or it names no floor: the compiler, or another line, says so
            target = self.public[rest]
        elif public:
            self.report(file, line, f"a public header may not include \"{header}\", which is not "
                                    f"installed")
            return
        else:
            target = self.by_name.get(top) or self.beside(file, header)
        if target is None:
            self.report(file, line, f"\"{header}\" is in no folder of ARCHITECTURE.md")
        elif target != folder and target.floor >= folder.floor \
                and target.path not in folder.neighbours:
            way = "climbs to" if target.floor > folder.floor else "goes sideways to"
            self.report(file, line, f"\"{header}\" {way} {target.name} (floor {target.floor}) from "
                                    f"{folder.name} (floor {folder.floor})")

    def beside(self, file, header):
        """A header named without its folder, as apps do, belongs to the file's own."""
        return self.folder_of(file) if (file.parent / header).is_file() else None


def check(root):
    """Everything that breaks the table, in the order of the files."""
    return Checker(root).run()
