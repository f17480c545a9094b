# SPDX-License-Identifier: Apache-2.0
"""docs/scsi.md names the commands of scsi_opcodes.h, all and no others, and the unit attentions."""
import re
import unittest

from markdown import read, rows


def opcodes():
    """(code, length, name) of each row, in the table's order."""
    table = read("models/engine/scsi_opcodes.h")
    row = re.compile(r'\{0x(\w\w), (kNoServiceAction|0x\w\w), +(\d+),.*"([^"]+)"\},$', re.M)
    return [(opcode if action.startswith("k") else f"{opcode}/{action[2:]}", length, name)
            for opcode, action, length, name in row.findall(table)]


class Scsi(unittest.TestCase):
    def test_its_commands_are_those_of_the_table(self):
        told = [tuple(row[:3]) for row in rows(read("docs/scsi.md")) if len(row) == 5]
        self.assertGreater(len(told), 50)
        self.assertEqual(told, opcodes())

    def test_its_unit_attentions_are_those_of_the_model(self):
        told = [row[0] for row in rows(read("docs/scsi.md")) if len(row) == 2]
        source = read("models/engine/scsi_attention.cpp")
        codes = re.findall(r"^        \{0x(\w\w), 0x(\w\w)\},$", source, re.M)
        self.assertEqual(told, [f"{asc}/{ascq}" for asc, ascq in codes])


if __name__ == "__main__":
    unittest.main()
