// SPDX-License-Identifier: Apache-2.0
#include "models/host/sim_platform.h"

#include "tests/models/host/vcpu_bench.h"

namespace pvscsim {
namespace {

using driver::Order;

constexpr std::uint64_t kRam = 0x100000;
constexpr std::uint64_t kState = kRam;
constexpr std::uint64_t kRequests = kRam + 0x1000;
constexpr std::uint64_t kCompletions = kRam + 0x2000;

/// The platform on one vCPU of 1 GHz, with a probe in the adapter's place.
class SimPlatformTest : public VcpuBench {
protected:
    void build_platform(SyncMode mode = SyncMode::Quantum) {
        build(mode);
        map.add(kRam, 0x10000, MemoryAccess::ReadWrite);
        ram.emplace(map, kRam);
        platform.emplace(config, *ram, *interrupts, ledger, faults);
        platform->add_vcpu(*vcpus[0]);
        ledger.rings_installed(RingPlaces{kState, kRequests, kCompletions, 32, 128});
    }
    void on_boot(std::function<void(Vcpu&)> work) {
        script.on_boot = [this, work = std::move(work)](Vcpu& vcpu) {
            platform->run_on(vcpu);
            work(vcpu);
        };
    }
    // Whether the machine is brought up to the vCPU's time by `access`, before it is done.
    bool brings_up(Vcpu& vcpu, const std::function<void()>& access) {
        bool happened = false;
        at(early, vcpu.now() + ns(1), [&](SimTime) { happened = true; });
        vcpu.charge(Activity::Submit, 1000);
        access();
        const bool before = happened;
        vcpu.sync();
        return before;
    }
    std::uint32_t load(std::uint64_t addr, Order order) {
        std::uint32_t value = 0;
        platform->read(addr, &value, sizeof value, order);
        return value;
    }
    void store(std::uint64_t addr, std::uint32_t value, Order order) {
        platform->write(addr, &value, sizeof value, order);
    }

