// SPDX-License-Identifier: Apache-2.0
// What each personality does on the wire, against the table in docs/driver.md.
#include <algorithm>

#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

using protocol::Command;
using std::chrono::milliseconds;
namespace reg = protocol::reg;

constexpr std::uint32_t kDirections =
    protocol::kFlagDirNone | protocol::kFlagDirToHost | protocol::kFlagDirToDevice;

/// One row of the table.
struct Habits {
    Personality who;
    std::uint32_t request_entries;
    std::uint32_t message_entries;
    InterruptMode interrupts;
    std::uint32_t outstanding_max;
    bool threshold;
    bool resets_first;
    std::uint32_t sense_bytes;
    std::uint32_t context_high;
    std::uint8_t cdb_bytes;  // of a READ(10)
    bool names_direction;
    std::uint8_t tag;  // of an ordered request
    std::uint16_t vcpu_hint;
    std::uint32_t status_reads;  // an interrupt
    bool non_rw_doorbell;        // for TEST UNIT READY
    bool resets_at_stop;
};

constexpr InterruptMode kMsix = InterruptMode::Msix;
// clang-format off
constexpr Habits kHabits[] = {
    {Personality::Native,     256, 32, kMsix,                 256, true,  true,  96,  0,          10, true,  0x22, 3, 0, true,  true},
    {Personality::Linux,      256, 32, kMsix,                 256, true,  true,  96,  0,          10, true,  0x22, 3, 0, true,  true},
    {Personality::FreeBsd,    256, 32, kMsix,                 256, true,  true,  252, 0,          10, true,  0x22, 3, 1, true,  true},
    {Personality::IllumosOld, 256, 32, kMsix,                 256, false, true,  20,  0,          10, false, 0x22, 3, 1, true,  true},
    {Personality::Illumos,    256, 32, kMsix,                 256, false, true,  20,  0,          10, false, 0x22, 3, 1, true,  true},
    {Personality::OpenBsd,     64, 64, InterruptMode::Msi,     64, false, false, 18,  0xdeadbeef, 10, true,  0x20, 0, 0, true,  false},
    {Personality::SeaBios,     32, 0,  InterruptMode::Polled,   1, false, true,  0,   0,          16, true,  0x20, 0, 0, false, false},
};
// clang-format on

class Personalities : public AdapterTest {
protected:
    void become(Personality who, const Behaviour& how = {}) {
        AdapterConfig config;
        config.personality = who;
        config.request_timeout_ms = 1000;
        config.abort_timeout_ms = 100;
        config.reset_timeout_ms = 200;
        Behaviour offering = how;
        offering.threshold = true;
        upper.done.clear();
        upper.device_events.clear();
        start(config, offering);
    }
    bool resets_first(Personality who) {
        AdapterConfig config;
        config.personality = who;
        make(config);
        EXPECT_TRUE(adapter->start().ok());
        return machine->commands.front().first == Command::AdapterReset;
    }
};

TEST_F(Personalities, SetUpAndDescribeRequestsAsTheirModelsDo) {
    for (const Habits& row : kHabits) {
        SCOPED_TRACE(static_cast<int>(row.who));
        EXPECT_EQ(resets_first(row.who), row.resets_first);
        become(row.who);
        const AdapterInfo& info = adapter->info();
        EXPECT_EQ(info.request_entries, row.request_entries);
        EXPECT_EQ(info.message_entries, row.message_entries);
        EXPECT_EQ(info.interrupt_mode, row.interrupts);
        EXPECT_EQ(info.outstanding_max, row.outstanding_max);
        EXPECT_EQ(info.request_call_threshold, row.threshold);
        ScsiRequest request = read_request(2);
        request.attribute = TaskAttribute::Ordered;
        submit(request);
        ASSERT_EQ(machine->in_flight.size(), 1U);
        const protocol::RequestDescriptor seen = machine->in_flight[0];
        EXPECT_EQ(seen.sense_bytes, row.sense_bytes);
        EXPECT_EQ(seen.sense_addr == 0, row.sense_bytes == 0);
        EXPECT_EQ(seen.context >> 32, row.context_high);
        EXPECT_EQ(seen.cdb_bytes, row.cdb_bytes);
        EXPECT_EQ((seen.flags & kDirections) != 0, row.names_direction);
        EXPECT_EQ(seen.tag, row.tag);
        EXPECT_EQ(seen.vcpu_hint, row.vcpu_hint);
        machine->trace.clear();
        machine->complete();
        if (row.interrupts == InterruptMode::Polled) {
            adapter->poll(1);
        } else {
            adapter->handle_interrupt();
        }
        EXPECT_EQ(request.outcome, Outcome::Good);
        std::uint32_t status_reads = 0;
        for (const Access& access : machine->trace) {
            status_reads +=
                access.kind == Access::Kind::ReadRegister && access.at == reg::kIntrStatus;
        }
        EXPECT_EQ(status_reads, row.status_reads);
        EXPECT_EQ(writes_of(reg::kIntrStatus), row.status_reads);
        ScsiRequest ready = no_data_request(2);
        submit(ready);
        EXPECT_EQ(writes_of(reg::kKickNonRwIo), row.non_rw_doorbell ? 1U : 0U);
        machine->commands.clear();
        adapter->stop();
        EXPECT_EQ(machine->count_commands(Command::AdapterReset), row.resets_at_stop ? 1U : 0U);
    }
}

