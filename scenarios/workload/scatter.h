// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim::scenarios {

/// A fixed permutation of [0, size) that puts neighbours far apart, the same for every seed: it
/// spreads the popular ranks of a Zipf distribution over the whole of a disk.
///
/// Multiplications by odd numbers and folds of the upper half of the bits onto the lower permute
/// the next power of two; values outside are permuted again until they fall inside, which takes
/// less than two rounds on average and keeps the whole a permutation.
class Scatter {
public:
    /// `size` is 1 or more, at most 2^63.
    explicit Scatter(std::uint64_t size) : size_(size) {
        while ((std::uint64_t{1} << bits_) < size) ++bits_;
        mask_ = (std::uint64_t{1} << bits_) - 1;
        fold_ = (bits_ + 1) / 2;
    }

    std::uint64_t size() const { return size_; }

    /// `value` is below size().
    std::uint64_t operator()(std::uint64_t value) const {
        do {
            value = ((value + 0x632be59bd9b4e019U) * 0x9e3779b97f4a7c15U) & mask_;
            value ^= value >> fold_;
            value = (value * 0xd1342543de82ef95U) & mask_;
            value ^= value >> fold_;
        } while (value >= size_);
        return value;
    }

private:
    std::uint64_t size_;
    std::uint64_t mask_ = 0;
    std::uint32_t bits_ = 0;
    std::uint32_t fold_ = 0;
};

}  // namespace pvscsim::scenarios
