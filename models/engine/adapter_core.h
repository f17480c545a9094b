// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "models/base/agenda.h"
#include "models/base/archive.h"
#include "models/base/clock.h"
#include "models/device/device_config.h"
#include "models/engine/adapter_types.h"
#include "models/engine/device_observer.h"
#include "models/engine/device_rings.h"
#include "models/engine/dynamic_depth.h"
#include "models/engine/event_heap.h"
#include "models/engine/interrupt_hold.h"
#include "models/engine/message_ring.h"
#include "models/engine/owed_messages.h"
#include "models/engine/post_queue.h"
#include "models/engine/shared_worker.h"
#include "models/engine/transfer_buffer.h"
#include "pvscsim/mutant.h"

namespace pvscsim {

/// What the adapter is made of: its surroundings, its constants and its state.
class AdapterCore : public AdapterTypes {
protected:
    AdapterCore(Agenda& agenda, const DeviceConfig& config, DmaPort& dma, InterruptPort& interrupts,
                DeviceObserver& observer, bool faulty);
    ~AdapterCore() = default;

    SimTime worker_cycles(std::uint64_t& account, std::uint64_t cycles) {
        account += cycles;
        return clock_.after(cycles);
    }
    SimTime line_transfers(std::uint64_t lines) {
        cycles_.cache_line += lines * line_cycles_;
        return line_transfer_ * lines;
    }

    /// How long the copy engine needs, which is mostly what it needed the last time.
    SimTime copy_time(std::uint64_t bytes, std::uint64_t pieces) {
        if (bytes != copy_time_.bytes || pieces != copy_time_.pieces) learn_copy(bytes, pieces);
        cycles_.dma += copy_time_.cycles;
        return copy_time_.span;
    }
    void learn_copy(std::uint64_t bytes, std::uint64_t pieces);
    /// With those of the completion pipeline, which are the same for each request.
    WorkerCycles cycles() const;

    /// Lists of more than kShortList pieces are counted. False: the request is not served, being
    /// not `good`, or beyond the bound.
    bool keeps_list(Request& request, bool good);
    void drop_list(Request& request);
    static void leave_unserved(Request& request, protocol::ScsiStatus status) {
        request.completion.scsi_status = static_cast<std::uint16_t>(status);
    }
    /// With the depth that storage bears: its target is told to send less.
    bool too_deep(Request& request, const Target& target);

    /// State, field by field, in either direction; that of the targets too.
    void archive(Archive& a) {
        cycles_ = cycles();
        completed_ = 0;
        a(work_, posts_, rings_, messages_, hold_, depth_, requests_, held_, first_free_,
          in_flight_, look_pending_, command_time_, worker_free_, dma_in_free_, last_arrival_,
          take_free_, dma_out_free_, post_free_, status_, mask_, mask_written_, line_, owed_causes_,
          reset_epoch_, poll_epoch_, threshold_, owed_, long_pieces_, counters_, cycles_, yielded_);
        if (mutated(Mutant::O36) && a.reading()) mask_ = 0;
        for (Target& target : targets_) {
            if (target.scsi == nullptr) continue;
            a(target.present, *target.scsi, target.storage);
        }
    }

    static constexpr std::uint32_t kNone = ~0U;
    static constexpr std::size_t kNearRecords = 256;  // more of them are in no near cache
    static constexpr std::size_t kShortList = 256;
    static constexpr std::uint64_t kLongPiecesMax = std::uint64_t{1} << 21;  // 32 MiB

    const DeviceConfig config_;
    const bool quirky_;
    const bool unusual_;  // there are quirks, faults, or bounds by depth
    Agenda& agenda_;
    DmaPort& dma_;
    InterruptPort& interrupts_;
    DeviceObserver& observer_;
    const Clock clock_;
    const SimTime line_transfer_;
    const std::uint64_t line_cycles_;
    const SimTime dma_setup_;
    const SimTime wake_;
    const SimTime idle_poll_;
    const SimTime parse_time_;
    const SimTime complete_time_;
    const SimTime post_time_;
    EventHeap<Work> work_;
    PostQueue posts_;  // of requests
    DeviceRings rings_;
    MessageRing messages_;
    InterruptHold hold_;
    DepthGovernor depth_;

    std::vector<Request> requests_;
    std::vector<std::uint32_t> batch_;
    std::deque<Held> held_;
    std::uint32_t first_free_ = kNone;
    std::uint32_t in_flight_ = 0;
    std::uint64_t long_pieces_ = 0;              // of all lists of more than kShortList
    std::vector<std::vector<char>> lost_lists_;  // memory that the host does not get back (Q21)
    CopyTime copy_time_;

    bool look_pending_ = false;
    SimTime command_time_{};          // when the command being written takes effect
    SimTime worker_free_{};           // the submission worker's
    SharedWorker* shared_ = nullptr;  // null: the worker serves this adapter alone
    bool yielded_ = false;            // has let another adapter go first
    SimTime dma_in_free_{};
    SimTime last_arrival_{};  // at the backends; dispatch is in order
    SimTime take_free_{};     // of the completion pipeline's three steps
    SimTime dma_out_free_{};
    SimTime post_free_{};

    std::uint32_t status_ = 0;
    std::uint32_t mask_ = 0;
    std::uint32_t mask_written_ = 0;
    bool line_ = false;
    std::uint32_t owed_causes_ = 0;  // of the message that could not be sent
    std::uint32_t reset_epoch_ = 0;
    std::uint32_t poll_epoch_ = 0;
    std::uint32_t threshold_ = 0;  // published; 0: coalescing of requests is off
    OwedMessages owed_;

    const char* ended_ = nullptr;
    std::function<void(const char*, SimTime)> end_sink_;

    Targets targets_;
    AdapterCounters counters_;
    WorkerCycles cycles_;
    std::uint64_t completed_ = 0;  // requests in the completion pipeline that are not in cycles_
};

}  // namespace pvscsim
