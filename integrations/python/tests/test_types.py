"""What the client says of its types, to those who check theirs, and the oldest Python that can run it."""

import ast
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
FILES = sorted(glob.glob(os.path.join(ROOT, "governance_client", "*.py")))
OLDEST = (3, 9)

USER = """\
from typing import Dict, Tuple
from governance_client import Client

governance = Client("http://localhost", "key")

@governance.decision(model="m", version="1")
def decide(applicant: Dict[str, int]) -> Tuple[str, float]:
    return "approved", 0.5

right: Tuple[str, float] = decide({"income": 1})
wrong: str = decide({"income": 1})
decide("income")
governance.register_model("m", 7)
governance.check_gate("m", "1", "production", "model.onnx").alow
governance.trace_exporter()["headers"]["Authorization"].upper()
"""


def annotations(tree):
    """Everything that Python evaluates as an annotation unless told otherwise."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns is not None:
            yield node.returns


class TypeTests(unittest.TestCase):
    def test_every_file_is_python_3_9(self):
        self.assertGreater(len(FILES), 10)
        for path in FILES:
            with self.subTest(os.path.basename(path)), open(path, encoding="utf-8") as file:
                tree = ast.parse(file.read(), path, feature_version=OLDEST)
                imports = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
                postponed = any(name.name == "annotations" for n in imports for name in n.names)
                self.assertTrue(postponed or not list(annotations(tree)), "annotations are evaluated: from __future__ import annotations")
                outside = self.outside_annotations(tree)
                # A union with | of two types needs 3.10 wherever it is evaluated: in an alias, a cast, an isinstance.
                unions = [n for n in outside if isinstance(n, ast.BinOp) and isinstance(n.op, ast.BitOr) and self.names_types(n)]
                self.assertEqual([], [n.lineno for n in unions])

    def test_what_is_newer_is_found(self):
        with self.assertRaises(SyntaxError):
            ast.parse("match x:\n    case 1:\n        pass\n", feature_version=OLDEST)
        (alias,) = ast.parse("Name = str | None").body
        self.assertTrue(self.names_types(alias.value))
        self.assertFalse(self.names_types(ast.parse("a | b").body[0].value))

    @staticmethod
    def outside_annotations(tree):
        inside = {id(n) for annotation in annotations(tree) for n in ast.walk(annotation)}
        return [n for n in ast.walk(tree) if id(n) not in inside]

    @staticmethod
    def names_types(union):
        types = {"str", "int", "float", "bool", "bytes", "dict", "list", "tuple", "set", "None", "Any", "Callable", "Mapping"}
        names = [getattr(n, "id", None) if isinstance(n, ast.Name) else None for n in (union.left, union.right)]
        none = any(isinstance(n, ast.Constant) and n.value is None for n in (union.left, union.right))
        return none or any(name in types for name in names)

    @unittest.skipUnless(shutil.which("mypy"), "mypy is not installed")
    def test_types_hold_also_those_of_python_3_9_and_mistakes_of_a_user_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            cache = ["--cache-dir", os.path.join(folder, "cache")]
            user = os.path.join(folder, "user.py")
            with open(user, "w", encoding="utf-8") as file:
                file.write(USER)
            config = ["--config-file", os.path.join(ROOT, "mypy.ini")]
            package = self.mypy([*config, *cache], ROOT)
            self.assertEqual(0, package.returncode, package.stdout + package.stderr)
            used = self.mypy([*config, *cache, user], folder, MYPYPATH=ROOT)
            lines = [int(n) for n in re.findall(r"user\.py:(\d+): error", used.stdout)]
            self.assertEqual([11, 12, 13, 14], lines, used.stdout + used.stderr)

    @staticmethod
    def mypy(arguments, folder, **more):
        command = [shutil.which("mypy"), *arguments]
        return subprocess.run(command, cwd=folder, env={**os.environ, **more}, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.path.insert(0, ROOT)
    unittest.main()
