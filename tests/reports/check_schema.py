# SPDX-License-Identifier: Apache-2.0
"""check_schema.py SCHEMA REPORT: the schema is one, the report obeys it, and it is not lax."""
import copy
import json
import sys

import jsonschema


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        report = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    validator.validate(report)
    for key in report:
        if key in ("host", "protocol"):  # left out with --no-host and --no-monitor
            continue
        broken = copy.deepcopy(report)
        del broken[key]
        assert not validator.is_valid(broken), f"accepts a report without {key}"
    broken = copy.deepcopy(report)
    broken["requests"]["surplus"] = 1
    assert not validator.is_valid(broken), "accepts an unknown key"
    broken = copy.deepcopy(report)
    broken["latency"]["p99_ns"] = -1
    assert not validator.is_valid(broken), "accepts a negative time"


main()
