// SPDX-License-Identifier: Apache-2.0
#include "models/base/fault_points.h"

#include <array>

#include "models/base/check.h"

namespace pvscsim {
namespace {

using P = FaultPoint;
using E = FaultEffect;
using L = FaultLayer;

constexpr std::uint8_t at(FaultStage stage) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(stage));
}
constexpr std::uint8_t kNone = 0;
constexpr std::uint8_t kUnpublished = at(FaultStage::Unpublished);
constexpr std::uint8_t kPublished = at(FaultStage::Published);
constexpr std::uint8_t kFetched = at(FaultStage::Fetched);
constexpr std::uint8_t kBackend = at(FaultStage::Backend);
constexpr std::uint8_t kEnded = at(FaultStage::Ended);
constexpr std::uint8_t kPosted = at(FaultStage::Posted);
constexpr std::uint8_t kHandler = at(FaultStage::Handler);
constexpr std::uint8_t kAny =
    kUnpublished | kPublished | kFetched | kBackend | kEnded | kPosted | kHandler;
/// Where a request can be when it is to be aborted or reset; an abort looks at the ring first.
constexpr std::uint8_t kReset = kBackend | kEnded;
constexpr std::uint8_t kAborted = kPublished | kReset;

// clang-format off
constexpr std::array<FaultPointSpec, kFaultPointCount> kPoints{{
    {P::Interrupt, "interrupt", L::Interrupts, "the adapter sends an interrupt for completions or messages", false, false},
    {P::BackendRead, "backend_read", L::Backend, "a read goes to its backend", true, true},
    {P::BackendWrite, "backend_write", L::Backend, "a write, or what else changes the medium or flushes it, goes to its backend", true, true},
    {P::Abort, "abort", L::Device, "ABORT_CMD is executed", false, false},
    {P::Reset, "reset", L::Device, "RESET_DEVICE or RESET_BUS is executed", false, false},
    {P::BackendFlush, "backend_flush", L::Backend, "a SYNCHRONIZE CACHE goes to its backend", true, false},
    {P::Snapshot, "snapshot", L::Hypervisor, "anything goes to its backend", true, true},
    {P::Doorbell, "doorbell", L::Device, "a doorbell is written", false, false},
    {P::Poll, "poll", L::Device, "the adapter looks at the request ring on its own, as a threshold above 1 promises", false, false},
    {P::Worker, "worker", L::Hypervisor, "the thread that serves the adapter", false, false},
    {P::Completion, "completion", L::Device, "a completion is to be posted", true, true},
    {P::StatusBit, "status_bit", L::Device, "a posted completion sets its bit in INTR_STATUS", false, false},
    {P::AdapterReset, "adapter_reset", L::Device, "ADAPTER_RESET is executed", false, false},
    {P::SetupRings, "setup_rings", L::Device, "SETUP_RINGS is executed", false, false},
    {P::Message, "message", L::Device, "a message about a target is to be posted", true, false},
    {P::Registers, "registers", L::Device, "the function on its bus", false, false},
    {P::Device, "device", L::Device, "the adapter as a whole", false, false},
    {P::Descriptor, "descriptor", L::Bus, "a request descriptor is read", false, false},
    {P::SgList, "sg_list", L::Bus, "a scatter-gather list is read", true, true},
    {P::DmaRead, "dma_read", L::Bus, "data of a write is read from guest memory", true, true},
    {P::DmaWrite, "dma_write", L::Bus, "data of a read is written to guest memory", true, true},
    {P::Dma, "dma", L::Bus, "the copy engine moves data", false, false},
    {P::SenseWrite, "sense_write", L::Bus, "sense data is written to guest memory", true, false},
    {P::CompletionWrite, "completion_write", L::Bus, "a completion descriptor is written", false, false},
    {P::IndexWrite, "index_write", L::Bus, "the index that makes a completion visible is written", false, false},
    {P::Vcpu, "vcpu", L::Hypervisor, "the processor that gets the interrupts", false, false},
    {P::Machine, "machine", L::Hypervisor, "all processors, and the adapter's thread", false, false},
    {P::DmaAlloc, "dma_alloc", L::Environment, "the driver asks for memory at its start", false, false},
    {P::DmaMap, "dma_map", L::Environment, "the guest maps a request's buffer", true, true},
    {P::Timer, "timer", L::Environment, "the driver arms its timer", false, false},
    {P::Handler, "handler", L::Environment, "the interrupt handler is entered", false, false},
    {P::Lock, "lock", L::Environment, "a processor has got the driver's lock (with two processors or more)", false, false},
}};

