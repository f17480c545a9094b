// SPDX-License-Identifier: Apache-2.0
#include "models/host/memory_model.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace pvscsim {

using driver::Order;

namespace {

// Longer than any processor's, so that what a missing fence allows does happen.
constexpr std::uint64_t kDelayMaxNs = 2000;

bool overlap(std::uint64_t a, std::uint64_t a_bytes, std::uint64_t b, std::uint64_t b_bytes) {
    return a < b + b_bytes && b < a + a_bytes;
}

}  // namespace

MemoryModel::MemoryModel(Agenda& agenda, GuestRam& ram, const MachineConfig& config,
                         std::uint64_t seed, Visible visible)
    : agenda_(agenda),
      ram_(ram),
      weak_(config.memory_order == MemoryOrder::Weak),
      split_(config.coherence != Coherence::Coherent),
      visible_(std::move(visible)),
      slot_(agenda.add(*this)) {
    for (std::uint32_t cpu = 0; cpu < config.vcpus; ++cpu) {
        delays_.emplace_back(seed, "memory_order." + std::to_string(cpu));
    }
}

void MemoryModel::load(std::uint32_t cpu, std::uint64_t addr, void* to, std::uint32_t bytes,
                       Order order) const {
    const bool shared = order != Order::Plain || !split_;
    std::memcpy(to, place(addr, shared), bytes);
    // A processor sees its own stores, the later over the earlier.
    for (const Store& store : waiting_) {
        if (store.cpu != cpu || store.shared != shared ||
            !overlap(store.addr, store.data.size(), addr, bytes)) {
            continue;
        }
        const std::uint64_t begin = std::max(store.addr, addr);
        const std::uint64_t end = std::min(store.addr + store.data.size(), addr + bytes);
        std::memcpy(static_cast<std::byte*>(to) + (begin - addr),
                    store.data.data() + (begin - store.addr), end - begin);
    }
}

void MemoryModel::store(std::uint32_t cpu, std::uint64_t addr, const void* from,
                        std::uint32_t bytes, Order order, SimTime now) {
    const auto* data = static_cast<const std::byte*>(from);
    Store made{cpu, addr, {data, data + bytes}, order != Order::Plain || !split_, now};
    if (!weak_) return apply(made, now);
    made.due = now + SimTime::from_ns(delays_[cpu].below(kDelayMaxNs));
    for (const Store& earlier : waiting_) {
        if (overlap(earlier.addr, earlier.data.size(), addr, bytes)) {
            made.due = later_of(made.due, earlier.due);
        }
    }
    waiting_.push_back(std::move(made));
    arm();
}

void MemoryModel::apply(const Store& store, SimTime now) {
    if (store.shared) {
        visible_(store.addr, store.data.data(), static_cast<std::uint32_t>(store.data.size()), now);
    }
    std::memcpy(place(store.addr, store.shared), store.data.data(), store.data.size());
}

bool MemoryModel::drain_one(std::uint32_t cpu, SimTime now) {
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
        if (waiting_[i].cpu == cpu) own.push_back(i);
    }
    if (own.empty()) return false;
    std::size_t next = own[delays_[cpu].below(own.size())];
    for (const std::size_t earlier : own) {
        if (earlier >= next) break;
        const Store& store = waiting_[earlier];
        if (overlap(store.addr, store.data.size(), waiting_[next].addr,
                    waiting_[next].data.size())) {
            next = earlier;
        }
    }
    const Store store = std::move(waiting_[next]);
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(next));
    apply(store, now);
    arm();
    return true;
}

void MemoryModel::sync_for_device(driver::DmaRange range, SimTime now) {
    if (!split_) return;
    visible_(range.bus_addr, ram_.at(range.bus_addr), range.bytes, now);
    std::memcpy(ram_.device_at(range.bus_addr), ram_.at(range.bus_addr), range.bytes);
}

void MemoryModel::sync_for_cpu(driver::DmaRange range) {
    if (!split_) return;
    std::memcpy(ram_.at(range.bus_addr), ram_.device_at(range.bus_addr), range.bytes);
}

void MemoryModel::arm() {
    SimTime next = SimTime::never();
    for (const Store& store : waiting_) next = earlier_of(next, store.due);
    agenda_.set(slot_, next);
}

Actor::Turn MemoryModel::act(SimTime now) {
    for (;;) {
        const auto next = std::find_if(waiting_.begin(), waiting_.end(),
                                       [now](const Store& store) { return store.due <= now; });
        if (next == waiting_.end()) break;
        const Store store = std::move(*next);
        waiting_.erase(next);
        apply(store, now);
    }
    arm();
    return Turn::Done;
}

}  // namespace pvscsim
