# SPDX-License-Identifier: Apache-2.0
"""docs/protocol.md says the same as the headers: every number in it, and every name of theirs."""
import glob
import json
import os
import re
import unittest

from markdown import ROOT, read, rows

HEADERS = ["constants.h", "layout.h", "commands.h", "registers.h"]
# Names that the document must have, all of them.
WHOLE = ["reg::", "rings_state::k", "request_layout::k", "completion_layout::k",
         "message_layout::k", "sg_layout::k", "config_page_layout::k", "Command::", "HostStatus::",
         "ScsiStatus::", "kFlag", "kTag", "kIntrCmpl", "kIntrMsg"]
SIZES = ["kBytes", "kBytesUsed"]  # told in the headings


def header(name):
    text = read("drivers/include/pvscsim/protocol", name)
    return re.sub(r"//.*", "", text)


def evaluated(expression, known):
    words = re.sub(r"\b(\d\w*?)U\b", r"\1", expression)
    words = re.sub(r"\bk\w+", lambda name: str(known[name[0]]), words)
    return eval(words, {"__builtins__": {}})  # pylint: disable=eval-used


def constants():
    """Values by name, with the namespace or enumeration that it lies in."""
    known, found = {}, {}
    for name in HEADERS:
        scope = ""
        for line in header(name).splitlines():
            opened = re.match(r"(?:namespace|enum class) (\w+)[^:]*(?:: [\w:]+)? \{$", line)
            constant = re.match(r"inline constexpr std::\w+ (k\w+) = (.+);", line)
            enumerator = re.match(r"    (\w+) = (\w+),", line)
            if opened:
                scope = opened[1] + "::"
            elif line.startswith("}"):
                scope = ""
            elif constant:
                known[constant[1]] = found[scope + constant[1]] = evaluated(constant[2], known)
            elif enumerator and scope:
                found[scope + enumerator[1]] = int(enumerator[2], 0)
    return found


def told():
    """Values by name as the document's tables have them."""
    found = {}
    for cells in rows(read("docs/protocol.md")):
        value, name = re.fullmatch(r"`(\w+)`", cells[0]), re.fullmatch(r"`([\w:]+)`", cells[1])
        if value and name:
            found[name[1]] = (int(value[1], 0), cells)
    return found


class Protocol(unittest.TestCase):
    def test_every_number_is_that_of_the_headers(self):
        ours = constants()
        self.assertGreater(len(told()), 100)
        for name, (value, _) in told().items():
            with self.subTest(name):
                self.assertEqual(value, ours[name])

    def test_no_name_is_missing(self):
        missing = [name for name in constants() if any(name.startswith(w) for w in WHOLE)
                   and name.split("::")[-1] not in SIZES and name not in told()]
        self.assertEqual(missing, [])

    def test_fields_follow_each_other(self):
        ends = {}
        for name, (offset, cells) in told().items():
            layout = name.split("::")[0]
            if layout.endswith("_layout"):
                self.assertGreaterEqual(offset, ends.get(layout, 0), name)
                ends[layout] = offset + int(cells[2])
        whole = constants()
        for layout, end in ends.items():
            self.assertIn(f"{whole[layout + '::kBytes']} bytes\n", read("docs/protocol.md"))
            self.assertLessEqual(end, whole[layout + "::kBytes"], layout)

    def test_registers_have_the_access_of_the_table(self):
        letters = {"ReadOnly": "R", "WriteOnly": "W", "ReadWrite": "RW",
                   "WriteOneToClear": "RW1C"}
        table = re.findall(r"\{(reg::k\w+),\s*\"(\w+)\",\s*Access::(\w+)", header("registers.h"))
        self.assertEqual(len(table), 12)
        for name, register, access in table:
            _, cells = told()[name]
            self.assertEqual(cells[2:4], [letters[access], register], name)

    def test_commands_have_the_arguments_of_the_table(self):
        ours = constants()
        table = re.findall(r"\{(Command::\w+),\s*\"\w+\",\s*(\w+),", header("commands.h"))
        self.assertEqual(len(table), 12)
        for name, dwords in table:
            value = ours[dwords] if dwords.startswith("k") else int(dwords)
            self.assertEqual(told()[name][1][2], str(value), name)

    def test_every_rule_that_is_cited_is_explained(self):
        cited = set()
        for folder in ["drivers", "models", "scenarios", "reports", "tests"]:
            for file in glob.glob(os.path.join(ROOT, folder, "**/*.*"), recursive=True):
                if file.endswith((".h", ".cpp")):
                    cited |= set(re.findall(
                        r"\b(?:DEVICE|DRIVER|RING|INT|REG|CMD|MSG|STS|MEM|ERR)-\d+(?![\d*])",
                        read(file)))  # 'DEVICE-01*' is a pattern
        explained = {rule["id"] for rule in json.loads(read("conformance/catalogue.json"))["rules"]}
        others = read("docs/protocol.md").split("\n## Others that are cited\n")[1]
        explained |= {row[0] for row in rows(others)}
        self.assertEqual(sorted(cited - explained), [])


if __name__ == "__main__":
    unittest.main()
