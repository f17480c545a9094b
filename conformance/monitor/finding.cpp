// SPDX-License-Identifier: Apache-2.0
#include "conformance/monitor/finding.h"

#include <algorithm>
#include <iterator>

namespace pvscsim::conformance {

namespace {
constexpr const char* kDigits = "0123456789abcdef";
constexpr std::size_t kShown = 128;

/// The rules that every request puts to the test on its way, by Path.
struct PathRules {
    Path path;
    std::vector<std::uint32_t> device;
    std::vector<std::uint32_t> driver;
};
const std::vector<PathRules>& path_rules() {
    static const std::vector<PathRules> rules{
        {Path::Publication, {}, {25, 26, 28, 29}},
        {Path::Fetch, {50, 53, 55}, {}},
        {Path::RequestIndex, {40, 56, 133}, {}},
        {Path::Completion, {60, 104, 105, 108, 113, 116, 119}, {}},
        {Path::Index, {40, 57, 107}, {}},
        {Path::DataWrite, {59, 106}, {}},
    };
    return rules;
}
}  // namespace

std::string rule_id(const char* kind, std::uint32_t number) {
    const std::string digits = std::to_string(number);
    return std::string(kind) + '-' + std::string(3 - digits.size(), '0') + digits;
}

std::string hex(std::uint64_t value) {
    std::string text;
    for (; value != 0 || text.empty(); value >>= 4) text.insert(text.begin(), kDigits[value & 15U]);
    return "0x" + text;
}

std::string hex_bytes(const void* data, std::size_t bytes) {
    if (data == nullptr) return "not known";
    const auto* at = static_cast<const unsigned char*>(data);
    std::string text;
    for (std::size_t i = 0; i < std::min(bytes, kShown); ++i) {
        text += kDigits[at[i] >> 4];
        text += kDigits[at[i] & 15U];
    }
    return bytes > kShown ? text + "..." : text;
}

void Findings::broken(Violation violation) {
    if (left_out_.count(violation.rule) != 0) return;
    ++count_;
    BrokenRule& rule = by_rule_[violation.rule];
    if (++rule.count == 1) rule.first = violation;
    if (kept_.size() < kKept) kept_.push_back(std::move(violation));
}

void Findings::lost_sight(SimTime since, std::string reason, std::string what) {
    if (blind_) return;
    blind_ = true;
    ++unwatched_count_;
    if (unwatched_.size() == kKept) return;
    unwatched_.push_back({since, SimTime::never(), std::move(reason), std::move(what)});
}

void Findings::sees_again(SimTime at) {
    // What was lost beyond those that are kept has no end that could be told.
    if (blind_ && unwatched_count_ == unwatched_.size()) unwatched_.back().until = at;
    blind_ = false;
}

std::vector<std::string> Findings::tested() const {
    std::vector<std::string> ids;
    bool device[kDeviceRules + 1];
    bool driver[kDriverRules + 1];
    std::copy(std::begin(device_), std::end(device_), device);
    std::copy(std::begin(driver_), std::end(driver_), driver);
    for (const PathRules& path : path_rules()) {
        if (!paths_[static_cast<std::size_t>(path.path)]) continue;
        for (const std::uint32_t rule : path.device) device[rule] = true;
        for (const std::uint32_t rule : path.driver) driver[rule] = true;
    }
    const auto add = [&](std::string id) {
        if (left_out_.count(id) == 0) ids.push_back(std::move(id));
    };
    for (std::uint32_t n = 1; n <= kDeviceRules; ++n) {
        if (device[n]) add(rule_id("DEVICE", n));
    }
    for (std::uint32_t n = 1; n <= kDriverRules; ++n) {
        if (driver[n]) add(rule_id("DRIVER", n));
    }
    return ids;
}

}  // namespace pvscsim::conformance