    MemoryMap map;
    std::optional<GuestRam> ram;
    LifeLedger ledger;
    FaultPlan faults{{}, 1};
    std::optional<SimPlatform> platform;
};

TEST_F(SimPlatformTest, PostsDoorbellsAndAcknowledgesAndWaitsForOtherRegisters) {
    build_platform();
    struct Row {
        std::uint32_t offset;
        bool waits;
        Activity activity;
        std::uint64_t cycles;
    };
    on_boot([&](Vcpu& vcpu) {
        for (const Row& row :
             {Row{0x4018, false, Activity::Exit, 2000}, Row{0x3014, false, Activity::Exit, 2000},
              Row{0x100c, false, Activity::Register, 3000},
              Row{0x2010, false, Activity::Register, 3000},
              Row{0x0000, true, Activity::Register, 3000},
              Row{0x0004, true, Activity::Register, 3000},
              Row{0x6000, true, Activity::Register, 3000}}) {
            const std::uint64_t exits = vcpu.exits();
            const std::uint64_t cycles = vcpu.cycles(row.activity);
            EXPECT_EQ(brings_up(vcpu, [&] { platform->write_register(row.offset, 7); }), row.waits)
                << std::hex << row.offset;
            EXPECT_EQ(vcpu.exits() - exits, 1U);
            EXPECT_EQ(vcpu.cycles(row.activity) - cycles, row.cycles);
            EXPECT_EQ(probes[0]->accesses.back().addr, row.offset);
            EXPECT_EQ(probes[0]->accesses.back().value, 7U);
            EXPECT_EQ(probes[0]->accesses.back().at, vcpu.now());  // posted with its time
        }
        EXPECT_TRUE(brings_up(vcpu, [&] { platform->read_register(0x100c); }));
        EXPECT_TRUE(brings_up(vcpu, [&] { platform->read_config(4, 2); }));
        EXPECT_TRUE(brings_up(vcpu, [&] { platform->write_config(4, 2, 6); }));
        EXPECT_EQ(probes[0]->accesses.back().addr, 0xb0018004U);
    });
    run();
    EXPECT_EQ(vcpus[0]->exits(), 10U);
}

TEST_F(SimPlatformTest, WaitsAtEveryRegisterInReferenceRuns) {
    build_platform(SyncMode::EveryAccess);
    on_boot([&](Vcpu& vcpu) {
        EXPECT_TRUE(brings_up(vcpu, [&] { platform->write_register(0x4018, 0); }));
        EXPECT_TRUE(brings_up(vcpu, [&] { load(kCompletions, Order::Plain); }));
        EXPECT_TRUE(brings_up(vcpu, [&] { store(kRequests, 1, Order::Plain); }));
    });
    run();
}

TEST_F(SimPlatformTest, IsBroughtUpBeforeWordsOfTheDeviceAndPublishesAndNotForItsOwnSlots) {
    build_platform();
    on_boot([&](Vcpu& vcpu) {
        EXPECT_TRUE(brings_up(vcpu, [&] { load(kState + 12, Order::Acquire); }));
        EXPECT_TRUE(brings_up(vcpu, [&] { load(kState + 4, Order::Acquire); }));
        EXPECT_TRUE(brings_up(vcpu, [&] { store(kState, 1, Order::Release); }));
        EXPECT_TRUE(brings_up(vcpu, [&] { store(kState + 16, 0, Order::Release); }));
        EXPECT_FALSE(brings_up(vcpu, [&] { load(kCompletions, Order::Plain); }));
        EXPECT_FALSE(brings_up(vcpu, [&] { store(kRequests + 128, 1, Order::Plain); }));
        EXPECT_FALSE(brings_up(vcpu, [&] { store(kRam + 0x5000, 1, Order::Plain); }));
    });
    run();
}

TEST_F(SimPlatformTest, SeesWhatTheDeviceWroteUpToItsTimeAndNothingLater) {
    build_platform();
    on_boot([&](Vcpu& vcpu) {
        vcpu.charge(Activity::Submit, 1000);
        EXPECT_EQ(load(kState + 12, Order::Acquire), 1U);
        vcpu.charge(Activity::Submit, 1000);
        EXPECT_EQ(load(kState + 12, Order::Acquire), 1U);
        vcpu.sleep_until(us(50));
        EXPECT_EQ(load(kState + 12, Order::Acquire), 2U);
    });
    std::uint32_t index = 0;
    at(early, ns(1000), [&](SimTime) {
        ++index;
        std::memcpy(ram->at(kState + 12), &index, sizeof index);
        if (index == 1) conductor->agenda().set(early->slot, SimTime{ns(2050).ps + 1});
    });
    run();
    EXPECT_EQ(index, 2U);
}

TEST_F(SimPlatformTest, PublishesAtItsTimeAfterTheLineHasMoved) {
    build_platform();
    std::uint32_t seen = 7;
    on_boot([&](Vcpu& vcpu) {
        // The device looks while the line is on its way, for 50 ns.
        at(early, ns(1030), [&](SimTime) { std::memcpy(&seen, ram->at(kState), sizeof seen); });
        vcpu.charge(Activity::Submit, 1000);
        store(kState, 1, Order::Release);
        EXPECT_EQ(vcpu.now(), ns(1050));
        EXPECT_EQ(ledger.fetched(0), ns(1050));
    });
    run();
    EXPECT_EQ(seen, 0U);
}

TEST_F(SimPlatformTest, PaysForCacheLinesThatTheOtherSideWroteAndForNoOthers) {
    build_platform();
    on_boot([&](Vcpu& vcpu) {
        const auto cost = [&](const std::function<void()>& access) {
            const std::uint64_t before = vcpu.cycles(Activity::CacheLine);
            access();
            return vcpu.cycles(Activity::CacheLine) - before;
        };
        const auto read_index = [&] { load(kState + 12, Order::Acquire); };
        EXPECT_EQ(cost(read_index), 0U);
        *ram->at(kState + 12) = std::byte{1};
        EXPECT_EQ(cost(read_index), 50U);
        EXPECT_EQ(cost(read_index), 0U);
        // Two completions share a line.
        EXPECT_EQ(cost([&] { load(kCompletions, Order::Plain); }), 50U);
        EXPECT_EQ(cost([&] { load(kCompletions + 32, Order::Plain); }), 0U);
        EXPECT_EQ(cost([&] { load(kCompletions + 64, Order::Plain); }), 50U);
        std::array<std::byte, 128> descriptor{};
        EXPECT_EQ(cost([&] { platform->write(kRequests, descriptor.data(), 128, Order::Plain); }),
                  100U);
        EXPECT_EQ(cost([&] { store(kState + 16, 1, Order::Release); }), 50U);
        EXPECT_EQ(cost([&] { store(kRam + 0x5000, 1, Order::Plain); }), 0U);
    });
    run();
}

TEST_F(SimPlatformTest, LetsTheDriverUseItsSlotsInPlaceForWhatACopyCosts) {
    build_platform();
    on_boot([&](Vcpu& vcpu) {
        const std::uint64_t before = vcpu.cycles(Activity::CacheLine);
        const auto cost = [&] { return vcpu.cycles(Activity::CacheLine) - before; };
        const auto is_at = [&](const void* place, std::uint64_t addr) {
            return place == ram->at(addr);
        };
        EXPECT_TRUE(is_at(platform->place(kRequests + 128, 128), kRequests + 128));
        EXPECT_EQ(cost(), 100U);
        EXPECT_TRUE(is_at(platform->place(kRam + 0x5000, 16), kRam + 0x5000));
        EXPECT_EQ(cost(), 100U);
        EXPECT_TRUE(is_at(platform->view(kCompletions + 32, 64), kCompletions + 32));
        EXPECT_EQ(cost(), 200U);
        EXPECT_TRUE(is_at(platform->view(kCompletions + 96, 64), kCompletions + 96));
        EXPECT_EQ(cost(), 250U);  // two completions share a line
        EXPECT_FALSE(brings_up(vcpu, [&] { platform->view(kCompletions, 32); }));
        EXPECT_FALSE(brings_up(vcpu, [&] { platform->place(kRequests, 128); }));
        EXPECT_EQ(platform->view(kRam + 0x5000, 32), nullptr);  // no completions
        EXPECT_EQ(platform->view(kCompletions + 127 * 32, 64), nullptr);
    });
    run();
}

TEST_F(SimPlatformTest, PaysForSlotsInPlaceWhereTheRingsAreNow) {
    build_platform();
    on_boot([&](Vcpu& vcpu) {
        const auto cost = [&](std::uint64_t addr) {
            const std::uint64_t before = vcpu.cycles(Activity::CacheLine);
            platform->place(addr, 128);
            return vcpu.cycles(Activity::CacheLine) - before;
        };
        constexpr std::uint64_t kElsewhere = kRam + 0x4000;
        EXPECT_EQ(cost(kRequests), 100U);
        EXPECT_EQ(cost(kElsewhere), 0U);
        ledger.rings_installed(RingPlaces{kState, kElsewhere, kCompletions, 32, 128});
        EXPECT_EQ(cost(kRequests), 0U);
        EXPECT_EQ(cost(kElsewhere), 100U);
    });
    run();
}

/// Need not be told of what is written to the next two slots.
class TwoSlotsUnseen final : public BusWatch {
public:
    std::uint64_t driver_writes_unseen(std::uint64_t addr) override {
        asked.push_back(addr);
        return 256;
    }
    void driver_writes(std::uint64_t, const void*, std::uint32_t) override {}
    void driver_read(std::uint64_t, std::uint32_t) override {}
    void register_read(std::uint32_t, std::uint32_t, std::uint32_t) override {}
    void register_written(std::uint32_t, std::uint32_t, std::uint32_t, SimTime) override {}
    void register_settled() override {}
    void function_reset() override {}
    void device_read(std::uint64_t, const void*, std::uint64_t) override {}
    void device_writes(std::uint64_t, const void*, std::uint64_t) override {}
    void message_sent(SimTime) override {}
    void line_set(bool, SimTime) override {}

