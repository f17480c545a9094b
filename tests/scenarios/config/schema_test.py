# SPDX-License-Identifier: Apache-2.0
"""The JSON schema and the reader accept and refuse the same, held together by a validator that
knows nothing of the reader. The schema knows single fields only, so values at their bounds are
tried on the schema alone: the reader may find that they do not fit the rest."""
import copy
import glob
import json
import os
import sys
import unittest

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../cli")]
# pylint: disable=wrong-import-position
from full_scenarios import full_scenarios
from program_runner import ProgramTest

TRACE = "  8,0    0        1     0.000000000   126  D   R 0 + 8 [x]\n"


def walk(schema, value, path=()):
    """Each value of a document that the schema describes: path, its schema, the value."""
    yield path, schema, value
    if isinstance(value, dict):
        for key, inner in schema.get("properties", {}).items():
            if key in value:
                yield from walk(inner, value[key], path + (key,))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(schema["items"], item, path + (index,))


def declared(schema, path=()):
    """The path of each key of the schema, without indices."""
    for key, inner in schema.get("properties", {}).items():
        yield path + (key,)
        yield from declared(inner, path + (key,))
    if "items" in schema:
        yield from declared(schema["items"], path)


def key_of(path):
    """The path without indices; a neighbour has the keys that its machine's own sections have, and
    so has the adapter to which a guest moves; a shared backend has those of a target's."""
    key = tuple(part for part in path if not isinstance(part, int))
    if key[:2] == ("script", "to") and len(key) > 2:
        return ("device",) + key[2:]
    if key[:2] == ("shared_backends", "backend") and len(key) > 2:
        return ("targets",) + key[1:]
    return key[1:] if key[0] == "neighbours" and len(key) > 1 else key


def changed(document, path, value):
    copied = copy.deepcopy(document)
    if not path:
        return value
    place = copied
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return copied


def bad_values(schema):
    """What must not stand where the schema describes a value."""
    kind = schema.get("type", "string")
    values = {"integer": ["1", 1.5, None, True, [], {}, -1], "boolean": [0, "true", None],
              "string": [5, None, True, []], "array": [{}, None, "x"], "object": [[], None, 5]}
    bad = list(values[kind])
    if "minimum" in schema:
        bad += [schema["minimum"] - 1, schema["maximum"] + 1]
    if "enum" in schema:
        bad += [12345, "no such choice"]
    if "minLength" in schema:
        bad += ["", "x" * (schema["maxLength"] + 1)]
    if schema.get("minItems", 0) > 0:
        bad.append([])
    if "pattern" in schema:
        bad += ["", "1", "0/1", "1/0", "1/x"]
    return bad


class Schema(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("t.trace", TRACE * 100)
        self.schema = json.loads(self.run_program("schema", "scenario").stdout)
        self.validator = jsonschema.Draft7Validator(self.schema)
        self.scenarios = full_scenarios("t.trace")

    def accepted_by_reader(self, documents):
        """For each document whether the reader accepts it."""
        names = [f"{index}.json" for index in range(len(documents))]
        for name, document in zip(names, documents):
            self.write(name, json.dumps(document))
        ended = self.run_program("validate", *names)
        valid = set(ended.stdout.split("\n"))
        self.errors = ended.stderr
        return [name + ": valid" in valid for name in names]

    def assert_both_refuse(self, documents):
        """`documents` are pairs of a name and a document."""
        self.assertTrue(documents)
        accepted = self.accepted_by_reader([document for _, document in documents])
        for (name, document), by_reader in zip(documents, accepted):
            self.assertFalse(by_reader, f"the reader accepts {name}")
            self.assertFalse(self.validator.is_valid(document), f"the schema accepts {name}")

    def test_is_a_schema(self):
        jsonschema.Draft7Validator.check_schema(self.schema)

    def test_accepts_the_library_and_what_the_reader_accepts(self):
        library = glob.glob(os.path.join(HERE, "../../../scenarios/library/*/*.json"))
        self.assertGreaterEqual(len(library), 9)
        for file in library:
            with open(file, encoding="utf-8") as text:
                self.validator.validate(json.load(text))
        self.assertEqual(set(self.accepted_by_reader(list(self.scenarios.values()))), {True},
                         self.errors)
        for document in self.scenarios.values():
            self.validator.validate(document)

    def test_every_key_is_tried(self):
        tried = set()
        for document in self.scenarios.values():
            for path, _, _ in walk(self.schema, document):
                tried.add(key_of(path) if path else ())
        self.assertEqual(set(map(key_of, declared(self.schema))) - tried, set())

    def test_both_refuse_bad_values_of_each_key(self):
        documents, seen = [], set()
        for name, document in self.scenarios.items():
            for path, schema, _ in walk(self.schema, document):
                key = key_of(path) if path else ()
                if key == ("expect",) or key in seen:
                    continue
                seen.add(key)
                for bad in bad_values(schema):
                    documents.append((f"{name} {path} = {bad!r:.60}",
                                      changed(document, path, bad)))
        self.assert_both_refuse(documents)

    def test_the_schema_accepts_the_bounds_of_each_number(self):
        for document in self.scenarios.values():
            for path, schema, _ in walk(self.schema, document):
                for bound in ("minimum", "maximum"):
                    if bound in schema:
                        self.validator.validate(changed(document, path, schema[bound]))

    def test_both_refuse_unknown_and_missing_keys(self):
        documents = []
        for path, schema, value in walk(self.schema, self.scenarios["synthetic"]):
            if schema.get("type") != "object" or path == ("expect",):
                continue
            document = self.scenarios["synthetic"]
            documents.append((f"{path} with another key", changed(document, path,
                                                                  {**value, "other": 1})))
            for required in schema.get("required", []):
                rest = {key: item for key, item in value.items() if key != required}
                documents.append((f"{path} without {required}", changed(document, path, rest)))
        self.assert_both_refuse(documents)

    def test_both_refuse_keys_that_do_not_count(self):
        sections = {}  # path of a section whose keys depend on another -> documents and values
        for document in self.scenarios.values():
            for path, schema, value in walk(self.schema, document):
                if "allOf" in schema:
                    sections.setdefault(path, []).append((document, value))
        documents = []
        for path, examples in sections.items():
            for document, value in examples:
                for _, other in examples:
                    for key in set(other) - set(value):
                        both = changed(document, path, {**value, key: other[key]})
                        documents.append((f"{path} {value} and {key}", both))
        self.assert_both_refuse(documents)

    def test_both_refuse_what_cannot_be_expected(self):
        values = [None, True, [], {}, {"other": 1}, {"at_least": "x"}, {"at_most": None}]
        self.assert_both_refuse([(f"expect {value!r}", changed(
            self.scenarios["synthetic"], ("expect",), {"a.b": value})) for value in values])

    def test_both_want_exactly_one_of_two_keys(self):
        documents = []
        for path, keys in {("faults", 0): ("nth", "chance"),
                           ("script", 0): ("at_us", "after_completed")}.items():
            document = self.scenarios["synthetic"]
            value = document[path[0]][path[1]]
            none = {key: item for key, item in value.items() if key not in keys + ("times",)}
            both = {**value, keys[0]: 1, keys[1]: "1/2" if keys[1] == "chance" else 1}
            documents += [(f"{path} without", changed(document, path, none)),
                          (f"{path} with both", changed(document, path, both))]
        self.assert_both_refuse(documents)


if __name__ == "__main__":
    ProgramTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
