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
#include "scenarios/workload/scatter.h"
#include "scenarios/workload/synthetic_source.h"

namespace {

using pvscsim::LatencyConfig;
using pvscsim::LatencyKind;
using pvscsim::RandomStream;
using pvscsim::scenarios::IoRequest;
using pvscsim::scenarios::Locality;
using pvscsim::scenarios::Pattern;
using pvscsim::scenarios::Scatter;
using pvscsim::scenarios::SyntheticSource;
using pvscsim::scenarios::Unit;
using pvscsim::scenarios::WorkloadConfig;

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

/// Requests as a workload gives them, two words of each.
void print_workload(const char* name, const WorkloadConfig& config) {
    const std::vector<Unit> units{
        {1U << 22, 512, 0, 0}, {99991, 4096, 0, 1}, {1U << 20, 512, 3, 0}};
    SyntheticSource source(config, units, 42);
    IoRequest request;
    std::uint64_t word = 0;
    print_digest(name, [&](RandomStream&) {
        word ^= 1;
        if (word == 0) return request.lba << 16 ^ request.blocks;
        source.next(request);
        return request.earliest.ps ^ std::uint64_t{request.target} << 60 ^
               std::uint64_t{request.lun} << 58 ^ static_cast<std::uint64_t>(request.kind) << 54;
    });
}

void print_workloads() {
    WorkloadConfig config;
    config.requests = kDraws;
    config.read_percent = 63;
    config.flush_every = 9;
    config.sizes = {{4096, 5}, {16384, 3}, {65536, 1}};
    print_workload("work_uniform", config);
    config.locality = Locality::HotSpot;
    print_workload("work_hot_spot", config);
    config.locality = Locality::Zipf;
    print_workload("work_zipf", config);
    config.rate_per_s = 77777;
    print_workload("work_open", config);
    config.pattern = Pattern::Sequential;
    print_workload("work_sequential", config);
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
    print_digest("chance", [](RandomStream& s) { return std::uint64_t{s.chance({1, 3})}; });
    print_digest("scatter", [](RandomStream& s) {
        return Scatter((std::uint64_t{1} << 40) - 7)(s.below((std::uint64_t{1} << 40) - 7));
    });
    print_workloads();
    return 0;
}
