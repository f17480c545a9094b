// SPDX-License-Identifier: Apache-2.0
// From submit() to the doorbell.
#include <limits>

#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"

namespace pvscsim::driver {
namespace {

namespace reg = protocol::reg;
namespace state = protocol::rings_state;

/// READ and WRITE of 6, 10, 12 and 16 bytes, which differ in three bits: what may go by the
/// deferrable doorbell.
constexpr bool is_read_or_write(std::uint8_t opcode) noexcept {
    return (opcode & ~0xa2U) == 0x08;
}

std::uint32_t direction_flag(const ScsiRequest& request) noexcept {
    if (mutated(Mutant::O52) && request.data_bytes == 0) return 0;
    const bool stale = mutated(Mutant::R14) && request.direction != DataDirection::None;
    if (request.data_bytes == 0 && !stale) return protocol::kFlagDirNone;
    static_assert(protocol::kFlagDirNone << 1 == protocol::kFlagDirToHost &&
                  protocol::kFlagDirNone << 2 == protocol::kFlagDirToDevice);
    return protocol::kFlagDirNone << static_cast<unsigned>(request.direction);
}

/// What mutants do to memory around the slot of `request` before it is written.
void touch_others(detail::Rings& rings, const ScsiRequest& request, std::uint64_t sense_addr) {
    if (mutated(Mutant::O55)) {
        const std::uint8_t unused = 0;
        const std::uint32_t slot = detail::Rings::slot(rings.req_prod - 1, rings.request_entries);
        rings.requests.write(slot * protocol::request_layout::kBytes + 127, &unused, 1);
    }
    if (mutated(Mutant::O143) || mutated(Mutant::O144)) {
        // What the request before this one has is touched once more, wherever it is.
        static std::uint64_t before = 0;
        std::uint8_t byte = 0;
        const std::uint64_t at = before - rings.requests.bus_addr();
        if (before != 0) rings.requests.read(static_cast<std::uint32_t>(at), &byte, 1);
        if (before != 0) rings.requests.write(static_cast<std::uint32_t>(at), &byte, 1);
        const std::uint64_t data = request.element_count == 0 ? 0 : request.elements[0].bus_addr;
        before = mutated(Mutant::O143) ? data : sense_addr;
    }
    if (mutated(Mutant::R05)) rings.state.store_release(state::kReqProdIdx, rings.req_prod + 1);
}

bool on_bus(const SgElement& element) noexcept {
    return element.bytes <= std::numeric_limits<std::uint64_t>::max() - element.bus_addr;
}

/// Whether the elements, other than one, lie on the bus and make up the data.
bool several_add_up(const ScsiRequest& request) noexcept {
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < request.element_count; ++i) {
        if (!on_bus(request.elements[i])) return false;
        sum += request.elements[i].bytes;
    }
    return sum == request.data_bytes;
}

}  // namespace

inline bool HostAdapter::well_formed(const ScsiRequest& request) const noexcept {
    const bool too_long = request.cdb_bytes > protocol::kCdbBytesMax && !mutated(Mutant::O51);
    if (request.cdb_bytes == 0 || too_long || request.element_count > config_.elements_max ||
        (request.data_bytes != 0 && request.direction == DataDirection::None)) {
        return false;
    }
    if (request.element_count != 1) return several_add_up(request);
    return request.elements[0].bytes == request.data_bytes && on_bus(request.elements[0]);
}

Result<void> HostAdapter::submit(ScsiRequest& request) noexcept {
    return submit(request, platform_.current_cpu());
}

Result<void> HostAdapter::submit(ScsiRequest& request, std::uint16_t cpu) noexcept {
    if (phase_ == Phase::Stopped) return Error::NotRunning;
    if (mutated(Mutant::O73) && in_pass_) return Error::Busy;
    if (!well_formed(request)) {
        if (mutated(Mutant::O145) && !contexts_.full()) contexts_.take();
        return Error::BadRequest;
    }
    if (config_.on_full == OnFull::Refuse && must_wait(request)) {
        ++counters_.refused;
        log(LogCode::Refused, request.target, request.lun, 0, outstanding());
        return Error::Full;
    }
    if (mapper_ != nullptr && request.data_bytes != 0) {
        if (const auto mapped = mapper_->map_data(request); !mapped.ok()) return mapped;
    }
    ++counters_.submitted;
    request.context = 0;
    const bool must_queue =
        phase_ != Phase::Running || !held_.empty() || units_.any_ready();  // older ones first
    const Verdict verdict = must_queue ? Verdict::RingFull : try_dispatch(request, cpu);
    if (verdict == Verdict::Sent) return {};
    ++counters_.held_back;
    if (verdict == Verdict::UnitFull) {
        ++counters_.lun_full;
    } else {
        ++counters_.ring_full;
        held_.push(request);
    }
    return {};
}

