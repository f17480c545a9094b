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
    /// Who wants to know when these have changed.
    void places_to(std::function<void()> sink) { places_changed_ = std::move(sink); }
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
    /// The driver has read `count` completion slots from `first` on.
    void completions_read(std::uint32_t first, std::uint32_t count) {
        const std::uint32_t next = (read_.first + read_.count) & completion_mask_;
        if (read_.count == 0 || first != next || read_.seen_at != seen_at_) begin_reading(first);
        read_.count += count;
    }
    /// What is known of the request that the driver knew by `context` and hands back now; valid
    /// until anything else happens. Null if no completion ended it.
    const Passage* take(std::uint64_t context) {
        if (read_.count == 0 || !aside_.empty() || posted_[read_.first].context != context) {
            return take_aside(context);
        }
        Posted& oldest = posted_[read_.first];
        see(oldest, read_.seen_at);
        read_.first = (read_.first + 1) & completion_mask_;
        --read_.count;
        return &oldest.passage;
    }

private:
    struct Posted {
        Passage passage;
        std::uint64_t context = 0;
    };
    // The device's stamps come first in a passage; then the interrupt, if there was one, and when
    // the driver looked.
    static_assert(sizeof(DeviceStamps) == 9 * sizeof(SimTime));
    static constexpr std::size_t kInterrupt = 9;
    static constexpr std::size_t kSeen = 10;
    /// Slots that the driver has read one after the other, and of which nobody has taken anything:
    /// what was posted there is still there.
    struct Reading {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        SimTime seen_at;  ///< when the driver found them
    };
    struct Message {
        std::uint32_t index;
        UnitChange change;
        SimTime posted;
    };
    static constexpr std::size_t kStaleMax = 4096;
    void take_level(DeviceSignal signal, SimTime at, std::uint64_t value) override {
        levels_(signal, at, value);
    }
    static void see(Posted& posted, SimTime at) {
        SimTime& interrupt = posted.passage[kInterrupt];
        // Found before, or without, one of its own: the wait for it ends with the look.
        interrupt = earlier_of(interrupt, at);
        posted.passage[kSeen] = at;
    }
    void begin_reading(std::uint32_t first) {
        if (read_.count != 0) set_aside();
        read_ = {first, 0, seen_at_};
    }
    void posted_over_read(std::uint32_t completion_index, std::uint64_t context,
                          const DeviceStamps& stamps);
    void set_aside();
    const Passage* take_aside(std::uint64_t context);

    std::function<void()> places_changed_;
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
    Reading read_;
    std::vector<SimTime> published_;  // by request slot
    std::vector<Posted> posted_;      // by completion slot
    // What was posted in slots that were read before those, or are used again; oldest first.
    std::vector<Posted> aside_;
    Passage taken_aside_;
    // Sizes less one: powers of two.
    std::uint32_t request_mask_ = ~0U;
    std::uint32_t completion_mask_ = ~0U;
};

}  // namespace pvscsim
