# SPDX-License-Identifier: Apache-2.0
"""Rules of the tree that no compiler checks. Usage: hygiene_test.py CHECK

Each check is a function from a tree (path -> text) to findings. It is run twice: on the project,
where it must find nothing, and on planted trees, where it must find what was planted."""

import pathlib
import re
import sys
import unittest

import patterns
from tree import CODE_FOLDERS, code_only, is_cpp, line_of, read_tree

INCLUDE = re.compile(r'^\s*#include ([<"])([^>"]+)[>"]', re.MULTILINE)

# Folder -> what its files may include of the project, by the start of the path. The first row that
# matches holds. Plain configuration structs (*_config.h) may be read by every layer above base.
LAYERS = (
    ("drivers/include/pvscsim/protocol/", ("pvscsim/protocol/",)),
    ("drivers/", ("pvscsim/", "drivers/")),
    ("models/base/", ("models/base/",)),
    ("models/backend/", ("models/base/", "models/backend/")),
    ("models/engine/", ("models/base/", "models/backend/", "models/engine/", "pvscsim/protocol/",
                        "pvscsim/mutant.h")),
    ("models/host/", ("models/", "pvscsim/")),
    ("models/", ("models/", "pvscsim/protocol/", "pvscsim/mutant.h")),
    ("reports/", ("reports/", "models/base/")),
    ("scenarios/config/", ("scenarios/config/", "scenarios/config_structs.h", "scenarios/workload/",
                           "models/base/", "models/backend/", "models/engine/")),
    ("scenarios/workload/", ("scenarios/workload/", "scenarios/config/config_error.h",
                             "models/base/", "models/engine/")),
    ("scenarios/", ("scenarios/", "models/", "reports/", "conformance/", "pvscsim/")),
    ("bench/", ("bench/", "scenarios/")),
    ("tests/", ("",)),
    # Where a device is judged by a driver.
    ("conformance/driver/", ("conformance/", "models/base/", "pvscsim/driver/")),
    # It knows the protocol from its own numbers, so it may not see those that the device shares.
    ("conformance/", ("conformance/", "models/base/", "reports/")),
)
KERNEL_FOLDERS = ("models/kernel/", "models/device/", "models/pci/", "models/memory/",
                  "models/intc/", "models/host/", "scenarios/runner/", "bench/", "tests/")
KERNEL_LIBRARIES = re.compile(r"systemc|tlm|tlm_utils/")
PORTABLE_LIBRARIES = re.compile(r"nlohmann/|boost/|lzma|gtest/")

HEADER_LINES, SOURCE_LINES = 200, 400


def check_layers(tree):
    for path, text in tree.items():
        if not is_cpp(path):
            continue
        allowed = next(prefixes for folder, prefixes in LAYERS if path.startswith(folder))
        for match in INCLUDE.finditer(text):
            name = match.group(2)
            where = f"{path}:{line_of(text, match.start())}: includes {name}"
            if KERNEL_LIBRARIES.match(name) and not path.startswith(KERNEL_FOLDERS):
                yield f"{where}: SystemC stays in {', '.join(KERNEL_FOLDERS)}"
            if PORTABLE_LIBRARIES.match(name) and path.startswith("drivers/"):
                yield f"{where}: the driver needs no library"
            ours = name.startswith(CODE_FOLDERS + ("pvscsim/",))
            plain = name.endswith("_config.h") and not path.startswith(("drivers/", "models/base/"))
            if ours and not plain and not name.startswith(allowed):
                yield f"{where}: this layer may include {', '.join(allowed)}"


def check_targets(tree):
    """Every source is listed in a CMakeLists.txt at or above it; every header is included."""
    included = {name for path, text in tree.items() if is_cpp(path)
                for _, name in INCLUDE.findall(text)}
    for path in filter(is_cpp, tree):
        if path.endswith(".h"):
            if not any(path == name or path.endswith("/" + name) for name in included):
                yield f"{path}: no file includes it"
            continue
        parents = [p.as_posix() for p in pathlib.PurePosixPath(path).parents]
        listed = any(
            re.search(rf"(?<![\w/.]){re.escape(path.removeprefix(folder + '/'))}(?!\w)",
                      tree.get(f"{folder}/CMakeLists.txt".removeprefix("./"), ""))
            for folder in parents)
        if not listed:
            yield f"{path}: in no target"


def check_lengths(tree):
    for path in filter(is_cpp, tree):
        limit = HEADER_LINES if path.endswith(".h") else SOURCE_LINES
        lines = tree[path].count("\n")
        if lines > limit:
            yield f"{path}: {lines} lines, at most {limit}"


def check_beginnings(tree):
    """The licence in the first line, after a #! line at most; #pragma once in headers."""
    for path, text in tree.items():
        commented = path.endswith((".h", ".cpp", ".py", ".sh", ".cmake", "CMakeLists.txt"))
        if not commented and path not in ("run", "test", ".ci/run"):
            continue
        first = text.split("\n", 2)[1 if text.startswith("#!") else 0]
        if first not in ("// SPDX-License-Identifier: Apache-2.0",
                         "# SPDX-License-Identifier: Apache-2.0"):
            yield f"{path}:1: no SPDX line"
        if path.endswith(".h") and "\n#pragma once\n" not in text:
            yield f"{path}: no #pragma once"


