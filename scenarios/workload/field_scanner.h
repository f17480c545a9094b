// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <string_view>

namespace pvscsim::scenarios {

/// Takes a line apart into fields that are separated by spaces or tabs.
class FieldScanner {
public:
    explicit FieldScanner(std::string_view line) : rest_(line) {}

    /// The next field; empty when the line is over.
    std::string_view next() {
        skip_blanks();
        std::size_t length = 0;
        while (length < rest_.size() && !is_blank(rest_[length])) ++length;
        const std::string_view field = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return field;
    }

    /// What follows the fields taken so far, without leading blanks.
    std::string_view rest() {
        skip_blanks();
        return rest_;
    }

private:
    static bool is_blank(char letter) { return letter == ' ' || letter == '\t'; }
    void skip_blanks() {
        while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
    }

    std::string_view rest_;
};

/// Reads all of `field` as a decimal number without sign; false if it is anything else or does not
/// fit into `Number`.
template <typename Number>
bool parse_decimal(std::string_view field, Number& value) {
    const char* end = field.data() + field.size();
    const auto result = std::from_chars(field.data(), end, value);
    return !field.empty() && result.ec == std::errc{} && result.ptr == end;
}

}  // namespace pvscsim::scenarios
