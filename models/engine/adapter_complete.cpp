// SPDX-License-Identifier: Apache-2.0
// From the backend's end of a request to the interrupt.
#include <algorithm>

#include "models/engine/adapter.h"

#include "pvscsim/mutant.h"

namespace pvscsim {

using protocol::HostStatus;

namespace {
// A line that rises without a cause stays up until somebody has taken it.
constexpr SimTime kSpuriousPulse = SimTime::from_us(2);
}  // namespace

// What most requests are: a read of whole blocks into memory that lies in one stretch.
inline bool Adapter::read_in_place(Request& request, DmaPort& port) {
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    const ScsiPlan& plan = request.plan;
    if (!plan.reads() || plan.blocks == 0 || request.listed()) return false;
    if (request.beyond_end) return false;  // restored from a device with Q24
    const ScsiTarget& target = *targets_[descriptor.target].scsi;
    const std::uint8_t lun = descriptor.lun[1];
    const LogicalUnit* const unit = target.attached_unit(lun);
    if (plan.transfer_bytes > descriptor.data_bytes || unit == nullptr) return false;
    const std::uint64_t span = unit->span_of(plan);
    std::byte* const to = port.direct(descriptor.data_addr, span, true);
    if (to == nullptr) return false;
    port.tell_write(descriptor.data_addr, nullptr, span);
    unit->read_into(plan, to);
    request.completion.data_bytes = plan.transfer_bytes;
    return true;
}

inline void Adapter::run_command(Request& request, SimTime now, bool unusual) {
    DmaPort* port = &dma_;
    if constexpr (kHasMutants) port = mutated_transfer(request);
    if (unusual || !read_in_place(request, *port)) run_any_command(request, *port, now);
}

// `unusual` as in dispatch().
[[gnu::always_inline]] inline void Adapter::finish(std::uint32_t id, SimTime now, bool unusual) {
    Request& request = requests_[id];
    if (request.state == State::Discarded) {
        release(id);
        return;
    }
    if (unusual && faults_.any()) faults_.reach(FaultStage::Ended, now);
    // Else it was refused, or its backend has not carried it out.
    if (request.completion.host_status == 0 && request.completion.scsi_status == 0) {
        run_command(request, now, unusual);
    }
    if constexpr (kHasMutants) {
        mutate_completion(request);
        const auto fault = static_cast<std::uint16_t>(HostStatus::AdapterHardware);
        if (mutated(Mutant::D98) && request.completion.host_status == fault) return;
    }
    if (request.plan.in_task_set) leave_task_set(request);
    ++completed_;
    take_free_ = later_of(now, take_free_) + complete_time_;
    const SimTime begin = later_of(take_free_, dma_out_free_);  // of a transfer, if there is one
    SimTime moved = take_free_;
    const bool to_guest = request.plan.phase == DataPhase::ToInitiator;
    const std::uint64_t out =
        (to_guest ? request.completion.data_bytes : 0) + request.completion.sense_bytes;
    // Data of either way is translated when it is moved, and that is now.
    const SimTime translation = dma_.take_delay();
    if (out != 0 || translation != SimTime{}) {
        moved = begin + translation;
        if (out != 0) moved += copy_time(out, request.extents());
        if (out != 0 && unusual && faults_.any()) moved += faults_.at_copy(take_free_);
        dma_out_free_ = moved;
    }
    request.stamps.dma_out_done = moved;
    post_free_ = later_of(moved, post_free_) + post_time_;
    request.stamps.posted = post_free_;
    request.post_pending = true;
    if (unusual && quirky_) settle_quirks(request);
    posts_.push(post_free_, work_.take_sequence(), id);
    if (!agenda_.acts(slot_)) agenda_.set_earlier(slot_, post_free_);  // else act() sees to it
}

void Adapter::finish(std::uint32_t id, SimTime now) {
    finish(id, now, true);
}

void Adapter::served(std::uint32_t id, SimTime start, SimTime end) {
    Request& request = requests_[id];
    request.stamps.service_begin = start;
    request.stamps.service_end = end;
    if (!unusual_) return finish(id, end, false);
    if (ended_ != nullptr) return;
    if (depth_.active()) depth_.served(end - request.stamps.dma_in_done);
    finish(id, end);
}

void Adapter::coming(std::uint32_t id) const {
    constexpr std::size_t kCacheLine = 64;
    const auto* const record = reinterpret_cast<const std::byte*>(&requests_[id]);
    for (std::size_t i = 0; i < sizeof(Request); i += kCacheLine) __builtin_prefetch(record + i, 1);
}

void Adapter::dropped(std::uint32_t id) {
    leave_unserved(requests_[id], protocol::ScsiStatus::Busy);
}

// The request has left its unit's task set, done or not.
void Adapter::leave_task_set(Request& request) {
    request.plan.in_task_set = false;
    targets_[request.descriptor.target].scsi->task_ended(request.descriptor.lun[1]);
}

void Adapter::run_any_command(Request& request, DmaPort& port, SimTime now) {
    if (faults_.any() && faults_.at_transfer(request, now)) {
        request.completion.host_status = static_cast<std::uint16_t>(HostStatus::AdapterHardware);
        return;
    }
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    const ScsiCommand command = command_of(descriptor);
    TransferBuffer buffer = request.buffer(port);
    const ScsiResult result =
        request.fault == FaultEffect::None
            ? targets_[descriptor.target].scsi->execute(command, request.plan, buffer)
            : faults_.execute(request, command, buffer);
    request.completion.data_bytes = result.moved_bytes;
    if (result.dma_fault && !mutated(Mutant::O81)) {
        request.completion.host_status = static_cast<std::uint16_t>(HostStatus::AdapterHardware);
        return;
    }
    request.completion.scsi_status = result.status;
    if (mutated(Mutant::O31) && result.status != 0) request.completion.scsi_status |= 0x4000;
    if (result.status == kStatusCheckCondition) {
        write_sense(request, result.sense, now);
    } else if (request.beyond_end) {
        write_sense(request, sense::transfer_ended(), now);
    } else if (result.overrun) {
        request.completion.host_status = static_cast<std::uint16_t>(HostStatus::DataRun);
    }
}

void Adapter::write_sense(Request& request, const Sense& sense, SimTime now) {
    const ScsiTarget& target = *targets_[request.descriptor.target].scsi;
    const RawSense raw = sense.raw(target.descriptor_sense(request.descriptor.lun[1]));
    const std::uint32_t bytes = std::min<std::uint32_t>(request.descriptor.sense_bytes, raw.size);
    if (bytes == 0) return;
    if constexpr (kHasMutants) {
        if (write_mutant_sense(request, raw)) return;
    }
    const DmaPort::Bypass bypass(dma_, config_.has(Defect::Q27));
    const bool refused = faults_.any() && faults_.at_sense(request, now);
    const bool lost =
        refused || !dma_.write(request.descriptor.sense_addr, raw.bytes.data(), bytes);
    if (lost && !mutated(Mutant::O82)) {
        request.completion.host_status = static_cast<std::uint16_t>(HostStatus::SenseFailed);
        request.completion.scsi_status = 0;
        return;
    }
    request.completion.sense_bytes = bytes;
}

void Adapter::post(std::uint32_t id, SimTime now) {
    Request& request = requests_[id];
    if (faults_.any() && request.state == State::InFlight && faults_.at_post(id, now)) return;
    const bool swallowed = (mutated(Mutant::D39) && request.completion.context == 0) ||
                           (mutated(Mutant::O146) && request.completion.context == 150);
    if (request.state == State::InFlight && !swallowed) {
        if (!faults_.any() && held_.empty() && rings_.post_plainly(request.completion)) {
            posted(request.completion.context, request.stamps, now, false);
        } else {
            hand_in(request.completion, request.stamps, now);
        }
        if constexpr (kHasMutants) move_out_late(request);
    }
    if (faults_.any()) faults_.reach(FaultStage::Posted, now);
    release(id);
}

// The slot was reserved when the request was fetched; a driver that has moved its index back since
// takes it away again (DEVICE-108), and with bus mastering off none can be written (DEVICE-007).
void Adapter::hand_in(const Completion& completion, const DeviceStamps& stamps, SimTime now) {
    if (faults_.halted()) return;
    if (held_.empty() && rings_.has_room()) return publish(completion, stamps, now);
    if (dma_.enabled()) ++counters_.completions_waited;
    held_.push_back(Held{completion, stamps});
}

void Adapter::post_held(SimTime now) {
    while (!held_.empty() && rings_.has_room()) {
        Held next = held_.front();
        held_.pop_front();  // first: a publish can lead here again
        next.stamps.posted = now;
        publish(next.completion, next.stamps, now);
    }
}

void Adapter::publish(const Completion& completion, const DeviceStamps& stamps, SimTime now) {
    const bool quiet = faults_.any() && faults_.at_publish(completion.context, now);
    if (mutated(Mutant::D36)) {
        status_ |= protocol::kIntrCmpl0;
        send_interrupt(protocol::kIntrCmpl0, now);
    }
    rings_.post(completion);
    posted(completion.context, stamps, now, quiet);
}

// `quiet`: its status bit is not set.
[[gnu::always_inline]] inline void Adapter::posted(std::uint64_t context,
                                                   const DeviceStamps& stamps, SimTime now,
                                                   bool quiet) {
    const std::uint32_t before = status_;
    --in_flight_;
    ++counters_.completions;
    observer_.posted(rings_.cmp_prod() - 1, context, stamps);
    observer_.level(DeviceSignal::CmpProdIdx, now, rings_.cmp_prod());
    observer_.level(DeviceSignal::InFlight, now, in_flight_);
    const bool unseen = mutated(Mutant::D75) && interrupts_.uses_messages();
    if ((status_ & protocol::kIntrCmpl0) == 0 && !quiet && !unseen) {
        status_ |= protocol::kIntrCmpl0;
        if (mutated(Mutant::O34)) status_ |= protocol::kIntrCmpl1;
        observer_.level(DeviceSignal::IntrStatus, now, status_);
    }
    const SimTime until = hold_.posted(in_flight_, now);
    if (until != now) ++counters_.completions_held;
    const bool silent = (mutated(Mutant::D74) && (before & protocol::kIntrCmpl0) != 0) ||
                        (mutated(Mutant::D81) && in_flight_ == 0);
    if (!silent) hold_or_signal(until, now);
    if (depth_.throttles() && in_flight_ < depth_.limit() && rings_.fetchable(in_flight_) != 0) {
        kicked(now);
    }
    if (threshold_ > 1) {
        if (in_flight_ == 0) {
            set_threshold(1, now);
        } else if (rings_.fetchable(in_flight_) != 0) {
            kicked(now);
        }
    } else if (in_flight_ + 1 == config_.depth_max && rings_.fetchable(in_flight_) != 0) {
        kicked(now);  // what was left in the ring for the depth's sake
    }
}

void Adapter::hold_or_signal(SimTime until, SimTime now) {
    if (until == now) return signal(now);
    if (until != SimTime::never()) push(until, Work{WorkKind::HoldOver, hold_.epoch()});
}

// A guest that is in the hypervisor takes along what the gate keeps back.
void Adapter::guest_exits(SimTime now) {
    if (hold_.gated()) signal(now);
}

void Adapter::signal(SimTime now) {
    hold_.clear();
    const std::uint32_t causes = told_causes(protocol::kIntrCmpl0);
    if ((mask_ & causes) == 0 && !mutated(Mutant::D104)) {
        if (quirky_) update_line(now);  // one that a reset left up (Q07) goes down
        return;
    }
    hold_.sent(now);
    push(now + worker_cycles(cycles_.interrupt, config_.worker.interrupt_cycles),
         Work{WorkKind::Interrupt, causes, reset_epoch_});
}

// The line follows the status bits. A message tells of a publish, whatever has become of the bit
// since: drivers need not acknowledge messages, nor acknowledge before they look.
void Adapter::send_interrupt(std::uint32_t causes, SimTime now) {
    if (!interrupts_.uses_messages()) causes &= status_;
    const bool careless = mutated(Mutant::D104) && interrupts_.uses_messages();
    if ((causes & mask_) == 0 && !careless) {
        if (quirky_) update_line(now);
        return;
    }
    if (faults_.any() && faults_.at_interrupt(causes, now)) return;
    transmit(causes, now);
}

void Adapter::transmit(std::uint32_t causes, SimTime now) {
    if (interrupts_.uses_messages()) {
        send_message(causes, now);
    } else {
        observer_.interrupt_sent(now, rings_.cmp_prod());
        update_line(now);
    }
}

// An interrupt without a cause: one more message, or the line up for a while.
void Adapter::send_spurious(bool begins, SimTime now) {
    if (begins) ++counters_.interrupts_spurious;
    if (interrupts_.uses_messages()) {
        if (begins) interrupts_.send_message(now);
        return;
    }
    interrupts_.set_line(line_ || begins, now);
    if (begins) push(now + kSpuriousPulse, Work{WorkKind::Spurious, 0, reset_epoch_});
}

void Adapter::send_message(std::uint32_t causes, SimTime now) {
    owed_causes_ |= causes;
    if (!interrupts_.send_message(now)) return;
    owed_causes_ = 0;
    ++counters_.interrupts;
    observer_.interrupt_sent(now, rings_.cmp_prod());
    observer_.level(DeviceSignal::Interrupts, now, counters_.interrupts);
}

void Adapter::interrupts_changed(SimTime now) {
    update_line(now);
    // The line, back in use, says itself what is pending; and a cause may have been disabled since.
    owed_causes_ &= interrupts_.uses_messages() ? mask_ : 0;
    if (owed_causes_ != 0) send_message(owed_causes_, now);
}

void Adapter::bus_granted(SimTime now) {
    resume(now);
}

void Adapter::update_line(SimTime now) {
    const bool in_use = !interrupts_.uses_messages() || mutated(Mutant::O93);
    const bool level = (status_ & mask_) != 0 && in_use;
    if (level == line_ || (mutated(Mutant::O32) && line_ && status_ != 0)) return;
    line_ = level;
    if (level) ++counters_.interrupts;
    interrupts_.set_line(level, now);
    observer_.level(DeviceSignal::IntxLine, now, level ? 1 : 0);
    observer_.level(DeviceSignal::Interrupts, now, counters_.interrupts);
}

}  // namespace pvscsim
