// SPDX-License-Identifier: Apache-2.0
#include "models/base/exact_math.h"

#include <cmath>
#include <cstdint>
#include <cstring>

// The order of operations below is part of the result: an edit that is equal in algebra changes
// bits, and with them every report. tests/models/base/sampler_bits.golden shows it.

namespace pvscsim {
namespace {

constexpr double kLog2E = 1.4426950408889634;
// ln 2 in two parts; the high one has 32 significant bits, so that its multiples are exact.
constexpr double kLn2High = 0x1.62e42fee00000p-1;
constexpr double kInteger = 0x1.8p52;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

std::uint64_t bits_of(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

double double_of(std::uint64_t bits) {
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

/// 2^exponent for exponents of normal doubles.
double power_of_two(std::int64_t exponent) {
    return double_of(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

/// (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2: the series to r^11, summed in pairs (Estrin) since
/// one long chain of products would take twice the time.
double exp_rest(double r) {
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double t0 = 1.0 / 2 + r * (1.0 / 6);
    const double t1 = 1.0 / 24 + r * (1.0 / 120);
    const double t2 = 1.0 / 720 + r * (1.0 / 5040);
    const double t3 = 1.0 / 40320 + r * (1.0 / 362880);
    const double t4 = 1.0 / 3628800 + r * (1.0 / 39916800);
    const double t5 = 1.0 / 479001600 + r * (1.0 / 6227020800);
    return (t0 + r2 * t1) + r4 * ((t2 + r2 * t3) + r4 * (t4 + r2 * t5));
}

/// log((1 + f) / (1 - f)) / (2 f) - 1 for |f| <= 0.1716: f^2/3 + f^4/5 + ...
double log_rest(double f2) {
    const double f4 = f2 * f2;
    const double f8 = f4 * f4;
    const double t0 = 1.0 / 3 + f2 * (1.0 / 5);
    const double t1 = 1.0 / 7 + f2 * (1.0 / 9);
    const double t2 = 1.0 / 11 + f2 * (1.0 / 13);
    const double t3 = 1.0 / 15 + f2 * (1.0 / 17);
    const double t4 = 1.0 / 19 + f2 * (1.0 / 21);
    return f2 * ((t0 + f4 * t1) + f8 * ((t2 + f4 * t3) + f8 * t4));
}

}  // namespace

double exact_exp(double x) {
    if (x < -708.0) return 0.0;
    if (x > 709.0) x = 709.0;
    // Adding 1.5 * 2^52 leaves the nearest integer in the low bits, without a branch that random
    // signs would make unpredictable.
    const double marked = x * kLog2E + kInteger;
    const double steps = marked - kInteger;
    const auto exponent = static_cast<std::int64_t>(bits_of(marked) - bits_of(kInteger));
    const double r = (x - steps * kLn2High) - steps * kLn2Low;
    return power_of_two(exponent) * (1.0 + (r + r * r * exp_rest(r)));
}

double exact_log(double x) {
    // x = m 2^e with m in [sqrt(1/2), sqrt(2)): adding the distance of sqrt(1/2)'s bits from 1's
    // moves the border between two exponents there.
    constexpr std::uint64_t kShift = 0x3ff0000000000000U - 0x3fe6a09e667f3bcdU;
    const std::uint64_t shifted = bits_of(x) + kShift;
    const std::int64_t exponent = static_cast<std::int64_t>(shifted >> 52) - 1023;
    const double m = double_of((shifted & 0xfffffffffffffU) + 0x3fe6a09e667f3bcdU);
    const double f = (m - 1.0) / (m + 1.0);
    const double twice = 2.0 * f;
    const auto steps = static_cast<double>(exponent);
    return steps * kLn2High + (twice + (twice * log_rest(f * f) + steps * kLn2Low));
}

double exact_expm1_ratio(double x) {
    if (x > -0.34 && x < 0.34) return 1.0 + x * exp_rest(x);
    return (exact_exp(x) - 1.0) / x;
}

double exact_log1p_ratio(double x) {
    if (x > -0.29 && x < 0.41) {
        const double f = x / (2.0 + x);
        const double twice = 2.0 / (2.0 + x);
        return twice + twice * log_rest(f * f);
    }
    return exact_log(1.0 + x) / x;
}

double normal_quantile(double p) {
    constexpr double kTail = 0.02425;
    if (p >= kTail && p <= 1.0 - kTail) {
        const double q = p - 0.5;
        const double r = q * q;
        const double above =
            ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r +
              138.3577518672690) *
                 r -
             30.66479806614716) *
                r +
            2.506628277459239;
        const double below =
            ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r +
              66.80131188771972) *
                 r -
             13.28068155288572) *
                r +
            1.0;
        return above * q / below;
    }
    const double tail = p < 0.5 ? p : 1.0 - p;
    const double q = std::sqrt(-2.0 * exact_log(tail));
    const double above =
        ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q -
          2.549732539343734) *
             q +
         4.374664141464968) *
            q +
        2.938163982698783;
    const double below =
        (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q +
         3.754408661907416) *
            q +
        1.0;
    return p < 0.5 ? above / below : -above / below;
}

}  // namespace pvscsim
