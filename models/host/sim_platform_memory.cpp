// SPDX-License-Identifier: Apache-2.0
// The platform on machines that are not like x86: fences and synchronisations that do something.
#include <cstring>

#include "models/host/sim_platform.h"
#include "pvscsim/protocol/layout.h"

namespace pvscsim {

namespace state = protocol::rings_state;
using driver::Order;

namespace {

constexpr std::uint64_t kSyncLineBytes = 64;
constexpr std::uint64_t kCyclesPerStore = 50;  // to reach memory
constexpr std::uint64_t kCyclesPerLine = 10;   // to clean or invalidate one
constexpr std::uint64_t kBytesPerCycle = 16;   // of a copy to or from a bounce buffer

}  // namespace

void SimPlatform::use_memory_model(Agenda& agenda, std::uint64_t seed) {
    const auto visible = [this](std::uint64_t addr, const std::byte* data, std::uint32_t bytes,
                                SimTime at) {
        tell_write(addr, data, bytes);
        if (bytes == sizeof(std::uint32_t)) index_visible(addr, data, at);
    };
    in_place_ = false;
    model_ = std::make_unique<MemoryModel>(agenda, ram_, config_, seed, visible);
}

// The vCPU's stores reach memory one after the other, while it stands still.
void SimPlatform::fence() {
    Vcpu& vcpu = *current_;
    vcpu.sync();
    while (model_->drain_one(vcpu.index(), vcpu.now())) {
        vcpu.charge(Activity::CacheLine, kCyclesPerStore);
        vcpu.sync();
    }
}

void SimPlatform::load_modelled(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
                                Order order) {
    model_->load(current_->index(), bus_addr, to, bytes, order);
    if (config_.omit_fence != OmitFence::Acquire) return;
    const RingPlaces& places = ledger_.places();
    if (order == Order::Plain) {
        const std::uint64_t offset = bus_addr - places.completion_addr;
        if (!in_completion_ring(bus_addr) || offset + bytes > stale_.size()) return;
        std::memcpy(to, stale_.data() + offset, bytes);
    } else if (bus_addr == places.state_addr + state::kCmpProdIdx) {
        stale_.swap(fresh_);
        const std::byte* const ring = ram_.device_at(places.completion_addr);
        fresh_.assign(ring, ring + std::uint64_t{places.completion_entries} *
                                       protocol::completion_layout::kBytes);
    }
}

void SimPlatform::store_modelled(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
                                 Order order) {
    const bool publishes = bus_addr == ledger_.places().state_addr + state::kReqProdIdx;
    const bool omitted = publishes && config_.omit_fence == OmitFence::Publish;
    if (order == Order::Release && !omitted) fence();
    model_->store(current_->index(), bus_addr, from, bytes, order, current_->now());
}

void SimPlatform::charge_sync(std::uint64_t bytes) {
    const std::uint64_t lines = (bytes + kSyncLineBytes - 1) / kSyncLineBytes;
    current_->charge(Activity::CacheLine, config_.coherence == Coherence::Bounce
                                              ? bytes / kBytesPerCycle
                                              : lines * kCyclesPerLine);
}

void SimPlatform::sync_ring_for_device(driver::DmaRange range) {
    if (config_.coherence == Coherence::Coherent) return;
    const RingPlaces& places = ledger_.places();
    const bool requests = range.bus_addr - places.request_addr <
                          std::uint64_t{places.request_entries} * protocol::request_layout::kBytes;
    // Whole pages are those of the set-up.
    const OmitSync kind = range.bytes >= protocol::kPageBytes ? OmitSync::None
                          : requests                          ? OmitSync::Request
                                                              : OmitSync::List;
    charge_sync(range.bytes);
    fence();
    if (kind != OmitSync::None && kind == config_.omit_sync) return;
    model_->sync_for_device(range, current_->now());
}

void SimPlatform::sync_ring_for_cpu(driver::DmaRange range) {
    if (config_.coherence == Coherence::Coherent) return;
    const OmitSync kind = range.bytes >= protocol::kPageBytes               ? OmitSync::None
                          : in_completion_ring(range.bus_addr)              ? OmitSync::Completion
                          : range.bytes == protocol::message_layout::kBytes ? OmitSync::Message
                                                                            : OmitSync::Sense;
    charge_sync(range.bytes);
    if (kind != OmitSync::None && kind == config_.omit_sync) return;
    model_->sync_for_cpu(range);
}

driver::Result<void> SimPlatform::make_reachable(const driver::ScsiRequest& request) {
    if (refuses_map_ && refuses_map_(request)) {
        --mapped_requests_;
        return driver::Error::NoMemory;
    }
    if (iommu_ != nullptr && config_.iommu.omit != OmitMapping::Map) map_elements(request, true);
    sync_data_for_device(request);
    return {};
}

void SimPlatform::take_back(const driver::ScsiRequest& request) {
    sync_data_for_cpu(request);
    if (iommu_ != nullptr && config_.iommu.omit == OmitMapping::Unmap) {
        ++mapped_requests_;
        return;
    }
    if (iommu_ != nullptr && config_.iommu.omit != OmitMapping::Map) map_elements(request, false);
}

// Device and guest both see the tables: whatever precedes happens before they change.
void SimPlatform::map_elements(const driver::ScsiRequest& request, bool map) {
    if (config_.iommu.mode != IommuMode::Strict) return;
    const DmaRights rights =
        request.direction == driver::DataDirection::ToDevice ? DmaRights::Read : DmaRights::Write;
    const std::uint32_t each = map ? config_.iommu.map_cycles : config_.iommu.unmap_cycles;
    current_->charge(map ? Activity::Submit : Activity::Complete,
                     std::uint64_t{each} * request.element_count);
    current_->sync();
    for (std::uint32_t i = 0; i < request.element_count; ++i) {
        const driver::SgElement& element = request.elements[i];
        if (map) {
            iommu_->map(element.bus_addr, element.bytes, rights);
        } else {
            iommu_->unmap(element.bus_addr, element.bytes, rights);
        }
    }
}

void SimPlatform::sync_data_for_device(const driver::ScsiRequest& request) {
    if (config_.coherence == Coherence::Coherent) return;
    charge_sync(request.data_bytes);
    if (config_.omit_sync == OmitSync::DataOut) return;
    for (std::uint32_t i = 0; i < request.element_count; ++i) {
        const driver::SgElement& element = request.elements[i];
        model_->sync_for_device({element.bus_addr, element.bytes}, current_->now());
    }
}

void SimPlatform::sync_data_for_cpu(const driver::ScsiRequest& request) {
    if (config_.coherence == Coherence::Coherent) return;
    if (request.direction != driver::DataDirection::FromDevice) return;
    charge_sync(request.data_bytes);
    if (config_.omit_sync == OmitSync::DataIn) return;
    for (std::uint32_t i = 0; i < request.element_count; ++i) {
        const driver::SgElement& element = request.elements[i];
        model_->sync_for_cpu({element.bus_addr, element.bytes});
    }
}

}  // namespace pvscsim
