# SPDX-License-Identifier: Apache-2.0
"""check_trace.py TRACE TRACK...: flows are paired and lie in slices, slices nest, events are in
order of time, every track has a name, and those given (such as "vCPU 0") are there; "message ring:2" wants so many
slices there, each of them what a message says."""
import collections
import decimal
import json
import re
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        trace = json.load(file, parse_float=decimal.Decimal)
    assert trace["displayTimeUnit"] == "ns"
    names = {}
    slices = collections.defaultdict(list)
    titles = collections.defaultdict(list)
    flows = collections.defaultdict(list)
    last = decimal.Decimal(0)
    for event in trace["traceEvents"]:
        place = event["pid"], event["tid"]
        if event["ph"] == "M":
            if event["name"] == "thread_name":
                assert place not in names, f"track {place} is named twice"
                names[place] = event["args"]["name"]
            continue
        assert event["ts"] >= last, f"not in order of time: {event}"
        last = event["ts"]
        if event["ph"] in "Xi":
            assert place in names, f"no name for the track of {event}"
        if event["ph"] == "X":
            slices[place].append((event["ts"], event["ts"] + event["dur"]))
            titles[place].append(event["name"])
        if event["ph"] in "stf":
            flows[event["id"]].append(event)
    check_names(names)
    check_messages({names[place]: track for place, track in titles.items()})
    for place, track in slices.items():
        check_nesting(names[place], track)
    check_flows(flows, names, {place: set(b for b, _ in track) for place, track in slices.items()})
    print(f"{len(flows)} flows, {sum(map(len, slices.values()))} slices on {len(names)} tracks")


def check_names(names):
    values = list(names.values())
    assert len(values) == len(set(values)), "two tracks have one name"
    for name in sys.argv[2:]:
        assert name.partition(":")[0] in values, f"no track {name}"


def check_messages(titles):
    told = [title for name, track in titles.items() if name.startswith("message ring")
            for title in track]
    for title in told:
        assert re.fullmatch(r"(added|removed) target \d+ lun \d+", title), title
    for name in sys.argv[2:]:
        least = name.partition(":")[2]
        assert not least or len(told) >= int(least), f"{len(told)} messages, not {least}"


def check_nesting(name, track):
    ends = []
    for begin, end in track:
        while ends and ends[-1] <= begin:
            ends.pop()
        assert not ends or end <= ends[-1], f"slices overlap on {name} at {begin}"
        ends.append(end)


def check_flows(flows, names, begins):
    assert flows, "no flow"
    for number, events in flows.items():
        phases = "".join(event["ph"] for event in events)
        assert phases[0] == "s" and phases[-1] == "f" and set(phases[1:-1]) <= {"t"}, \
            f"flow {number} is {phases}"
        tracks = [names[event["pid"], event["tid"]] for event in events]
        assert tracks[0].startswith("vCPU") and tracks[-1].startswith("vCPU"), tracks
        if len(phases) == 5:
            groups = [event["pid"] for event in events]
            assert len(set(groups[1:4])) == 3, f"flow {number} visits {tracks}"
            assert tracks[2].startswith("target"), tracks
        for event in events:
            assert event["ts"] in begins[event["pid"], event["tid"]], f"{event} is in no slice"


main()
