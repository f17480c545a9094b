// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/host/vcpu.h"
#include "tests/models/kernel/bus_probe.h"
#include "tests/models/kernel/kernel_test.h"

namespace pvscsim {

/// What the vCPUs do, as a test says. A part that is empty does nothing.
struct Script final : GuestProgram {
    void boot(Vcpu& vcpu) override { call(on_boot, vcpu); }
    void interrupt(Vcpu& vcpu) override { call(on_interrupt, vcpu); }
    void timer(Vcpu& vcpu) override { call(on_timer, vcpu); }
    void wakeup(Vcpu& vcpu) override { call(on_wakeup, vcpu); }

    using Part = std::function<void(Vcpu&)>;
    static void call(const Part& part, Vcpu& vcpu) {
        if (part) part(vcpu);
    }
    Part on_boot, on_interrupt, on_timer, on_wakeup;
};

/// vCPUs of 1 GHz, each with a probe on its bus; interrupts arrive after 400 ns. Actors made by
/// early() rank before the vCPUs, those made by late() after them.
class VcpuBench : public KernelTest {
protected:
    void build(SyncMode mode = SyncMode::Quantum, std::uint32_t count = 1) {
        config.clock_period_ps = 1000;
        conductor.emplace("conductor", mode);
        interrupts.emplace("interrupts", ns(400));
        master.emplace("master");
        master->socket.bind(interrupts->message_socket);
        early.emplace(conductor->agenda(), [this](SimTime now) { happens(early_work, now); });
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::string number = std::to_string(i);
            probes.push_back(std::make_unique<BusProbe>(("probe" + number).c_str()));
            vcpus.push_back(std::make_unique<Vcpu>(("vcpu" + number).c_str(), *conductor,
                                                   *interrupts, config, i, script));
            vcpus[i]->bus_socket.bind(probes[i]->socket);
            interrupts->add_vcpu(*vcpus[i]);
        }
        late.emplace(conductor->agenda(), [this](SimTime now) { happens(late_work, now); });
    }
    void at(std::optional<TestActor>& actor, SimTime when, std::function<void(SimTime)> work = {}) {
        (&actor == &early ? early_work : late_work) = std::move(work);
        conductor->agenda().set(actor->slot, when);
    }
    void note(const std::string& what, SimTime when) {
        log.push_back(what + "@" + std::to_string(when.ns()));
    }

    MachineConfig config;
    Script script;
    std::optional<Conductor> conductor;
    std::optional<InterruptController> interrupts;
    std::optional<BusMaster> master;
    std::optional<TestActor> early, late;
    std::vector<std::unique_ptr<BusProbe>> probes;
    std::vector<std::unique_ptr<Vcpu>> vcpus;
    std::vector<std::string> log;

private:
    void happens(const std::function<void(SimTime)>& work, SimTime now) {
        note("actor", now);
        if (work) work(now);
    }
    std::function<void(SimTime)> early_work, late_work;
};

using Log = std::vector<std::string>;

}  // namespace pvscsim
