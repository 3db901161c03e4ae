"""Whatever is public is used somewhere a reader can look it up: in an example or in a test.

It reads the headers as text and looks for the names of functions, so it is honest only as far as a
name goes: two functions of one name count as one, and a name that is used is not one that is tested
well. What it does find is a function that nobody ever calls."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADERS = sorted((ROOT / "include" / "omnillm").glob("*.h"))
USES = [file for top in ("examples", "tests")
        for file in sorted((ROOT / top).rglob("*")) if file.suffix in (".cc", ".h")]

NOT_A_FUNCTION = re.compile(r"\b(friend|operator|using|typedef|static_assert|concept|extern)\b|"
                            r"=\s*delete|=\s*default|\boverride\b|~")
SCOPE = re.compile(r"\b(?:class|struct|union)\s+(?:\[\[\w+\]\]\s*)?(\w+)(?!.*\()")
NAME = re.compile(r"(\w+)\s*\(")


def without_comments(text):
    text = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    text = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", text, flags=re.MULTILINE)
    return re.sub(r"\[\[\w+\]\]|\bABSL_\w+(?:\([^()]*\))?", " ", text)


def function_name(statement):
    """The function that a declaration declares; None when it declares something else."""
    statement = re.sub(r"\b(?:template\s*<[^{}]*?>|requires\s[^{}]*?>)(?=\s)", " ", statement)
    while (shorter := re.sub(r"<[^<>()]*>", " ", statement)) != statement:
        statement = shorter
    if NOT_A_FUNCTION.search(statement) or "(" not in statement:
        return None
    before = statement[:statement.index("(")]
    name = NAME.search(statement)
    # A constructor has no type before its name, a variable has its value before the bracket.
    if not name or "=" in before or len(before.split()) < 2 or before.split()[-2] == "explicit":
        return None
    return name.group(1)


def functions_of(text):
    """Yields (class or "", function) for all that is public in a header."""
    scopes, statement, public = [], "", [True]
    for token in re.split(r"([{};]|\b(?:public|private|protected)\s*:(?!:))", without_comments(text)):
        if re.match(r"(public|private|protected)\s*:", token):
            public[-1] = token.startswith("public")
            statement = ""
        elif token == "{" and (scopes[-1:] != ["body"]):
            kind = "body"
            named = SCOPE.search(statement)
            if re.search(r"\bnamespace\b", statement):
                hidden = re.search(r"\bnamespace\s+(\w*(?:detail|internal)\w*)", statement)
                kind = "body" if hidden else "namespace"
            elif named and "enum" not in statement:
                kind = named.group(1)
            elif public[-1] and (name := function_name(statement)):
                yield scope_name(scopes), name
            scopes.append(kind)
            public.append("class " not in statement and public[-1])
            statement = ""
        elif token == "{":
            scopes.append("body")
            public.append(False)
        elif token == "}":
            scopes.pop()
            public.pop()
            statement = ""
        elif token == ";":
            if scopes[-1:] != ["body"] and public[-1] and (name := function_name(statement)):
                yield scope_name(scopes), name
            statement = ""
        else:
            statement += token


def scope_name(scopes):
    classes = [scope for scope in scopes if scope not in ("namespace", "body")]
    return classes[-1] if classes else ""


class ThePublicInterface(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.functions = sorted({(header.name, owner, name) for header in HEADERS
                                for owner, name in functions_of(header.read_text())
                                if name != owner})
        uses = "\n".join(file.read_text() for file in USES)
        cls.words = set(re.findall(r"\w+", uses))
        cls.members = set(re.findall(r"(?:\.|->|::)\s*(\w+)", uses))
        cls.overrides = set(re.findall(r"(\w+)\([^;{}()]*\)\s*(?:const\s*)?override", uses))

    def test_is_read_by_this_test(self):
        """A change of style that blinds it does not go unnoticed."""
        for known in (("gateway.h", "Gateway", "stream"), ("easy.h", "", "generate_text"),
                      ("gateway_builder.h", "GatewayBuilder", "build"),
                      ("client.h", "Completions", "create_stream"),
                      ("usage.h", "TokenUsage", "is_consistent"),
                      ("transcode.h", "", "parse_transport_error")):
            self.assertTrue(known in self.functions, f"{known} was not seen")
        self.assertGreater(len(self.functions), 400)

    def test_has_no_function_that_neither_an_example_nor_a_test_calls(self):
        unused = [f"{header}: {owner + '::' if owner else ''}{name}"
                  for header, owner, name in self.functions if not self.is_used(owner, name)]
        self.assertEqual([], unused)

    def is_used(self, owner, name):
        if name in ("begin", "end"):
            return True  # by every loop
        return name in ((self.members | self.overrides) if owner else self.words)


if __name__ == "__main__":
    unittest.main()
