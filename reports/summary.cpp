// SPDX-License-Identifier: Apache-2.0
#include "reports/summary.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "reports/number_text.h"
#include "reports/wide_int.h"
#include "reports/wrapped_text.h"

namespace pvscsim::reports {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t kColumnsMin = 40;
constexpr std::size_t kColumnsMax = 80;
constexpr std::size_t kLabelColumns = 14;
constexpr std::size_t kStageColumns = 36;  ///< of a stage's line before its bar
constexpr std::size_t kBarColumns = 40;
constexpr std::size_t kPurposeLines = 2;

/// Terminal colours, or nothing, and the width.
struct Style {
    bool color;
    std::size_t columns;
    std::string paint(const char* code, const std::string& text) const {
        return color ? "\x1b[" + std::string(code) + 'm' + text + "\x1b[0m" : text;
    }
};

std::string padded(const std::string& text, std::size_t columns) {
    return text.size() < columns ? text + std::string(columns - text.size(), ' ') : text;
}

std::string right(const std::string& text, std::size_t columns) {
    return text.size() < columns ? std::string(columns - text.size(), ' ') + text : text;
}

std::uint64_t count(const ordered_json& object, const char* key) {
    return object.at(key).get<std::uint64_t>();
}

/// A label and its text, which goes on under itself where the terminal is narrow.
std::string line(const Style& style, const char* label, const std::string& text) {
    return style.paint("1", padded(label, kLabelColumns)) +
           wrapped(text, style.columns - kLabelColumns, kLabelColumns) + '\n';
}

std::string title(const ordered_json& report, const Style& style) {
    const bool passed = report.at("verdict") == "pass";
    const auto name = report.at("scenario").at("name").get<std::string>();
    const auto purpose = report.at("scenario").at("purpose").get<std::string>();
    std::string text = style.paint(passed ? "1;32" : "1;31", passed ? "PASS" : "FAIL") + "  " +
                       style.paint("1", shortened(name, style.columns / 2)) + ", " +
                       time_text(count(report, "simulated_ns")) + " simulated\n";
    if (!purpose.empty()) {
        text += wrapped(shortened(purpose, kPurposeLines * (style.columns - 4)), style.columns, 0) +
                '\n';
    }
    return text;
}

std::string requests(const ordered_json& report, const Style& style) {
    const ordered_json& r = report.at("requests");
    const ordered_json& t = report.at("throughput");
    const std::uint64_t bad = count(r, "failed") + count(r, "aborted") + count(r, "reset");
    return line(style, "requests",
                grouped(count(r, "completed")) + " completed, " + grouped(bad) +
                    " with an error, " + grouped(count(r, "lost")) + " lost") +
           line(style, "throughput",
                grouped(count(t, "requests_per_s")) + " IOPS, " +
                    rate_text(count(t, "bytes_per_s")));
}

std::string latency(const ordered_json& report, const Style& style) {
    const ordered_json& l = report.at("latency");
    return line(style, "latency",
                "mean " + time_text(count(l, "mean_ns")) + ", p50 " +
                    time_text(count(l, "p50_ns")) + ", p99 " + time_text(count(l, "p99_ns")) +
                    ", p99.9 " + time_text(count(l, "p99_9_ns")));
}

/// Mean time of each stage, its share of the latency and a bar, the longest one full.
std::string stages(const ordered_json& report, const Style& style) {
    std::uint64_t longest = 1;
    for (const ordered_json& stage : report.at("stages")) {
        longest = std::max(longest, count(stage, "total_ps"));
    }
    const std::uint64_t total = std::max<std::uint64_t>(count(report.at("latency"), "total_ps"), 1);
    const std::size_t bar_columns =
        std::min(kBarColumns, style.columns - std::min(style.columns, kStageColumns));
    std::string text = style.paint("1", "where the time went, mean of a request") + '\n';
    for (const auto& [name, stage] : report.at("stages").items()) {
        const std::uint64_t part = count(stage, "total_ps");
        std::string label = name;
        std::replace(label.begin(), label.end(), '_', ' ');
        const std::uint64_t bar =
            scaled_ratio(bar_columns, Uint128{part} + longest / (2 * bar_columns), longest);
        const std::uint64_t percent_milli = scaled_ratio(100000, part, total);
        text += "  " + padded(label, 16) + right(time_text(count(stage, "mean_ns")), 8) +
                right(milli_text(percent_milli, 1), 6) + " %" +
                (bar == 0 ? "" : "  " + style.paint("36", std::string(bar, '#'))) + '\n';
    }
    return text;
}

std::string notifications(const ordered_json& report, const Style& style) {
    const ordered_json& n = report.at("notifications");
    const ordered_json& c = report.at("cpu");
    return line(style, "notifications",
                grouped(count(n, "doorbells_rw") + count(n, "doorbells_non_rw")) + " doorbells, " +
                    grouped(count(n, "interrupts")) + " interrupts") +
           line(style, "",
                milli_text(count(n, "completions_per_interrupt_milli"), 2) +
                    " completions an interrupt, " +
                    milli_text(count(n, "requests_per_doorbell_milli"), 2) +
                    " requests a doorbell") +
           line(style, "cpu",
                milli_text(count(c, "cycles_per_request_milli"), 0) + " cycles a request: guest " +
                    milli_text(count(c, "guest_cycles_per_request_milli"), 0) + ", hypervisor " +
                    milli_text(count(c, "hypervisor_cycles_per_request_milli"), 0));
}

/// That the monitor did not see all.
std::string unwatched(const ordered_json& report, const Style& style) {
    if (!report.contains("protocol")) return "";
    const ordered_json& protocol = report.at("protocol");
    const std::uint64_t times = count(protocol, "unwatched_count");
    if (times == 0) return "";
    const ordered_json& first = protocol.at("unwatched").front();
    return line(style, "monitor",
                "lost sight of the rings " + grouped(times) + (times == 1 ? " time" : " times") +
                    ", first at " + time_text(count(first, "since_ns")) + " (" +
                    first.at("reason").get<std::string>() + ")");
}

/// How many expectations held, then the first thing that did not and how many others.
std::string verdict(const ordered_json& report, const Style& style) {
    const ordered_json& expectations = report.at("expectations");
    std::size_t held = 0;
    std::vector<std::string> failures;
    for (const ordered_json& failure : report.at("failures")) {
        failures.push_back(failure.at("text").get<std::string>());
    }
    for (const ordered_json& value : expectations) {
        held += value.at("held").get<bool>() ? 1 : 0;
        if (!value.at("held").get<bool>()) {
            failures.push_back(value.at("path").get<std::string>() + " is " +
                               value.at("actual").dump() + ", expected " +
                               value.at("expected").get<std::string>());
        }
    }
    std::string text;
    if (!expectations.empty()) {
        text += line(style, "expectations",
                     std::to_string(held) + " of " + std::to_string(expectations.size()) + " held");
    }
    if (!failures.empty()) {
        const std::string others =
            failures.size() == 1 ? "" : "; " + std::to_string(failures.size() - 1) + " more";
        const std::size_t room = style.columns - kLabelColumns;
        const std::string why = shortened(failures.front(), 2 * room - others.size() - 8) + others;
        text += style.paint("1", padded("failed", kLabelColumns)) +
                style.paint("31", wrapped(why, room, kLabelColumns)) + '\n';
    }
    return text;
}

}  // namespace

std::string summary_text(const ordered_json& report, const SummaryStyle& wanted) {
    const Style style{wanted.color, std::clamp(wanted.columns, kColumnsMin, kColumnsMax)};
    return title(report, style) + requests(report, style) + latency(report, style) +
           stages(report, style) + notifications(report, style) + unwatched(report, style) +
           verdict(report, style);
}

}  // namespace pvscsim::reports
