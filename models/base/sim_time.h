// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace pvscsim {

/// A point in simulated time, or a span of it, in whole picoseconds. 64 bits hold 213 days.
/// Differences are only taken of a later and an earlier time.
struct SimTime {
    std::uint64_t ps = 0;

    static constexpr SimTime from_ns(std::uint64_t ns) { return SimTime{ns * 1000}; }
    static constexpr SimTime from_us(std::uint64_t us) { return SimTime{us * 1000000}; }
    /// Later than every time that a run can reach: "never".
    static constexpr SimTime never() { return SimTime{std::numeric_limits<std::uint64_t>::max()}; }

    /// Whole nanoseconds, rounded down.
    constexpr std::uint64_t ns() const { return ps / 1000; }

    friend constexpr bool operator==(SimTime a, SimTime b) { return a.ps == b.ps; }
    friend constexpr bool operator!=(SimTime a, SimTime b) { return a.ps != b.ps; }
    friend constexpr bool operator<(SimTime a, SimTime b) { return a.ps < b.ps; }
    friend constexpr bool operator>(SimTime a, SimTime b) { return a.ps > b.ps; }
    friend constexpr bool operator<=(SimTime a, SimTime b) { return a.ps <= b.ps; }
    friend constexpr bool operator>=(SimTime a, SimTime b) { return a.ps >= b.ps; }
    friend constexpr SimTime operator+(SimTime a, SimTime b) { return SimTime{a.ps + b.ps}; }
    friend constexpr SimTime operator-(SimTime a, SimTime b) { return SimTime{a.ps - b.ps}; }
    friend constexpr SimTime operator*(SimTime a, std::uint64_t n) { return SimTime{a.ps * n}; }
    SimTime& operator+=(SimTime other) {
        ps += other.ps;
        return *this;
    }
};

// Of numbers, not of objects: so the compiler sees a maximum or minimum, and makes no branch of it.
constexpr SimTime later_of(SimTime a, SimTime b) {
    return SimTime{a.ps < b.ps ? b.ps : a.ps};
}
constexpr SimTime earlier_of(SimTime a, SimTime b) {
    return SimTime{b.ps < a.ps ? b.ps : a.ps};
}

}  // namespace pvscsim