    std::vector<std::uint64_t> asked;
};

TEST_F(SimPlatformTest, AsksTheWatchAgainBehindWhatItNeedNotBeToldAndAfterAWriteThatItIs) {
    build_platform();
    TwoSlotsUnseen watch;
    platform->watch(&watch);
    on_boot([&](Vcpu&) {
        const auto asked = [&](std::uint64_t slot) {
            watch.asked.clear();
            EXPECT_NE(platform->place(kRequests + 128 * slot, 128), nullptr);
            return watch.asked == std::vector<std::uint64_t>{kRequests + 128 * slot};
        };
        EXPECT_TRUE(asked(0));
        EXPECT_FALSE(asked(1));
        EXPECT_TRUE(asked(2));
        store(kState, 3, Order::Release);
        EXPECT_TRUE(asked(3));
        EXPECT_FALSE(asked(4));
        platform->write_register(0x4018, 0);
        EXPECT_TRUE(asked(4));
    });
    run();
}

TEST_F(SimPlatformTest, LetsNothingBeUsedInPlaceInReferenceRuns) {
    build_platform(SyncMode::EveryAccess);
    on_boot([&](Vcpu& vcpu) {
        EXPECT_EQ(platform->place(kRequests, 128), nullptr);
        EXPECT_EQ(platform->view(kCompletions, 32), nullptr);
        EXPECT_EQ(vcpu.cycles(Activity::CacheLine), 0U);
    });
    run();
}

TEST_F(SimPlatformTest, HandsOutWholeZeroedPagesUntilThereAreNoMore) {
    build_platform();
    const auto first = platform->allocate_dma(3);
    const auto second = platform->allocate_dma(13);
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_EQ(first.value().bus_addr(), kRam);
    EXPECT_EQ(first.value().bytes(), 3U * 4096);
    EXPECT_EQ(second.value().bus_addr(), kRam + 3 * 4096);
    const auto third = platform->allocate_dma(1);
    ASSERT_FALSE(third.ok());
    EXPECT_EQ(third.error(), driver::Error::NoMemory);
}

TEST_F(SimPlatformTest, KeepsTheDriversTimeOnTheVcpuThatRunsIt) {
    build_platform();
    on_boot([&](Vcpu& vcpu) {
        vcpu.charge(Activity::Submit, 1500);
        EXPECT_EQ(platform->now().count(), 1500);
        platform->set_timer(std::chrono::nanoseconds(9000));
        EXPECT_EQ(platform->current_cpu(), 0U);
    });
    script.on_timer = [&](Vcpu& vcpu) {
        note("timer", vcpu.now());
        platform->set_timer(std::chrono::nanoseconds(20000));
        platform->set_timer(std::chrono::nanoseconds::max());
    };
    run();
    EXPECT_EQ(log, Log{"timer@9600"});
}

}  // namespace
}  // namespace pvscsim
