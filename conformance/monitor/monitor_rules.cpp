// SPDX-License-Identifier: Apache-2.0
#include "conformance/monitor/monitor_rules.h"

#include <algorithm>
#include <iterator>

namespace pvscsim::conformance {

namespace {

using namespace sense;

constexpr std::uint32_t kRing = kRegisters | kDeviceWrites;
constexpr std::uint32_t kFetch = kRegisters | kDeviceReads | kDeviceWrites | kDriverWrites;
constexpr std::uint32_t kPublished = kRegisters | kDriverWrites;
constexpr std::uint32_t kConsumed = kRing | kDriverReads | kDriverWrites;
constexpr std::uint32_t kSignalled = kRing | kInterrupts | kTime;

struct Needs {
    std::uint32_t number;
    std::uint32_t senses;
};

constexpr Needs kDeviceNeeds[] = {
    {8, kRegisters},
    {12, kRegisters},
    {14, kRegisters},
    {18, kRegisters},
    {19, kRegisters},
    {23, kRegisters},
    {28, kRing},
    {29, kRing},
    {32, kRegisters},
    {38, kRing},
    {39, kRing},
    {40, kRing},
    {50, kFetch},
    {53, kFetch},
    {55, kFetch},
    {56, kFetch},
    {57, kFetch},
    {59, kFetch},
    {60, kFetch},
    {78, kFetch},
    {79, kFetch},
    {82, kFetch},
    {84, kRegisters | kInterrupts},
    {104, kFetch},
    {105, kRing},
    {106, kFetch},
    {107, kRing},
    {108, kConsumed},
    {113, kFetch},
    {115, kFetch},
    {116, kFetch},
    {119, kFetch},
    {120, kSignalled},
    {124, kSignalled},
    {126, kRing},
    {129, kRegisters},
    {133, kFetch},
    {134, kRegisters},
    {135, kConsumed},
    {136, kRing},
    {139, kRing},
    {140, kRing},
};

constexpr Needs kDriverNeeds[] = {
    {4, kRegisters},
    {6, kRegisters},
    {7, kRegisters},
    {9, kPublished},
    {10, kRegisters},
    {13, kPublished},
    {17, kPublished},
    {19, kRegisters},
    {20, kRegisters},
    {21, kRegisters},
    {22, kPublished},
    {25, kPublished},
    {26, kFetch},
    {28, kPublished},
    {29, kPublished},
    {30, kPublished},
    {32, kPublished},
    {38, kPublished | kDeviceWrites | kTime},
    {39, kPublished | kTime},
    {43, kFetch},
    {45, kRegisters},
    {48, kConsumed},
    {52, kConsumed},
    {67, kConsumed},
};

/// Rules of registers, commands and CONFIG's page.
constexpr std::uint32_t kDeviceWithoutRings[] = {8, 12, 18, 19, 23, 28, 29, 32, 84, 129, 134};
constexpr std::uint32_t kDriverWithoutRings[] = {4, 6, 7, 10, 13, 19};

template <class Needed, class Without>
void add(const char* kind, const Needed& needed, const Without& without,
         std::vector<MonitorRule>& all) {
    for (const Needs& each : needed) {
        const bool of_rings =
            std::find(std::begin(without), std::end(without), each.number) == std::end(without);
        all.push_back({rule_id(kind, each.number), each.senses, of_rings});
    }
}

}  // namespace

const std::vector<MonitorRule>& monitor_rules() {
    static const std::vector<MonitorRule> rules = [] {
        std::vector<MonitorRule> all;
        add("DEVICE", kDeviceNeeds, kDeviceWithoutRings, all);
        add("DRIVER", kDriverNeeds, kDriverWithoutRings, all);
        return all;
    }();
    return rules;
}

bool was_unwatched(const Findings& findings, const std::string& rule) {
    if (findings.unwatched_count() == 0) return false;
    const std::vector<MonitorRule>& rules = monitor_rules();
    return std::any_of(rules.begin(), rules.end(),
                       [&](const MonitorRule& each) { return each.of_rings && each.rule == rule; });
}

}  // namespace pvscsim::conformance
