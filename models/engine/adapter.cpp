// SPDX-License-Identifier: Apache-2.0
#include "models/engine/adapter.h"

#include "models/engine/mutant_defects.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim {

namespace reg = protocol::reg;

namespace {

/// A time that costs more where the worker runs on another memory node.
SimTime placed(const WorkerConfig& worker, std::uint32_t ns) {
    const std::uint64_t percent =
        worker.placement == NumaPlacement::Remote ? worker.remote_percent : 100;
    return SimTime{SimTime::from_ns(ns).ps / 100 * percent};
}

}  // namespace

AdapterCore::AdapterCore(Agenda& agenda, const DeviceConfig& config, DmaPort& dma,
                         InterruptPort& interrupts, DeviceObserver& observer, bool faulty)
    : config_(as_mutant(config)),
      quirky_(config_.quirky()),
      unusual_(quirky_ || faulty || config.dynamic_depth.kind != DepthControl::Off),
      agenda_(agenda),
      dma_(dma),
      interrupts_(interrupts),
      observer_(observer),
      clock_(config.worker.clock_period_ps),
      line_transfer_(clock_.edge(placed(config.worker, config.worker.line_transfer_ns))),
      line_cycles_(clock_.cycles(line_transfer_)),
      dma_setup_(placed(config.worker, config.worker.dma_setup_ns)),
      wake_(clock_.edge(SimTime::from_ns(config.worker.wake_ns))),
      idle_poll_(SimTime::from_ns(config.worker.idle_poll_ns)),
      parse_time_(clock_.after(config.worker.parse_cycles)),
      complete_time_(clock_.after(config.worker.complete_cycles)),
      post_time_(line_transfer_ + clock_.after(config.worker.post_cycles)),
      rings_(dma, config_),
      messages_(dma, config_),
      hold_(config.coalescing),
      depth_(config.dynamic_depth) {}

void AdapterCore::learn_copy(std::uint64_t bytes, std::uint64_t pieces) {
    const std::uint64_t whole = bytes * 1000000 / config_.worker.dma_mb_per_s;
    const SimTime span = clock_.edge(dma_setup_ * pieces + SimTime{whole});
    copy_time_ = {bytes, pieces, clock_.cycles(span), span};
}

WorkerCycles AdapterCore::cycles() const {
    WorkerCycles all = cycles_;
    all.complete += completed_ * config_.worker.complete_cycles;
    all.post += completed_ * config_.worker.post_cycles;
    all.cache_line += completed_ * line_cycles_;
    return all;
}

Adapter::Adapter(Agenda& agenda, const DeviceConfig& config, DmaPort& dma,
                 InterruptPort& interrupts, FaultPlan& faults, DeviceObserver& observer)
    : AdapterCore(agenda, config, dma, interrupts, observer, faults.any()),
      faults_(*this, faults),
      slot_(agenda.add(*this, Agenda::Pace::Often)),
      in_service_(agenda, slot_),
      port_(*this) {}

void Adapter::add_target(std::uint8_t id, std::unique_ptr<ScsiTarget> scsi, Storage storage,
                         bool present) {
    targets_[id].scsi = std::move(scsi);
    targets_[id].scsi->find_others_in(&targets_);
    targets_[id].storage = std::move(storage);
    targets_[id].present = present;
}

void Adapter::archive(Archive& a) {
    a(port_, faults_, in_service_);
    AdapterCore::archive(a);
}

void Adapter::share_worker(SharedWorker* worker) {
    shared_ = worker;
    if (worker != nullptr) worker->serve(*this);
}

void Adapter::take_worker_off(SimTime until) {
    if (shared_ != nullptr) return shared_->stall(until);
    stall_worker(until);
}

void Adapter::preset_ring_indices(std::uint32_t index) {
    rings_.preset_indices(index);
    if (messages_.installed()) messages_.preset_index(index);
}

std::uint32_t Adapter::read_register(std::uint32_t offset) const {
    if (ended_ != nullptr) return ~0U;
    switch (offset) {
        case reg::kCommandStatus:
            return port_.status();
        case reg::kIntrStatus:
            return mutated(Mutant::D77) ? status_ & mask_ : status_;
        case reg::kIntrMask:
            return config_.has(Variant::MaskReadback) || mutated(Mutant::D79) ? mask_written_
                                                                              : mask_;
        default:
            return mutated(Mutant::O05) ? ~0U : 0;
    }
}

namespace {

/// Of mutants: whether a write for a command takes effect after a while.
bool mutated_late(std::uint32_t offset, std::uint32_t value) {
    static bool late = false;
    if (offset == reg::kCommand) {
        late = (mutated(Mutant::O136) && value == 7) || (mutated(Mutant::O137) && value == 8);
    }
    return late || mutated(Mutant::D23);
}

}  // namespace