TEST_F(Personalities, AskForTargetsInTheirOwnWay) {
    const auto targets = [this](Personality who, bool command, bool page) {
        Behaviour how;
        how.answers_max_targets = command;
        how.answers_config = page;
        AdapterConfig config;
        config.personality = who;
        make(config, how);
        return adapter->start().ok() ? adapter->info().targets_max : 0;
    };
    EXPECT_EQ(targets(Personality::Linux, true, false), 16U);
    EXPECT_EQ(targets(Personality::Linux, false, true), 65U);
    EXPECT_EQ(targets(Personality::FreeBsd, true, false), 65U);
    EXPECT_EQ(targets(Personality::FreeBsd, false, true), 16U);
    EXPECT_EQ(targets(Personality::Illumos, true, false), 16U);
    EXPECT_EQ(targets(Personality::OpenBsd, true, true), 65U);
    EXPECT_EQ(targets(Personality::OpenBsd, true, false), 0U);  // does not start
    EXPECT_EQ(targets(Personality::SeaBios, true, true), 7U);
}

TEST_F(Personalities, MakeOfCompletionsWhatTheirModelsMake) {
    struct Ending {
        Outcome outcome;
        std::uint64_t residual;
    };
    const auto end = [this](Personality who, std::uint16_t host, std::uint16_t scsi,
                            std::uint64_t moved) {
        become(who);
        ScsiRequest request = read_request(2);
        submit(request);
        machine->post({machine->in_flight[0].context, moved, 0, host, scsi});
        adapter->poll(1);
        return Ending{request.outcome, request.residual_bytes};
    };
    EXPECT_EQ(end(Personality::Linux, 0, 0, 100).residual, 3996U);
    EXPECT_EQ(end(Personality::Linux, 0, 0, 0).residual, 0U);
    EXPECT_EQ(end(Personality::FreeBsd, 0, 0, 100).residual, 0U);
    EXPECT_EQ(end(Personality::Illumos, 0, 0, 0).residual, 4096U);  // "no data"
    EXPECT_EQ(end(Personality::OpenBsd, 0x12, 0x02, 0).outcome, Outcome::Good);
    EXPECT_EQ(end(Personality::Native, 0x12, 0x02, 0).outcome, Outcome::CheckCondition);
    EXPECT_EQ(end(Personality::OpenBsd, 0x25, 0, 0).outcome, Outcome::Failed);
    EXPECT_EQ(end(Personality::Linux, 0x25, 0, 0).outcome, Outcome::Reset);
    EXPECT_EQ(end(Personality::OpenBsd, 0x26, 0, 0).outcome, Outcome::Failed);
    EXPECT_EQ(end(Personality::SeaBios, 0, 0x02, 0).outcome, Outcome::Good);
}

