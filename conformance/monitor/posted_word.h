// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/sim_time.h"

namespace pvscsim::conformance {

/// Bits that posted writes change: until one takes effect, those before it may hold as well.
class PostedWord {
public:
    /// At any time.
    void set(std::uint32_t value) { value_ = old_ = value; }
    void add(std::uint32_t bits) { value_ |= bits; }
    /// Takes effect at `at`.
    void write(std::uint32_t value, SimTime at) {
        old_ = value_;
        value_ = value;
        since_ = at;
    }
    /// As written last.
    std::uint32_t value() const { return value_; }
    /// What may hold at `at`.
    std::uint32_t at(SimTime at) const { return at <= since_ ? value_ | old_ : value_; }

private:
    std::uint32_t value_ = 0;
    std::uint32_t old_ = 0;
    SimTime since_{};
};

}  // namespace pvscsim::conformance
