// SPDX-License-Identifier: Apache-2.0
// Saved and restored, the adapter goes on as if nothing had happened, rule DEVICE-142.
#include "models/base/archive.h"
#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

class AdapterArchive : public AdapterHarness {
protected:
    /// Everything but memory and time is made anew, from the bytes alone.
    void save_and_restore() {
        adapter->prepare_to_save(now);
        if (adapter->ended() != nullptr) return;
        const DeviceConfig config = adapter->config();
        const Agenda::Slot slot = adapter->slot();
        Archive saved;
        adapter->archive(saved);
        agenda->hand_over(slot);
        adapter.reset();
        adapter = std::make_unique<Adapter>(*agenda, config, *memory, interrupts, *plan, device);
        for (std::uint8_t id = 0; id < 3; ++id) add_target(id, false);
        Archive restored(saved.take_bytes());
        adapter->archive(restored);
        EXPECT_TRUE(restored.at_end());
    }
};

TEST_F(AdapterArchive, KeepsRequestsInEachStageRegistersAndTheMedium) {
    set_up_rings();
    write(kIntrMask, 0xf);
    memory->store(place::kData, 8, 5);
    memory->store(place::kData + 8, 8, 1);
    EXPECT_EQ(serve_one(write_10(1, 5)).host, 0U);
    memory->store(place::kData, 8, 0);
    for (int moment = 0; moment < 60; ++moment) {
        guest->publish(read_10(2, 5));
        kick();
        run(SimTime::from_ns(static_cast<std::uint64_t>(moment) * 50));
        save_and_restore();
        EXPECT_EQ(read(kIntrMask), 0xfU);
        run_us(1000);
        const std::vector<Done> done = guest->take();
        ASSERT_EQ(done.size(), 1U) << moment;
        EXPECT_EQ(done[0].data_len, 512U);
        EXPECT_EQ(memory->load(place::kData, 8), 5U);
    }
    write(kCommand, 5);  // of three words
    write(kCommandData, 0);
    save_and_restore();
    write(kCommandData, 0);
    EXPECT_EQ(read(kCommandStatus), 0xfffffffeU);
    write(kCommandData, 0);
    EXPECT_EQ(read(kCommandStatus), 0U);
}

TEST_F(AdapterArchive, KeepsTheMessageRingUnlessItHasQ09) {
    for (const bool forgets : {false, true}) {
        DeviceConfig config;
        config.defects = forgets ? 1U << static_cast<std::uint32_t>(Defect::Q09) : 0;
        start(config);
        set_up_rings();
        set_up_messages();
        adapter->hot_add(2, now);
        guest->take_messages();
        save_and_restore();
        memory->log.clear();
        adapter->hot_remove(2, now);
        EXPECT_EQ(memory->accesses(true, 0, 4096) != 0, forgets);
    }
}

TEST_F(AdapterArchive, KeepsWhichUnitsAreThereAndWhatIsOwed) {
    set_up_rings();
    set_up_messages();
    for (int i = 0; i < 16; ++i) {
        adapter->hot_add(2, now);
        adapter->hot_remove(2, now);
    }
    adapter->change_unit(1, 1, false, now);
    guest->take_messages();
    save_and_restore();
    EXPECT_FALSE(adapter->attached_target(1)->has_unit(1));
    kick();
    const std::vector<Message> owed = guest->take_messages();
    ASSERT_EQ(owed.size(), 1U);
    EXPECT_EQ(owed[0].target, 1U);
    EXPECT_EQ(owed[0].lun, 0x100U);
    EXPECT_EQ(owed[0].type, 1U);
}

TEST_F(AdapterArchive, KeepsWhatInjectedFaultsHaveBegun) {
    set_up_rings();
    adapter->take_worker_off(now + SimTime::from_us(100));
    guest->publish(read_10(1));
    kick();
    run_us(50);
    save_and_restore();
    run_us(49);
    EXPECT_EQ(adapter->in_flight(), 0U);
    run_us(10);
    EXPECT_EQ(guest->take().size(), 1U);

    adapter->faults().deafen(now + SimTime::from_us(10));
    save_and_restore();
    EXPECT_TRUE(adapter->faults().deaf(now + SimTime::from_us(9)));
    EXPECT_FALSE(adapter->faults().deaf(now + SimTime::from_us(10)));

    adapter->faults().halt();
    save_and_restore();
    EXPECT_TRUE(serve({read_10(2)}).empty());
}

TEST_F(AdapterArchive, KeepsACompletionThatIsToComeASecondTime) {
    FaultConfig late;
    late.point = FaultPoint::Abort;
    late.effect = FaultEffect::Late;
    late.nth = 1;
    late.stall_ns = 50'000;
    start(DeviceConfig{}, {late});
    set_up_rings();
    guest->publish(read_10(1));
    kick();
    run(SimTime::from_ns(1500));
    EXPECT_EQ(abort(1), 0U);
    EXPECT_EQ(guest->take().size(), 1U);
    save_and_restore();
    run_us(100);
    const std::vector<Done> again = guest->take();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].context, 1U);
}

TEST_F(AdapterArchive, EndsTheDeviceThatHasQ01AndQ23) {
    DeviceConfig config;
    config.defects = 1U << static_cast<std::uint32_t>(Defect::Q01) |
                     1U << static_cast<std::uint32_t>(Defect::Q23);
    start(config);
    set_up_rings();
    Ask ask = inquiry(1, 36, 36);
    ask.flags = 16;
    EXPECT_TRUE(serve({ask}).empty());
    save_and_restore();
    EXPECT_NE(adapter->ended(), nullptr);
}

}  // namespace
}  // namespace pvscsim
