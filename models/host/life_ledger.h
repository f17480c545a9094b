// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/base/life_record.h"
#include "models/engine/device_observer.h"

namespace pvscsim {

/// Follows requests from the guest's memory into the device and back, as an outsider who sees ring
/// memory and the device's stamps, and knows nothing of a driver's insides. What has been posted in
/// a completion slot is remembered until the driver reads that slot.
class LifeLedger final : public DeviceObserver {
public:
    void rings_installed(const RingPlaces& places) override;
    void posted(std::uint32_t completion_index, std::uint32_t request_index, std::uint64_t context,
                const DeviceStamps& stamps) override;
    void interrupt_sent(SimTime at, std::uint32_t cmp_prod) override;

    const RingPlaces& places() const { return places_; }
    /// The driver has published reqProdIdx `index` at `at`.
    void published(std::uint32_t index, SimTime at);
    /// The driver has loaded cmpProdIdx at `at`.
    void completions_seen(SimTime at) { seen_at_ = at; }
    /// The driver has read completion slot `slot`.
    void completion_read(std::uint32_t slot) {
        if (read_count_ == read_.size()) grow();
        read_[(read_first_ + read_count_++) & (read_.size() - 1)] = posted_[slot];
    }
    /// Fills stamps 1 to 11 of the record of the request that the driver knew by `context` and
    /// hands back now. False if no completion ended it; then `record.staged` is false.
    bool take(std::uint64_t context, LifeRecord& record);

private:
    struct Posted {
        DeviceStamps stamps;
        SimTime interrupt;  ///< when one that covers it went out; never: not yet
        SimTime published;
        std::uint64_t context = 0;
    };
    void grow();

    RingPlaces places_;
    std::uint32_t produced_ = 0;              // reqProdIdx as last seen
    std::uint32_t uncovered_ = 0;             // first completion without an interrupt
    SimTime seen_at_{};
    std::vector<SimTime> published_;          // by request slot
    std::vector<Posted> posted_;              // by completion slot
    std::vector<Posted> read_{std::vector<Posted>(256)};  // read, and not yet taken
    std::size_t read_first_ = 0;
    std::size_t read_count_ = 0;
};

}  // namespace pvscsim
