// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/backend/storage.h"
#include "models/base/archive.h"
#include "models/base/fault_points.h"
#include "models/base/sim_time.h"
#include "models/engine/device_observer.h"
#include "models/engine/scsi_target.h"
#include "models/engine/transfer_buffer.h"
#include "pvscsim/protocol/descriptors.h"

namespace pvscsim {

/// Where the engine's interrupts go: the PCI function.
class InterruptPort {
public:
    /// True while the line is out of use: MSI or MSI-X is enabled, or INTx disabled.
    bool uses_messages() const { return uses_messages_; }
    /// Sends the message of vector 0. False: it cannot go out now, being masked, not set up, or
    /// without the bus.
    virtual bool send_message(SimTime at) = 0;
    virtual void set_line(bool level, SimTime at) = 0;

protected:
    ~InterruptPort() = default;
    void use_messages(bool on) { uses_messages_ = on; }

private:
    bool uses_messages_ = false;
};

/// Which reset: those of PCI (power-on, FLR, bus) clear everything, ADAPTER_RESET keeps INTR_MASK.
enum class ResetKind : std::uint8_t { Pci, Adapter };

/// What the adapter did since it was made.
struct AdapterCounters {
    std::uint64_t kicks_rw = 0;
    std::uint64_t kicks_non_rw = 0;
    std::uint64_t kicks_without_rings = 0;
    std::uint64_t looks = 0;        ///< times the worker looked at the request ring
    std::uint64_t empty_looks = 0;  ///< ... and found nothing
    std::uint64_t fetched = 0;
    std::uint64_t completions = 0;
    std::uint64_t interrupts = 0;           ///< messages sent, or line raised
    std::uint64_t interrupts_lost = 0;      ///< by injected faults
    std::uint64_t interrupts_spurious = 0;  ///< likewise sent without a cause
    std::uint64_t completions_held = 0;     ///< posted without an interrupt of their own
    std::uint64_t task_set_full = 0;        ///< requests ended as storage was too slow
    std::uint64_t completions_waited = 0;   ///< for room in their ring
    std::uint64_t completions_foreign = 0;  ///< by injected faults, which no request waits for
    std::uint64_t messages = 0;
    std::uint64_t messages_dropped = 0;
    std::uint64_t aborts = 0;
    std::uint64_t device_resets = 0;
    std::uint64_t bus_resets = 0;
    std::uint64_t adapter_resets = 0;
    std::uint32_t in_flight_max = 0;
};

/// Cycles that the hypervisor spent on the adapter, by activity.
struct WorkerCycles {
    std::uint64_t wakes = 0;  ///< not cycles: how often it was woken
    std::uint64_t wake = 0;
    std::uint64_t dma = 0;  ///< of the copy engine
    std::uint64_t cache_line = 0;
    std::uint64_t fetch = 0;
    std::uint64_t parse = 0;
    std::uint64_t copy = 0;  ///< to and from storage that is memory
    std::uint64_t complete = 0;
    std::uint64_t post = 0;
    std::uint64_t interrupt = 0;
    std::uint64_t command = 0;
};

/// What the adapter keeps of its work, its requests and its targets.
struct AdapterTypes {
    using Completion = protocol::CompletionDescriptor;
    enum class WorkKind : std::uint8_t {
        RegisterWrite,  // a: offset, b: value
        Look,           // the worker looks at the request ring
        Ended,          // a: request that ended without the backend
        Post,           // a: request whose post a stalled worker or a fault has put off
        PostHeld,       // completions that were kept back for a while go out
        Interrupt,      // the interrupt goes out; a: its causes, b: epoch of the reset
        Spurious,       // an injected interrupt without a cause begins (a: 1) or ends; b: epoch
        Transmit,       // an interrupt that an injected fault has delayed; as Interrupt
        Kick,           // a doorbell that an injected fault has delayed
        Late,           // the oldest of the completions that come a second time; a: epoch
        // From here on: what waits longer than most.
        HoldOver,  // coalescing waits no longer; a: epoch of the hold
        Poll,      // the request-call threshold's promise; a: epoch
        Messages,  // those that found no room are tried again; a: epoch
    };
    static constexpr WorkKind kFirstFar = WorkKind::HoldOver;
    /// Kind and `a` are one word: as members of their own they would be stored apart and loaded as
    /// one while they are on their way to the cache, for which a processor waits.
    class Work {
    public:
        Work() = default;
        explicit Work(WorkKind kind, std::uint32_t a = 0, std::uint32_t b = 0)
            : what_(std::uint64_t{a} << 32 | static_cast<std::uint64_t>(kind)), b_(b) {}
        WorkKind kind() const { return static_cast<WorkKind>(what_); }
        std::uint32_t a() const { return static_cast<std::uint32_t>(what_ >> 32); }
        std::uint32_t b() const { return static_cast<std::uint32_t>(b_); }

