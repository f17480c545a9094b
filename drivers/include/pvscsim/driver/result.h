// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim::driver {

/// Why a call of the driver core or of its platform failed. Numbers are stable.
enum class Error : std::uint8_t {
    None = 0,
    NotFound = 1,      ///< no function with the adapter's identity, or no usable BAR
    NoMemory = 2,      ///< the platform has no DMA memory of that size, or no mapping
    BadConfig = 3,     ///< an option is out of its range
    DeviceFailed = 4,  ///< the device refused a command that must succeed
    NotRunning = 5,    ///< start() has not succeeded, or the adapter was removed
    BadRequest = 6,    ///< CDB too long, lengths that do not add up, too many elements
    Busy = 7,          ///< not from within UpperLayer::completed()
    TimedOut = 8,      ///< the device did not answer in the time allowed
    Unsupported = 9,   ///< the platform or the device does not offer it
    Full = 10,         ///< no room, and OnFull::Refuse; to be tried again after a completion
};

/// A value, or the reason why there is none. Read `value()` only if `ok()`.
template <class T>
class [[nodiscard]] Result {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): a value or an error becomes a result
    constexpr Result(T value) noexcept : value_(value) {}
    // NOLINTNEXTLINE(google-explicit-constructor): a value or an error becomes a result
    constexpr Result(Error error) noexcept : error_(error) {}

    constexpr bool ok() const noexcept { return error_ == Error::None; }
    constexpr Error error() const noexcept { return error_; }
    constexpr const T& value() const noexcept { return value_; }

private:
    T value_{};
    Error error_ = Error::None;
};

template <>
class [[nodiscard]] Result<void> {
public:
    constexpr Result() noexcept = default;
    // NOLINTNEXTLINE(google-explicit-constructor): a value or an error becomes a result
    constexpr Result(Error error) noexcept : error_(error) {}

    constexpr bool ok() const noexcept { return error_ == Error::None; }
    constexpr Error error() const noexcept { return error_; }

private:
    Error error_ = Error::None;
};

}  // namespace pvscsim::driver
