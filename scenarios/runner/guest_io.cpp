// SPDX-License-Identifier: Apache-2.0
// The guest's requests: from the source to the driver, and back.
#include <algorithm>
#include <array>

#include "pvscsim/driver/retry.h"
#include "scenarios/runner/guest.h"

namespace pvscsim::scenarios {

using driver::Outcome;

namespace {

constexpr std::uint32_t kTagsAtOnce = 64;
constexpr std::uint64_t kProgressEvery = 4096;
constexpr std::uint8_t kRecoveredError = 0x01;
constexpr SimTime kMapAgainAfter = SimTime::from_us(100);

/// Of a request that did not end well. Less data than it asked for is what some of the guest's own
/// commands get.
Ending ending_of(Outcome outcome, bool internal) {
    switch (outcome) {
        case Outcome::Good:
            return internal ? Ending::Good : Ending::Failed;
        case Outcome::Aborted:
            return Ending::Aborted;
        case Outcome::Reset:
            return Ending::Reset;
        default:
            return Ending::Failed;
    }
}

void wake_at(Vcpu& vcpu, SimTime when) {
    if (when < vcpu.wakeup()) vcpu.set_wakeup(when);
}

/// 0 if there is no sense data.
std::uint8_t sense_key(const driver::ScsiRequest& scsi) {
    const bool valid = scsi.outcome == Outcome::CheckCondition && scsi.sense_bytes > 2;
    return valid ? scsi.sense[2] & 0x0f : 0;
}

}  // namespace

// All of its data has moved. A recovered error is the device's own affair.
bool Guest::ended_well(const driver::ScsiRequest& scsi) {
    if (scsi.residual_bytes != 0) return false;
    return scsi.outcome == Outcome::Good || sense_key(scsi) == kRecoveredError;
}

// Several at once, long before they are made.
bool Guest::fetch_ahead() {
    if (exhausted_) return false;
    const std::size_t drawn = source_.draw(ahead_.data(), ahead_.size());
    next_ = ahead_.data();
    ahead_end_ = next_ + drawn;
    exhausted_ = !have_next();
    return have_next();
}

// What has been made and is not with the driver comes first. False if the driver is full.
bool Guest::resubmit(Vcpu& vcpu) {
    if (!unmapped_.empty()) {
        retries_.insert(retries_.end(), unmapped_.begin(), unmapped_.end());
        unmapped_.clear();
    }
    while (!turned_away_.empty()) {
        GuestRequest* request = turned_away_.front();
        turned_away_.pop_front();
        if (!submit(vcpu, *request)) return false;
    }
    while (!retries_.empty()) {
        GuestRequest* request = retries_.back();
        retries_.pop_back();
        if (!submit(vcpu, *request)) return false;
    }
    std::deque<GuestRequest*>& handed = handed_[vcpu.index()];
    while (!handed.empty()) {
        GuestRequest* request = handed.front();
        handed.pop_front();
        if (!submit(vcpu, *request)) return false;
    }
    return true;
}

// Whether the workload's depth allows another request now; if not, a think time may end later.
bool Guest::has_room(Vcpu& vcpu) {
    if (think_ == SimTime{}) return busy_ < scenario_.workload.depth;
    while (!thinking_.empty() && thinking_.front() <= vcpu.now()) thinking_.pop_front();
    if (busy_ + thinking_.size() < scenario_.workload.depth) return true;
    if (!thinking_.empty()) wake_at(vcpu, thinking_.front());
    return false;
}

// Until the driver refuses a request: then it is full, and goes on with what is to come.
void Guest::pump(Vcpu& vcpu) {
    if (!resubmit(vcpu)) return;
    while (have_next() || fetch_ahead()) {
        if (const SimTime due = began_ + next_->earliest; due > vcpu.now()) {
            wake_at(vcpu, due);
            return;
        }
        if (!has_room(vcpu)) return;
        const std::uint32_t submitter = smp_ ? next_->vcpu % scenario_.machine.vcpus : vcpu.index();
        const std::uint32_t number = first_unit_[next_->target] + next_->lun;
        Unit& to = units_[number];
        GuestRequest& request = new_request(*next_, number, to);
        if (++next_ == ahead_end_) fetch_ahead();  // what is left is known at once
        if (submitter == vcpu.index()) {
            note_submission(vcpu, request);
            enlist(request, to);
            if (!hand_in(vcpu, request)) return;
            continue;
        }
        handed_[submitter].push_back(&request);
        vcpu.sync();  // its wake-up may be due before this vCPU's time
        wake_at(*machine_.vcpus[submitter],
                vcpu.now() + vcpu.clock().after(scenario_.machine.ipi_cycles));
    }
}

// Another request for all to be under way that the depth allows.
void Guest::make_request() {
    GuestRequest& made = requests_.emplace_back(*machine_.ram, scenario_.workload.segment_bytes);
    // Were all page-aligned, the tags of their blocks would share an eighth of the host's cache,
    // and a quarter with a gap after each power of two.
    const std::uint64_t gap_bytes = requests_.size() % 7 == 0 ? 64 : 0;
    PVS_CHECK(made.allocate(buffer_bytes_, gap_bytes));  // as check_buffers() has found
    made.scsi().owner = &made;
    // All may be free at once, late in a run: that is not to allocate then.
    if (free_.capacity() < requests_.size()) free_.reserve(2 * requests_.size());
    free_.push_back(&made);
}

inline GuestRequest& Guest::new_request(const IoRequest& io, std::uint32_t number, const Unit& to) {
    if (free_.empty()) make_request();
    GuestRequest& request = *free_.back();
    free_.pop_back();
    ++busy_;
    request.attempts = 0;
    request.become(io, number, to.block_bytes);
    return request;
}

// The platform may be out of what maps buffers for the device; then the request waits a while.
bool Guest::cannot_map(const driver::ScsiRequest& scsi) {
    const GuestRequest& request = *static_cast<const GuestRequest*>(scsi.owner);
    if (request.internal) return false;
    Vcpu& vcpu = machine_.platform->current();
    vcpu.sync();
    const IoRequest& io = request.io;
    return machine_.faults.strike(FaultPoint::DmaMap, vcpu.now(), {io.target, io.lba, io.blocks}) !=
           nullptr;
}

// Faults are planned for `stage`: what strikes now strikes before the guest goes on.
void Guest::pass_stage(Vcpu& vcpu, FaultStage stage) {
    vcpu.sync();
    machine_.faults.reach(stage, vcpu.now());
    vcpu.suffer_theft();
}

// True unless the driver has no room for it.
bool Guest::submit(Vcpu& vcpu, GuestRequest& request) {
    if (!request.turned_away) {
        note_submission(vcpu, request);
        if (!request.internal) enlist(request, units_[request.unit]);
    }
    request.turned_away = false;
    return hand_in(vcpu, request);
}

inline void Guest::note_submission(Vcpu& vcpu, GuestRequest& request) {
    request.submitted = vcpu.now();
    request.submit_vcpu = static_cast<std::uint16_t>(vcpu.index());
    request.sequence = sequence_++;
    if (phase_ == Phase::Working) recorder_.submitted();
}

// One of the workload's.
inline void Guest::enlist(GuestRequest& request, Unit& to) {
    fill(request, to);
    if (++to.outstanding > to.outstanding_max) to.outstanding_max = to.outstanding;
    ++outstanding_;
}

inline bool Guest::hand_in(Vcpu& vcpu, GuestRequest& request) {
    vcpu.charge(Activity::Submit, costs_.submit_cycles);
    if (machine_.faults.watches(FaultStage::Unpublished)) {
        pass_stage(vcpu, FaultStage::Unpublished);
    }
    request.outstanding = true;
    const auto taken = driver_.submit(request.scsi(), static_cast<std::uint16_t>(vcpu.index()));
    return taken.ok() || not_taken(vcpu, request, taken.error());
}

bool Guest::not_taken(Vcpu& vcpu, GuestRequest& request, driver::Error why) {
    request.outstanding = false;
    if (why != driver::Error::NoMemory) return refused(request, why);
    request.turned_away = true;
    unmapped_.push_back(&request);
    wake_at(vcpu, vcpu.now() + kMapAgainAfter);
    return true;
}

bool Guest::revoke_page() {
    // In an element of two pages or more, the one with its middle ends in it and is its alone.
    const auto middle = [](GuestRequest& request) {
        const driver::SgElement& element = request.scsi().elements[0];
        return element.bus_addr + element.bytes / 2;
    };
    GuestRequest* newest = nullptr;
    for (GuestRequest& request : requests_) {
        if (request.outstanding && request.scsi().element_count != 0 &&
            request.scsi().elements[0].bytes >= 2 * Iommu::kPageBytes &&
            machine_.iommu->maps(middle(request)) &&
            (newest == nullptr || request.sequence > newest->sequence)) {
            newest = &request;
        }
    }
    if (newest == nullptr) return false;
    machine_.iommu->revoke(middle(*newest));
    return true;
}

// What the guest must know of a request's blocks before the device sees it.
inline void Guest::fill(GuestRequest& request, Unit& to) {
    if (request.io.kind != IoKind::Read) return fill_written(request, to);
    request.snapshot = to.checker.read_started();
    request.clear_tags(request.io.blocks, to.block_bytes);
}

void Guest::fill_written(GuestRequest& request, Unit& to) {
    const IoRequest& io = request.io;
    if (io.kind == IoKind::Discard) {
        request.generation = to.checker.issue_zero(io.lba, io.blocks);
        return;
    }
    if (io.kind != IoKind::Write) return;
    request.generation = to.checker.issue_write(io.lba, io.blocks);
    std::array<BlockTag, kTagsAtOnce> tags;
    for (std::uint64_t first = 0; first < io.blocks; first += kTagsAtOnce) {
        const std::uint64_t count = std::min<std::uint64_t>(kTagsAtOnce, io.blocks - first);
        to.checker.write_tags(io.lba + first, count, request.generation, tags.data());
        request.put_tags(tags.data(), first, count, to.block_bytes);
    }
}

inline void Guest::check(GuestRequest& request, Unit& from) {
    const IoRequest& io = request.io;
    request.for_each_run(0, io.blocks, from.block_bytes,
                         [&](const std::byte* data, std::uint64_t first, std::uint64_t n) {
                             integrity_.corruptions += from.checker.check_read(
                                 io.lba + first, n, request.snapshot, data, from.block_bytes);
                         });
    integrity_.blocks_checked += io.blocks;
}

inline void Guest::settle(GuestRequest& request, Unit& at, bool good) {
    const IoRequest& io = request.io;
    if (io.kind == IoKind::Read) {
        if (good) check(request, at);
    } else if (io.kind == IoKind::Write || io.kind == IoKind::Discard) {
        at.checker.write_ended(io.lba, io.blocks, request.generation, good);
        if (good && io.kind == IoKind::Write) integrity_.blocks_written += io.blocks;
    }
}

bool Guest::deserves_retry(GuestRequest& request) const {
    if (phase_ != Phase::Working) return false;
    const driver::ScsiRequest& scsi = request.scsi();
    if (scsi.outcome == Outcome::Good && scsi.residual_bytes != 0) {
        return request.attempts < scenario_.driver.retries_max;
    }
    return driver::deserves_retry(request.scsi(), request.attempts, scenario_.driver);
}

void Guest::completed(driver::ScsiRequest& scsi) noexcept {
    Vcpu& vcpu = machine_.platform->current();
    vcpu.charge(Activity::Complete, costs_.complete_cycles);
    if (machine_.faults.watches(FaultStage::Handler)) pass_stage(vcpu, FaultStage::Handler);
    GuestRequest& request = *static_cast<GuestRequest*>(scsi.owner);
    request.outstanding = false;
    const Passage* const passage = machine_.ledger.take(scsi.context);
    const bool well = ended_well(scsi);
    if (request.internal) return completed_own(vcpu, request, well, passage);
    Unit& of = units_[request.unit];
    --of.outstanding;
    --outstanding_;
    settle(request, of, well);
    const Ending ending = well ? Ending::Good : ending_of(scsi.outcome, false);
    record(vcpu, request, {of.recorded_as, request.io.kind, ending}, passage);
    const bool plain = scsi.outcome == Outcome::Good && well && request.trouble == SimTime::never();
    if (!plain && tried_again(vcpu, request, well)) return;
    free_.push_back(&request);
    --busy_;
    if (think_ != SimTime{}) thinking_.push_back(vcpu.now() + think_);
    if (++ended_count_ >= tell_at_) tell_ended(vcpu.now());
}

// The guest's own, discovery's or the script's.
void Guest::completed_own(Vcpu& vcpu, GuestRequest& request, bool well, const Passage* passage) {
    const driver::ScsiRequest& scsi = request.scsi();
    if (phase_ == Phase::Working) {
        const Ending ending = well ? Ending::Good : ending_of(scsi.outcome, true);
        const std::uint32_t unit = recorder_.number_of({scsi.target, scsi.lun});
        record(vcpu, request, {unit, IoKind::Other, ending}, passage);
    }
    if (&request != question_.get()) return scripted_.ended(request, vcpu.now());
    discovery_.ended(request, request.scsi());
    discovering_ = false;
    if (request.scsi().outcome == Outcome::CheckCondition) heed_attention(request.scsi());
    if (phase_ == Phase::Working) look_at_found();
}

// After an end that is not good, or comes after trouble. False: nothing more is done about it.
bool Guest::tried_again(Vcpu& vcpu, GuestRequest& request, bool well) {
    if (request.scsi().outcome == Outcome::CheckCondition) heed_attention(request.scsi());
    const bool again = !well && deserves_retry(request);
    if (!well || request.trouble != SimTime::never()) follow_trouble(request, vcpu.now(), again);
    if (!again) return false;
    ++request.attempts;
    ++retried_;
    retries_.push_back(&request);
    return true;
}

// Whoever wants to know how many have ended.
void Guest::tell_ended(SimTime now) {
    const bool due = ended_count_ % kProgressEvery == 0;
    if (due && progress_) progress_({ended_count_, source_.total(), now.ns()});
    tell_at_ = std::min(observer_.completed(ended_count_, now),
                        (ended_count_ / kProgressEvery + 1) * kProgressEvery);
}

inline void Guest::record(Vcpu& vcpu, const GuestRequest& request, const Sort& sort,
                          const Passage* passage) {
    if (trace_ != nullptr) return recorder_.ended(life_of(vcpu, request, sort, passage));
    const bool moves = sort.kind == IoKind::Read || sort.kind == IoKind::Write;
    recorder_.ended(sort, moves ? request.scsi().data_bytes : 0, request.submitted, vcpu.now(),
                    passage);
}

// Out of line, so that what happens mostly needs no room for it.
[[gnu::noinline]] LifeRecord Guest::life_of(const Vcpu& vcpu, const GuestRequest& request,
                                            const Sort& sort, const Passage* passage) const {
    const driver::ScsiRequest& scsi = request.scsi();
    LifeRecord life;
    life.stamp[0] = request.submitted;
    life.stamp[kStages] = vcpu.now();
    life.staged = passage != nullptr;
    if (passage != nullptr) life.set_passage(*passage);
    life.sequence = request.sequence;
    life.target = scsi.target;
    life.lun = scsi.lun;
    life.submit_vcpu = request.submit_vcpu;
    life.complete_vcpu = static_cast<std::uint16_t>(vcpu.index());
    life.ending = sort.ending;
    life.host_status = static_cast<std::uint8_t>(scsi.host_status);
    life.scsi_status = scsi.scsi_status;
    life.kind = sort.kind;
    if (sort.kind == IoKind::Other) return life;
    life.lba = request.io.lba;
    const bool moves = sort.kind == IoKind::Read || sort.kind == IoKind::Write;
    life.data_bytes = moves ? scsi.data_bytes : 0;
    return life;
}

}  // namespace pvscsim::scenarios