constexpr std::array<const char*, kFaultEffectCount> kEffects{
    "lose", "medium_error", "stall", "spurious", "hardware_error", "aborted_command", "not_ready",
    "unit_attention", "recovered_error", "busy", "task_set_full", "reservation_conflict", "hang",
    "short", "corrupt", "slow", "delay", "duplicate", "stale_context", "fail", "silent", "late",
    "all_ones", "halt", "error"};

constexpr std::array<const char*, kFaultStageCount> kStages{
    "unpublished", "published", "fetched", "backend", "ended", "posted", "handler"};

constexpr std::array<const char*, 6> kLayers{
    "backend", "device", "bus and memory", "interrupt path", "hypervisor", "driver environment"};

constexpr const char* kAgain = "the owner tries again";
constexpr const char* kToOwner = "the error reaches the request's owner with its sense data; no retry";
constexpr const char* kLadder = "the request's time-out, an abort that finds nothing, and the ladder of resets; then the owner tries again";
constexpr const char* kRejected = "the driver rejects what it does not wait for, counts it, and goes on";
constexpr const char* kNextStep = "when its time is over, the ladder's next step, at last the adapter";
constexpr const char* kFound = "a later doorbell, or the request's time-out: the adapter looks at the ring before it aborts";

std::vector<FaultSpec> all_faults() {  // NOLINT(readability-function-size): a table
    return {
    {P::Interrupt, E::Lose, false, kPosted, "the vCPU hears nothing; the status bit is set", "the next interrupt finds the completions, or the request's timer looks at the ring; no abort, nothing lost"},
    {P::Interrupt, E::Delay, false, kPosted, "it arrives `stall_ns` later", "none"},
    {P::Interrupt, E::Duplicate, false, kPosted, "20 us later it arrives once more", "a handler that finds nothing is harmless"},
    {P::Interrupt, E::Spurious, false, kPosted, "5 us after the true interrupt comes one without a cause: a message, or the line for 2 us", "the handler finds nothing and, with a line, claims nothing"},
    {P::BackendRead, E::MediumError, false, kBackend, "CHECK CONDITION, MEDIUM ERROR, no data", kToOwner},
    {P::BackendRead, E::Stall, false, kBackend, "served `stall_ns` later, as are those that wait for the same media unit", "none if it ends before `driver.request_timeout_ms`; else abort, and the owner tries again"},
    {P::BackendRead, E::HardwareError, false, kBackend, "CHECK CONDITION, HARDWARE ERROR, no data", kToOwner},
    {P::BackendRead, E::AbortedCommand, false, kBackend, "CHECK CONDITION, ABORTED COMMAND, no data", kAgain},
    {P::BackendRead, E::NotReady, false, kBackend, "CHECK CONDITION, NOT READY, becoming ready", kAgain},
    {P::BackendRead, E::UnitAttention, false, kBackend, "CHECK CONDITION, UNIT ATTENTION, no data", kAgain},
    {P::BackendRead, E::RecoveredError, false, kBackend, "CHECK CONDITION, RECOVERED ERROR, with all data", "the data counts as good"},
    {P::BackendRead, E::Busy, false, kBackend, "status BUSY, no data", kAgain},
    {P::BackendRead, E::TaskSetFull, false, kBackend, "status TASK SET FULL, no data", kAgain},
    {P::BackendRead, E::ReservationConflict, false, kBackend, "status RESERVATION CONFLICT, no data", "the error reaches the request's owner; no retry"},
    {P::BackendRead, E::Hang, false, kBackend, "never served", "time-out, abort, and the owner tries again"},
    {P::BackendRead, E::Short, false, kBackend, "half of the data moves; GOOD with the true length", "the owner sees the residual and tries again"},
    {P::BackendRead, E::Corrupt, false, kBackend, "the first block arrives damaged, and GOOD", "none is possible: the run must fail by its integrity check"},
    {P::BackendWrite, E::MediumError, false, kBackend, "CHECK CONDITION, MEDIUM ERROR, nothing written", "as for reads; old data stays readable"},
    {P::BackendWrite, E::Stall, false, kBackend, "served `stall_ns` later", "as for reads"},
    {P::BackendWrite, E::HardwareError, false, kBackend, "CHECK CONDITION, HARDWARE ERROR, nothing written", kToOwner},
    {P::BackendWrite, E::AbortedCommand, false, kBackend, "CHECK CONDITION, ABORTED COMMAND, nothing written", kAgain},
    {P::BackendWrite, E::NotReady, false, kBackend, "CHECK CONDITION, NOT READY, becoming ready", kAgain},
    {P::BackendWrite, E::UnitAttention, false, kBackend, "CHECK CONDITION, UNIT ATTENTION, nothing written", kAgain},
    {P::BackendWrite, E::RecoveredError, false, kBackend, "CHECK CONDITION, RECOVERED ERROR, all written", "the write counts as good"},
    {P::BackendWrite, E::Busy, false, kBackend, "status BUSY, nothing written", kAgain},
    {P::BackendWrite, E::TaskSetFull, false, kBackend, "status TASK SET FULL, nothing written", kAgain},
    {P::BackendWrite, E::ReservationConflict, false, kBackend, "status RESERVATION CONFLICT, nothing written", "the error reaches the request's owner; no retry"},
    {P::BackendWrite, E::Hang, false, kBackend, "never served", "time-out, abort, and the owner tries again"},
    {P::BackendWrite, E::Short, false, kBackend, "half of the data moves; GOOD with the true length", "the owner sees the residual and tries again"},
    {P::BackendWrite, E::Corrupt, false, kBackend, "GOOD, and nothing written", "none is possible: the run must fail by its integrity check as soon as the blocks are read"},
    {P::BackendFlush, E::MediumError, false, kBackend, "CHECK CONDITION, MEDIUM ERROR", kToOwner},
    {P::BackendFlush, E::Stall, false, kBackend, "served `stall_ns` later", "as for reads"},
    {P::BackendFlush, E::Hang, false, kBackend, "never served", "time-out, abort, and the owner tries again"},
    {P::Snapshot, E::Slow, false, kBackend, "its service takes `factor` times as long, as with a snapshot under it", "none"},
    {P::Doorbell, E::Lose, false, kPublished, "the adapter does not look", kFound},
    {P::Doorbell, E::Delay, false, kPublished, "the adapter looks `stall_ns` later", "none"},
    {P::Poll, E::Lose, false, kPublished, "it does not look this time", "none: it looks again a period later, and at each completion"},
    {P::Worker, E::Stall, true, kAny, "it is off its processor for `stall_ns`: it fetches and posts nothing, for any adapter that it serves; commands are executed", "none if it ends before the time-out"},
    {P::Completion, E::Lose, false, kEnded, "it is never posted; the adapter has forgotten the request", kLadder},
    {P::Completion, E::Duplicate, false, kEnded, "it is posted twice", kRejected},
    {P::Completion, E::StaleContext, false, kEnded, "it carries the context of the one before", "rejected as stale; for the request itself as if it were lost"},
    {P::Completion, E::Delay, false, kEnded, "it is posted `stall_ns` later, and others overtake it", "none; after a time-out the abort ends the request, once"},
    {P::StatusBit, E::Lose, false, kPosted, "the bit is not set; a line stays low for it", "messages tell nevertheless; with a line the next completion, or the timer"},
    {P::Abort, E::Lose, false, kAborted, "status 0, and the request goes on", "when the abort's time is over, the unit is reset"},
    {P::Abort, E::Fail, false, kAborted, "status -1, and the request goes on", "when the abort's time is over, the unit is reset"},
    {P::Abort, E::Silent, false, kAborted, "status 0; the request ends inside, and no completion tells", kNextStep},
    {P::Abort, E::Late, false, kAborted, "the request ends as aborted, and `stall_ns` later is posted once more", kRejected},
    {P::Reset, E::Lose, false, kReset, "status 0, and the requests go on", "the ladder's next step, at last the adapter"},
    {P::Reset, E::Fail, false, kReset, "status -1, and the requests go on", "the ladder's next step, at last the adapter"},
    {P::AdapterReset, E::Lose, false, kReset, "status 0, and nothing is reset", "new rings make the adapter forget the old requests"},
    {P::AdapterReset, E::Fail, false, kReset, "status -1, and nothing is reset", "the driver gives up: every request ends once, as failed"},
    {P::SetupRings, E::Fail, false, kReset, "status -1, and no rings", "the driver gives up: every request ends once, as failed"},
    {P::Message, E::Lose, false, kNone, "it is never posted", "none: the guest learns of the target by its next scan"},
    {P::Message, E::Duplicate, false, kNone, "it is posted twice", "the guest looks at the target once more"},
    {P::Registers, E::AllOnes, true, kAny, "for `stall_ns` registers and configuration read all ones, and writes vanish", "a driver that takes it for a removed adapter ends every request once, as failed; one that saw nothing goes on"},
    {P::Device, E::Halt, true, kAny, "it fetches, posts and signals nothing until ADAPTER_RESET; other commands answer -1", "the ladder of resets, up to the adapter's; then the owners try again"},
    {P::Descriptor, E::Error, false, kPublished, "the read is refused; the adapter fetches nothing more until its rings are set up anew", kLadder},
    {P::Descriptor, E::Corrupt, false, kPublished, "its context arrives damaged", "the completion is rejected; for the request itself as if it were lost"},
    {P::SgList, E::Error, false, kFetched, "HAHARDWARE, no data moves", "the error reaches the request's owner"},
    {P::DmaRead, E::Error, false, kEnded, "HAHARDWARE, nothing written", "the error reaches the request's owner; old data stays readable"},
    {P::DmaWrite, E::Error, false, kEnded, "HAHARDWARE, no data", "the error reaches the request's owner"},
    {P::Dma, E::Stall, false, kFetched | kEnded, "the copy takes `stall_ns` longer, and so do those behind it", "none if it ends before the time-out"},
    {P::SenseWrite, E::Error, false, kEnded, "SENSFAILED", "the error reaches the request's owner, without sense data"},
    {P::CompletionWrite, E::Error, false, kEnded, "refused; no completion is visible any more until rings are set up anew", kLadder},
    {P::IndexWrite, E::Lose, false, kEnded, "the completion lies there unseen", "the next completion's index covers it; else time-out and the ladder"},
    {P::Vcpu, E::Stall, true, kAny, "it does not run for `stall_ns`", "none; a timer that is late looks at the ring before it aborts"},
    {P::Machine, E::Stall, true, kAny, "the guest stands still for `stall_ns`, as in a migration's last phase; storage goes on", "none; a timer that is late looks at the ring before it aborts"},
    {P::DmaAlloc, E::Fail, false, kNone, "there is no memory", "the driver does not start, and has given everything back"},
    {P::DmaMap, E::Fail, false, kUnpublished, "it cannot be mapped now", "the guest tries again 100 us later"},
    {P::Timer, E::Delay, false, kBackend, "it fires `stall_ns` late", "recovery begins later"},
    {P::Handler, E::Delay, false, kPosted, "it starts `stall_ns` late", "none"},
    {P::Lock, E::Stall, false, kAny, "it loses its processor for `stall_ns` and keeps the lock", "none: the others wait"},
    };
}
// clang-format on

}  // namespace

