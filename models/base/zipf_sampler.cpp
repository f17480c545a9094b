// SPDX-License-Identifier: Apache-2.0
#include "models/base/zipf_sampler.h"

#include "models/base/exact_math.h"

// Method. Under the curve x^-theta, the strip from k - 1/2 to k + 1/2 holds at least k's weight,
// since the curve is convex. So draw a point of the area uniformly, invert the integral, round to
// a rank and reject the excess: the part of the strip at its beginning that is larger than the
// weight. The first strip begins where it holds exactly the weight 1.

namespace pvscsim {

ZipfSampler::ZipfSampler(std::uint64_t count, std::uint32_t theta_milli)
    : theta_(theta_milli / 1000.0),
      count_(static_cast<double>(count)),
      low_(integral(1.5) - 1.0),
      high_(integral(count_ + 0.5)),
      sure_(2.0 - integral_inverse(integral(2.5) - weight(2.0))) {}

std::uint64_t ZipfSampler::draw(RandomStream& stream) const {
    for (;;) {
        const double area = low_ + stream.open_unit() * (high_ - low_);
        const double x = integral_inverse(area);
        auto rank = static_cast<double>(static_cast<std::uint64_t>(x + 0.5));
        if (rank < 1.0) rank = 1.0;
        if (rank > count_) rank = count_;
        if (rank - x <= sure_ || area >= integral(rank + 0.5) - weight(rank)) {
            return static_cast<std::uint64_t>(rank) - 1;
        }
    }
}

double ZipfSampler::weight(double x) const {
    return exact_exp(-theta_ * exact_log(x));
}

/// (x^(1 - theta) - 1) / (1 - theta), written so that it passes smoothly through theta = 1.
double ZipfSampler::integral(double x) const {
    const double log_x = exact_log(x);
    return exact_expm1_ratio((1.0 - theta_) * log_x) * log_x;
}

double ZipfSampler::integral_inverse(double y) const {
    double scaled = y * (1.0 - theta_);
    // Rounding must not carry it past the pole.
    if (scaled < -1.0) scaled = -1.0 + 0x1p-53;
    return exact_exp(exact_log1p_ratio(scaled) * y);
}

}  // namespace pvscsim