// Contexts are as many as min(E_req, E_cmp) and come back only after the completion consumer index
// was advanced, so a free one means `reqProdIdx - cmpConsIdx < min(E_req, E_cmp)`.
inline bool HostAdapter::has_room(const ScsiRequest& request) const noexcept {
    if (contexts_.full()) return false;
    if (mutated(Mutant::R01) &&
        rings_.req_prod - rings_.state.load_acquire(state::kReqConsIdx) >= rings_.request_entries) {
        return false;
    }
    return request.element_count <= protocol::kDriverSegmentElements ||
           detail::ListMemory::pages_for(request.element_count) <= lists_.free_pages();
}

bool HostAdapter::must_wait(const ScsiRequest& request) const noexcept {
    if (phase_ != Phase::Running || !has_room(request)) return true;
    const std::uint16_t record = units_.find(detail::UnitTable::key_of(request));
    return record != detail::kNone && units_[record].outstanding >= units_[record].depth.limit;
}

// With UnitFull the request is queued at its unit, with RingFull it is untouched.
inline HostAdapter::Verdict HostAdapter::try_dispatch(ScsiRequest& request,
                                                      std::uint16_t cpu) noexcept {
    const std::uint16_t key = detail::UnitTable::key_of(request);
    std::uint16_t record = units_.find(key);
    if (record != detail::kNone) {
        detail::Unit& unit = units_[record];
        if (unit.outstanding >= unit.depth.limit || !unit.held.empty()) {
            unit.held.push(request);
            return Verdict::UnitFull;
        }
    }
    if (!has_room(request)) return Verdict::RingFull;
    if (record == detail::kNone) record = units_.find_or_make(key);
    dispatch(request, record, cpu);
    return Verdict::Sent;
}

inline void HostAdapter::dispatch(ScsiRequest& request, std::uint16_t unit,
                                  std::uint16_t cpu) noexcept {
    const std::uint16_t index = contexts_.take();
    detail::RequestContext& context = contexts_[index];
    context.request = &request;
    context.unit = unit;
    context.cpu = cpu;
    context.first_page = detail::kNone;
    request.context = context.id | policy_.context_high;
    if (mutated(Mutant::O50)) request.context |= 1;
    ++units_[unit].outstanding;
    write_descriptor(request, index);
    arm_request_timer(index, request);
    if (!is_read_or_write(request.cdb[0]) && !policy_.always_kicks_rw && !mutated(Mutant::R11)) {
        batch_has_non_rw_ = true;
    }
    if (rings_.req_prod - rings_.req_published >= config_.doorbell_batch) flush();
}

inline void HostAdapter::write_descriptor(const ScsiRequest& request,
                                          std::uint16_t index) noexcept {
    constexpr std::uint32_t kLun = protocol::request_layout::kLun;
    detail::RequestContext& context = contexts_[index];
    std::uint64_t data_addr = 0;
    std::uint64_t data_bytes = request.data_bytes;
    std::uint32_t flags = direction_flag(request);
    if (request.element_count == 1) {
        data_addr = request.elements[0].bus_addr;
    } else if (request.data_bytes != 0) {
        data_addr = lists_.write_list(platform_, index, request, context.first_page);
        flags |= protocol::kFlagSgList;
        if (mutated(Mutant::R13)) flags = protocol::kFlagSgList;
        if (mutated(Mutant::R17)) data_bytes -= request.elements[0].bytes;
    }
    if (mutated(Mutant::O53)) data_bytes = (request.data_bytes + 1023) / 1024 * 1024;
    if (kHasMutants) touch_others(rings_, request, lists_.sense_addr(index));
    protocol::LunField old_lun{};
    const bool keeps_lun = mutated(Mutant::R12) && request.lun == 0;
    if (keeps_lun) rings_.requests.read(rings_.request_offset() + kLun, old_lun.data(), 8);
    protocol::RequestBytes beside;
    std::uint8_t* const place = rings_.place_request();
    std::uint8_t* const slot = place != nullptr ? place : beside.data();
    // Nothing is called until it is encoded: so the fields go from the request to the slot.
    protocol::RequestDescriptor descriptor;
    descriptor.context = request.context;
    descriptor.data_addr = data_addr;
    descriptor.data_bytes = data_bytes;
    descriptor.flags = flags;
    descriptor.sense_addr = lists_.sense_addr(index);
    descriptor.sense_bytes = static_cast<std::uint32_t>(request.sense.size());
    descriptor.cdb = request.cdb;
    descriptor.cdb_bytes = request.cdb_bytes;
    descriptor.lun = keeps_lun ? old_lun : protocol::lun_field(request.lun);
    descriptor.tag = static_cast<std::uint8_t>(request.attribute);
    descriptor.target = request.target;
    descriptor.vcpu_hint = context.cpu;
    protocol::encode(descriptor, slot);
    if (odd_descriptor_) detail::apply_habits(policy_, request, slot);
    if (place == nullptr) rings_.write_request(beside);
    ++rings_.req_prod;
}

