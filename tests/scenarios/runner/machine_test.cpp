// SPDX-License-Identifier: Apache-2.0
// A whole machine with a guest of a few lines in the driver's place.
#include "scenarios/runner/machine.h"

#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/pci/address_map.h"
#include "tests/models/kernel/kernel_test.h"

namespace pvscsim::scenarios {
namespace {

using driver::InterruptMode;
using driver::Order;

constexpr std::uint32_t kCommand = 0x0000;
constexpr std::uint32_t kCommandData = 0x0004;
constexpr std::uint32_t kCommandStatus = 0x0008;
constexpr std::uint32_t kIntrStatus = 0x100c;
constexpr std::uint32_t kIntrMask = 0x2010;
constexpr std::uint32_t kKickRw = 0x4018;

/// Two vCPUs; the first starts the adapter by hand, the second gets its interrupts.
class MachineTest : public KernelTest, public GuestProgram {
protected:
    void build(SyncMode mode = SyncMode::Quantum) {
        scenario.machine.vcpus = 2;
        scenario.machine.interrupt_vcpu = 1;
        machine.emplace(scenario, mode);
        machine->populate(scenario, *this);
    }
    SimPlatform& platform() { return *machine->platform; }

    void map_registers() {
        platform().place_bars();
        platform().write_config(0x04, 2, 6);
        const std::uint8_t bar = scenario.device.layout == PciLayout::MemoryBar0 ? 0 : 1;
        EXPECT_TRUE(platform().map_registers(bar, 0x8000).ok());
    }
    void set_up_rings() {
        rings = platform().allocate_dma(3).value().bus_addr();
        const auto ppn = static_cast<std::uint32_t>(rings >> 12);
        platform().write_register(kCommand, 3);
        for (std::uint32_t i = 0; i < 132; ++i) {
            const std::uint32_t arg = i < 2     ? 1
                                      : i == 2  ? ppn
                                      : i == 4  ? ppn + 1
                                      : i == 68 ? ppn + 2
                                                : 0;
            platform().write_register(kCommandData, arg);
        }
        EXPECT_EQ(platform().read_register(kCommandStatus), 0U);
    }
    void submit() {
        const std::uint8_t cdb_length = 6;
        platform().write(rings + 0x1000 + 128 * submitted + 56, &cdb_length, 1, Order::Plain);
        ++submitted;
        platform().write(rings, &submitted, 4, Order::Release);
        platform().write_register(kKickRw, 0);
    }

    void boot(Vcpu& vcpu) override {
        if (vcpu.index() != 0) return;
        platform().run_on(vcpu);
        on_boot(vcpu);
    }
    void interrupt(Vcpu& vcpu) override {
        platform().run_on(vcpu);
        std::uint32_t index = 0;
        platform().read(rings + 12, &index, 4, Order::Acquire);
        log.push_back("vcpu" + std::to_string(vcpu.index()) + " finds " + std::to_string(index) +
                      " at " + std::to_string(vcpu.now().ps));
        platform().write_register(kIntrStatus, platform().read_register(kIntrStatus));
        if (submitted < requests) submit();
    }
    void timer(Vcpu&) override {}
    void wakeup(Vcpu&) override {}

    Scenario scenario;
    std::optional<Machine> machine;
    std::function<void(Vcpu&)> on_boot;
    std::uint64_t rings = 0;
    std::uint32_t submitted = 0;
    std::uint32_t requests = 1;
    std::vector<std::string> log;
};

class MachineOfLayout : public MachineTest, public ::testing::WithParamInterface<PciLayout> {};

TEST_P(MachineOfLayout, FindsItsRegistersBehindTheMemoryBarAlone) {
    scenario.device.layout = GetParam();
    build();
    const std::uint8_t bar = GetParam() == PciLayout::MemoryBar0 ? 0 : 1;
    on_boot = [&](Vcpu&) {
        platform().place_bars();
        platform().write_config(0x04, 2, 6);
        for (std::uint8_t other = 0; other < bar; ++other) {
            EXPECT_FALSE(platform().map_registers(other, 0x8000).ok());
        }
        EXPECT_FALSE(platform().map_registers(6, 0x8000).ok());
        EXPECT_FALSE(platform().map_registers(bar, 0x4000).ok());
        EXPECT_TRUE(platform().map_registers(bar, 0x8000).ok());
        platform().write_register(kIntrMask, 0xf);
        EXPECT_EQ(platform().read_register(kIntrMask), 0xfU);
    };
    run();
    EXPECT_GT(machine->vcpus[0]->exits(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Layouts, MachineOfLayout,
                         ::testing::Values(PciLayout::MemoryBar0, PciLayout::IoBar0));

class MachineOfMode : public MachineTest, public ::testing::WithParamInterface<InterruptMode> {};

TEST_P(MachineOfMode, InterruptsTheChosenVcpuUntilInterruptsAreDisabled) {
    build();
    on_boot = [&](Vcpu& vcpu) {
        map_registers();
        EXPECT_TRUE(platform().enable_interrupts(GetParam()).ok());
        set_up_rings();
        platform().write_register(kIntrMask, 0x3);
        submit();
        vcpu.sleep_until(vcpu.now() + us(1000));
        platform().run_on(vcpu);
        platform().disable_interrupts();
        submit();
    };
    run();
    if (GetParam() == InterruptMode::Polled) {
        EXPECT_TRUE(log.empty());
    } else {
        ASSERT_EQ(log.size(), 1U);
        EXPECT_EQ(log[0].substr(0, 13), "vcpu1 finds 1");
    }
    EXPECT_EQ(machine->device.adapter().counters().completions, 2U);
}

INSTANTIATE_TEST_SUITE_P(Modes, MachineOfMode,
                         ::testing::Values(InterruptMode::Msix, InterruptMode::Msi,
                                           InterruptMode::Intx, InterruptMode::Polled));

// What `work` returns in a process of its own, where it may elaborate the kernel.
std::string in_child(const std::function<std::string()>& work) {
    int ends[2];
    if (pipe(ends) != 0) return "no pipe";
    if (fork() == 0) {
        const std::string result = work();
        const bool written =
            write(ends[1], result.data(), result.size()) == static_cast<ssize_t>(result.size());
        _exit(written ? 0 : 1);
    }
    close(ends[1]);
    std::string all;
    char piece[256];
    for (ssize_t got = 0; (got = read(ends[0], piece, sizeof piece)) > 0;) {
        all.append(piece, static_cast<std::size_t>(got));
    }
    close(ends[0]);
    wait(nullptr);
    return all;
}

TEST_F(MachineTest, DoesTheSameWhetherSyncsAreElidedOrNot) {
    requests = 3;
    on_boot = [&](Vcpu&) {
        map_registers();
        EXPECT_TRUE(platform().enable_interrupts(InterruptMode::Msix).ok());
        set_up_rings();
        platform().write_register(kIntrMask, 0x3);
        submit();
    };
    const auto account_of = [&](SyncMode mode) {
        return in_child([&] {
            build(mode);
            run();
            std::string account;
            for (const std::string& line : log) account += line + "\n";
            return account + "ended at " + std::to_string(machine->conductor.now().ps) +
                   (machine->conductor.timed_events() > 100 ? "" : " in few events");
        });
    };
    const std::string elided = account_of(SyncMode::Quantum);
    const std::string all = account_of(SyncMode::EveryAccess);
    EXPECT_EQ(elided, all + " in few events");
    EXPECT_NE(all.find("vcpu1 finds 3 at"), std::string::npos);
}

}  // namespace
}  // namespace pvscsim::scenarios