    private:
        std::uint64_t what_ = 0;
        std::uint64_t b_ = 0;
    };
    // Discarded: its requester has been answered, or nobody waits for it any more; whoever still
    // holds the id, the backend or a piece of work, releases it when its turn comes.
    // Lost: never served, and forgotten by a reset at the earliest. (Q01)
    enum class State : std::uint8_t { Free, InFlight, Discarded, Lost };
    /// One fetched request, until its completion is posted. Four whole cache lines, of which the
    /// end of a read touches all but the second: those of all that are in flight are more than the
    /// nearest cache keeps.
    struct alignas(64) Request {
        /// With a SCSI status before its time: its backend does not carry it out.
        protocol::CompletionDescriptor completion;
        std::uint32_t index = 0;  // in the ring; of one that is free, the next that is
        State state = State::Free;
        bool post_pending = false;              // its result is in the completion pipeline
        bool beyond_end = false;                // moves more than the medium has (Q24)
        FaultEffect fault = FaultEffect::None;  // what its backend does wrong
        ScsiPlan plan;
        std::vector<SgPiece> pieces;    // of its list; empty without one
        std::uint64_t asked_bytes = 0;  // by the CDB, whatever is moved (Q24)
        DeviceStamps stamps;
        protocol::RequestDescriptor descriptor;

        bool listed() const { return (descriptor.flags & protocol::kFlagSgList) != 0; }
        /// In how many its buffer is moved; looks at the list of one that has a list alone.
        std::size_t extents() const {
            return listed() ? std::max<std::size_t>(1, pieces.size()) : 1;
        }
        /// An injected fault keeps it from its backend for ever.
        bool hung() const { return fault == FaultEffect::Hang; }
        TransferBuffer buffer(DmaPort& dma) const {
            return pieces.empty()
                       ? TransferBuffer(dma, descriptor.data_addr, descriptor.data_bytes)
                       : TransferBuffer(dma, pieces.data(), pieces.size(), descriptor.data_bytes);
        }

        void archive(Archive& a) {
            a(descriptor, stamps, plan, completion, pieces, asked_bytes, index, state, post_pending,
              beyond_end, fault);
        }
    };
    static_assert(sizeof(Request) == 256);
    static ScsiCommand command_of(const protocol::RequestDescriptor& descriptor) {
        return {descriptor.cdb, descriptor.cdb_bytes, descriptor.lun[1], descriptor.data_bytes};
    }
    /// A completion for which the driver's index leaves no room, though there was some when its
    /// request was fetched, or which waits for bus mastering.
    struct Held {
        protocol::CompletionDescriptor completion;
        DeviceStamps stamps;
    };
    /// How long the copy engine needed for the last transfer: the next is mostly of the same size.
    struct CopyTime {
        std::uint64_t bytes = 0;
        std::uint64_t pieces = 0;
        std::uint64_t cycles = 0;
        SimTime span{};
    };
    struct Target {
        std::unique_ptr<ScsiTarget> scsi;
        Storage storage;
        bool present = false;
    };
    struct Targets final : std::array<Target, protocol::kTargetsMax>, UnitDirectory {
        ScsiTarget* attached(std::uint8_t id) {
            return (*this)[id].present ? (*this)[id].scsi.get() : nullptr;
        }
        LogicalUnit* find_unit(std::uint8_t id, std::uint8_t lun) override {
            ScsiTarget* scsi = attached(id);
            return scsi != nullptr && scsi->has_unit(lun) ? &scsi->unit(lun) : nullptr;
        }
    };
};

}  // namespace pvscsim