TEST_F(Personalities, ClimbTheirOwnLadders) {
    Behaviour deaf;
    deaf.aborts = deaf.resets_device = deaf.resets_bus = false;
    const auto climb = [&](Personality who) {
        become(who, deaf);
        ScsiRequest request = read_request(2);
        submit(request);
        machine->advance(*adapter, milliseconds(5000));
        adapter->stop();
        std::vector<Command> sent;
        for (const auto& [command, words] : machine->commands) sent.push_back(command);
        return sent;
    };
    const auto whole = climb(Personality::Linux);
    ASSERT_GE(whole.size(), 5U);
    EXPECT_EQ(whole[0], Command::AbortCmd);
    EXPECT_EQ(whole[3], Command::AdapterReset);
    EXPECT_EQ(whole[4], Command::SetupRings);
    // FreeBSD's last step leads nowhere: no rings afterwards.
    const auto dead_end = climb(Personality::FreeBsd);
    ASSERT_GE(dead_end.size(), 4U);
    EXPECT_EQ(dead_end[3], Command::AdapterReset);
    EXPECT_EQ(std::count(dead_end.begin(), dead_end.end(), Command::SetupRings), 0);
    // illumos announces an abort and sends none.
    const auto without_abort = climb(Personality::Illumos);
    ASSERT_GE(without_abort.size(), 3U);
    EXPECT_EQ(without_abort[0], Command::ResetDevice);
    EXPECT_EQ(without_abort[2], Command::AdapterReset);
    EXPECT_TRUE(climb(Personality::OpenBsd).empty());
    EXPECT_TRUE(climb(Personality::SeaBios).empty());
}

TEST_F(Personalities, FreezeTheirQueueFromAResetToTheNextCompletionOrGoOn) {
    Behaviour deaf;
    deaf.aborts = deaf.resets_device = false;
    for (const bool freezes : {true, false}) {
        become(freezes ? Personality::FreeBsd : Personality::Linux, deaf);
        ScsiRequest hung = read_request(2);
        ScsiRequest waits = read_request(3);
        submit(hung);
        machine->advance(*adapter, milliseconds(1050));  // timed out, its abort sent
        ScsiRequest before = read_request(3);
        submit(before);
        EXPECT_EQ(adapter->outstanding(), 2U);
        machine->advance(*adapter, milliseconds(100));  // the reset of its unit
        submit(waits);
        EXPECT_EQ(adapter->outstanding(), freezes ? 2U : 3U);
        before.outcome = Outcome::Failed;
        machine->post({machine->in_flight[1].context, before.data_bytes, 0, 0, 0});
        adapter->handle_interrupt();
        EXPECT_EQ(before.outcome, Outcome::Good);
        EXPECT_EQ(adapter->outstanding(), 2U);  // what waited has gone out
        adapter->stop();
    }
}

TEST_F(Personalities, RenewTheThresholdAfterAResetOrDoNot) {
    for (const auto& [who, times] :
         {std::pair(Personality::Native, 1U), std::pair(Personality::Linux, 0U),
          std::pair(Personality::FreeBsd, 0U)}) {
        become(who);
        static_cast<void>(adapter->reset_adapter());
        EXPECT_EQ(machine->count_commands(Command::SetupReqCallThreshold), times);
    }
}

TEST_F(Personalities, TakeMessagesAndRemovalsAsTheirModelsDo) {
    const auto heard = [this](Personality who) {
        become(who);
        for (const std::uint32_t type :
             {protocol::kMessageDeviceAdded, protocol::kMessageDeviceRemoved,
              protocol::kMessageDeviceAdded}) {
            protocol::MessageDescriptor message;
            message.type = type;
            message.target = 3;
            machine->post_message(message);
        }
        adapter->handle_interrupt();
        const auto at_once = upper.device_events.size();
        machine->intr_status = protocol::kIntrMsg0;
        adapter->handle_interrupt();
        return std::pair(at_once, upper.device_events.size());
    };
    using Pair = std::pair<std::size_t, std::size_t>;
    EXPECT_EQ(heard(Personality::Linux), Pair(3, 3));
    EXPECT_EQ(heard(Personality::Illumos), Pair(1, 2));
    EXPECT_EQ(heard(Personality::IllumosOld), Pair(1, 1));  // the removal is not for it
}

TEST_F(Personalities, RunOutOfContextsBeforeTheModernisation) {
    become(Personality::IllumosOld);
    std::vector<ScsiRequest> requests(300, read_request());
    std::uint32_t refused = 0;
    for (ScsiRequest& request : requests) {
        refused += adapter->submit(request).error() == Error::Full;
    }
    EXPECT_EQ(refused, 300U - 254U);
    EXPECT_EQ(logged(LogCode::Refused), refused);  // its warnings on the console
    become(Personality::Illumos);
    for (ScsiRequest& request : requests) submit(request);
    EXPECT_EQ(adapter->counters().held_back, 300U - 254U);
}

}  // namespace
}  // namespace pvscsim::driver::testing
