// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "models/base/bus_watch.h"
#include "models/base/fault_plan.h"
#include "models/host/guest_ram.h"
#include "models/host/life_ledger.h"
#include "models/host/machine_config.h"
#include "models/host/memory_model.h"
#include "models/host/vcpu.h"
#include "models/intc/interrupt_controller.h"
#include "models/memory/iommu.h"
#include "pvscsim/driver/platform.h"
#include "pvscsim/driver/request.h"
#include "pvscsim/protocol/layout.h"

namespace pvscsim {

/// The driver core's platform on a simulated machine: every call becomes bus transactions and
/// cycles of the vCPU that runs, and every access to shared memory is seen by the ledger.
///
/// Time: what the device can see, or has written, is accessed at the vCPU's own time, with the rest
/// of the machine brought up to it. Doorbells and interrupt acknowledgements are posted with their
/// time. Ring slots that the driver owns are private until their index is published.
class SimPlatform final : public driver::Platform, public driver::SharedMemory {
public:
    /// `interrupt_vcpu` gets the adapter's interrupts and its driver's timer.
    SimPlatform(const MachineConfig& config, GuestRam& ram, InterruptController& interrupts,
                LifeLedger& ledger, FaultPlan& faults);

    void add_vcpu(Vcpu& vcpu) {
        vcpus_.push_back(&vcpu);
        in_place_ = model_ == nullptr && vcpu.runs_ahead();
    }
    /// The vCPU that calls the driver from now on.
    void run_on(Vcpu& vcpu) { current_ = &vcpu; }
    /// Before a lock is given up: whoever takes it next sees what this vCPU has stored.
    void finish_stores() {
        if (model_ != nullptr) fence();
    }
    /// Memory of the order and coherence that the machine's configuration asks for.
    void use_memory_model(Agenda& agenda, std::uint64_t seed);
    /// `refuses` says whether a request's data cannot be mapped now; empty: it always can.
    void may_refuse_maps(std::function<bool(const driver::ScsiRequest&)> refuses) {
        refuses_map_ = std::move(refuses);
        plain_data_ = false;
    }
    /// Requests whose data is mapped, where it has to be.
    std::uint32_t mapped_requests() const { return mapped_requests_; }
    Vcpu& current() { return *current_; }
    SimTime driver_now() const { return current_->now(); }
    /// Where the driver's log goes; empty: nowhere.
    void log_to(std::function<void(SimTime, const driver::LogRecord&)> sink) {
        log_ = std::move(sink);
    }
    /// Tells `watch` of the driver's accesses to shared memory.
    void watch(BusWatch* watch);
    /// Rings and lists are mapped there from allocate_dma() to free_dma(), and data of requests
    /// from map_data() to unmap_data(); null: nowhere.
    void use_iommu(Iommu* iommu) {
        iommu_ = iommu;
        plain_data_ = false;
    }
    /// What firmware does before an operating system starts: places the BARs.
    void place_bars();
    /// The function in D3hot for `span`, if it has power states, and back, with its BARs placed if
    /// they were lost. `meanwhile`, if there is one, is called at the end of that time.
    void power_off(SimTime span, const std::function<void(SimTime)>& meanwhile);
    /// A function-level reset, `span` of rest, and the BARs placed. False if it has none.
    bool reset_function(SimTime span);

    std::uint32_t read_config(std::uint16_t offset, std::uint8_t width) noexcept override;
    void write_config(std::uint16_t offset, std::uint8_t width,
                      std::uint32_t value) noexcept override;
    driver::Result<void> map_registers(std::uint8_t bar, std::uint32_t bytes) noexcept override;
    std::uint32_t read_register(std::uint32_t offset) noexcept override;
    void write_register(std::uint32_t offset, std::uint32_t value) noexcept override;
    driver::Result<driver::DmaBuffer> allocate_dma(std::uint32_t pages) noexcept override;
    void free_dma(const driver::DmaBuffer& buffer) noexcept override;
    void full_fence() noexcept override {
        if (model_ != nullptr && config_.omit_fence != OmitFence::Full) fence();
    }
    void sync_for_device(driver::DmaRange range) noexcept override {
        if (model_ != nullptr) sync_ring_for_device(range);
    }
    void sync_for_cpu(driver::DmaRange range) noexcept override {
        if (model_ != nullptr) sync_ring_for_cpu(range);
    }
    bool maps_data() noexcept override { return !plain_data_; }
    driver::Result<void> map_data(driver::ScsiRequest& request) noexcept override {
        ++mapped_requests_;
        return make_reachable(request);
    }
    void unmap_data(driver::ScsiRequest& request) noexcept override {
        --mapped_requests_;
        take_back(request);
    }
    driver::Result<void> enable_interrupts(driver::InterruptMode mode) noexcept override;
    void disable_interrupts() noexcept override;
    std::chrono::nanoseconds now() noexcept override;
    void set_timer(std::chrono::nanoseconds deadline) noexcept override;
    void wake_cpu(std::uint16_t cpu) noexcept override;
    std::uint16_t current_cpu() noexcept override {
        return static_cast<std::uint16_t>(current_->index());
    }
    void log(const driver::LogRecord& event) noexcept override;

