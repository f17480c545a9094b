// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/synthetic_source.h"

#include <algorithm>

#include "models/base/check.h"
#include "models/base/exact_math.h"

namespace pvscsim::scenarios {
namespace {

constexpr double kPicosecondsPerSecond = 1e12;

std::uint32_t log2_of(std::uint32_t power_of_two) {
    std::uint32_t bits = 0;
    while ((1U << bits) < power_of_two) ++bits;
    return bits;
}

std::uint64_t percent_of(std::uint64_t value, std::uint32_t percent) {
    return value / 100 * percent + value % 100 * percent / 100;
}

}  // namespace

SyntheticSource::SyntheticSource(const WorkloadConfig& config, const std::vector<Unit>& units,
                                 std::uint64_t seed)
    : config_(config),
      unit_random_(seed, "workload.unit"),
      address_random_(seed, "workload.address"),
      kind_random_(seed, "workload.kind"),
      size_random_(seed, "workload.size"),
      arrival_random_(seed, "workload.arrival"),
      requests_(config.requests) {
    PVS_CHECK(!config.sizes.empty() && !units.empty());
    if (config.rate_per_s > 0) {
        open_loop_ = true;
        mean_gap_ps_ = kPicosecondsPerSecond / static_cast<double>(config.rate_per_s);
    }
    add_sizes();
    places_.reserve(units.size());
    for (const Unit& unit : units) add_place(unit);
}

void SyntheticSource::add_sizes() {
    smallest_bytes_ = config_.sizes.front().bytes;
    std::uint64_t sum = 0;
    for (const SizeShare& share : config_.sizes) {
        smallest_bytes_ = std::min(smallest_bytes_, share.bytes);
        largest_bytes_ = std::max(largest_bytes_, share.bytes);
        sum += share.weight;
        weight_sums_.push_back(sum);
    }
    one_size_ = weight_sums_.size() == 1;
}

void SyntheticSource::add_place(const Unit& unit) {
    Place place;
    place.region_blocks = config_.region_blocks > 0 ? config_.region_blocks : unit.capacity_blocks;
    place.block_bytes_log2 = log2_of(unit.block_bytes);
    place.address_blocks = smallest_bytes_ >> place.block_bytes_log2;
    const std::uint64_t largest_blocks = largest_bytes_ >> place.block_bytes_log2;
    PVS_CHECK(place.region_blocks <= unit.capacity_blocks);
    PVS_CHECK(largest_blocks <= place.region_blocks);
    for (const SizeShare& share : config_.sizes) PVS_CHECK(share.bytes % unit.block_bytes == 0);
    place.addresses = (place.region_blocks - largest_blocks) / place.address_blocks + 1;
    place.hot_addresses =
        std::max<std::uint64_t>(percent_of(place.addresses, config_.hot_percent_of_space), 1);
    if (config_.locality == Locality::Zipf) place.popularity = popularity_of(place.addresses);
    place.target = unit.target;
    place.lun = unit.lun;
    places_.push_back(place);
}

std::uint32_t SyntheticSource::popularity_of(std::uint64_t addresses) {
    const auto found = std::find_if(
        popularities_.begin(), popularities_.end(),
        [addresses](const Popularity& known) { return known.scatter.size() == addresses; });
    const auto index = static_cast<std::uint32_t>(found - popularities_.begin());
    if (found == popularities_.end()) {
        popularities_.push_back(
            {ZipfSampler(addresses, config_.zipf_theta_milli), Scatter(addresses)});
    }
    return index;
}

// As any source would, with what makes a request as part of the loop.
std::size_t SyntheticSource::draw(IoRequest* requests, std::size_t count) {
    std::size_t drawn = 0;
    while (drawn < count && make(requests[drawn])) ++drawn;
    return drawn;
}

bool SyntheticSource::next(IoRequest& request) {
    return make(request);
}

inline bool SyntheticSource::make(IoRequest& request) {
    if (given_ == requests_) return false;
    request.vcpu = static_cast<std::uint16_t>(given_++);
    request.fua = false;
    if (open_loop_) {
        const double gap_ps = -exact_log(arrival_random_.open_unit()) * mean_gap_ps_;
        arrival_ += SimTime{static_cast<std::uint64_t>(gap_ps)};
    }
    request.earliest = arrival_;
    if (flush_due_ != nullptr) {
        give_flush(request);
        return true;
    }
    Place& place = pick_place();
    request.target = place.target;
    request.lun = place.lun;
    request.blocks = one_size_ ? place.address_blocks : pick_bytes() >> place.block_bytes_log2;
    request.lba = pick_lba(place, request.blocks);
    request.kind = pick_kind(place);
    return true;
}

void SyntheticSource::give_flush(IoRequest& request) {
    request.target = flush_due_->target;
    request.lun = flush_due_->lun;
    request.lba = 0;
    request.blocks = 0;
    request.kind = IoKind::Flush;
    flush_due_ = nullptr;
}

inline SyntheticSource::Place& SyntheticSource::pick_place() {
    if (places_.size() == 1) return places_.front();
    if (config_.pattern == Pattern::Random) return places_[unit_random_.below(places_.size())];
    Place& place = places_[turn_];
    turn_ = turn_ + 1 == places_.size() ? 0 : turn_ + 1;
    return place;
}

inline IoKind SyntheticSource::pick_kind(Place& place) {
    const std::uint32_t share = config_.read_percent;
    if (share == 100 || (share > 0 && kind_random_.below(100) < share)) return IoKind::Read;
    if (config_.flush_every > 0 && ++place.writes == config_.flush_every) {
        place.writes = 0;
        flush_due_ = &place;
    }
    return IoKind::Write;
}

std::uint32_t SyntheticSource::pick_bytes() {
    const std::uint64_t drawn = size_random_.below(weight_sums_.back());
    const auto found = std::upper_bound(weight_sums_.begin(), weight_sums_.end(), drawn);
    return config_.sizes[static_cast<std::size_t>(found - weight_sums_.begin())].bytes;
}

inline std::uint64_t SyntheticSource::pick_lba(Place& place, std::uint64_t blocks) {
    if (config_.pattern == Pattern::Sequential) {
        if (place.region_blocks - place.cursor_blocks < blocks) place.cursor_blocks = 0;
        const std::uint64_t lba = place.cursor_blocks;
        place.cursor_blocks += blocks;
        return lba;
    }
    const std::uint64_t address = config_.locality == Locality::Uniform
                                      ? address_random_.below(place.addresses)
                                      : pick_popular(place);
    return address * place.address_blocks;
}

std::uint64_t SyntheticSource::pick_popular(const Place& place) {
    if (config_.locality == Locality::Zipf) {
        Popularity& popularity = popularities_[place.popularity];
        return popularity.scatter(popularity.rank.draw(address_random_));
    }
    const std::uint64_t hot = place.hot_addresses;
    if (hot == place.addresses) return address_random_.below(place.addresses);
    if (address_random_.below(100) < config_.hot_percent_of_requests) {
        return address_random_.below(hot);
    }
    return hot + address_random_.below(place.addresses - hot);
}

}  // namespace pvscsim::scenarios