// Requests of one batch are of one time: so the platform is asked once.
inline void HostAdapter::arm_request_timer(std::uint16_t index,
                                           const ScsiRequest& request) noexcept {
    const bool first = rings_.req_prod - rings_.req_published == 1;
    if (first) rings_.batch_ns = platform_.now().count();
    const std::int64_t now_ns = rings_.batch_ns;
    detail::RequestContext& context = contexts_[index];
    const std::int64_t timeout_ns = request.timeout.count() > 0
                                        ? request.timeout.count()
                                        : std::int64_t{config_.request_timeout_ms} * 1'000'000;
    const std::int64_t deadline_ns = now_ns + timeout_ns;
    context.submitted_ns = now_ns;
    context.deadline_ns = deadline_ns;
    const std::int64_t wake_ns = timers_.insert(index, deadline_ns, now_ns);
    const bool never_again = mutated(Mutant::R50) && counters_.timer_arms != 0;
    if (wake_ns < armed_ns_ && !never_again) arm_timer(wake_ns);
    if (watch_.due_ns == detail::LinkWatch::kIdle) start_watch(now_ns);
}

// One index store and at most one doorbell for all that has gathered. Reads and writes alone may go
// by the deferrable doorbell, and the device may say that it needs none.
void HostAdapter::flush() noexcept {
    const std::uint32_t count = rings_.req_prod - rings_.req_published;
    if (count == 0) return;
    detail::Rings::sync_entries(rings_.requests, rings_.request_entries,
                                protocol::request_layout::kBytes, rings_.req_published, count,
                                [this](DmaRange range) { platform_.sync_for_device(range); });
    const bool early = mutated(Mutant::R09) && doorbell_needed();
    if (mutated(Mutant::R06)) platform_.write_register(reg::kKickNonRwIo, 0);
    if (mutated(Mutant::O54)) rings_.state.write(state::kReqProdIdx, &rings_.req_prod, 2);
    rings_.state.store_release(state::kReqProdIdx, rings_.req_prod);
    if (mutated(Mutant::R06)) {
        rings_.req_published = rings_.req_prod;
        return;
    }
    rings_.req_published = rings_.req_prod;
    ++counters_.publishes;
    if (batch_has_non_rw_) {
        batch_has_non_rw_ = false;
        ++counters_.doorbells_non_rw;
        platform_.write_register(reg::kKickNonRwIo, 0);
    } else if (mutated(Mutant::R09) ? early : doorbell_needed()) {
        ++counters_.doorbells_rw;
        platform_.write_register(reg::kKickRwIo, 0);
    } else {
        ++counters_.doorbells_suppressed;
    }
}

// The fence pairs with the device's between its store of the threshold and its load of reqProdIdx:
// without it both could miss the other's store, and the request would wait for nobody.
bool HostAdapter::doorbell_needed() noexcept {
    if (mutated(Mutant::R07)) return false;
    if (!threshold_active_) return true;
    if (!mutated(Mutant::R10)) platform_.full_fence();
    const std::uint32_t fetched = rings_.state.load_acquire(state::kReqConsIdx);
    const std::uint32_t threshold = rings_.state.load_acquire(state::kReqCallThreshold);
    if (mutated(Mutant::R08)) return rings_.req_prod - fetched > threshold;
    if (mutated(Mutant::R09)) return rings_.req_published - fetched >= threshold;
    return rings_.req_prod - fetched >= threshold;
}

void HostAdapter::kick_non_rw() noexcept {
    flush();
    ++counters_.doorbells_non_rw;
    platform_.write_register(reg::kKickNonRwIo, 0);
}

// False if the ring is full before all units that may go on have done so.
bool HostAdapter::resume_ready_units() noexcept {
    for (;;) {
        const std::uint16_t record = units_.pop_ready();
        if (record == detail::kNone) return true;
        detail::Unit& unit = units_[record];
        while (!unit.held.empty() && unit.outstanding < unit.depth.limit) {
            if (!has_room(*unit.held.front())) {
                units_.push_ready(record);
                return false;
            }
            dispatch(*unit.held.pop(), record, platform_.current_cpu());
        }
        // With split locks the unit's last request may have ended since, and taken the record back.
        if (units_.find(unit.key) == record) units_.release_if_idle(record);
    }
}

// Requests of a unit stay in their order: what a unit holds is older than what waits for the ring.
void HostAdapter::resume_held() noexcept {
    if (!units_.any_ready() && held_.empty()) return;
    bool room = resume_ready_units();
    while (room && !held_.empty()) {
        ScsiRequest& request = *held_.pop();
        if (try_dispatch(request, platform_.current_cpu()) != Verdict::RingFull) continue;
        room = false;
        held_.push_front(request);
    }
    flush();
}

}  // namespace pvscsim::driver
