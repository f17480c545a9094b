// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/random.h"

namespace pvscsim {

/// Ranks by Zipf's law: rank k of 1..count has a weight of k^-theta. Rejection-inversion
/// (Hoermann and Derflinger 1996): exact but for rounding, no table, fewer than 1.2 tries a draw
/// whatever `count` is.
class ZipfSampler {
public:
    /// `count` in 1..2^48; `theta_milli`, the exponent in thousandths, in 1..10000.
    ZipfSampler(std::uint64_t count, std::uint32_t theta_milli);

    /// A rank counted from 0, the most frequent, up to count - 1.
    std::uint64_t draw(RandomStream& stream) const;

private:
    double weight(double x) const;    // x^-theta
    double integral(double x) const;  // of the weight from 1 to x
    double integral_inverse(double y) const;

    double theta_;
    double count_;
    double low_;   // the integral where the first rank's share begins
    double high_;  // and where the last one's ends
    double sure_;  // how far a rank may lie from its inversion to be taken without a look
};

}  // namespace pvscsim
