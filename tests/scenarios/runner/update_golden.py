#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""update_golden.py [PROGRAM]: writes golden.json and the library's runs.json anew from the reports of
PROGRAM, or of the one that ./run builds, and says which scenarios changed. A change belongs into a commit of its own
whose body says why the reports differ."""
import json
import pathlib
import sys

import simulator
from library_test import GOLDEN, RUNS, length_of_run


def main():
    program = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                           simulator.ROOT / "build/release/bin/pvscsim").resolve()
    simulator.SimulatorTest.program = str(program)
    runner = simulator.SimulatorTest()
    runner.setUp()
    before = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    after = {}
    runs = {}
    for file in simulator.LIBRARY:
        text = runner.report_text(file)
        after[file.stem] = simulator.digest(text)
        runs[file.stem] = length_of_run(json.loads(text))
        changed = "unchanged" if before.get(file.stem) == after[file.stem] else "changed"
        print(f"{file.stem}: {changed}")
    GOLDEN.write_text(json.dumps(after, indent=4) + "\n", encoding="utf-8")
    lines = ",\n".join(f'    "{name}": {json.dumps(run)}' for name, run in runs.items())
    RUNS.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    runner.doCleanups()


main()