const FaultPointSpec& point_spec(FaultPoint point) {
    const FaultPointSpec& spec = kPoints[static_cast<std::size_t>(point)];
    PVS_CHECK(spec.point == point);
    return spec;
}

const std::vector<FaultSpec>& fault_specs() {
    static const std::vector<FaultSpec> specs = all_faults();
    return specs;
}

const FaultSpec* find_fault(FaultPoint point, FaultEffect effect) {
    for (const FaultSpec& spec : fault_specs()) {
        if (spec.point == point && spec.effect == effect) return &spec;
    }
    return nullptr;
}

std::vector<std::string> fault_point_names() {
    std::vector<std::string> names;
    for (const FaultPointSpec& spec : kPoints) names.emplace_back(spec.name);
    return names;
}

std::vector<std::string> fault_effect_names() {
    return {kEffects.begin(), kEffects.end()};
}

std::vector<std::string> fault_stage_names() {
    return {kStages.begin(), kStages.end()};
}

const char* fault_layer_name(FaultLayer layer) {
    return kLayers[static_cast<std::size_t>(layer)];
}

std::string fault_name(FaultPoint point, FaultEffect effect) {
    return std::string(point_spec(point).name) + " " + kEffects[static_cast<std::size_t>(effect)];
}

bool has_length(FaultEffect effect) {
    switch (effect) {
        case FaultEffect::Stall:
        case FaultEffect::Delay:
        case FaultEffect::Late:
        case FaultEffect::AllOnes:
            return true;
        default:
            return false;
    }
}

}  // namespace pvscsim
