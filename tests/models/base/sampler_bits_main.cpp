// SPDX-License-Identifier: Apache-2.0
// Prints a digest of the raw bits of every random draw and mathematical function that a result can
// depend on, one line each. The lines must be the same for every compiler, option and processor;
// rounding to picoseconds would hide a difference nearly always, and reports would differ one day.

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "models/backend/latency_sampler.h"
#include "models/base/exact_math.h"
#include "models/base/random.h"
#include "models/base/zipf_sampler.h"

namespace {

using pvscsim::LatencyConfig;
using pvscsim::LatencyKind;
using pvscsim::RandomStream;

constexpr int kDraws = 200000;

std::uint64_t bits_of(std::uint64_t value) {
    return value;
}
std::uint64_t bits_of(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

/// Prints the FNV-1a digest, taken over words, of what `draw` gives for a stream of its own.
template <typename Draw>
void print_digest(const char* name, Draw draw) {
    RandomStream stream(42, name);
    std::uint64_t digest = 0xcbf29ce484222325U;
    for (int i = 0; i < kDraws; ++i) {
        digest = (digest ^ bits_of(draw(stream))) * 0x100000001b3U;
        digest ^= digest >> 29;
    }
    std::printf("%-20s %016" PRIx64 "\n", name, digest);
}

double spread(RandomStream& stream, double range) {
    return (stream.open_unit() - 0.5) * range;
}

void print_latency(const char* name, LatencyKind kind, std::uint32_t tail_per_million = 0) {
    LatencyConfig config;
    config.kind = kind;
    config.tail_per_million = tail_per_million;
    config.table = {{500, 1000}, {900, 2345}, {999, 7777}, {1000, 123456}};
    pvscsim::LatencySampler sampler(config, RandomStream(42, name));
    print_digest(name, [&](RandomStream&) { return sampler.draw().ps; });
}

void print_zipf(const char* name, std::uint64_t count, std::uint32_t theta_milli) {
    const pvscsim::ZipfSampler sampler(count, theta_milli);
    print_digest(name, [&](RandomStream& stream) { return sampler.draw(stream); });
}

}  // namespace

int main() {
    print_digest("next", [](RandomStream& s) { return s.next(); });
    print_digest("below", [](RandomStream& s) { return s.below(0xc000000000000001U); });
    print_digest("open_unit", [](RandomStream& s) { return s.open_unit(); });
    print_digest("exp", [](RandomStream& s) { return pvscsim::exact_exp(spread(s, 1500)); });
    print_digest("exp_small", [](RandomStream& s) { return pvscsim::exact_exp(spread(s, 4)); });
    print_digest("log", [](RandomStream& s) { return pvscsim::exact_log(s.open_unit()); });
    print_digest("log_large",
                 [](RandomStream& s) { return pvscsim::exact_log(s.open_unit() * 1e300); });
    print_digest("expm1_ratio",
                 [](RandomStream& s) { return pvscsim::exact_expm1_ratio(spread(s, 2)); });
    print_digest("log1p_ratio",
                 [](RandomStream& s) { return pvscsim::exact_log1p_ratio(spread(s, 1.9)); });
    print_digest("normal_quantile",
                 [](RandomStream& s) { return pvscsim::normal_quantile(s.open_unit()); });
    print_latency("uniform", LatencyKind::Uniform);
    print_latency("exponential", LatencyKind::Exponential);
    print_latency("log_normal", LatencyKind::LogNormal);
    print_latency("table", LatencyKind::Table);
    print_latency("stalled", LatencyKind::LogNormal, 100000);
    print_zipf("zipf_0_99", std::uint64_t{1} << 32, 990);
    print_zipf("zipf_1", std::uint64_t{1} << 32, 1000);
    print_zipf("zipf_2", 1000, 2000);
    return 0;
}
