// SPDX-License-Identifier: Apache-2.0
#include "models/base/random.h"

namespace pvscsim {
namespace {

std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char character : text) {
        hash ^= static_cast<unsigned char>(character);
        hash *= 0x100000001b3U;
    }
    return hash;
}

std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name) : state_{} {
    // The seed is scrambled before the name joins, so that seed + 1 of one name is not near any
    // other name's stream.
    std::uint64_t start = seed;
    start = splitmix64(start) ^ fnv1a(name);
    for (std::uint64_t& word : state_) word = splitmix64(start);
}

// Rare, and so kept out of what is small enough to be part of its callers.
std::uint64_t RandomStream::unbiased(WideProduct product, std::uint64_t bound) {
    const std::uint64_t biased = (0 - bound) % bound;
    while (static_cast<std::uint64_t>(product) < biased) product = wide_product(next(), bound);
    return static_cast<std::uint64_t>(product >> 64);
}

}  // namespace pvscsim