void Adapter::write_register(std::uint32_t offset, std::uint32_t value, SimTime at) {
    if (ended_ != nullptr) return;
    // Posted writes are judged when they arrive.
    const bool command = offset == reg::kCommand || offset == reg::kCommandData;
    if (command && faults_.deaf(at)) return;
    if (kHasMutants && command && mutated_late(offset, value)) {
        return push(at + SimTime::from_us(50), Work{WorkKind::RegisterWrite, offset, value});
    }
    switch (offset) {
        case reg::kCommand:
            command_time_ = at;
            port_.write_command(value);
            break;
        case reg::kCommandData:
            command_time_ = at;
            // What lies behind the words' array is overwritten.
            if (mutated(Mutant::D24) && port_.full()) mask_ = value & protocol::kIntrAll;
            port_.write_data(value);
            break;
        case reg::kIntrStatus:
        case reg::kIntrMask:
        case reg::kKickNonRwIo:
        case reg::kKickRwIo:
            push(at, Work{WorkKind::RegisterWrite, offset, value});
            break;
        default:
            break;
    }
}

SimTime Adapter::command_time(std::uint32_t offset) const {
    // Words that are only stored cost no more than the exit; the last one is the command's work.
    const bool works = offset == reg::kCommand || port_.last_word_expected();
    return works ? clock_.after(config_.worker.command_cycles) : SimTime{};
}

void Adapter::apply_register_write(std::uint32_t offset, std::uint32_t value, SimTime now) {
    if (faults_.deaf(now)) return;
    const bool doorbell = offset == reg::kKickNonRwIo || offset == reg::kKickRwIo;
    if (mutated(Mutant::O07) && doorbell && value != 0) return;
    if (mutated(Mutant::O09) && port_.collecting()) return;
    switch (offset) {
        case reg::kIntrStatus:
            status_ &= mutated(Mutant::D78) ? 0 : ~value;
            observer_.level(DeviceSignal::IntrStatus, now, status_);
            if (config_.has(Variant::MessagesRepeated)) repeat_message(now);
            if (!mutated(Mutant::O84)) resume(now);
            break;
        case reg::kIntrMask: {
            const std::uint32_t newly = value & protocol::kIntrAll & ~mask_;
            mask_ = (mutated(Mutant::D79) ? ~value : value) & protocol::kIntrAll;
            mask_written_ = value;
            observer_.level(DeviceSignal::IntrMask, now, mask_);
            if (config_.has(Variant::MessagesRepeated)) {
                repeat_message(now);
            } else if ((newly & status_) != 0 && !mutated(Mutant::D76)) {
                push(now, Work{WorkKind::Interrupt, newly & status_, reset_epoch_});
            }
            break;
        }
        case reg::kKickNonRwIo:
            ++counters_.kicks_non_rw;
            guest_exits(now);
            if (!faults_.any() || !faults_.at_doorbell(now)) kicked(now);
            break;
        case reg::kKickRwIo:
            ++counters_.kicks_rw;
            guest_exits(now);
            if constexpr (kHasMutants) {
                if (mutated(Mutant::D28) && !next_is_media()) break;
            }
            if (!faults_.any() || !faults_.at_doorbell(now)) kicked(now);
            break;
        default:
            if constexpr (kHasMutants) mutate_write(offset, value, now);
            break;
    }
    // One that is stale (Q07) stays so at a doorbell.
    if (!doorbell || !quirky_) update_line(now);
}

void Adapter::reset(ResetKind kind, SimTime now) {
    if (quirky_ && in_flight_lost()) return end_device("a reset with a request lost by Q01", now);
    // As the completions that the reset posts leave it, or as it was. (Q07)
    const bool is_up = in_flight_ == 0 ? line_ : ((status_ | protocol::kIntrCmpl0) & mask_) != 0;
    const bool line_stays = config_.has(Defect::Q07) && kind == ResetKind::Adapter && is_up;
    if (config_.has(Variant::ResetPosts) && kind == ResetKind::Adapter) {
        post_held(now);
        end_requests(protocol::HostStatus::BusReset, in_flight_of(-1, -1));
    }
    if (!mutated(Mutant::D70)) discard_all();
    rings_.forget();
    messages_.forget();
    port_.drop();
    port_.set_status(0);
    if (!mutated(Mutant::D72)) status_ = 0;
    if (kind == ResetKind::Pci && !config_.has(Defect::Q08)) mask_ = mask_written_ = 0;
    observer_.level(DeviceSignal::IntrStatus, now, status_);
    observer_.level(DeviceSignal::IntrMask, now, mask_);
    observer_.level(DeviceSignal::InFlight, now, 0);
    owed_causes_ = 0;
    hold_.clear();
    look_pending_ = false;
    if (shared_ != nullptr) shared_->leave(this);
    faults_.reset();
    if (!mutated(Mutant::O140)) threshold_ = 0;
    ++poll_epoch_;
    ++reset_epoch_;
    owed_.forget();
    for (Target& target : targets_) {
        if (target.scsi != nullptr) target.scsi->reset();
    }
    if (line_stays) {
        raise_stale_line(now);
    } else if (!mutated(Mutant::D71)) {
        update_line(now);
    }
}

