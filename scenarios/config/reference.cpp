// SPDX-License-Identifier: Apache-2.0
// The Markdown reference of the language, from the same tables as reader and schema.
#include <algorithm>
#include <utility>
#include <vector>

#include "scenarios/config/schema.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

constexpr const char* kIntroduction = R"(# The scenario language

<!-- Printed by `pvscsim schema --markdown scenario`; a test compares. Edit the tables in scenarios/config/. -->

A scenario is one JSON file that describes one experiment: a machine, the adapter, its driver, the
disks behind it, what the guest does with them, what goes wrong, and what the report must hold.
`schema` and `purpose` are required; everything else has a default, and the report echoes every key
with the value that was in force. `pvscsim validate FILE` checks a file without running it, and
`pvscsim schema scenario` prints the JSON schema for editors.

- Unknown and duplicate keys are refused, and so are keys that would have no effect because of
  another key's value ("only if" below). Nothing is guessed, rounded or clamped.
- Numbers are integers, written as such (`1000`, not `1e3`), up to 64 bits.
- `--set JSON.PATH=VALUE` replaces a value for one run: `--set device.coalescing.kind=none`,
  `--set targets.0.backend.servers=8`, `--set expect.requests.completed=100`. Keys of the file that
  count no more with another `kind` are then left out.

A small scenario:

```json
{
  "schema": "pvscsim-scenario/1",
  "purpose": "Coalescing must not raise the latency of 4 KiB random reads above 1 ms.",
  "seed": 42,
  "device": {"coalescing": {"kind": "count_or_delay", "count_max": 8, "delay_max_ns": 20000}},
  "targets": [{"backend": {"read": {"kind": "uniform", "min_ns": 60000, "max_ns": 90000}}}],
  "workload": {"kind": "synthetic", "requests": 20000, "depth": 32},
  "expect": {"requests.completed": 20000, "latency.p99_ns": {"at_most": 1000000}}
}
```
)";

std::string cell(std::string text) {
    for (std::size_t bar = text.find('|'); bar != std::string::npos;
         bar = text.find('|', bar + 2)) {
        text.insert(bar, "\\");
    }
    return text;
}

std::string values_of(const FieldSpec& field) {
    std::string text;
    switch (field.type) {
        case FieldType::Object:
            return "object";
        case FieldType::List:
            return std::to_string(field.range.min) + " to " + std::to_string(field.range.max) +
                   " objects";
        case FieldType::Choice:
            for (const std::string& choice : field.choices) {
                text += (text.empty() ? "`" : ", `") + choice + "`";
            }
            return text;
        default:
            return field.allowed();
    }
}

std::string default_of(const FieldSpec& field) {
    if (field.required) {
        return "required";
    }
    if (field.inner != nullptr) {
        return "below";
    }
    return field.default_value.is_null() ? "" : "`" + field.default_value.dump() + "`";
}

/// "`a`, `b` and `c`".
std::string listed(const std::vector<std::string_view>& keys) {
    std::string text;
    for (const std::string_view& key : keys) {
        text += &key == &keys.front() ? "`" : &key == &keys.back() ? " and `" : ", `";
        text += std::string(key) + "`";
    }
    return text;
}

std::string remarks_of(const SectionSpec& section, const FieldSpec& field) {
    std::string text(field.meaning);
    for (const Condition& condition : field.conditions) {
        text += " Only if `" + std::string(condition.key) + "` is ";
        for (const std::string_view& value : condition.values) {
            text +=
                (&value == &condition.values.front() ? "`" : " or `") + std::string(value) + "`";
        }
        text += ".";
    }
    if (!field.needs.empty()) {
        text += " Only with `" + std::string(field.needs) + "`.";
    }
    for (const std::string_view key : section.one_of) {
        if (key == field.key) {
            text += " Exactly one of " + listed(section.one_of) + ".";
        }
    }
    return text;
}

using Told = std::vector<std::pair<const SectionSpec*, std::string>>;

/// `told` has the paths of the sections that are there already: a neighbour has them too, and so
/// has the adapter to which a guest moves.
void append_section(const SectionSpec& section, const std::string& path, std::string& out,
                    Told& told) {
    out += "\n## " + (path.empty() ? std::string("Top level") : "`" + path + "`") + "\n\n" +
           std::string(section.meaning) +
           "\n\n| key | value | unit | default | meaning |\n| --- | --- | --- | --- | --- |\n";
    for (const FieldSpec& field : section.fields) {
        out += "| `" + std::string(field.key) + "` | " + cell(values_of(field)) + " | " +
               cell(std::string(field.unit)) + " | " + cell(default_of(field)) + " | " +
               cell(remarks_of(section, field)) + " |\n";
    }
    told.emplace_back(&section, path);
    for (const FieldSpec& field : section.fields) {
        if (field.inner != nullptr) {
            const auto before = std::find_if(told.begin(), told.end(), [&](const auto& other) {
                return other.first == field.inner;
            });
            const bool again = path.rfind("neighbours", 0) == 0 || path == "shared_backends[]" ||
                               path == "script[]";
            if (again && before != told.end()) {
                out += "\n`" + path + "." + std::string(field.key) + "` has the keys of `" +
                       before->second + "`.\n";
                continue;
            }
            append_section(*field.inner,
                           path + (path.empty() ? "" : ".") + std::string(field.key) +
                               (field.type == FieldType::List ? "[]" : ""),
                           out, told);
        }
    }
}

}  // namespace

std::string scenario_reference() {
    std::string text = kIntroduction;
    Told told;
    append_section(scenario_section().spec(), "", text, told);
    return text;
}

}  // namespace pvscsim::scenarios
