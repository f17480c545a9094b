// SPDX-License-Identifier: Apache-2.0
// Abort and reset, rules DEVICE-074 to DEVICE-086.
#include <map>

#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {
namespace {

constexpr std::uint32_t kBusReset = 0x25;
constexpr std::uint32_t kAborted = 0x26;

Ask at(Ask ask, std::uint8_t target, std::uint8_t lun) {
    ask.target = target;
    ask.lun[1] = lun;
    return ask;
}

class AdapterRecovery : public AdapterHarness {
protected:
    void SetUp() override {
        AdapterHarness::SetUp();
        set_up_rings();
    }
    std::uint32_t reset_device(std::uint32_t target, std::uint8_t lun) {
        return command(5, {target, static_cast<std::uint32_t>(lun) << 8, 0});
    }
    /// Host status by context of what has been posted, which must be there once each.
    std::map<std::uint64_t, std::uint32_t> endings() {
        std::map<std::uint64_t, std::uint32_t> all;
        for (const Done& done : guest->take()) {
            EXPECT_TRUE(all.emplace(done.context, done.host).second) << done.context;
        }
        return all;
    }
    using Endings = std::map<std::uint64_t, std::uint32_t>;
};

// DEVICE-074, DEVICE-077
TEST_F(AdapterRecovery, ReachesRequestsThatNoKickHasAnnounced) {
    guest->publish(read_10(1));
    EXPECT_EQ(abort(1), 0U);
    EXPECT_EQ(endings(), (Endings{{1, kAborted}}));
    guest->publish(read_10(2));
    EXPECT_EQ(reset_device(0, 0), 0U);
    EXPECT_EQ(endings(), (Endings{{2, kBusReset}}));
    guest->publish(read_10(3));
    EXPECT_EQ(command(4), 0U);
    EXPECT_EQ(endings(), (Endings{{3, kBusReset}}));
    EXPECT_EQ(guest->state(4), 3U);
    run_us(1000);
    EXPECT_TRUE(endings().empty());
}

// DEVICE-075
TEST_F(AdapterRecovery, AnswersZeroToTheAbortOfWhatItDoesNotKnow) {
    EXPECT_EQ(abort(99), 0U);
    serve_one(test_unit_ready(1));
    write(kIntrStatus, 0xf);
    EXPECT_EQ(abort(1), 0U);
    EXPECT_EQ(abort(0), 0U);
    EXPECT_EQ(read(kIntrStatus), 0U);
    run_us(1000);
    EXPECT_TRUE(guest->take().empty());
}

// DEVICE-061, DEVICE-073
TEST_F(AdapterRecovery, AbortsTheOldestOfEqualContextsOnly) {
    for (const std::uint32_t blocks : {1U, 2U, 3U}) guest->publish(read_10(7, 0, blocks));
    EXPECT_EQ(abort(7), 0U);
    std::vector<Done> done = guest->take();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].host, kAborted);
    run_us(1000);
    done = guest->take();
    ASSERT_EQ(done.size(), 2U);
    EXPECT_EQ(done[0].data_len + done[1].data_len, 5U * 512);
    for (const Done& each : done) EXPECT_EQ(each.host, 0U);
}

// DEVICE-078
TEST_F(AdapterRecovery, ResetOfAUnitEndsItsRequestsAndNoOthers) {
    guest->publish(at(read_10(1), 0, 0));
    guest->publish(at(read_10(2), 0, 1));
    guest->publish(at(read_10(3), 1, 0));
    Ask nobody = at(read_10(4), 0, 0);
    nobody.bus = 1;
    guest->publish(nobody);
    Ask unformed = at(read_10(5), 0, 0);
    unformed.lun[0] = 0x40;
    guest->publish(unformed);
    kick();
    run(SimTime::from_ns(1300));
    EXPECT_EQ(reset_device(0, 0), 0U);
    EXPECT_EQ(endings(), (Endings{{1, kBusReset}}));
    run_us(1000);
    EXPECT_EQ(endings(), (Endings{{2, 0}, {3, 0}, {4, 0x11}, {5, 0x11}}));
}

