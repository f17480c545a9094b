// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/machine.h"

#include <algorithm>
#include <string>

#include "models/base/archive.h"
#include "models/pci/address_map.h"

namespace pvscsim::scenarios {

namespace {

void add_memory(MemoryMap& map, std::uint64_t bytes) {
    const std::uint64_t low = std::min(bytes, address_map::kLowMemoryEnd);
    map.add(0, low, MemoryAccess::ReadWrite);
    if (bytes > low) map.add(address_map::kHighMemoryBase, bytes - low, MemoryAccess::ReadWrite);
}

void map_all_memory(Iommu& iommu, std::uint64_t bytes) {
    const std::uint64_t low = std::min(bytes, address_map::kLowMemoryEnd);
    iommu.map_always(0, low);
    if (bytes > low) iommu.map_always(address_map::kHighMemoryBase, bytes - low);
}

}  // namespace

Machine::Machine(const Scenario& scenario, SyncMode mode, Machine* beside)
    : own_conductor(beside == nullptr ? std::make_unique<Conductor>("conductor", mode) : nullptr),
      conductor(beside == nullptr ? *own_conductor : beside->conductor),
      faults(scenario.faults, scenario.seed),
      interrupts("interrupts", SimTime::from_ns(scenario.machine.interrupt_delivery_ns)),
      device("device", conductor, scenario.device, interrupts, faults, ledger),
      interrupt_vcpu_(scenario.machine.interrupt_vcpu) {
    const std::uint64_t bytes = std::uint64_t{scenario.machine.memory_mib} << 20;
    add_memory(memory.map(), bytes);
    const bool split = scenario.machine.coherence != Coherence::Coherent;
    ram = std::make_unique<GuestRam>(memory.map(), scenario.machine.work_memory_base(), split);
    platform = std::make_unique<SimPlatform>(scenario.machine, *ram, interrupts, ledger, faults);
    if (scenario.machine.iommu.mode != IommuMode::Off) {
        iommu = std::make_unique<Iommu>(scenario.machine.iommu);
        if (scenario.machine.iommu.mode == IommuMode::Static) map_all_memory(*iommu, bytes);
        platform->use_iommu(iommu.get());
        device.use_iommu(iommu.get());
    }
    device.bus_socket.bind(bus.in_socket);
    bus.memory_socket.bind(memory.socket);
    bus.config_socket.bind(device.config_socket);
    bus.device_socket.bind(device.register_socket);
    bus.message_socket.bind(interrupts.message_socket);
    if (beside != nullptr) {
        shared_ = beside->shared_;
    } else {
        for (const SharedBackendConfig& config : scenario.shared_backends) {
            own_shared_.push_back(std::make_unique<SharedBackend>(conductor.agenda(),
                                                                  config.backend, scenario.seed,
                                                                  "shared_backend." + config.name));
            shared_.push_back(own_shared_.back().get());
        }
    }
    join_shared_backends(scenario);
    add_targets(scenario);
    if (scenario.machine.shared_line_per_s != 0) {
        line_neighbour =
            std::make_unique<LineNeighbour>(conductor.agenda(), interrupts, scenario.machine.costs,
                                            scenario.machine.shared_line_per_s);
    }
    if (scenario.machine.coherence != Coherence::Coherent ||
        scenario.machine.memory_order == MemoryOrder::Weak) {
        platform->use_memory_model(conductor.agenda(), scenario.seed);
    }
}

// Once: who is restored is the client that it was.
void Machine::join_shared_backends(const Scenario& scenario) {
    for (const TargetConfig& config : scenario.targets) {
        if (config.shared_backend.empty()) continue;
        SharedBackend& shared = *shared_[scenario.shared_backend(config)];
        for (std::uint32_t i = 0; i < config.count; ++i) {
            clients_[config.first_id + i] = shared.add_client(config.luns, config.capacity_blocks);
        }
    }
}

void Machine::add_targets(const Scenario& scenario) {
    for (const TargetConfig& config : scenario.targets) {
        for (std::uint32_t i = 0; i < config.count; ++i) {
            const auto id = static_cast<std::uint8_t>(config.first_id + i);
            device.adapter().add_target(id, std::make_unique<ScsiTarget>(config, id),
                                        storage_of(scenario, config, id), config.present);
        }
    }
}

Storage Machine::storage_of(const Scenario& scenario, const TargetConfig& target, std::uint8_t id) {
    BackendSink& sink = device.adapter().backend_sink();
    if (!target.shared_backend.empty()) {
        return Storage(*shared_[scenario.shared_backend(target)], clients_[id], sink);
    }
    return Storage(std::make_unique<Backend>(device.adapter().in_service(), target.backend,
                                             scenario.seed, "backend." + std::to_string(id), sink));
}

// What was in flight goes on from the bytes alone: whatever they lack is lost.
void Machine::save_and_restore(const Scenario& scenario, const DeviceConfig& to, SimTime now) {
    device.adapter().prepare_to_save(now);
    if (device.adapter().ended() != nullptr) return;
    Archive saved;
    device.archive(saved);
    conductor.agenda().hand_over(device.adapter().slot());
    device.renew(to);
    add_targets(scenario);
    Archive restored(saved.take_bytes());
    device.archive(restored);
    PVS_CHECK(restored.at_end());
    for (SharedBackend* const shared : shared_) {
        Archive bytes;
        shared->archive(bytes);
        shared->renew();
        Archive again(bytes.take_bytes());
        shared->archive(again);
        PVS_CHECK(again.at_end());
    }
}

void Machine::stand_still(SimTime until) {
    device.adapter().faults().stall_worker(until);
    for (const auto& vcpu : vcpus) vcpu->steal_until(until);
}

void Machine::populate(const Scenario& scenario, GuestProgram& program) {
    for (std::uint32_t i = 0; i < scenario.machine.vcpus; ++i) {
        const std::string name = "vcpu" + std::to_string(i);
        vcpus.push_back(std::make_unique<Vcpu>(name.c_str(), conductor, interrupts,
                                               scenario.machine, i, program));
        vcpus.back()->bus_socket.bind(bus.in_socket);
        interrupts.add_vcpu(*vcpus.back());
        platform->add_vcpu(*vcpus.back());
    }
}

}  // namespace pvscsim::scenarios
