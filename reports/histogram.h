// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "reports/wide_int.h"

namespace pvscsim::reports {

/// A log-linear histogram of 64-bit values (picoseconds here): each power of two is cut into 2^7
/// equal buckets, so a quantile is at most 2^-7 of the value above the exact one, and exact below
/// 256. Count, sum, least and greatest value are exact. Memory is fixed; adding never allocates.
class Histogram {
public:
    static constexpr unsigned kSubBucketBits = 7;
    static constexpr std::size_t kSubBuckets = std::size_t{1} << kSubBucketBits;
    static constexpr std::size_t kBuckets = (64 + 1) * kSubBuckets;

    /// Values to be added together.
    static constexpr std::size_t kBlock = 64;
    using Block = std::array<std::uint64_t, kBlock>;
    /// Whether each of them is like the next.
    template <class Value>
    static bool all_alike(const std::array<Value, kBlock>& values) {
        return values.front() == values.back() &&
               std::memcmp(&values[0], &values[1], sizeof values - sizeof(Value)) == 0;
    }

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
    /// Adds all values of a block, which costs half of what they do one by one, and next to nothing
    /// if they are all the same, as the times of many stages are.
    void add_block(const Block& values);
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

    /// The exponent and the first 7 bits of the fraction of `value` + 1/2, as a floating-point
    /// number has them, from 1/2 on. (Values below 128 thus have more buckets than they can fill.)
    static constexpr std::size_t bucket_of(std::uint64_t value) {
        if (value == 0) return 0;
        const unsigned top_bit = 63U ^ static_cast<unsigned>(__builtin_clzll(value));
        const std::uint64_t doubled = value << 1 | 1;  // its topmost bit is known, and may be lost
        const std::uint64_t first_bits = top_bit < kSubBucketBits
                                             ? doubled << (kSubBucketBits - 1 - top_bit)
                                             : value >> (top_bit - kSubBucketBits);
        return (top_bit + 1) * kSubBuckets + (first_bits & (kSubBuckets - 1));
    }
    /// The greatest value of a bucket.
    static constexpr std::uint64_t upper_edge(std::size_t bucket) {
        const std::size_t octave = bucket / kSubBuckets;
        const std::uint64_t end = kSubBuckets + bucket % kSubBuckets + 1;
        // The last bucket wraps to the greatest value.
        return octave > kSubBucketBits
                   ? (end << (octave - kSubBucketBits - 1)) - 1
                   : ((end << octave) - kSubBuckets - 1) >> (kSubBucketBits + 1);
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

    template <class Sum>
    Sum count_block(const Block& values, const Block& raw_buckets);

    Moments moments_;
    std::array<std::uint64_t, kBuckets> buckets_{};
};

}  // namespace pvscsim::reports