// DEVICE-079
TEST_F(AdapterRecovery, ResetOfTheBusEndsAllRequestsBeforeItIsOver) {
    guest->publish(at(read_10(1), 0, 0));
    guest->publish(at(write_10(2), 0, 1));
    guest->publish(at(read_10(3), 1, 0));
    kick();
    run(SimTime::from_ns(1500));
    EXPECT_EQ(command(4), 0U);
    EXPECT_EQ(endings(), (Endings{{1, kBusReset}, {2, kBusReset}, {3, kBusReset}}));
    EXPECT_EQ(read(kIntrStatus), 1U);
    EXPECT_EQ(adapter->in_flight(), 0U);
    run_us(1000);
    EXPECT_TRUE(endings().empty());
}

// DEVICE-078, DEVICE-079: a request that has its result keeps it, whenever the reset comes. The
// backend is done after 2,428 ns, the completion is posted 343 ns later.
TEST_F(AdapterRecovery, LeavesFinishedRequestsTheirStatus) {
    for (std::uint64_t ns = 0; ns < 4000; ns += 50) {
        SetUp();
        run_us(10);
        guest->publish(read_10(1));
        kick();
        run(SimTime::from_ns(ns));
        EXPECT_EQ(ns % 100 == 0 ? command(4) : reset_device(0, 0), 0U);
        const Endings all = endings();
        ASSERT_EQ(all.size(), 1U) << ns;
        EXPECT_EQ(all.at(1), ns < 2428 ? kBusReset : 0) << ns;
        run_us(1000);
        EXPECT_TRUE(endings().empty()) << ns;
    }
}

// DEVICE-080
TEST_F(AdapterRecovery, RefusesToResetWhatIsNotThere) {
    guest->publish(read_10(1));
    kick();
    run(SimTime::from_ns(1500));
    const std::vector<std::uint32_t> absent[] = {{9, 0, 0}, {2, 0, 0},      {256, 0, 0},
                                                 {0, 1, 0}, {0, 0x200, 0},  {kFailed, 0, 0},
                                                 {0, 0, 1}, {0, 0x10000, 0}};
    for (const auto& words : absent) EXPECT_EQ(command(5, words), kFailed) << words[0];
    EXPECT_TRUE(guest->take().empty());
    run_us(1000);
    EXPECT_EQ(endings(), (Endings{{1, 0}}));
    Ask ready = test_unit_ready(2);
    EXPECT_EQ(serve_one(ready).scsi, 0U);
}

// DEVICE-081
TEST_F(AdapterRecovery, TellsOfAResetOnceOnEachUnitThatHadOne) {
    const auto statuses = [this] {
        std::vector<std::uint32_t> all;
        for (std::uint8_t target = 0; target < 2; ++target) {
            for (std::uint8_t lun = 0; lun < 2; ++lun) {
                Ask ask = at(test_unit_ready(1), target, lun);
                ask.sense_len = 18;
                const Done done = serve_one(ask);
                all.push_back(done.scsi);
                if (done.scsi != 2) continue;
                EXPECT_EQ(memory->load(place::kSense + 2, 1) & 0xf, 6U);
                EXPECT_EQ(memory->load(place::kSense + 12, 1), 0x29U);
            }
        }
        return all;
    };
    using Statuses = std::vector<std::uint32_t>;
    EXPECT_EQ(reset_device(0, 1), 0U);
    EXPECT_EQ(statuses(), (Statuses{0, 2, 0, 0}));
    EXPECT_EQ(statuses(), (Statuses{0, 0, 0, 0}));
    EXPECT_EQ(command(4), 0U);
    EXPECT_EQ(statuses(), (Statuses{2, 2, 2, 2}));
    EXPECT_EQ(command(1), 0U);
    set_up_rings();
    EXPECT_EQ(statuses(), (Statuses{2, 2, 2, 2}));
}