void Adapter::hot_add(std::uint8_t id, SimTime now) {
    if (targets_[id].scsi == nullptr || targets_[id].present || ended_ != nullptr) return;
    if (mutated(Mutant::D83)) {
        push(now + SimTime::from_us(50), Work{WorkKind::RegisterWrite, kMutantReady, id});
        announce(id, 0, true, now);
        return;
    }
    targets_[id].present = true;
    targets_[id].scsi->reset();
    tell(id, 0, true, now);
}

void Adapter::hot_remove(std::uint8_t id, SimTime now) {
    if (!targets_[id].present || ended_ != nullptr) return;
    if (mutated(Mutant::D84)) {
        announce(id, 0, false, now);
        return;
    }
    targets_[id].present = false;
    command_time_ = now;
    end_requests(protocol::HostStatus::AbortQueue, in_flight_of(id, -1));
    tell(id, 0, false, now);
}

// What finds no room is told as the unit's final state once there is some (MSG-06).
void Adapter::tell(std::uint8_t id, std::uint8_t lun, bool added, SimTime now) {
    if (announce(id, lun, added, now)) return owed_.settle({id, lun});
    ++counters_.messages_dropped;
    if (config_.has(Variant::MessagesDropped) || mutated(Mutant::O75)) return;
    owed_.add({id, lun});
    if (owed_.tries != 0) return;
    owed_.tries = 1;
    push(now + OwedMessages::kWait, Work{WorkKind::Messages, owed_.epoch});
}

bool Adapter::announce(std::uint8_t id, std::uint8_t lun, bool added, SimTime now) {
    if (!messages_.installed() && !mutated(Mutant::D85)) return true;
    if (mutated(Mutant::O109) && rings_.completions_lost()) return true;
    const FaultConfig* const fault = faults_.at_message(id, now);
    if (fault != nullptr && fault->effect == FaultEffect::Lose) return true;
    protocol::MessageDescriptor message;
    message.type = added ? protocol::kMessageDeviceAdded : protocol::kMessageDeviceRemoved;
    message.target = id;
    message.lun = protocol::lun_field(lun);
    if (!messages_.post(message)) {
        if (mutated(Mutant::O118)) status_ |= protocol::kIntrMsg0;
        return false;
    }
    ++counters_.messages;
    observer_.message_posted(messages_.prod() - 1, {id, lun, added}, now);
    if (fault != nullptr && messages_.post(message)) {  // twice
        ++counters_.messages;
        observer_.message_posted(messages_.prod() - 1, {id, lun, added}, now);
    }
    const bool was_told = (status_ & protocol::kIntrMsg0) != 0;
    status_ |= protocol::kIntrMsg0;
    observer_.level(DeviceSignal::IntrStatus, now, status_);
    if (mutated(Mutant::O117) && was_told) return true;
    push(now, Work{WorkKind::Interrupt, told_causes(protocol::kIntrMsg0), reset_epoch_});
    return true;
}

void Adapter::change_unit(std::uint8_t id, std::uint8_t lun, bool present, SimTime now) {
    Target& target = targets_[id];
    if (!target.present || target.scsi->has_unit(lun) == present) return;
    target.scsi->attach(lun, present);
    command_time_ = now;
    if (!present) end_requests(protocol::HostStatus::AbortQueue, in_flight_of(id, lun));
    tell(id, lun, present, now);
}

void Adapter::post_owed_messages(SimTime now) {
    std::size_t told = 0;
    for (const auto& [id, lun] : owed_.units) {
        const bool there = targets_[id].present && targets_[id].scsi->has_unit(lun);
        if (!announce(id, lun, there, now)) break;
        ++told;
    }
    owed_.units.erase(owed_.units.begin(), owed_.units.begin() + static_cast<std::ptrdiff_t>(told));
}

// A driver that is told by messages need write no register once it has made room. It is waited for
// longer and longer, and at last no more, so that nothing ticks for ever.
void Adapter::retry_messages(SimTime now) {
    if (mutated(Mutant::O76)) return;
    post_owed_messages(now);
    if (owed_.units.empty() || owed_.tries == OwedMessages::kTriesMax) {
        owed_.tries = 0;
        return;
    }
    push(now + OwedMessages::kWait * (std::uint64_t{1} << owed_.tries),
         Work{WorkKind::Messages, owed_.epoch});
    ++owed_.tries;
}

}  // namespace pvscsim
