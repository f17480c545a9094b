# SPDX-License-Identifier: Apache-2.0
"""What ./run builds is optimised by the counts of training runs. Nothing is built here: what the
release preset would do is looked at. That each object finds its counts is the build's own affair,
where a missing profile is an error."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NEEDED_BY_A_RUN = ("base", "backend", "engine", "models", "driver", "conformance", "reports",
                   "scenarios", "runner")


def configured(folder, *options):
    """What CMake says, and the compilers' commands by target."""
    done = subprocess.run(["cmake", "--preset", "release", "-B", folder, *options], cwd=ROOT,
                          check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with open(pathlib.Path(folder, "compile_commands.json"), encoding="utf-8") as file:
        commands = [entry["command"] for entry in json.load(file)]
    by_target = {}
    for command in commands:
        target = re.search(r"CMakeFiles/(\w+)\.dir/", command)[1]
        by_target.setdefault(target.removeprefix("pvscsim_"), []).append(command)
    return done.stdout, by_target


class Release(unittest.TestCase):
    def test_what_a_run_needs_and_the_yardstick_are_profile_guided(self):
        with tempfile.TemporaryDirectory() as folder:
            _, commands = configured(folder)
            for target in (*NEEDED_BY_A_RUN, "ring_skeleton"):
                for command in commands[target]:
                    self.assertIn(f"-fprofile-use={folder}/profile", command)
                    self.assertIn("-Werror", command)
                    self.assertNotRegex(command, "-Wno-(error=)?missing-profile|ccache")
            guided = {target for target, of in commands.items()
                      if any("-fprofile-use" in command for command in of)}
            self.assertEqual(guided, {*NEEDED_BY_A_RUN, "ring_skeleton"})

    def test_another_compiler_or_machine_builds_without_and_says_so(self):
        for option in ("-DCMAKE_CXX_COMPILER=clang++-14", "-DCMAKE_SYSTEM_NAME=Linux"):
            with self.subTest(option), tempfile.TemporaryDirectory() as folder:
                said, commands = configured(folder, option)
                self.assertIn("building without profiles", said)
                self.assertNotIn("-fprofile", "".join(sum(commands.values(), [])))


if __name__ == "__main__":
    unittest.main()
