// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "models/base/check.h"
#include "models/engine/big_endian.h"

namespace pvscsim {

/// The data that a command such as INQUIRY returns, put together from its beginning.
class ParameterData {
public:
    /// Enough for REPORT LUNS of 255 units, the longest there is.
    static constexpr std::size_t kBytesMax = 8 + 255 * 8;

    const std::uint8_t* data() const { return bytes_.data(); }
    std::size_t size() const { return size_; }

    void u8(unsigned value) { *extend(1) = static_cast<std::uint8_t>(value); }
    void u16(std::uint16_t value) { store_be16(extend(2), value); }
    void u32(std::uint32_t value) { store_be32(extend(4), value); }
    void u64(std::uint64_t value) { store_be64(extend(8), value); }
    void zeros(std::size_t n) { std::memset(extend(n), 0, n); }
    /// ASCII, padded with blanks or cut to `n` bytes.
    void text(std::string_view text, std::size_t n) {
        std::uint8_t* to = extend(n);
        for (std::size_t i = 0; i < n; ++i) {
            to[i] = static_cast<std::uint8_t>(i < text.size() ? text[i] : ' ');
        }
    }
    void append(const std::uint8_t* from, std::size_t n) { std::memcpy(extend(n), from, n); }

    // Fill in what is known at the end alone: lengths.
    void set_u8(std::size_t at, std::size_t value) {
        bytes_[at] = static_cast<std::uint8_t>(value);
    }
    void set_u32(std::size_t at, std::size_t value) {
        store_be32(&bytes_[at], static_cast<std::uint32_t>(value));
    }
    void set_u16(std::size_t at, std::size_t value) {
        store_be16(&bytes_[at], static_cast<std::uint16_t>(value));
    }

private:
    std::uint8_t* extend(std::size_t n) {
        PVS_CHECK(n <= kBytesMax - size_);
        std::uint8_t* at = bytes_.data() + size_;
        size_ += n;
        return at;
    }

    std::array<std::uint8_t, kBytesMax> bytes_;  // valid up to size_
    std::size_t size_ = 0;
};

}  // namespace pvscsim
