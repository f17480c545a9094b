// SPDX-License-Identifier: Apache-2.0
#include "reports/histogram.h"

#include <algorithm>
#include <cstring>

namespace pvscsim::reports {

namespace {

/// Values below that are whole numbers of a double, also with 1/2 added.
constexpr unsigned kExactBits = 52;

/// The exponent of 1/2, and no fraction, where raw_bucket_of() has them: those of 0.
constexpr std::uint64_t kRawZero = std::uint64_t{0x3fe} << Histogram::kSubBucketBits;

/// bucket_of() of a value below 2^kExactBits, and kRawZero more, without a branch or a count of
/// zeroes, so that a compiler does several at a time.
std::uint64_t raw_bucket_of(std::uint64_t value) {
    constexpr std::uint64_t kUnitBits = std::uint64_t{0x433} << kExactBits;  // of the double 2^52
    std::uint64_t bits = value | kUnitBits;
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    number -= 0x1p52 - 0.5;
    std::memcpy(&bits, &number, sizeof bits);
    return bits >> (kExactBits - Histogram::kSubBucketBits);
}

}  // namespace

void Histogram::add_block(const Block& values) {
    if (all_alike(values)) return add_repeated(values.front(), kBlock);
    // What a compiler does two or more at a time.
    const std::uint64_t min = moments_.min;
    const std::uint64_t max = moments_.max;
    std::uint64_t outside = 0;
    std::uint64_t sum = 0;
    Block raw_buckets;
    for (std::size_t i = 0; i < kBlock; ++i) {
        outside |= (values[i] - min) | (max - values[i]);
        sum += values[i];
        raw_buckets[i] = raw_bucket_of(values[i]);
    }
    // Seldom: the first, or one of them is the new extreme.
    if (moments_.count == 0 || outside >> 63 != 0 || max >> kExactBits != 0) {
        for (const std::uint64_t value : values) add(value);
        return;
    }
    moments_.sum += sum;
    moments_.count += kBlock;
    constexpr unsigned kNarrowBits = 29;  // 64 bits hold the sum of a block's squares
    if (max >> kNarrowBits == 0) {
        moments_.square_sum += count_block<std::uint64_t>(values, raw_buckets);
    } else {
        moments_.square_sum += count_block<Uint128>(values, raw_buckets);
    }
}

/// Returns the sum of squares.
template <class Sum>
Sum Histogram::count_block(const Block& values, const Block& raw_buckets) {
    constexpr std::size_t kAtOnce = 8;
    static_assert(kBlock % kAtOnce == 0);
    Sum square_sum = 0;
    for (std::size_t first = 0; first < kBlock; first += kAtOnce) {
        for (std::size_t i = first; i < first + kAtOnce; ++i) {
            ++buckets_[raw_buckets[i] - kRawZero];
            square_sum += Sum{values[i]} * values[i];
        }
    }
    return square_sum;
}

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
