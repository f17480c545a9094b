// SPDX-License-Identifier: Apache-2.0
// From the doorbell to the backend.
#include <algorithm>

#include "models/base/check.h"
#include "models/engine/adapter.h"

#include "pvscsim/mutant.h"

namespace pvscsim {

using protocol::HostStatus;

namespace {

/// Of an operation that is not None.
constexpr IoKind kind_of(MediaOp op) {
    return static_cast<IoKind>(static_cast<unsigned>(op) - 1);
}
static_assert(kind_of(MediaOp::Read) == IoKind::Read && kind_of(MediaOp::Write) == IoKind::Write &&
              kind_of(MediaOp::Flush) == IoKind::Flush &&
              kind_of(MediaOp::Unmap) == IoKind::Discard &&
              kind_of(MediaOp::WriteSame) == IoKind::WriteSame);

// The direction that the flags name is not that of the command.
inline bool misdirected(const AdapterTypes::Request& request) {
    const std::uint32_t flags =
        request.descriptor.flags & (protocol::kFlagDirToHost | protocol::kFlagDirToDevice);
    if (mutated(Mutant::D60) && flags == 0 && request.plan.transfer_bytes != 0) return true;
    if (mutated(Mutant::D61) && flags != 0 && request.plan.transfer_bytes == 0) return true;
    const bool sends = request.plan.phase == DataPhase::FromInitiator;
    if (mutated(Mutant::O89) && flags == 0 && sends) return true;
    if (mutated(Mutant::O90) && sends) return false;
    if (mutated(Mutant::O91) && request.descriptor.data_bytes == 0) return false;
    const std::uint32_t right = request.plan.phase == DataPhase::ToInitiator
                                    ? protocol::kFlagDirToHost
                                    : protocol::kFlagDirToDevice;
    return flags != right && flags != 0 && request.plan.transfer_bytes != 0;
}

}  // namespace

inline std::uint32_t Adapter::allocate() {
    if (first_free_ == kNone) {
        requests_.emplace_back();
        if (requests_.size() > kNearRecords) in_service_.look_ahead();
        return static_cast<std::uint32_t>(requests_.size() - 1);
    }
    const std::uint32_t id = first_free_;
    first_free_ = requests_[id].index;
    return id;
}

void Adapter::release(std::uint32_t id) {
    Request& request = requests_[id];
    if (request.listed()) drop_list(request);
    request.state = State::Free;
    request.index = first_free_;
    first_free_ = id;
}

void Adapter::kicked(SimTime now) {
    if (!rings_.installed()) {
        ++counters_.kicks_without_rings;
        if (mutated(Mutant::D27)) rings_.publish_consumed();
        if (config_.has(Defect::Q22)) end_device("a doorbell without rings", now);
        return;
    }
    if (!held_.empty()) post_held(now);
    if (!owed_.units.empty() && !mutated(Mutant::O76)) post_owed_messages(now);
    if (mutated(Mutant::D80)) status_ |= protocol::kIntrCmpl0;
    if (look_pending_) return;
    look_pending_ = true;
    if (shared_ != nullptr) shared_->join(this);
    SimTime begin = later_of(now, worker_free_);
    if (now > worker_free_ + idle_poll_) {
        begin += wake_;
        ++cycles_.wakes;
        cycles_.wake += clock_.cycles(wake_);
    }
    push(clock_.edge(begin), Work{WorkKind::Look});
}

// With a worker that others share: until it is free, and until whoever was kicked before had its
// turn. Who is due in this same moment takes it now, whatever the order of execution.
bool Adapter::waits_for_worker(SimTime now) {
    const bool busy = now < shared_->busy_until();
    if (!busy && (yielded_ || shared_->first(this))) {
        yielded_ = false;
        shared_->leave(this);
        return false;
    }
    yielded_ = !busy;
    push(busy ? clock_.edge(shared_->busy_until()) : clock_.edge(now + SimTime{1}),
         Work{WorkKind::Look});
    return true;
}

// What is wrong with a request whatever its target says; decides its host status.
[[gnu::always_inline]] inline bool Adapter::refused(Request& request, const Target& target,
                                                    bool unusual) {
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    const auto end = [&](HostStatus status) {
        request.completion.host_status = static_cast<std::uint16_t>(status);
        return true;
    };
    if ((descriptor.bus != 0 && !mutated(Mutant::D92)) || !target.present ||
        !protocol::is_single_level(descriptor.lun)) {
        request.plan = ScsiPlan{};
        return end(HostStatus::SelectionTimeout);
    }
    if ((descriptor.flags & protocol::kFlagOutOfBandCdb) != 0 ||
        descriptor.cdb_bytes > protocol::kCdbBytesMax) {
        request.plan = ScsiPlan{};
        return end(HostStatus::InvalidParameter);
    }
    constexpr std::uint8_t kGuest = 0;  // of the initiators
    target.scsi->make_plan({descriptor.cdb, descriptor.cdb_bytes}, descriptor.lun[1], kGuest,
                           request.plan);
    if (unusual && quirky_) refuse_report(request);
    if constexpr (kHasMutants) mutate_plan(request);
    if (request.plan.decided) return false;
    if (misdirected(request)) {
        if (config_.has(Defect::Q01)) request.state = State::Lost;
        return end(mutated(Mutant::O92) ? HostStatus::InvalidParameter : HostStatus::BadMessage);
    }
    if (descriptor.data_bytes == 0) return false;
    if (request.listed()) return list_refused(request);
    const bool wraps = descriptor.data_addr + (descriptor.data_bytes - 1) < descriptor.data_addr;
    return wraps && !config_.has(Variant::DmaFaultsHidden) && !mutated(Mutant::D100) &&
           end(HostStatus::InvalidParameter);
}

// Returns how long the worker is busy with it.
[[gnu::always_inline]] inline SimTime Adapter::to_backend(std::uint32_t id, Request& request,
                                                          Storage& storage, bool unusual) {
    BackendJob job;
    job.id = id;
    job.attribute = request.descriptor.tag;
    job.lun = request.descriptor.lun[1];
    job.lba = request.plan.lba;
    job.data_bytes = request.plan.transfer_bytes;
    job.kind = kind_of(request.plan.op);
    if (unusual) {
        if (config_.has(Variant::TagsIgnored)) job.attribute = kTagSimple;
        if (faults_.any()) {
            const auto changed = faults_.at_backend(request, job, last_arrival_);
            if (!changed) return SimTime{};
            job = *changed;
        }
    }
    return storage.submit(job, last_arrival_);
}

// `unusual` is unusual_, as a constant: the requests of most adapters pay for none of its tests.
[[gnu::always_inline]] inline SimTime Adapter::dispatch(std::uint32_t id, SimTime begin,
                                                        bool unusual) {
    Request& request = requests_[id];
    const SimTime parsed = begin + parse_time_;
    request.stamps.parsed = parsed;
    if (unusual && quirky_) adjust(request);
    if constexpr (kHasMutants) mutate_request(request);
    Target& target = targets_[request.descriptor.target];
    const bool is_refused = refused(request, target, unusual);
    if (unusual && quirky_ && swallowed(request, is_refused, begin)) return parsed;
    if (mutated(Mutant::D102) && request.plan.op != MediaOp::None && !is_refused &&
        request.descriptor.data_bytes == 0) {
        return parsed;
    }
    const bool brings = !request.pieces.empty() || request.plan.phase == DataPhase::FromInitiator;
    const SimTime moved = brings && !is_refused ? move_in(request, parsed) : parsed;
    last_arrival_ = later_of(last_arrival_, moved);
    request.stamps.dma_in_done = last_arrival_;
    if (is_refused || request.plan.op == MediaOp::None || (unusual && too_deep(request, target))) {
        request.stamps.service_begin = request.stamps.service_end = last_arrival_;
        push(last_arrival_, Work{WorkKind::Ended, id});
        return parsed;
    }
    const SimTime busy = to_backend(id, request, target.storage, unusual);
    if (busy == SimTime{}) return parsed;
    cycles_.copy += clock_.cycles(busy);
    return later_of(parsed, clock_.edge(last_arrival_ + busy));
}

void Adapter::look(SimTime now) {
    if (shared_ != nullptr && waits_for_worker(now)) return;
    look_pending_ = false;
    if (faults_.halted()) return;
    ++counters_.looks;
    const std::uint32_t bound = shared_ == nullptr
                                    ? rings_.request_entries()
                                    : std::min(rings_.request_entries(), SharedWorker::kBatchMax);
    std::uint32_t count = std::min(rings_.fetchable(in_flight_), bound);
    if (depth_.throttles()) {
        count = std::min(count, depth_.limit() - std::min(depth_.limit(), in_flight_));
    }
    if (mutated(Mutant::D29)) count = std::min(count, 1U);
    SimTime fetched = now + line_transfers(1);
    if (count == 0) {
        ++counters_.empty_looks;
        if (config_.has(Variant::IndexRepeated)) rings_.publish_consumed();
        worker_free_ = fetched;
        if (shared_ != nullptr) shared_->occupy(fetched);
        return;
    }
    if (mutated(Mutant::D34)) rings_.publish_consumed(count);
    const std::uint32_t copied = copy_batch(count, fetched);
    rings_.publish_consumed();
    in_flight_ += copied;
    counters_.fetched += copied;
    counters_.in_flight_max = std::max(counters_.in_flight_max, in_flight_);
    observer_.level(DeviceSignal::ReqConsIdx, now, rings_.req_cons());
    observer_.level(DeviceSignal::InFlight, now, in_flight_);
    cycles_.parse += std::uint64_t{config_.worker.parse_cycles} * copied;
    SimTime t = fetched;
    if (unusual_) {
        for (std::uint32_t i = 0; i < copied; ++i) t = dispatch(batch_[i], t, true);
    } else {
        for (std::uint32_t i = 0; i < copied; ++i) t = dispatch(batch_[i], t, false);
    }
    worker_free_ = t;
    if (shared_ != nullptr) shared_->occupy(t);
    if (threshold_ != 0 && in_flight_ != 0) set_threshold(config_.request_call_threshold, now);
    // The bound on one look's work, not the driver, ended it: go on without a kick.
    if (copied == bound && rings_.fetchable(in_flight_) != 0) kicked(now);
}

// The host translates each page of the request ring that a batch touches.
SimTime Adapter::translations(std::uint32_t count) {
    const WorkerConfig& worker = config_.worker;
    if (worker.translation_cycles == 0) return SimTime{};
    const std::uint32_t first = rings_.req_cons() % protocol::kRequestsPerPage;
    const std::uint32_t pages =
        (first + count + protocol::kRequestsPerPage - 1) / protocol::kRequestsPerPage;
    return worker_cycles(cycles_.fetch, std::uint64_t{worker.translation_cycles} *
                                            (worker.huge_ring_pages ? 1 : pages));
}

std::uint32_t Adapter::copy_batch(std::uint32_t count, SimTime& t) {
    if (batch_.size() < count) batch_.resize(count);
    // A descriptor is two cache lines, last written by the guest.
    const SimTime each = clock_.after(config_.worker.fetch_cycles) + line_transfer_ * 2;
    const bool faulty = faults_.any();
    const bool skipping = config_.has(Defect::Q06);
    SimTime at = t + translations(count);
    const std::uint32_t begin = rings_.req_cons();
    std::uint32_t copied = 0;
    while (copied < count) {
        if (mutated(Mutant::O97)) rings_.stand_at(begin + count - 1 - copied);
        if (mutated(Mutant::O107) && copied != 0 && rings_.req_cons() << 1 == 0) break;
        if (skipping && rings_.skips_next()) break;
        const std::uint32_t id = allocate();
        Request& request = requests_[id];
        request.index = rings_.req_cons();
        if ((faulty && faults_.at_fetch(at)) || !rings_.fetch(request.descriptor)) {
            release(id);
            while (mutated(Mutant::O99) && copied != 0) release(batch_[--copied]);
            break;
        }
        request.stamps.published = observer_.fetched(request.index);
        request.stamps.fetch_begin = at;
        at += each + dma_.take_delay();
        request.stamps.fetched = at;
        request.state = State::InFlight;
        request.post_pending = request.beyond_end = false;
        request.fault = FaultEffect::None;
        if (faulty) faults_.fetched(request, at);
        request.completion = protocol::CompletionDescriptor{};
        request.completion.context = request.descriptor.context;
        if (mutated(Mutant::D38)) request.completion.context &= 0xffffffff;
        batch_[copied++] = id;
    }
    if (mutated(Mutant::O97)) rings_.stand_at(begin + copied);
    t = at;
    cycles_.fetch += std::uint64_t{config_.worker.fetch_cycles} * copied;
    cycles_.cache_line += 2 * line_cycles_ * copied;
    return copied;
}

// Likewise of its list, which is read.
bool Adapter::list_refused(Request& request) {
    if (quirky_) {
        const bool good = !refused_list(request);
        return !keeps_list(request, good);
    }
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    const auto end = [&](HostStatus status) {
        request.completion.host_status = static_cast<std::uint16_t>(status);
        return true;
    };
    if (faults_.any() && faults_.at_list(request)) return end(HostStatus::AdapterHardware);
    const SgVerdict verdict =
        gather_list(dma_, descriptor.data_addr, descriptor.data_bytes, request.pieces);
    if (verdict == SgVerdict::Good) {
        if constexpr (kHasMutants) mutate_list(request);
        return !keeps_list(request, true);
    }
    const bool invalid = verdict == SgVerdict::Invalid;
    PVS_CHECK(!mutated(Mutant::D58) || !invalid || !request.pieces.empty());
    keeps_list(request, false);
    return end(invalid ? HostStatus::InvalidParameter : HostStatus::AdapterHardware);
}

// However much a guest describes, its lists stay within a bound: what goes beyond is told to send
// less, by TASK SET FULL. Short lists are bounded by the number of requests, and keep their memory.
bool AdapterCore::keeps_list(Request& request, bool good) {
    if (request.pieces.size() <= kShortList) return good;
    long_pieces_ += request.pieces.size();
    if (good && long_pieces_ <= kLongPiecesMax) return true;
    if (good) leave_unserved(request, protocol::ScsiStatus::TaskSetFull);
    drop_list(request);
    return false;
}

void AdapterCore::drop_list(Request& request) {
    if (request.pieces.size() <= kShortList) return request.pieces.clear();
    long_pieces_ -= request.pieces.size();
    std::vector<SgPiece>().swap(request.pieces);
}

// The list, and the data that the guest sends. Returns when they have been read.
SimTime Adapter::move_in(Request& request, SimTime begin) {
    SimTime t = begin;
    if (!request.pieces.empty()) {
        // Four elements share a cache line.
        t += line_transfers((request.pieces.size() + 3) / 4) + dma_.take_delay();
    }
    if (request.plan.phase != DataPhase::FromInitiator) return t;
    const std::uint64_t bytes =
        std::min(request.plan.transfer_bytes, request.descriptor.data_bytes);
    dma_in_free_ = later_of(t, dma_in_free_);
    if (bytes == 0) return dma_in_free_;
    dma_in_free_ += copy_time(bytes, request.extents());
    if (faults_.any()) dma_in_free_ += faults_.at_copy(t);
    return dma_in_free_;
}

bool AdapterCore::too_deep(Request& request, const Target& target) {
    if (!depth_.active() || depth_.throttles() || target.storage.outstanding() < depth_.limit()) {
        return false;
    }
    ++counters_.task_set_full;
    leave_unserved(request, protocol::ScsiStatus::TaskSetFull);
    return true;
}

void Adapter::set_threshold(std::uint32_t value, SimTime now) {
    // Above 1 only while something is in flight: then each completion, and a poll, look at the
    // ring. An idle adapter asks for every kick, so that nothing ticks when nothing happens.
    if (threshold_ == value) return;
    threshold_ = value;
    rings_.publish_threshold(value);
    ++poll_epoch_;
    if (value > 1) {
        push(now + SimTime::from_us(config_.poll_period_us), Work{WorkKind::Poll, poll_epoch_});
    } else if (rings_.fetchable(in_flight_) != 0 && !mutated(Mutant::O35)) {
        kicked(now);  // published under the old threshold, without a kick
    }
}

// Room in the completion ring may be why completions were held, or requests left in their ring;
// and room in the message ring why messages are owed.
void Adapter::resume(SimTime now) {
    if (!owed_.units.empty()) post_owed_messages(now);
    if (!held_.empty()) post_held(now);
    if (rings_.fetchable(in_flight_) != 0) kicked(now);
}

void Adapter::poll_ring(SimTime now) {
    if (!faults_.at_poll(now) && !mutated(Mutant::D86)) resume(now);
    push(now + SimTime::from_us(config_.poll_period_us), Work{WorkKind::Poll, poll_epoch_});
}

}  // namespace pvscsim
