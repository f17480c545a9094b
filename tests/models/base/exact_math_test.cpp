// SPDX-License-Identifier: Apache-2.0
#include "models/base/exact_math.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/base/random.h"

// The C library serves as the reference here: its results are right within a unit in the last
// place, whichever processor it is on.

namespace pvscsim {
namespace {

constexpr double kTolerance = 1e-15;  // about five units in the last place

double relative_error(double value, double reference) {
    return std::fabs(value - reference) / std::fabs(reference);
}

TEST(ExactMath, ExpAgreesWithTheLibraryOverItsWholeRange) {
    RandomStream stream(1, "exp");
    for (int i = 0; i < 200000; ++i) {
        const double x = (stream.open_unit() - 0.5) * 1410;
        ASSERT_LT(relative_error(exact_exp(x), std::exp(x)), kTolerance) << x;
        const double small = (stream.open_unit() - 0.5) * 4;
        ASSERT_LT(relative_error(exact_exp(small), std::exp(small)), kTolerance) << small;
    }
    EXPECT_EQ(exact_exp(0), 1.0);
}

TEST(ExactMath, ExpStaysFiniteBeyondItsRange) {
    EXPECT_EQ(exact_exp(-1000), 0.0);
    EXPECT_GT(exact_exp(1000), 8e307);
    EXPECT_TRUE(std::isfinite(exact_exp(1000)));
}

TEST(ExactMath, LogAgreesWithTheLibrary) {
    RandomStream stream(1, "log");
    for (int i = 0; i < 200000; ++i) {
        const double x = std::ldexp(stream.open_unit(), static_cast<int>(stream.below(1900)) - 960);
        ASSERT_LT(relative_error(exact_log(x), std::log(x)), kTolerance) << x;
        const double near = 0.5 + 1.5 * stream.open_unit();
        ASSERT_NEAR(exact_log(near), std::log(near), 3e-16) << near;
    }
    EXPECT_EQ(exact_log(1.0), 0.0);
}

TEST(ExactMath, RatiosKeepTheirPrecisionNearZero) {
    RandomStream stream(1, "ratio");
    for (int i = 0; i < 200000; ++i) {
        const double scale = std::ldexp(1.0, -static_cast<int>(stream.below(60)));
        const double x = (stream.open_unit() - 0.5) * 1.9 * scale;
        ASSERT_LT(relative_error(exact_expm1_ratio(x), std::expm1(x) / x), 4e-15) << x;
        ASSERT_LT(relative_error(exact_log1p_ratio(x), std::log1p(x) / x), 4e-15) << x;
    }
    EXPECT_EQ(exact_expm1_ratio(0), 1.0);
    EXPECT_EQ(exact_log1p_ratio(0), 1.0);
}

TEST(ExactMath, NormalQuantileInvertsTheDistribution) {
    for (int i = 1; i < 100000; ++i) {
        const double p = i / 100000.0;
        const double back = 0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0));
        ASSERT_NEAR(back, p, 3e-8 * p) << p;
    }
    EXPECT_EQ(normal_quantile(0.5), 0.0);
}

TEST(ExactMath, NormalQuantileIsRightFarOutAndMirrored) {
    EXPECT_NEAR(normal_quantile(1e-12), -7.034483825, 1e-7);
    EXPECT_NEAR(normal_quantile(0x1p-53), -8.209536152, 1e-7);
    EXPECT_EQ(normal_quantile(0x1p-6), -normal_quantile(1 - 0x1p-6));
    EXPECT_EQ(normal_quantile(0.25), -normal_quantile(0.75));
}

}  // namespace
}  // namespace pvscsim
