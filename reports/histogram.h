// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "reports/wide_int.h"

namespace pvscsim::reports {

/// A log-linear histogram of 64-bit values (picoseconds here): each power of two is cut into 2^7
/// equal buckets, so a quantile is at most 2^-7 of the value above the exact one, and exact below
/// 256. Count, sum, least and greatest value are exact. Memory is fixed; add() never allocates.
class Histogram {
public:
    static constexpr unsigned kSubBucketBits = 7;
    static constexpr std::size_t kSubBuckets = std::size_t{1} << kSubBucketBits;
    static constexpr std::size_t kBuckets = (64 - kSubBucketBits + 1) * kSubBuckets;

    /// A bucket that holds something: values up to `upper`, itself included.
    struct Bucket {
        std::uint64_t upper = 0;
        std::uint64_t count = 0;
    };

    void add(std::uint64_t value) { add_repeated(value, 1); }
    void add_repeated(std::uint64_t value, std::uint64_t times) {
        buckets_[bucket_of(value)] += times;
        moments_.sum += Uint128{value} * times;
        moments_.square_sum += Uint128{value} * value * times;
        moments_.count += times;
        moments_.include(value);
    }
    /// Adds `count` values, 1 or more, of which each lies `stride` elements after the last. Some at
    /// a time cost less than one by one, less again if no bit is set in any of them beyond those of
    /// `bits`, and next to nothing if they are all the same, as the times of many stages are.
    void add_all(const std::uint64_t* values, std::size_t count, std::size_t stride = 1,
                 std::uint64_t bits = ~std::uint64_t{0}) {
        const std::uint64_t* const end = values + count * stride;
        const std::uint64_t* other = values;
        while (other != end && *other == *values) {
            other += stride;
        }
        if (other == end) {
            add_repeated(*values, count);
        } else if (bits >> kNarrowBits == 0 && count <= kNarrowCount) {
            add_each<std::uint64_t>(values, end, stride);
        } else {
            add_each<Uint128>(values, end, stride);
        }
    }
    void merge(const Histogram& other);

    std::uint64_t count() const { return moments_.count; }
    std::uint64_t min() const { return count() == 0 ? 0 : moments_.min; }
    std::uint64_t max() const { return moments_.max; }
    Uint128 sum() const { return moments_.sum; }
    /// Mean and standard deviation of the population, rounded down; 0 when empty.
    std::uint64_t mean() const;
    std::uint64_t stddev() const;
    /// Nearest rank: the least value that `per_million` of all values do not exceed, as the upper
    /// edge of its bucket, cut to the greatest value; 0 when empty. `per_million` is 1..1000000.
    std::uint64_t quantile(std::uint32_t per_million) const;
    /// The buckets that hold something, in ascending order.
    std::vector<Bucket> filled() const;

    static constexpr std::size_t bucket_of(std::uint64_t value) {
        const unsigned top_bit =
            63U ^ static_cast<unsigned>(__builtin_clzll(value | (kSubBuckets - 1) | kSubBuckets));
        const unsigned shift = top_bit - kSubBucketBits;
        return shift * kSubBuckets + static_cast<std::size_t>(value >> shift);
    }
    /// The greatest value of a bucket.
    static constexpr std::uint64_t upper_edge(std::size_t bucket) {
        const std::size_t shift = bucket < kSubBuckets ? 0 : bucket / kSubBuckets - 1;
        const std::uint64_t sub_bucket = bucket - shift * kSubBuckets;
        return ((sub_bucket + 1) << shift) - 1;  // the last bucket wraps to the greatest value
    }

private:
    struct Moments {
        Uint128 sum = 0;
        Uint128 square_sum = 0;
        std::uint64_t count = 0;
        std::uint64_t min = std::numeric_limits<std::uint64_t>::max();
        std::uint64_t max = 0;

        void include(std::uint64_t value) {
            min = value < min ? value : min;
            max = value > max ? value : max;
        }
    };

    /// So many values of so many bits have squares whose sum 64 bits hold.
    static constexpr unsigned kNarrowBits = 29;
    static constexpr std::size_t kNarrowCount = 64;

    template <class Sum>
    void add_each(const std::uint64_t* values, const std::uint64_t* end, std::size_t stride) {
        const std::uint64_t* const begin = values;
        Moments moments = moments_;
        Sum sum = 0;
        Sum square_sum = 0;
        for (; values != end; values += stride) {
            const std::uint64_t value = *values;
            ++buckets_[bucket_of(value)];
            sum += value;
            square_sum += Sum{value} * value;
            moments.include(value);
        }
        moments.count += static_cast<std::size_t>(end - begin) / stride;
        moments.sum += sum;
        moments.square_sum += square_sum;
        moments_ = moments;
    }

    Moments moments_;
    std::array<std::uint64_t, kBuckets> buckets_{};
};

}  // namespace pvscsim::reports