def check_links(tree):
    """Relative links of the documents lead to something."""
    root = pathlib.Path(__file__).resolve().parents[2]
    for path, text in tree.items():
        if not path.endswith(".md"):
            continue
        for match in re.finditer(r"\]\(([^)#\s]+)(#[^)]*)?\)", text):
            target = match.group(1)
            here = pathlib.PurePosixPath(path).parent
            if "://" not in target and not (root / here / target).exists():
                yield f"{path}:{line_of(text, match.start())}: leads nowhere: {target}"


def banned(bans, tree, text_of):
    for path, text in tree.items():
        searched = text_of(path, text)
        for ban in bans if searched else ():
            if ban.applies_to(path):
                for match in ban.search(searched):
                    line = line_of(searched, match.start())
                    yield f"{path}:{line}: {ban.name}: {match.group(0).strip()!r}"


def check_code(tree):
    return banned(patterns.CODE_BANS, tree,
                  lambda path, text: code_only(text) if is_cpp(path) else "")


def check_text(tree):
    return banned(patterns.TEXT_BANS, tree, lambda path, text: text)


HEAD = "// SPDX-License-Identifier: Apache-2.0\n"
PROTOCOL = "drivers/include/pvscsim/protocol/a.h"

# Check -> (planted tree, number of findings).
PLANTED = {
    "layers": [
        ({"models/engine/a.h": '#include "models/device/device.h"\n'}, 1),
        ({"models/engine/a.h": '#include "models/device/device_config.h"\n'}, 0),
        ({"models/base/a.cpp": "#include <systemc>\n"}, 1),
        ({"models/kernel/a.cpp": "#include <systemc>\n"}, 0),
        ({"drivers/src/a.cpp": '#include "models/base/sim_time.h"\n'}, 1),
        ({"drivers/src/a.cpp": "#include <boost/crc.hpp>\n"}, 1),
        ({PROTOCOL: '#include "pvscsim/driver/platform.h"\n'}, 1),
        ({"models/device/a.cpp": '#include "pvscsim/driver/platform.h"\n'}, 1),
        ({"models/host/a.cpp": '#include "pvscsim/driver/platform.h"\n'}, 0),
        ({"models/host/a.cpp": '#include "scenarios/config_structs.h"\n'}, 1),
        ({"models/host/a.cpp": '#include "reports/report.h"\n'}, 1),
        ({"reports/a.cpp": '#include "models/engine/adapter.h"\n'}, 1),
    ],
    "targets": [
        ({"models/a/b.cpp": "", "models/CMakeLists.txt": "add_library(m a/b.cpp)"}, 0),
        ({"models/a/b.cpp": "", "models/CMakeLists.txt": "add_library(m a/bb.cpp)"}, 1),
        ({"models/a/b.cpp": "", "models/a/CMakeLists.txt": "add_library(m b.cpp)"}, 0),
        ({"models/a/b.h": ""}, 1),
        ({"models/a/b.h": "", "models/a/b.cpp": '#include "models/a/b.h"\n',
          "models/CMakeLists.txt": "a/b.cpp"}, 0),
    ],
    "lengths": [
        ({"models/a.h": "\n" * (HEADER_LINES + 1)}, 1),
        ({"models/a.h": "\n" * HEADER_LINES}, 0),
        ({"models/a.cpp": "\n" * (SOURCE_LINES + 1)}, 1),
        ({"models/a.cpp": "\n" * SOURCE_LINES}, 0),
    ],
    "beginnings": [
        ({"models/a.h": HEAD + "#pragma once\n"}, 0),
        ({"models/a.h": HEAD + "int x;\n"}, 1),
        ({"models/a.cpp": "int x;\n"}, 1),
        ({"run": "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n"}, 0),
        ({"run": "#!/bin/sh\ntrue\n"}, 1),
    ],
    "links": [
        ({"README.md": "[it](docs/absent.md)"}, 1),
        ({"README.md": "[it](LICENSE) [web](https://debian.org/x)"}, 0),
    ],
    "code": [({ban.where[0] + "a.cpp" if ban.where[0] else "models/a.cpp": text}, count)
             for ban in patterns.CODE_BANS for text, count in ban.examples()] +
            [({"models/a.cpp": '// std::rand()\nauto x = "std::rand()";\n'}, 0),
             ({"bench/a.cpp": "std::chrono::steady_clock::now();"}, 0)],
    "text": [({"models/a.cpp": text}, count)
             for ban in patterns.TEXT_BANS for text, count in ban.examples()],
}


class Hygiene(unittest.TestCase):
    check = ""

    def setUp(self):
        self.findings = globals()["check_" + self.check]

    def test_the_project_is_clean(self):
        found = list(self.findings(read_tree()))
        self.assertFalse(found, "\n" + "\n".join(found))

    def test_what_is_planted_is_found(self):
        for tree, count in PLANTED[self.check]:
            with self.subTest(tree=str(tree)[:200]):
                self.assertEqual(count, len(list(self.findings(tree))), list(self.findings(tree)))


if __name__ == "__main__":
    Hygiene.check = sys.argv.pop(1)
    unittest.main(verbosity=2)
