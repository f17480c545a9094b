# SPDX-License-Identifier: Apache-2.0
"""check_vcd.py WAVE.vcd: the waveform says the same after its way through vcd2fst and fst2vcd."""
import os
import subprocess
import sys
import tempfile


def changes(path):
    """Signal by full name: [(time, value)], a value that repeats left out."""
    scope, names, result, time = [], {}, {}, 0
    with open(path, encoding="ascii") as file:
        for words in map(str.split, file):
            if not words:
                continue
            if words[0] == "$scope":
                scope.append(words[2])
            elif words[0] == "$upscope":
                scope.pop()
            elif words[0] == "$var":
                names[words[3]] = ".".join(scope + [words[4]])
                result[names[words[3]]] = []
            elif words[0][0] == "#":
                time = int(words[0][1:])
            elif words[0][0] in "01b" and names:
                value, ident = words if words[0][0] == "b" else (words[0][0], words[0][1:])
                signal = result[names[ident]]
                number = int(value.lstrip("b"), 2)
                if not signal or signal[-1][1] != number:
                    signal.append((time, number))
    return result


def main():
    with tempfile.TemporaryDirectory() as folder:
        fst, back = os.path.join(folder, "wave.fst"), os.path.join(folder, "back.vcd")
        subprocess.run(["vcd2fst", sys.argv[1], fst], check=True, stdout=subprocess.DEVNULL)
        with open(back, "wb") as file:
            subprocess.run(["fst2vcd", fst], check=True, stdout=file)
        before, after = changes(sys.argv[1]), changes(back)
    assert before == after, "values changed on the way"
    total = sum(map(len, before.values()))
    assert total > len(before), "no value ever changes"
    print(f"{len(before)} signals, {total} values")


main()
