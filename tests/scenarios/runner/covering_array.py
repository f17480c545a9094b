# SPDX-License-Identifier: Apache-2.0
"""A pairwise covering array: rows in which every pair of values of any two factors meets."""
import itertools


def covering_array(factors):
    """Rows as dictionaries. Greedy and without chance: each row begins with the first pair that
    has not met, then takes, factor by factor, the value that makes most new pairs; ties go to the
    value that the rows have used least."""
    names = list(factors)
    used = {(name, value): 0 for name in names for value in factors[name]}
    missing = {}
    for one, other in itertools.combinations(names, 2):
        for pair in itertools.product(factors[one], factors[other]):
            missing[(one, pair[0]), (other, pair[1])] = None
    position = {name: i for i, name in enumerate(names)}

    def fresh(row, item):
        pairs = ((had, item) if position[had[0]] < position[item[0]] else (item, had)
                 for had in row.items())
        return sum(pair in missing for pair in pairs)

    rows = []
    while missing:
        row = dict(next(iter(missing)))
        for name in names:
            if name not in row:
                row[name] = max(factors[name], key=lambda value, name=name: (
                    fresh(row, (name, value)), -used[name, value]))
        for pair in itertools.combinations([(name, row[name]) for name in names], 2):
            missing.pop(pair, None)
        for item in row.items():
            used[item] += 1
        rows.append({name: row[name] for name in names})
    return rows
