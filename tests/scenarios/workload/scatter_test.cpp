// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/scatter.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace pvscsim::scenarios {
namespace {

TEST(Scatter, IsAPermutationOfEverySize) {
    for (const std::uint64_t size :
         {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 100U, 1000U, 1024U, 1025U, 65537U}) {
        const Scatter scatter(size);
        std::vector<bool> met(size);
        for (std::uint64_t value = 0; value < size; ++value) {
            const std::uint64_t place = scatter(value);
            ASSERT_LT(place, size);
            ASSERT_FALSE(met[place]) << "size " << size << ", value " << value;
            met[place] = true;
        }
    }
}

TEST(Scatter, SpreadsTheFirstValuesOverAllOfTheSpace) {
    for (const std::uint64_t size : {std::uint64_t{4096}, std::uint64_t{262144},
                                     std::uint64_t{1000003}, std::uint64_t{1} << 40}) {
        const Scatter scatter(size);
        std::array<int, 8> eighths{};
        for (std::uint64_t value = 0; value < 800; ++value) {
            ++eighths.at(static_cast<std::size_t>(scatter(value) / ((size + 7) / 8)));
        }
        for (const int count : eighths) {
            EXPECT_GT(count, 60) << size;
            EXPECT_LT(count, 140) << size;
        }
    }
}

}  // namespace
}  // namespace pvscsim::scenarios
