// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <utility>
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
    SimTime fetched(std::uint32_t request_index) override {
        return published_[request_index & request_mask_];
    }
    void posted(std::uint32_t completion_index, std::uint64_t context,
                const DeviceStamps& stamps) override;
    void interrupt_sent(SimTime at, std::uint32_t cmp_prod) override;
    void command(std::uint32_t command, std::uint32_t status, SimTime at) override {
        if (commands_) commands_(command, status, at);
    }
    /// Where the device's commands go (number, status, time); empty: nowhere.
    void commands_to(std::function<void(std::uint32_t, std::uint32_t, SimTime)> sink) {
        commands_ = std::move(sink);
    }
    void message_posted(std::uint32_t index, const UnitChange& change, SimTime at) override {
        if (messages_) unread_messages_.push_back({index, change, at});
    }
    /// The driver has published msgConsIdx `index` at `at`.
    void messages_taken(std::uint32_t index, SimTime at);
    /// Where messages go that the driver has taken (what, posted, taken); empty: nowhere.
    void messages_to(std::function<void(const UnitChange&, SimTime, SimTime)> sink) {
        messages_ = std::move(sink);
    }
    /// Where signal changes go; empty: nowhere.
    void levels_to(std::function<void(DeviceSignal, SimTime, std::uint64_t)> sink) {
        levels_ = std::move(sink);
        wants_levels_ = static_cast<bool>(levels_);
    }

    const RingPlaces& places() const { return places_; }
    /// The driver has published reqProdIdx `index` at `at`.
    void published(std::uint32_t index, SimTime at);
    /// Someone else has stored `index` there, which need make no sense.
    void published_by_hand(std::uint32_t index, SimTime at) {
        if (index - produced_ <= published_.size()) published(index, at);
    }
    /// The driver has published cmpConsIdx `index`.
    void consumed(std::uint32_t index) { consumed_ = index; }
    /// The most completions that ever lay unread in their ring.
    std::uint32_t unread_max() const { return unread_max_; }
    /// The driver has loaded cmpProdIdx at `at`.
    void completions_seen(SimTime at) { seen_at_ = at; }
    /// The driver has read completion slot `slot`.
    void completion_read(std::uint32_t slot) {
        if (read_count_ > read_mask_) grow();
        Read& read = read_[(read_first_ + read_count_++) & read_mask_];
        const Posted& posted = posted_[slot];
        std::memcpy(static_cast<void*>(&read.life.stamp[1]), &posted.stamps, sizeof posted.stamps);
        // Found before, or without, an interrupt of its own: the wait for one ends with the look.
        read.life.stamp[10] = earlier_of(posted.interrupt, seen_at_);
        read.life.stamp[11] = seen_at_;
        read.context = posted.context;
    }
    /// The record of the request that the driver knew by `context` and hands back now, for the
    /// caller to complete: its stamps 1 to 11 are filled in. It is the caller's until the driver
    /// reads another completion. Null if no completion ended the request.
    LifeRecord* take(std::uint64_t context) {
        if (read_count_ == 0) return nullptr;
        Read& oldest = read_[read_first_ & read_mask_];
        if (oldest.context != context && !bring_forward(context)) return nullptr;
        Read& taken = read_[read_first_ & read_mask_];
        // Back to the beginning: what is always the same memory stays in the host's cache.
        read_first_ = --read_count_ == 0 ? 0 : read_first_ + 1;
        return &taken.life;
    }

private:
    struct Posted {
        DeviceStamps stamps;
        SimTime interrupt;  ///< when one that covers it went out; never: not yet
        std::uint64_t context = 0;
    };
    /// What was posted in a slot that has been read.
    struct Read {
        LifeRecord life;
        std::uint64_t context = 0;
    };
    // Stages 1 to 9 of a life begin when the device's stamps say.
    static_assert(sizeof(DeviceStamps) == 9 * sizeof(SimTime));
    struct Message {
        std::uint32_t index;
        UnitChange change;
        SimTime posted;
    };
    static constexpr std::size_t kStaleMax = 4096;
    static constexpr std::size_t kReadRoom = 256;
    void take_level(DeviceSignal signal, SimTime at, std::uint64_t value) override {
        levels_(signal, at, value);
    }
    bool bring_forward(std::uint64_t context);
    void grow();

    std::function<void(DeviceSignal, SimTime, std::uint64_t)> levels_;
    std::function<void(std::uint32_t, std::uint32_t, SimTime)> commands_;
    std::function<void(const UnitChange&, SimTime, SimTime)> messages_;
    std::deque<Message> unread_messages_;
    RingPlaces places_;
    std::uint32_t produced_ = 0;  // reqProdIdx as last seen
    std::uint32_t consumed_ = 0;  // cmpConsIdx
    std::uint32_t unread_max_ = 0;
    std::uint32_t uncovered_ = 0;  // first completion without an interrupt
    SimTime seen_at_{};
    std::vector<SimTime> published_;                        // by request slot
    std::vector<Posted> posted_;                            // by completion slot
    std::vector<Read> read_{std::vector<Read>(kReadRoom)};  // read, and not yet taken
    // Sizes less one: powers of two.
    std::uint32_t request_mask_ = ~0U;
    std::uint32_t completion_mask_ = ~0U;
    std::size_t read_mask_ = kReadRoom - 1;
    std::size_t read_first_ = 0;
    std::size_t read_count_ = 0;
};

}  // namespace pvscsim
