// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "models/backend/shared_backend.h"
#include "models/base/fault_plan.h"
#include "models/device/pvscsi_device.h"
#include "models/host/guest_ram.h"
#include "models/host/life_ledger.h"
#include "models/host/line_neighbour.h"
#include "models/host/sim_platform.h"
#include "models/host/vcpu.h"
#include "models/intc/interrupt_controller.h"
#include "models/kernel/conductor.h"
#include "models/memory/guest_memory.h"
#include "models/memory/iommu.h"
#include "models/pci/system_bus.h"
#include "pvscsim/protocol/constants.h"
#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

/// One simulated machine: everything of a scenario but what the guest does. The order of members
/// is the order of ranks in the agenda: the device before shared backends before the vCPUs.
class Machine {
public:
    /// `beside` drives this machine too, and has the storage that they share; null: this one does.
    Machine(const Scenario& scenario, SyncMode mode, Machine* beside = nullptr);

    /// Adds the vCPUs, which run `program`.
    void populate(const Scenario& scenario, GuestProgram& program);

    Vcpu& interrupt_vcpu() { return *vcpus[interrupt_vcpu_]; }
    /// Saves the adapter with its targets, destroys them, makes new ones and restores them. The new
    /// adapter is like `to`, which can take what was saved.
    void save_and_restore(const Scenario& scenario, const DeviceConfig& to, SimTime now);
    /// Storage that targets of this machine share, in the scenario's order; null: it has none
    /// there.
    const std::vector<SharedBackend*>& shared_backends() const { return shared_; }
    /// What target `id` is to its shared backend.
    std::uint32_t client(std::uint32_t id) const { return clients_[id]; }
    /// Nobody runs, nor does the adapter's worker.
    void stand_still(SimTime until);

    const std::unique_ptr<Conductor> own_conductor;  ///< null if it stands beside another
    Conductor& conductor;
    FaultPlan faults;
    GuestMemory memory{"memory"};
    SystemBus bus{"bus"};
    InterruptController interrupts;
    LifeLedger ledger;
    PvscsiDevice device;
    std::unique_ptr<GuestRam> ram;
    std::unique_ptr<SimPlatform> platform;
    std::unique_ptr<Iommu> iommu;                   // null: the adapter reaches all of memory
    std::unique_ptr<LineNeighbour> line_neighbour;  // null: the adapter has its line for itself
    std::vector<std::unique_ptr<Vcpu>> vcpus;

private:
    void join_shared_backends(const Scenario& scenario);
    void add_targets(const Scenario& scenario);
    Storage storage_of(const Scenario& scenario, const TargetConfig& target, std::uint8_t id);

    std::vector<std::unique_ptr<SharedBackend>> own_shared_;  // empty if it stands beside another
    std::vector<SharedBackend*> shared_;
    std::array<std::uint32_t, protocol::kTargetsMax> clients_{};  // by id
    std::uint32_t interrupt_vcpu_;
};

}  // namespace pvscsim::scenarios