// DEVICE-082, DEVICE-083: at whatever stage the requests are.
TEST_F(AdapterRecovery, TouchesNoMemoryAfterAnAdapterReset) {
    for (std::uint64_t ns = 0; ns < 5000; ns += 100) {
        SetUp();
        set_up_messages();
        write(kIntrMask, 0xf);
        guest->publish(read_10(1));
        guest->publish(write_10(2));
        guest->publish(inquiry(3, 36, 36));
        kick();
        run(SimTime::from_ns(ns));
        EXPECT_EQ(command(1), 0U);
        const std::size_t messages = interrupts.messages.size();
        memory->log.clear();
        kick();
        adapter->hot_add(2, now);
        write(kIntrStatus, 0xf);
        run_us(10000);
        EXPECT_TRUE(memory->log.empty()) << ns;
        EXPECT_EQ(interrupts.messages.size(), messages) << ns;
        EXPECT_EQ(read(kIntrStatus), 0U);
    }
}

// DEVICE-085, DEVICE-104: each pair of commands, one right behind the other.
TEST_F(AdapterRecovery, EndsNoRequestTwiceWhenCommandsFollowEachOther) {
    const std::vector<std::vector<std::uint32_t>> commands{
        {6, 1, 0, 0, 0}, {6, 2, 0, 0, 0}, {5, 0, 0, 0}, {4}};
    for (const auto& first : commands) {
        for (const auto& second : commands) {
            for (std::uint64_t ns = 0; ns < 4000; ns += 250) {
                SetUp();
                for (std::uint64_t i = 0; i < 4; ++i) guest->publish(read_10(i));
                kick();
                run(SimTime::from_ns(ns));
                for (const auto& words : {first, second}) {
                    EXPECT_EQ(command(words[0], {words.begin() + 1, words.end()}), 0U);
                }
                run_us(1000);
                EXPECT_EQ(endings().size(), 4U) << first[0] << ' ' << second[0] << ' ' << ns;
                EXPECT_EQ(adapter->in_flight(), 0U);
            }
        }
    }
}

// DEVICE-011
TEST_F(AdapterRecovery, ForgetsEverythingInAPciReset) {
    set_up_messages();
    write(kIntrMask, 0xf);
    serve_one(test_unit_ready(1));
    guest->publish(read_10(2));
    kick();
    run(SimTime::from_ns(1500));
    write(kCommand, 6);
    for (int i = 0; i < 3; ++i) write(kCommandData, 0);
    adapter->reset(ResetKind::Pci, now);
    EXPECT_EQ(read(kCommandStatus), 0U);
    EXPECT_EQ(read(kIntrStatus), 0U);
    EXPECT_EQ(read(kIntrMask), 0U);
    EXPECT_EQ(adapter->in_flight(), 0U);
    write(kCommandData, 0);
    EXPECT_EQ(read(kCommandStatus), kFailed);
    memory->log.clear();
    kick();
    run_us(1000);
    EXPECT_TRUE(memory->log.empty());
}

// DEVICE-086, DEVICE-084
TEST_F(AdapterRecovery, AcceptsAnAdapterResetInEveryState) {
    EXPECT_EQ(command(1), 0U);
    EXPECT_EQ(command(1), 0U);
    write(kCommand, 3);
    write(kCommandData, 1);
    EXPECT_EQ(command(1), 0U);
    memory->log.clear();
    for (int i = 0; i < 131; ++i) write(kCommandData, 1);
    EXPECT_EQ(read(kCommandStatus), kFailed);
    EXPECT_TRUE(memory->log.empty());
    for (std::uint64_t ns = 0; ns < 4000; ns += 100) {
        set_up_rings();
        guest->publish(read_10(1));
        kick();
        run(SimTime::from_ns(ns));
        EXPECT_EQ(command(1), 0U);
        EXPECT_EQ(command(1), 0U);
        EXPECT_EQ(adapter->in_flight(), 0U);
    }
    set_up_rings();
    serve_one(test_unit_ready(1));  // the unit attention
    EXPECT_EQ(serve_one(read_10(2)).data_len, 512U);
}

}  // namespace
}  // namespace pvscsim
