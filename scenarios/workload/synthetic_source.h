// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/base/random.h"
#include "models/base/zipf_sampler.h"
#include "scenarios/workload/io_source.h"
#include "scenarios/workload/scatter.h"
#include "scenarios/workload/units.h"

namespace pvscsim::scenarios {

/// Requests drawn from distributions. Everything random comes from five streams, one a question
/// (unit, address, kind, size, arrival), and a question with one answer draws nothing: no change
/// of one part of a workload shifts another.
///
/// A request begins at a multiple of the smallest size of the distribution, counted from the
/// unit's first block, and lies within the region. Random: unit, then address, are drawn for each
/// request. Sequential: units take turns, each goes on where its last request ended and starts
/// over when the next one does not fit.
/// Zipf: the n-th most popular address of each unit is chosen with a chance in proportion to
/// 1 / n^theta; popular addresses lie scattered over the region. HotSpot: the hot share lies at
/// the region's beginning, rounded down to whole addresses, at least one.
/// A Flush follows on the unit that has had `flush_every` writes; it is one of the `requests`.
/// Open arrivals: each request comes one exponential gap after the one before, the first after one
/// gap from the start.
class SyntheticSource final : public IoSource {
public:
    /// `config` fits the `units`, of which there is one at least: sizes are multiples of their
    /// blocks, the region is within their capacity.
    SyntheticSource(const WorkloadConfig& config, const std::vector<Unit>& units,
                    std::uint64_t seed);

    bool next(IoRequest& request) override;
    std::size_t draw(IoRequest* requests, std::size_t count) override;
    std::uint64_t total() const override { return requests_; }
    std::uint64_t transfer_bytes_max() const override { return largest_bytes_; }

private:
    /// What a draw needs of one unit. Addresses are counted in steps of the smallest size.
    struct Place {
        std::uint64_t addresses = 0;
        std::uint64_t hot_addresses = 0;
        std::uint64_t region_blocks = 0;
        std::uint64_t cursor_blocks = 0;   // Sequential: where the last request ended
        std::uint64_t address_blocks = 0;  // of the smallest size
        std::uint32_t writes = 0;          // since the last flush
        std::uint32_t block_bytes_log2 = 0;
        std::uint32_t popularity = 0;  // index into popularities_
        std::uint16_t target = 0;
        std::uint16_t lun = 0;
    };
    /// Which addresses are popular, for all units with so many of them.
    struct Popularity {
        ZipfSampler rank;
        Scatter scatter;
    };

    bool make(IoRequest& request);
    void add_sizes();
    void add_place(const Unit& unit);
    std::uint32_t popularity_of(std::uint64_t addresses);
    void give_flush(IoRequest& request);
    Place& pick_place();
    IoKind pick_kind(Place& place);
    std::uint32_t pick_bytes();
    std::uint64_t pick_lba(Place& place, std::uint64_t blocks);
    std::uint64_t pick_popular(const Place& place);

    WorkloadConfig config_;
    RandomStream unit_random_;
    RandomStream address_random_;
    RandomStream kind_random_;
    RandomStream size_random_;
    RandomStream arrival_random_;
    std::vector<Place> places_;
    std::vector<Popularity> popularities_;
    std::vector<std::uint64_t> weight_sums_;  // weights of the sizes up to and with each
    std::uint32_t smallest_bytes_ = 0;
    std::uint32_t largest_bytes_ = 0;
    bool one_size_ = false;
    std::uint64_t requests_ = 0;
    std::uint64_t given_ = 0;
    bool open_loop_ = false;
    double mean_gap_ps_ = 0;  // in an open loop
    SimTime arrival_;
    std::size_t turn_ = 0;  // Sequential: the place that is next
    Place* flush_due_ = nullptr;
};

}  // namespace pvscsim::scenarios
