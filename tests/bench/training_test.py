# SPDX-License-Identifier: Apache-2.0
"""What cmake/ProfileGuided.cmake and cmake/train.cmake.in do, seen at a project of three sources:
when it trains anew, and what is said when training fails."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = r"""
cmake_minimum_required(VERSION 3.25)
project(toy CXX)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_SOURCE_DIR}/cmake)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
include(ProfileGuided)
find_file(FOUND marker.txt)
if(NOT FOUND)
    message(FATAL_ERROR "CMAKE_PREFIX_PATH is lost")
endif()
add_compile_options(-Wall -Werror)
add_library(training_counts INTERFACE)
add_library(core core.cpp)
add_executable(first first.cpp)
target_link_libraries(first PRIVATE core)
add_executable(second second.cpp)
pvscsim_profile_guided(TRAINER first RUNS "1" FILES ${CMAKE_SOURCE_DIR}/input TARGETS core)
pvscsim_profile_guided(TRAINER second RUNS "2" TARGETS second)
"""
SOURCES = {
    "core.cpp": 'const char* word() { return WORD; }\n',
    # The command in the file `input` is run: what happens while the program trains.
    "first.cpp": '#include <cstdlib>\nconst char* word();\n'
                 'int main() { return std::system("sh ./input") != 0 || *word() != \'a\'; }\n',
    "second.cpp": "int main() { return 0; }\n",
    "input": "true\n",
    "CMakeLists.txt": PROJECT,
}
FLAGS = '-DWORD="\\"a b\\""'


class Training(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="a toy "))
        self.addCleanup(shutil.rmtree, self.folder)
        for name, text in SOURCES.items():
            self.write(name, text)
        self.folder.joinpath("cmake").symlink_to(ROOT / "cmake")
        for name in ("one", "two/include"):
            self.folder.joinpath("prefix", name).mkdir(parents=True)
        self.write("prefix/two/include/marker.txt", "")
        prefixes = ";".join(f"{self.folder}/prefix/{name}" for name in ("one", "two"))
        subprocess.run(["cmake", "-G", "Ninja", "-S", ".", "-B", "build",
                        "-DPVSCSIM_PROFILE_GUIDED=ON", "-DCMAKE_CXX_COMPILER=g++",
                        "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_CXX_FLAGS={FLAGS}",
                        f"-DCMAKE_PREFIX_PATH={prefixes}"],
                       cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def write(self, name, text):
        self.folder.joinpath(name).write_text(text, encoding="utf-8")

    def build(self, expected=0):
        """What the build says."""
        done = subprocess.run(["ninja", "-C", "build"], cwd=self.folder, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode != 0, expected != 0, done.stdout)
        return done.stdout

    def test_each_trainer_trains_anew_for_its_own_sources_alone(self):
        self.build()
        self.assertIn("no work to do", self.build())
        self.write("core.cpp", "int more() { return 1; }\n" + SOURCES["core.cpp"])
        said = self.build()
        self.assertIn("Training with first", said)
        self.assertNotIn("Training with second", said)
        self.write("second.cpp", "int more() { return 1; }\n" + SOURCES["second.cpp"])
        said = self.build()
        self.assertIn("Training with second", said)
        self.assertNotIn("Training with first", said)
        self.write("input", "true again || true\n")
        self.assertIn("Training with first", self.build())
        self.assertIn("no work to do", self.build())

    def test_a_source_edited_during_the_training_is_trained_by_the_next_build(self):
        self.write("input", "grep -q more core.cpp || echo 'int more() { return 1; }' >>core.cpp\n")
        self.assertIn("Sources changed during the training: build again.", self.build(1))
        self.build()
        self.assertIn("no work to do", self.build())

    def test_what_fails_is_shown_with_the_way_round(self):
        self.write("core.cpp", SOURCES["core.cpp"] + "int more() { return one; }\n")
        said = self.build(1)
        self.assertRegex(said, r"(?m)^\S.*core\.cpp:2:\d+: error:")
        self.assertIn("-DPVSCSIM_PROFILE_GUIDED=OFF", said)
        self.write("core.cpp", SOURCES["core.cpp"])
        self.write("input", "echo no such disk >&2; false\n")
        said = self.build(1)
        self.assertRegex(said, r"(?m)^no such disk$")
        self.assertRegex(said, r"(?m)^.*/bin/first 1$")


if __name__ == "__main__":
    unittest.main()
