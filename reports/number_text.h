// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace pvscsim::reports {

/// 1234567 as "1,234,567".
std::string grouped(std::uint64_t value);
/// Thousandths with `decimals` (0..3) places, rounded to the nearest: 1250 as "1.25".
std::string milli_text(std::uint64_t milli, unsigned decimals);
/// A span of time with about three digits and its unit: "812 ns", "12.3 us", "4.05 ms", "61.2 s".
std::string time_text(std::uint64_t ns);
/// Bytes a second, in powers of ten: "123.4 MB/s".
std::string rate_text(std::uint64_t bytes_per_s);

}  // namespace pvscsim::reports
