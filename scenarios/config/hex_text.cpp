// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/hex_text.h"

#include <algorithm>

#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

namespace {

std::uint8_t value_of_digit(char letter) {
    if (letter <= '9') return static_cast<std::uint8_t>(letter - '0');
    return static_cast<std::uint8_t>((letter | 0x20) - 'a' + 10);
}

}  // namespace

std::size_t bytes_of_hex(std::string_view text) {
    const auto blanks = std::count(text.begin(), text.end(), ' ');
    return (text.size() - static_cast<std::size_t>(blanks)) / 2;
}

std::vector<MaskedByte> parse_hex(std::string_view text) {
    std::vector<MaskedByte> bytes;
    bytes.reserve(bytes_of_hex(text));
    for (std::size_t at = 0; at + 1 < text.size();) {
        if (text[at] == ' ') {
            ++at;
            continue;
        }
        if (text[at] == '.') {
            bytes.push_back({0, 0});
        } else {
            bytes.push_back({static_cast<std::uint8_t>(value_of_digit(text[at]) << 4 |
                                                       value_of_digit(text[at + 1])),
                             0xff});
        }
        at += 2;
    }
    return bytes;
}

std::uint32_t ScriptedCommand::data_bytes() const {
    if (data_out.empty()) return data_in_bytes;
    return data_out_bytes != 0 ? data_out_bytes
                               : static_cast<std::uint32_t>(bytes_of_hex(data_out));
}

}  // namespace pvscsim::scenarios
