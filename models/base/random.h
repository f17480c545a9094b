// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "models/base/wide_product.h"

namespace pvscsim {

/// An exact chance: `numerator` in `denominator`. The denominator is not 0.
struct Ratio {
    std::uint64_t numerator = 0;
    std::uint64_t denominator = 1;
};

/// The random numbers of one consumer. Streams of different names are independent, so a new
/// consumer never shifts what an old one draws.
///
/// The engine is xoshiro256++ (Blackman and Vigna, 2019), written here because Boost 1.74 has none
/// of its family: a run has hundreds of streams, and this one is 32 bytes where mt19937_64 is
/// 2,504 and refills 312 words at a time. Its state comes from splitmix64, which starts from the
/// seed mixed with the FNV-1a hash of the name. It is a UniformRandomBitGenerator, fit for
/// Boost.Random's integer distributions too. Every result is exact: no platform differs.
class RandomStream {
public:
    using result_type = std::uint64_t;

    RandomStream(std::uint64_t seed, std::string_view name);

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
    result_type operator()() { return next(); }

    std::uint64_t next() {
        const std::uint64_t result = rotate(state_[0] + state_[3], 23) + state_[0];
        const std::uint64_t mixed = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= mixed;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    /// Uniform in [0, bound), exactly; `bound` is not 0. Nearly always one draw and no division
    /// (Lemire 2019: the high half of a product, redrawn where the low half would be biased).
    std::uint64_t below(std::uint64_t bound) {
        const WideProduct product = wide_product(next(), bound);
        if (static_cast<std::uint64_t>(product) < bound) return unbiased(product, bound);
        return static_cast<std::uint64_t>(product >> 64);
    }

    /// Uniform in [low, high], exactly; not the whole range of 64 bits.
    std::uint64_t between(std::uint64_t low, std::uint64_t high) {
        return low + below(high - low + 1);
    }

    bool chance(Ratio ratio) { return below(ratio.denominator) < ratio.numerator; }

    /// Uniform over the odd multiples of 2^-53: never 0, never 1, mirrored around 1/2.
    double open_unit() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52; }

private:
    std::uint64_t unbiased(WideProduct product, std::uint64_t bound);
    static constexpr std::uint64_t rotate(std::uint64_t value, int bits) {
        return (value << bits) | (value >> (64 - bits));
    }

    std::array<std::uint64_t, 4> state_;
};

}  // namespace pvscsim
