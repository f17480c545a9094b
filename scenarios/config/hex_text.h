// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace pvscsim::scenarios {

/// A byte of data that is expected: `mask` 0 for any.
struct MaskedByte {
    std::uint8_t value = 0;
    std::uint8_t mask = 0xff;
};

/// The bytes of text of pairs of hexadecimal digits, or of dots for any byte, with blanks between
/// pairs or not. The text was checked.
std::vector<MaskedByte> parse_hex(std::string_view text);
std::size_t bytes_of_hex(std::string_view text);

}  // namespace pvscsim::scenarios
