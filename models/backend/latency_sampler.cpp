// SPDX-License-Identifier: Apache-2.0
#include "models/backend/latency_sampler.h"

#include <algorithm>

#include "models/base/check.h"
#include "models/base/exact_math.h"

namespace pvscsim {
namespace {

constexpr std::uint64_t kPsPerNs = 1000;
constexpr std::uint64_t kMillion = 1000000;
// 1,000 s: a wide log-normal has values that no 64-bit time could hold.
constexpr double kLongestPs = 1e15;

std::uint64_t low_ps_of(const LatencyConfig& config) {
    if (config.kind == LatencyKind::Table) return 0;
    return kPsPerNs * (config.kind == LatencyKind::Constant ? config.ns : config.min_ns);
}

double scale_ps_of(const LatencyConfig& config) {
    const bool exponential = config.kind == LatencyKind::Exponential;
    return static_cast<double>(kPsPerNs * (exponential ? config.mean_ns : config.median_ns));
}

}  // namespace

LatencySampler::LatencySampler(const LatencyConfig& config, const RandomStream& stream)
    : stream_(stream),
      kind_(config.kind),
      low_ps_(low_ps_of(config)),
      span_ps_(kPsPerNs * (config.max_ns - config.min_ns) + 1),
      stall_{config.tail_per_million, kMillion},
      stall_factor_(config.tail_factor),
      scale_ps_(scale_ps_of(config)),
      sigma_(config.sigma_milli / 1000.0) {
    if (kind_ != LatencyKind::Table) return;
    if (config.table.front().per_mille != 0) knots_.push_back({0, 0});
    for (const LatencyConfig::Point& point : config.table) {
        knots_.push_back({point.per_mille, point.ns * kPsPerNs});
    }
    PVS_CHECK(knots_.size() >= 2 && knots_.back().per_mille == 1000);
}

std::uint64_t LatencySampler::draw_shaped() {
    if (kind_ == LatencyKind::Table) return draw_table();
    const double chance = stream_.open_unit();
    const double shape = kind_ == LatencyKind::Exponential
                             ? -exact_log(chance)
                             : exact_exp(sigma_ * normal_quantile(chance));
    return static_cast<std::uint64_t>(std::min(scale_ps_ * shape + 0.5, kLongestPs));
}

std::uint64_t LatencySampler::draw_table() {
    // Parts of a per mille: fine enough, and the square of their number stays within 64 bits.
    constexpr std::uint64_t kParts = std::uint64_t{1} << 20;
    const std::uint64_t drawn = stream_.below(1000 * kParts);
    const auto above = std::upper_bound(
        knots_.begin() + 1, knots_.end(), drawn / kParts,
        [](std::uint64_t mark, const Knot& knot) { return mark < knot.per_mille; });
    const Knot& from = *(above - 1);
    const Knot& to = *above;
    const std::uint64_t width = (to.per_mille - from.per_mille) * kParts;
    const std::uint64_t place = drawn - from.per_mille * kParts;
    const std::uint64_t rise = to.ps - from.ps;
    // rise * place / width without overflow: whole widths first, then the rest.
    return from.ps + rise / width * place + rise % width * place / width;
}

}  // namespace pvscsim
