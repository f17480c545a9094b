# SPDX-License-Identifier: Apache-2.0
"""Tables and fenced blocks of a Markdown file."""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def rows(text):
    """Cells of every table row but heads and rulers, outside of fenced blocks."""
    found = []
    for block in re.findall(r"(?:^\|.*\n)+", re.sub(r"```.*?```", "", text, flags=re.S), re.M):
        for line in block.splitlines()[2:]:
            found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def fenced(text, language):
    """Contents of the fenced blocks of a language; "" finds those that name none."""
    return re.findall(r"^```" + language + r"\n(.*?)^```$", text, re.M | re.S)
