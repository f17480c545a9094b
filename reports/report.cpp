// SPDX-License-Identifier: Apache-2.0
#include "reports/report.h"

#include <algorithm>
#include <cstddef>

#include "reports/entry.h"
#include "reports/sections.h"

namespace pvscsim::reports {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t kIndent = 2;

/// A report of nothing that has every section.
Entry example_report() {
    RunInfo info;
    info.protocol.emplace();
    info.host.emplace();
    info.neighbours.emplace_back();
    info.shared_backends.emplace_back();
    const RunRecorder recorder({});
    RunCounters counters;
    counters.raw_guest.emplace();
    counters.migrations.emplace();
    Entry root(true);
    describe_report(root, {info, recorder, counters, Judgement{}});
    return root;
}

bool is_numbers(const ordered_json& value) {
    return value.is_array() && !value.empty() &&
           std::all_of(value.begin(), value.end(), [](const ordered_json& element) {
               return element.is_number() || is_numbers(element);
           });
}

void write(const ordered_json& value, std::size_t depth, std::string& out) {
    if (!value.is_structured() || value.empty() || is_numbers(value)) {
        out += value.dump();
        return;
    }
    const bool is_object = value.is_object();
    out += is_object ? '{' : '[';
    const char* separator = "\n";
    for (const auto& item : value.items()) {
        out += separator + std::string((depth + 1) * kIndent, ' ');
        if (is_object) {
            out += ordered_json(item.key()).dump() + ": ";
        }
        write(item.value(), depth + 1, out);
        separator = ",\n";
    }
    out += '\n' + std::string(depth * kIndent, ' ');
    out += is_object ? '}' : ']';
}

}  // namespace

ordered_json make_report(const RunInfo& info, const RunRecorder& recorder,
                         const RunCounters& counters) {
    Entry root(false);
    describe_report(root, {info, recorder, counters, Judgement{}});
    ordered_json report = root.take_report();

    Entry verdict(false);
    describe_verdict(verdict, judge(report, info));
    report.update(verdict.take_report());
    return report;
}

std::string report_text(const ordered_json& report) {
    std::string text;
    write(report, 0, text);
    return text + '\n';
}

ordered_json report_schema() {
    ordered_json schema;
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    schema["$id"] = "pvscsim-report/1";
    schema["title"] = "pvscsim report";
    schema.update(example_report().schema());
    schema["properties"]["schema"]["const"] = "pvscsim-report/1";
    schema["properties"]["verdict"]["enum"] = {"pass", "fail"};
    return schema;
}

std::string report_reference() {
    std::string text = "| key | unit | meaning |\n| --- | --- | --- |\n";
    example_report().reference("", text);
    return text;
}

}  // namespace pvscsim::reports
