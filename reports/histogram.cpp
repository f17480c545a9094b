// SPDX-License-Identifier: Apache-2.0
#include "reports/histogram.h"

#include <algorithm>

namespace pvscsim::reports {

void Histogram::merge(const Histogram& other) {
    for (std::size_t i = 0; i < kBuckets; ++i) {
        buckets_[i] += other.buckets_[i];
    }
    moments_.sum += other.moments_.sum;
    moments_.square_sum += other.moments_.square_sum;
    moments_.count += other.moments_.count;
    moments_.min = std::min(moments_.min, other.moments_.min);
    moments_.max = std::max(moments_.max, other.moments_.max);
}

std::uint64_t Histogram::mean() const {
    return count() == 0 ? 0 : static_cast<std::uint64_t>(moments_.sum / count());
}

std::uint64_t Histogram::stddev() const {
    if (count() == 0) {
        return 0;
    }
    // Squares of the distance to the mean rounded down: what the rounding adds is less than 1 in
    // the variance. Intermediate values may wrap, the result does not.
    const Uint128 centre = mean();
    const Uint128 squares =
        moments_.square_sum - 2 * centre * moments_.sum + centre * centre * count();
    return integer_sqrt(squares / count());
}

std::uint64_t Histogram::quantile(std::uint32_t per_million) const {
    const Uint128 rank = (Uint128{count()} * per_million + 999999) / 1000000;
    Uint128 seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        seen += buckets_[i];
        if (seen != 0 && seen >= rank) {
            return std::min(upper_edge(i), max());
        }
    }
    return 0;
}

std::vector<Histogram::Bucket> Histogram::filled() const {
    std::vector<Bucket> result;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        if (buckets_[i] != 0) {
            result.push_back({std::min(upper_edge(i), max()), buckets_[i]});
        }
    }
    return result;
}

}  // namespace pvscsim::reports
