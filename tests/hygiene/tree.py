# SPDX-License-Identifier: Apache-2.0
"""The files of the project as the hygiene checks see them: path -> text."""

import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("bench", "conformance", "drivers", "models", "reports", "scenarios", "tests")
SKIPPED_FOLDERS = {".git", "build", "out", "__pycache__"}
TEXT_ENDINGS = (".h", ".cpp", ".py", ".sh", ".cmake", ".json", ".md", ".txt", ".html", ".js",
                ".css", ".tcl")
SCRIPTS = ("run", "test", ".ci/run", ".clang-tidy", ".clang-format", ".gitignore")


def read_tree(root=ROOT):
    """Every text file that belongs to the project. Works without git, as in an unpacked archive."""
    tree = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
        for name in sorted(names):
            path = (pathlib.Path(folder) / name).relative_to(root).as_posix()
            if path.endswith(TEXT_ENDINGS) or path in SCRIPTS:
                tree[path] = (root / path).read_text(encoding="utf-8")
    return tree


def is_cpp(path):
    return path.endswith((".h", ".cpp")) and path.startswith(CODE_FOLDERS)


NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def code_only(text):
    """C++ without comments and the contents of string literals; line numbers stay. The name in an
    #include is kept, being no literal."""
    def blank(match):
        piece = match.group(0)
        start = text.rfind("\n", 0, match.start()) + 1
        if piece.startswith('"') and text[start:match.start()].strip() == "#include":
            return piece
        quote = '""' if piece.endswith('"') else ""
        return quote + "\n" * piece.count("\n")
    return NOT_CODE.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1
