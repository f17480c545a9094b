// SPDX-License-Identifier: Apache-2.0
#include "reports/number_text.h"

#include <array>
#include <cstddef>

namespace pvscsim::reports {

namespace {

constexpr std::size_t kGroup = 3;

/// Three digits of a value below 1,000,000 thousandths: 1.23, 12.3, 123.
std::string three_digits(std::uint64_t milli) {
    return milli_text(milli, milli < 9995 ? 2 : milli < 99950 ? 1 : 0);
}

}  // namespace

std::string grouped(std::uint64_t value) {
    std::string text = std::to_string(value);
    for (std::size_t at = text.size(); at > kGroup;) {
        at -= kGroup;
        text.insert(at, ",");
    }
    return text;
}

std::string milli_text(std::uint64_t milli, unsigned decimals) {
    constexpr std::array<std::uint64_t, 4> kHalves{{500, 50, 5, 0}};
    const std::uint64_t rounded = milli + kHalves.at(decimals);
    std::string text = grouped(rounded / 1000);
    if (decimals != 0) {
        text += '.' + std::to_string(1000 + rounded % 1000).substr(1, decimals);
    }
    return text;
}

std::string time_text(std::uint64_t ns) {
    if (ns < 1000) {
        return std::to_string(ns) + " ns";
    }
    constexpr std::array<const char*, 2> kUnits{{" us", " ms"}};
    std::uint64_t milli = ns;
    for (const char* unit : kUnits) {
        if (milli < 999500) {
            return three_digits(milli) + unit;
        }
        milli /= 1000;
    }
    return three_digits(milli) + " s";
}

std::string rate_text(std::uint64_t bytes_per_s) {
    return milli_text(bytes_per_s / 1000, 1) + " MB/s";
}

}  // namespace pvscsim::reports
