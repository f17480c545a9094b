// SPDX-License-Identifier: Apache-2.0
#include "models/host/guest_lock.h"
#include "tests/models/host/vcpu_bench.h"

namespace pvscsim {
namespace {

class VcpuTest : public VcpuBench {};

TEST_F(VcpuTest, RunsAheadOverPrivateMemoryAndIsBroughtToItsTimeBySync) {
    build();
    at(early, us(1));
    script.on_boot = [&](Vcpu& vcpu) {
        vcpu.charge(Activity::Submit, 10000);
        vcpu.sync_private();
        note("private", vcpu.now());
        vcpu.sync();
        note("shared", vcpu.now());
    };
    run();
    EXPECT_EQ(log, (Log{"private@10000", "actor@1000", "shared@10000"}));
    EXPECT_EQ(vcpus[0]->cycles(Activity::Submit), 10000U);
}

TEST_F(VcpuTest, WaitsForItsTurnAtEachAccessInReferenceRuns) {
    build(SyncMode::EveryAccess);
    at(early, us(1));
    script.on_boot = [&](Vcpu& vcpu) {
        vcpu.charge(Activity::Submit, 10000);
        vcpu.sync_private();
        note("private", vcpu.now());
        EXPECT_EQ(kernel_time(), vcpu.now());
        vcpu.charge(Activity::Submit, 5);
        vcpu.sync();
        EXPECT_EQ(kernel_time(), vcpu.now());
    };
    run();
    EXPECT_EQ(log, (Log{"actor@1000", "private@10000"}));
}

TEST_F(VcpuTest, SyncsForFreeWhileNothingElseIsDue) {
    build();
    at(late, us(100));
    script.on_boot = [&](Vcpu& vcpu) {
        const std::uint64_t steps = conductor->steps();
        for (int i = 0; i < 99; ++i) {
            vcpu.charge(Activity::Submit, 1000);
            vcpu.sync();
        }
        EXPECT_EQ(conductor->steps(), steps);
        EXPECT_EQ(kernel_time(), SimTime{});
    };
    run();
    EXPECT_EQ(log, Log{"actor@100000"});
}

TEST_F(VcpuTest, LetsLowerRanksGoFirstAtATieAndHigherOnesNot) {
    build();
    at(early, us(5));
    at(late, us(5));
    script.on_boot = [&](Vcpu& vcpu) {
        vcpu.charge(Activity::Submit, 5000);
        vcpu.sync();
        note("vcpu", vcpu.now());
    };
    run();
    EXPECT_EQ(log, (Log{"actor@5000", "vcpu@5000", "actor@5000"}));
}

TEST_F(VcpuTest, BootsAllInOrderOfRankHoweverLongEachTakes) {
    build(SyncMode::Quantum, 3);
    at(early, us(5));
    script.on_boot = [&](Vcpu& vcpu) {
        note("vcpu" + std::to_string(vcpu.index()), vcpu.now());
        vcpu.charge(Activity::Submit, 50000);
        vcpu.sync();
    };
    run();
    EXPECT_EQ(log, (Log{"vcpu0@0", "vcpu1@0", "vcpu2@0", "actor@5000"}));
}

TEST_F(VcpuTest, CarriesItsTimeWithAnAccessAndPaysForWhatTheTargetAdds) {
    build();
    probes[0]->holds = SimTime{2500};  // two cycles and a half
    probes[0]->answer = 0x8899aabb;
    script.on_boot = [&](Vcpu& vcpu) {
        vcpu.charge(Activity::Exit, 7000);
        vcpu.write_bus(0x10, 4, 0x11223344);
        EXPECT_EQ(vcpu.now(), ns(7003));
        EXPECT_EQ(vcpu.read_bus(0x12, 2), 0xaabbU);
    };
    run();
    const std::vector<BusProbe::Access>& seen = probes[0]->accesses;
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_TRUE(seen[0].is_write);
    EXPECT_EQ(seen[0].addr, 0x10U);
    EXPECT_EQ(seen[0].value, 0x11223344U);
    EXPECT_EQ(seen[0].at, us(7));
    EXPECT_EQ(seen[1].at, ns(7003));
    EXPECT_EQ(vcpus[0]->cycles(Activity::Register), 6U);
}

TEST_F(VcpuTest, SleepsToTheNextEdgeOfItsClockAndLetsOthersGoOn) {
    build();
    at(early, us(3));
    script.on_boot = [&](Vcpu& vcpu) {
        vcpu.sleep_until(SimTime{us(4).ps + 1});
        note("awake", vcpu.now());
        EXPECT_EQ(vcpu.now(), ns(4001));
        vcpu.sleep_until(us(1));
        EXPECT_EQ(vcpu.now(), ns(4001));
    };
    run();
    EXPECT_EQ(log, (Log{"actor@3000", "awake@4001"}));
}

TEST_F(VcpuTest, TakesAnInterruptWhenItIsDueAndPaysForTheWake) {
    build();
    at(early, us(3), [&](SimTime now) { master->write(0xfee00000, 0x41, 4, now - kernel_time()); });
    script.on_interrupt = [&](Vcpu& vcpu) { note("interrupt", vcpu.now()); };
    run();
    // 400 ns of delivery, 600 cycles of entry, 2,500 since it was halted.
    EXPECT_EQ(log, (Log{"actor@3000", "interrupt@6500"}));
    EXPECT_EQ(vcpus[0]->now(), ns(6800));
    EXPECT_EQ(vcpus[0]->cycles(Activity::Interrupt), 3400U);
    EXPECT_EQ(interrupts->delivered(), 1U);
}

TEST_F(VcpuTest, TakesAnInterruptBetweenPiecesOfItsProgramAndNeverInside) {
    build();
    at(early, us(3), [&](SimTime now) { master->write(0xfee00000, 0x41, 4, now - kernel_time()); });
    script.on_boot = [&](Vcpu& vcpu) {
        vcpu.sleep_until(us(10));
        vcpu.set_wakeup(us(2));
        note("booted", vcpu.now());
    };
    script.on_interrupt = [&](Vcpu& vcpu) { note("interrupt", vcpu.now()); };
    script.on_wakeup = [&](Vcpu& vcpu) { note("wakeup", vcpu.now()); };
    run();
    // Busy until then: no wake from a halt. Interrupts come before what else waits.
    EXPECT_EQ(log, (Log{"actor@3000", "booted@10000", "interrupt@10600", "wakeup@10900"}));
}

TEST_F(VcpuTest, RunsTheTimerOnceAtItsTimeEvenIfThatWasSetFromOutside) {
    build();
    script.on_boot = [](Vcpu& vcpu) { vcpu.set_timer(us(50)); };
    at(early, us(2), [&](SimTime) {
        vcpus[0]->set_timer(us(4));
        vcpus[0]->set_wakeup(us(30));
    });
    script.on_timer = [&](Vcpu& vcpu) { note("timer", vcpu.now()); };
    script.on_wakeup = [&](Vcpu& vcpu) {
        EXPECT_EQ(vcpu.wakeup(), SimTime::never());
        note("wakeup", vcpu.now());
    };
    run();
    EXPECT_EQ(log, (Log{"actor@2000", "timer@4600", "wakeup@30000"}));
}

TEST_F(VcpuTest, EndsALinesInterruptSoThatALevelStillHighComesAgain) {
    build();
    interrupts->route_line(0, 0x30);
    interrupts->mask_line(false, SimTime{});
    at(early, us(1), [&](SimTime now) { interrupts->set_line(true, now); });
    script.on_interrupt = [&](Vcpu& vcpu) {
        note("interrupt", vcpu.now());
        if (log.size() == 3) interrupts->set_line(false, vcpu.now());
    };
    run();
    // Entered at 4,500, left at 4,800, delivered again after 400 and entered from a halt.
    EXPECT_EQ(log, (Log{"actor@1000", "interrupt@4500", "interrupt@8300"}));
}

TEST_F(VcpuTest, HandsALockOnInOrderOfArrivalAtTheTimeOfItsRelease) {
    build(SyncMode::Quantum, 3);
    GuestLock lock;
    script.on_boot = [&](Vcpu& vcpu) {
        vcpu.charge(Activity::Submit, 1000 * (3 - vcpu.index()));  // the last comes first
        lock.acquire(vcpu);
        note("in" + std::to_string(vcpu.index()), vcpu.now());
        vcpu.charge(Activity::Submit, 10000);
        lock.release(vcpu);
    };
    run();
    EXPECT_EQ(log, (Log{"in2@1000", "in1@11000", "in0@21000"}));
}

}  // namespace
}  // namespace pvscsim
