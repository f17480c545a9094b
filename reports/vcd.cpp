// SPDX-License-Identifier: Apache-2.0
#include "reports/vcd.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "models/base/check.h"

namespace pvscsim::reports {

namespace {

/// Printable characters count signals in the file: !, ", ... ~, !!, ...
std::string identifier(std::uint32_t signal) {
    constexpr std::uint32_t kFirst = '!';
    constexpr std::uint32_t kCharacters = '~' - '!' + 1;
    std::string text;
    do {
        text += static_cast<char>(kFirst + signal % kCharacters);
        signal /= kCharacters;
    } while (signal != 0);
    return text;
}

std::string value_line(std::uint64_t value, std::uint32_t width_bits, const std::string& id) {
    if (width_bits == 1) {
        return std::to_string(value) + id + '\n';
    }
    std::string digits;
    do {
        digits.insert(digits.begin(), static_cast<char>('0' + (value & 1)));
        value >>= 1;
    } while (value != 0);
    return 'b' + digits + ' ' + id + '\n';
}

}  // namespace

std::uint32_t VcdWriter::add_signal(std::string_view scope, std::string_view name,
                                    std::uint32_t width_bits) {
    PVS_CHECK(width_bits >= 1 && width_bits <= 64);
    signals_.push_back({std::string(scope), std::string(name), width_bits});
    return static_cast<std::uint32_t>(signals_.size() - 1);
}

std::string VcdWriter::text() const {
    // The date is left empty: two runs give the same file.
    std::string text = "$date $end\n$version pvscsim $end\n$timescale 1 ps $end\n";
    std::map<std::string, std::string> scopes;
    std::string values;
    for (std::uint32_t i = 0; i < signals_.size(); ++i) {
        const Signal& signal = signals_[i];
        scopes[signal.scope] += "$var wire " + std::to_string(signal.width_bits) + ' ' +
                                identifier(i) + ' ' + signal.name + " $end\n";
        values += value_line(0, signal.width_bits, identifier(i));
    }
    for (const auto& [scope, variables] : scopes) {
        text += "$scope module " + scope + " $end\n" + variables + "$upscope $end\n";
    }
    text += "$enddefinitions $end\n#0\n$dumpvars\n" + values + "$end\n";

    std::vector<Change> changes = changes_;
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return a.time != b.time ? a.time < b.time : a.signal < b.signal;
    });
    std::vector<std::uint64_t> current(signals_.size());
    SimTime written;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const Change& change = changes[i];
        const bool overruled = i + 1 < changes.size() && changes[i + 1].time == change.time &&
                               changes[i + 1].signal == change.signal;
        if (overruled || current[change.signal] == change.value) {
            continue;
        }
        if (written != change.time) {
            text += '#' + std::to_string(change.time.ps) + '\n';
            written = change.time;
        }
        current[change.signal] = change.value;
        text +=
            value_line(change.value, signals_[change.signal].width_bits, identifier(change.signal));
    }
    return text;
}

}  // namespace pvscsim::reports
