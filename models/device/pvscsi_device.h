// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <functional>
#include <optional>
#include <systemc>
#include <tlm>
#include <utility>

#include "models/engine/adapter.h"
#include "models/intc/interrupt_controller.h"
#include "models/kernel/blocking_target.h"
#include "models/kernel/conductor.h"
#include "models/memory/iommu.h"
#include "models/pci/config_space.h"
#include "models/pci/msix_table.h"

namespace pvscsim {

/// Told of each access to memory by the device, after it.
class DmaWatcher {
public:
    /// `done` is false if the bus refused.
    virtual void accessed(bool write, std::uint64_t addr, std::uint32_t bytes, bool done) = 0;

protected:
    ~DmaWatcher() = default;
};

/// The PVSCSI function on the bus: a timed shell around ConfigSpace, MsixTable and Adapter.
/// Register accesses are aligned 4-byte; others are ignored and read 0 (REG-08).
class PvscsiDevice final : public sc_core::sc_module,
                           private BlockingTarget,
                           private DmaPort,
                           private InterruptPort {
public:
    tlm_utils::simple_target_socket<PvscsiDevice> config_socket{"config_socket"};
    tlm::tlm_target_socket<> register_socket{"register_socket"};
    tlm_utils::simple_initiator_socket<PvscsiDevice> bus_socket{"bus_socket"};

    /// `line` is where the INTx pin leads. All references outlive the module.
    PvscsiDevice(const sc_core::sc_module_name& name, Conductor& conductor,
                 const DeviceConfig& config, InterruptController& line, FaultPlan& faults,
                 DeviceObserver& observer);

    /// Tells `watch` of everything that passes; null: nobody.
    void watch(BusWatch* watch) { watch_ = watch; }
    /// From now on every access goes out on the bus, and `watcher` hears of it.
    void watch_memory(DmaWatcher& watcher) {
        watcher_ = &watcher;
        close_windows();
    }
    /// What stands between the device and memory; null: nothing.
    void use_iommu(Iommu* iommu) { iommu_ = iommu; }
    /// Where accesses that it refuses are told; empty: nowhere.
    void refusals_to(std::function<void(const Iommu::Refusal&, SimTime)> sink) {
        refused_ = std::move(sink);
    }

    /// Another adapter's submission worker serves this one too.
    void share_worker(SharedWorker& worker) {
        worker_ = &worker;
        adapter_->share_worker(worker_);
    }

    Adapter& adapter() { return *adapter_; }
    /// State of the function and of all behind it, field by field, in either direction.
    void archive(Archive& a);
    /// A new function, as after power-on, in the place of this one: adapter, targets and backends
    /// are no more. The agenda has their places to hand over.
    void renew(const DeviceConfig& config);
    const Adapter& adapter() const { return *adapter_; }
    /// The function becomes one like `to`, as after power-on; the adapter, of that kind already,
    /// keeps its targets and counters.
    void power_on(const DeviceConfig& to, SimTime now);
    /// A reset through PCI: of the function, or of the bus.
    void reset(SimTime now);
    /// Surprise removal: from now on nobody answers, and nothing reaches memory any more.
    void unplug(SimTime now);

private:
    void config_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay);
    /// Of a register.
    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) override;
    void tell_register(const tlm::tlm_generic_payload& access, std::uint64_t offset, SimTime at);
    void widened(tlm::tlm_generic_payload& access, sc_core::sc_time& delay, std::uint32_t offset);
    void configured();
    void make_adapter(const DeviceConfig& config);
    std::uint32_t read_word(std::uint32_t offset) const;
    void write_word(std::uint32_t offset, std::uint32_t value, SimTime at);
    void invalidate_dmi(sc_dt::uint64 first, sc_dt::uint64 last);

    bool bus_read(std::uint64_t addr, void* to, std::uint32_t bytes) override;
    bool bus_write(std::uint64_t addr, const void* from, std::uint32_t bytes) override;
    bool transfer(tlm::tlm_command command, std::uint64_t addr, void* data, std::uint32_t bytes,
                  SimTime at);
    bool translated(std::uint64_t addr, std::uint32_t bytes, bool is_write, SimTime at);
    void learn_window(std::uint64_t addr);

    bool send_message(SimTime at) override;
    void set_line(bool level, SimTime at) override;

    Conductor& conductor_;
    InterruptController& line_;
    bool has_msix_;
    bool widens_;
    ConfigSpace config_;
    // What each access and interrupt needs of the configuration space and the MSI-X table.
    std::uint64_t registers_ = 0;  // where they are decoded, if they are
    bool decodes_ = false;
    bool sends_ = false;  // messages, as below
    std::uint64_t message_addr_ = 0;
    std::uint32_t message_data_ = 0;
    MsixTable msix_;
    FaultPlan& faults_;
    DeviceObserver& observer_;
    std::optional<Adapter> adapter_;
    SharedWorker* worker_ = nullptr;  // null: the adapter has its own
    Iommu* iommu_ = nullptr;
    std::function<void(const Iommu::Refusal&, SimTime)> refused_;
    tlm::tlm_generic_payload bus_access_;  // reused: one transaction at a time
    bool unplugged_ = false;
    bool on_bus_ = false;  // our own access may come back to our own BAR
    DmaWatcher* watcher_ = nullptr;
};

}  // namespace pvscsim
