// SPDX-License-Identifier: Apache-2.0
// The driver's accesses to memory that it shares with the device.
#include <algorithm>
#include <cstring>

#include "models/base/check.h"
#include "models/host/sim_platform.h"
#include "pvscsim/protocol/layout.h"

namespace pvscsim {

namespace state = protocol::rings_state;
using driver::Order;

namespace {

constexpr std::uint32_t kLineBytes = 64;

/// What a driver accesses at once is mostly a word or a whole descriptor.
inline void copy(void* to, const void* from, std::uint32_t bytes) {
    if (bytes == sizeof(std::uint32_t)) {
        std::memcpy(to, from, sizeof(std::uint32_t));
        return;
    }
    switch (bytes) {
        case protocol::completion_layout::kBytes:
            std::memcpy(to, from, protocol::completion_layout::kBytes);
            break;
        case protocol::request_layout::kBytes:
            std::memcpy(to, from, protocol::request_layout::kBytes);
            break;
        default:
            std::memcpy(to, from, bytes);
            break;
    }
}

}  // namespace

inline void SimPlatform::tell_read(std::uint64_t bus_addr, std::uint32_t bytes) {
    if (watch_ != nullptr && watch_->heeds_reads(bus_addr)) watch_->driver_read(bus_addr, bytes);
}

inline void SimPlatform::take_bytes(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
                                    Order order) {
    if (model_ == nullptr) {
        copy(to, ram_.at(bus_addr), bytes);
    } else {
        load_modelled(bus_addr, to, bytes, order);
    }
}

inline void SimPlatform::place_bytes(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
                                     Order order) {
    if (model_ != nullptr) return store_modelled(bus_addr, from, bytes, order);
    tell_write(bus_addr, from, bytes);
    copy(ram_.at(bus_addr), from, bytes);
    if (order == Order::Release) index_visible(bus_addr, from, current_->now());
}

// The device may see the word from now on: what an index covers is published, or consumed.
void SimPlatform::index_visible(std::uint64_t bus_addr, const void* from, SimTime at) {
    const RingPlaces& places = ledger_.places();
    std::uint32_t raw;
    std::memcpy(&raw, from, sizeof raw);
    const std::uint32_t index = protocol::from_little_endian(raw);
    if (bus_addr == places.state_addr + state::kReqProdIdx) {
        ledger_.published(index, at);
        ledger_.level(DeviceSignal::ReqProdIdx, at, index);
    } else if (bus_addr == places.state_addr + state::kCmpConsIdx) {
        ledger_.consumed(index);
        ledger_.level(DeviceSignal::CmpConsIdx, at, index);
    } else if (bus_addr == places.state_addr + state::kMsgConsIdx) {
        ledger_.messages_taken(index, at);
    }
}

inline void SimPlatform::read_shared(std::uint64_t bus_addr, void* to, std::uint32_t bytes) {
    PVS_CHECK(ram_.contains(bus_addr, bytes));
    current_->sync();
    take_bytes(bus_addr, to, bytes, Order::Acquire);
    tell_read(bus_addr, bytes);
    if (bus_addr != ledger_.places().state_addr + state::kCmpProdIdx) return;
    ledger_.completions_seen(current_->now());
    // The device has written the line since, if the index has moved.
    std::uint32_t index;
    std::memcpy(&index, to, sizeof index);
    if (index == last_cmp_prod_) return;
    charge_lines(1);
    last_cmp_prod_ = index;
    last_line_ = 0;  // and those of the new completions
}

[[gnu::noinline]] void SimPlatform::read_private(std::uint64_t bus_addr, void* to,
                                                 std::uint32_t bytes) {
    PVS_CHECK(ram_.contains(bus_addr, bytes));
    current_->sync_private();
    take_bytes(bus_addr, to, bytes, Order::Plain);
    tell_read(bus_addr, bytes);
    if (!in_completion_ring(bus_addr)) return;
    if (const std::uint64_t line = bus_addr / kLineBytes; line != last_line_) {
        last_line_ = line;
        charge_lines(1);
    }
    ledger_.completions_read(completion_slot(bus_addr), 1);
}

void SimPlatform::read(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
                       Order order) noexcept {
    if (order == Order::Acquire) return read_shared(bus_addr, to, bytes);
    read_private(bus_addr, to, bytes);
}

// Completions, one or several. Not where a watch is to see the time of each.
const std::uint8_t* SimPlatform::view(std::uint64_t bus_addr, std::uint32_t bytes) noexcept {
    constexpr std::uint32_t kBytes = protocol::completion_layout::kBytes;
    if (!completions_.holds(bus_addr, bytes)) return nullptr;
    const std::uint32_t count = (bytes + kBytes - 1) / kBytes;
    if (watch_ != nullptr && !watch_->driver_reads(bus_addr, kBytes, count)) return nullptr;
    const std::uint64_t first = bus_addr / kLineBytes;
    const std::uint64_t last = (bus_addr + bytes - 1) / kLineBytes;
    charge_lines(last - first + (first != last_line_ ? 1 : 0));
    last_line_ = last;
    ledger_.completions_read(completion_slot(bus_addr), count);
    return completions_.at(bus_addr);
}

// Faults that strike requests which have just been published.
void SimPlatform::reach_published(const void* from) {
    std::uint32_t raw;
    std::memcpy(&raw, from, sizeof raw);
    const std::uint32_t index = protocol::from_little_endian(raw);
    // Indices that jump are those of new rings.
    const std::uint32_t count = index - last_req_prod_;
    last_req_prod_ = index;
    if (count > protocol::kRingPagesMax * protocol::kRequestsPerPage) return;
    for (std::uint32_t i = 0; i < count; ++i) faults_.reach(FaultStage::Published, current_->now());
    current_->suffer_theft();
}

inline void SimPlatform::write_shared(std::uint64_t bus_addr, const void* from,
                                      std::uint32_t bytes) {
    PVS_CHECK(ram_.contains(bus_addr, bytes));
    // The device reads and writes this line too.
    charge_lines(1);
    current_->sync();
    place_bytes(bus_addr, from, bytes, Order::Release);
    if (faults_.watches(FaultStage::Published) &&
        bus_addr == ledger_.places().state_addr + state::kReqProdIdx) {
        reach_published(from);
    }
}

inline void SimPlatform::charge_slot(std::uint64_t bus_addr, std::uint32_t bytes) {
    const RingPlaces& places = ledger_.places();
    const std::uint64_t offset = bus_addr - places.request_addr;
    if (offset < std::uint64_t{places.request_entries} * protocol::request_layout::kBytes) {
        charge_lines((bytes + kLineBytes - 1) / kLineBytes);
    }
}

[[gnu::noinline]] void SimPlatform::write_private(std::uint64_t bus_addr, const void* from,
                                                  std::uint32_t bytes) {
    PVS_CHECK(ram_.contains(bus_addr, bytes));
    current_->sync_private();
    place_bytes(bus_addr, from, bytes, Order::Plain);
    charge_slot(bus_addr, bytes);
}

void SimPlatform::write(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
                        Order order) noexcept {
    if (order == Order::Release) return write_shared(bus_addr, from, bytes);
    write_private(bus_addr, from, bytes);
}

void SimPlatform::rings_changed() {
    close_slots();
    completions_ = {};
    const RingPlaces& places = ledger_.places();
    const std::uint64_t bytes =
        std::uint64_t{places.completion_entries} * protocol::completion_layout::kBytes;
    if (!in_place_ || !ram_.contains(places.completion_addr, bytes)) return;
    completions_ = {places.completion_addr, bytes, ram_.at(places.completion_addr)};
}

// From `bus_addr` on as far as the ring goes, and no further than nobody is told.
inline void SimPlatform::open_slots(std::uint64_t bus_addr, std::uint64_t unseen_bytes) {
    const RingPlaces& places = ledger_.places();
    const std::uint64_t ring_bytes =
        std::uint64_t{places.request_entries} * protocol::request_layout::kBytes;
    const std::uint64_t offset = bus_addr - places.request_addr;
    if (offset >= ring_bytes || !ram_.contains(places.request_addr, ring_bytes)) return;
    const std::uint64_t addr = watch_ == nullptr ? places.request_addr : bus_addr;
    const std::uint64_t rest = places.request_addr + ring_bytes - addr;
    slots_ = {addr, std::min(rest, unseen_bytes), ram_.at(addr)};
}

// Out of line, so that what happens mostly stays short. Not where a watch is to see what is written
// before it is there.
[[gnu::noinline]] std::uint8_t* SimPlatform::place_outside(std::uint64_t bus_addr,
                                                           std::uint32_t bytes) {
    if (!in_place_) return nullptr;
    PVS_CHECK(ram_.contains(bus_addr, bytes));
    const std::uint64_t unseen_bytes =
        watch_ == nullptr ? ~std::uint64_t{0} : watch_->driver_writes_unseen(bus_addr);
    if (bytes > unseen_bytes) return nullptr;
    charge_slot(bus_addr, bytes);
    open_slots(bus_addr, unseen_bytes);
    return static_cast<std::uint8_t*>(static_cast<void*>(ram_.at(bus_addr)));
}

std::uint8_t* SimPlatform::place(std::uint64_t bus_addr, std::uint32_t bytes) noexcept {
    if (!slots_.holds(bus_addr, bytes)) return place_outside(bus_addr, bytes);
    charge_lines((bytes + kLineBytes - 1) / kLineBytes);
    return slots_.at(bus_addr);
}

}  // namespace pvscsim