    void read(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
              driver::Order order) noexcept override;
    void write(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
               driver::Order order) noexcept override;
    const std::uint8_t* view(std::uint64_t bus_addr, std::uint32_t bytes) noexcept override;
    std::uint8_t* place(std::uint64_t bus_addr, std::uint32_t bytes) noexcept override;

private:
    driver::Result<void> make_reachable(const driver::ScsiRequest& request);
    void take_back(const driver::ScsiRequest& request);
    void map_elements(const driver::ScsiRequest& request, bool map);
    void sync_data_for_device(const driver::ScsiRequest& request);
    void sync_data_for_cpu(const driver::ScsiRequest& request);
    std::uint16_t find_capability(std::uint8_t id);
    bool enable_msix();
    bool enable_msi();
    std::uint64_t message_address() const;
    void reach_published(const void* from);
    void charge_lines(std::uint64_t lines) {
        current_->charge(Activity::CacheLine, lines * line_cycles_);
    }
    void charge_slot(std::uint64_t bus_addr, std::uint32_t bytes);
    std::uint8_t* place_outside(std::uint64_t bus_addr, std::uint32_t bytes);
    void rings_changed();
    void open_slots(std::uint64_t bus_addr, std::uint64_t unseen_bytes);
    void close_slots() { slots_ = {}; }
    void tell_write(std::uint64_t bus_addr, const void* data, std::uint32_t bytes) {
        if (watch_ == nullptr) return;
        close_slots();
        watch_->driver_writes(bus_addr, data, bytes);
    }
    void tell_read(std::uint64_t bus_addr, std::uint32_t bytes);

    void read_private(std::uint64_t bus_addr, void* to, std::uint32_t bytes);
    void write_private(std::uint64_t bus_addr, const void* from, std::uint32_t bytes);
    void read_shared(std::uint64_t bus_addr, void* to, std::uint32_t bytes);
    void write_shared(std::uint64_t bus_addr, const void* from, std::uint32_t bytes);
    void place_bytes(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
                     driver::Order order);
    void take_bytes(std::uint64_t bus_addr, void* to, std::uint32_t bytes, driver::Order order);
    void index_visible(std::uint64_t bus_addr, const void* from, SimTime at);
    void fence();
    void load_modelled(std::uint64_t bus_addr, void* to, std::uint32_t bytes, driver::Order order);
    void store_modelled(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
                        driver::Order order);
    void sync_ring_for_device(driver::DmaRange range);
    void sync_ring_for_cpu(driver::DmaRange range);
    void charge_sync(std::uint64_t bytes);
    bool in_completion_ring(std::uint64_t bus_addr) const {
        const RingPlaces& places = ledger_.places();
        return bus_addr - places.completion_addr <
               std::uint64_t{places.completion_entries} * protocol::completion_layout::kBytes;
    }
    std::uint32_t completion_slot(std::uint64_t bus_addr) const {
        return static_cast<std::uint32_t>((bus_addr - ledger_.places().completion_addr) /
                                          protocol::completion_layout::kBytes);
    }

    const MachineConfig config_;
    const VcpuCosts costs_;
    const std::uint64_t line_cycles_;
    const std::uint32_t interrupt_vcpu_;
    const std::uint64_t ipi_cycles_;
    GuestRam& ram_;
    InterruptController& interrupts_;
    LifeLedger& ledger_;
    FaultPlan& faults_;
    Iommu* iommu_ = nullptr;
    std::function<bool(const driver::ScsiRequest&)> refuses_map_;
    std::uint32_t mapped_requests_ = 0;
    bool plain_data_;        // the device reaches it as it is
    bool in_place_ = false;  // one memory, which the driver may use while its vCPU runs ahead
    std::vector<Vcpu*> vcpus_;
    Vcpu* current_ = nullptr;
    std::function<void(SimTime, const driver::LogRecord&)> log_;
    BusWatch* watch_ = nullptr;
    // Until other rings are installed: where in the request ring the driver may write in place,
    // with a watch as long as that need not be told; the completion ring, if it may be read so.
    GuestWindow slots_, completions_;
    std::uint64_t registers_ = 0;  // bus address of the mapped BAR
    std::uint64_t last_line_ = 0;  // of completions, read last; 0 is none
    std::uint32_t last_cmp_prod_ = 0, last_req_prod_ = 0;
    std::unique_ptr<MemoryModel> model_;  // null: strong order, one coherent memory
    std::vector<std::byte> stale_;        // completions as at the load of the index before the last
    std::vector<std::byte> fresh_;
};

}  // namespace pvscsim
