// SPDX-License-Identifier: Apache-2.0
// Discovery, set-up and the way down.
#include "pvscsim/protocol/pci.h"
#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

namespace pci = protocol::pci;
namespace reg = protocol::reg;
using protocol::Command;

class Start : public AdapterTest {
protected:
    /// Position in the trace of the first write of `value` to register `offset`.
    std::size_t first_write(std::uint32_t offset, std::uint64_t value) const {
        for (std::size_t i = 0; i < machine->trace.size(); ++i) {
            const Access& access = machine->trace[i];
            if (access.kind == Access::Kind::WriteRegister && access.at == offset &&
                access.value == value) {
                return i;
            }
        }
        ADD_FAILURE() << "no write of " << value << " to " << offset;
        return 0;
    }
    const std::vector<std::uint32_t>& arguments(Command command) const {
        for (const auto& entry : machine->commands) {
            if (entry.first == command) return entry.second;
        }
        static const std::vector<std::uint32_t> kMissing(200);
        ADD_FAILURE() << "command not sent";
        return kMissing;
    }
};

TEST_F(Start, MatchesByVendorAndDeviceAlone) {
    make();
    machine->config_words[2] = 0x0c033000;  // some other class and revision
    EXPECT_TRUE(adapter->start().ok());
    make();
    machine->config_words[0] = 0x07c015ae;
    EXPECT_EQ(adapter->start().error(), Error::NotFound);
    Behaviour absent;
    absent.present = false;
    make({}, absent);
    EXPECT_EQ(adapter->start().error(), Error::NotFound);
}

TEST_F(Start, TakesTheFirstMemoryBarThatIsLargeEnough) {
    struct Layout {
        std::array<std::uint32_t, 6> bytes;
        std::array<std::uint32_t, 6> type;
        int bar;
    };
    const Layout layouts[] = {
        {{0x8000, 0, 0, 0, 0, 0}, {}, 0},
        {{8, 0x8000, 0, 0, 0, 0}, {1, 4, 0, 0, 0, 0}, 1},        // I/O, then 64 bits
        {{0x1000, 0, 0x8000, 0, 0, 0}, {4, 0, 4, 0, 0, 0}, 2},   // too small, then 64 bits
        {{0, 0x8000, 0, 0, 0, 0}, {}, 1},                        // first one missing
        {{0, 0, 0, 0x10000, 0x8000, 0}, {0, 0, 0, 0, 0, 0}, 3},  // larger is fine
        {{0x10000, 0x8000, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0}, 1},  // large I/O does not count
        {{0x1000, 0, 0, 0, 0, 0}, {}, -1},
        {{0, 0, 0, 0, 0, 0}, {}, -1},
    };
    for (const Layout& layout : layouts) {
        Behaviour how;
        how.bar_bytes = layout.bytes;
        how.bar_type = layout.type;
        make({}, how);
        const auto before = machine->config_words;
        const auto started = adapter->start();
        for (std::size_t i = 4; i < 10; ++i) EXPECT_EQ(machine->config_words[i], before[i]);
        if (layout.bar < 0) {
            EXPECT_EQ(started.error(), Error::NotFound);
            continue;
        }
        ASSERT_TRUE(started.ok());
        EXPECT_EQ(adapter->info().bar, layout.bar);
    }
}

TEST_F(Start, TakesNoUpperHalfForABar) {
    Behaviour how;
    how.bar_bytes = {0x1000, 0, 0x8000, 0, 0, 0};
    how.bar_type = {4, 0, 0, 0, 0, 0};
    make({}, how);
    machine->config_words[5] = 4;  // the small BAR is above 16 GiB
    ASSERT_TRUE(adapter->start().ok());
    EXPECT_EQ(adapter->info().bar, 2);
}

TEST_F(Start, EnablesMemoryAndBusMaster) {
    make();
    ASSERT_TRUE(adapter->start().ok());
    const std::uint32_t command = machine->config_words[1];
    EXPECT_EQ(command & pci::kCommandMemory, pci::kCommandMemory);
    EXPECT_EQ(command & pci::kCommandBusMaster, pci::kCommandBusMaster);
}

TEST_F(Start, MasksAndResetsFirstAndUnmasksLast) {
    make();
    ASSERT_TRUE(adapter->start().ok());
    const std::size_t mask = first_write(reg::kIntrMask, 0);
    const std::size_t reset = first_write(reg::kCommand, 1);
    const std::size_t rings = first_write(reg::kCommand, 3);
    const std::size_t messages = first_write(reg::kCommand, 8);
    const std::size_t unmask = first_write(reg::kIntrMask, protocol::kIntrAll);
    std::size_t handler = 0;
    while (machine->trace[handler].kind != Access::Kind::Call ||
           machine->trace[handler].at != 100) {
        ++handler;
    }
    EXPECT_LT(mask, reset);
    EXPECT_LT(reset, rings);
    EXPECT_LT(rings, messages);
    EXPECT_LT(messages, handler);
    EXPECT_LT(handler, unmask);
    EXPECT_EQ(unmask + 1, machine->trace.size());
}

TEST_F(Start, SendsEachCommandWholeAndReadsTheStatusAfterIt) {
    Behaviour how;
    how.threshold = true;
    make({}, how);
    ASSERT_TRUE(adapter->start().ok());
    std::uint32_t words = 0;
    std::uint32_t command = 0;
    for (const Access& access : machine->trace) {
        if (access.kind == Access::Kind::WriteRegister && access.at == reg::kCommand) {
            command = static_cast<std::uint32_t>(access.value);
            words = 0;
        } else if (access.kind == Access::Kind::WriteRegister && access.at == reg::kCommandData) {
            ++words;
        } else if (access.kind == Access::Kind::ReadRegister) {
            EXPECT_EQ(access.at, reg::kCommandStatus);
            EXPECT_TRUE(words == 0 || words == protocol::kCommands[command].dwords);
        }
    }
    EXPECT_EQ(machine->count_commands(Command::SetupMsgRing), 1U);
    EXPECT_EQ(arguments(Command::SetupReqCallThreshold), std::vector<std::uint32_t>{1});
}

TEST_F(Start, TellsTheDeviceEveryPage) {
    AdapterConfig config;
    config.request_ring_pages = 4;
    config.completion_ring_pages = 32;
    config.message_ring_pages = 16;
    make(config);
    ASSERT_TRUE(adapter->start().ok());
    const auto& words = arguments(Command::SetupRings);
    EXPECT_EQ(words[0], 4U);
    EXPECT_EQ(words[1], 32U);
    EXPECT_EQ(words[3], 0U);
    EXPECT_GE(words[2], 0x120000U);  // page number: bus addresses are above 4 GiB
    for (std::uint32_t i = 1; i < 4; ++i) EXPECT_EQ(words[4 + 2 * i], words[4] + i);
    EXPECT_EQ(words[4 + 2 * 4], 0U);
    for (std::uint32_t i = 1; i < 32; ++i) EXPECT_EQ(words[68 + 2 * i], words[68] + i);
    EXPECT_EQ(arguments(Command::SetupMsgRing)[0], 16U);
    EXPECT_EQ(adapter->info().request_entries, 128U);
    EXPECT_EQ(adapter->info().completion_entries, 4096U);
    EXPECT_EQ(adapter->info().message_entries, 512U);
    EXPECT_EQ(adapter->info().outstanding_max, 128U);
}

TEST_F(Start, CountsTargetsByEitherQueryOrFallsBackTo16) {
    struct Case {
        bool max_targets;
        bool config;
        std::uint32_t answer;
        std::uint32_t expected;
    };
    for (const Case& c : {Case{true, true, 65, 65}, Case{false, true, 64, 64},
                          Case{false, false, 64, 16}, Case{true, true, 0, 16},
                          Case{true, true, 100'000, 256}, Case{false, true, 0xfffffff0, 256}}) {
        Behaviour how;
        how.answers_max_targets = c.max_targets;
        how.answers_config = c.config;
        how.targets = c.answer;
        make({}, how);
        ASSERT_TRUE(adapter->start().ok());
        EXPECT_EQ(adapter->info().targets_max, c.expected);
    }
}

TEST_F(Start, PresetsTheConfigPageSoThatSilenceIsFailure) {
    Behaviour how;
    how.answers_max_targets = false;
    how.answers_config = true;
    how.config_is_silent = true;
    make({}, how);
    ASSERT_TRUE(adapter->start().ok());
    EXPECT_EQ(adapter->info().targets_max, 16U);
    EXPECT_EQ(machine->config_page_before, (std::pair<int, int>{0x1a, 2}));
    const auto& words = arguments(Command::Config);
    EXPECT_EQ(words[0] % 4096, 0U);
    EXPECT_EQ(words[2], 0U);
    EXPECT_EQ(words[3], 0x2120U);
    EXPECT_EQ(words[4], 0x1958U);
}

TEST_F(Start, FailsCleanlyIfTheDeviceRefusesTheRings) {
    Behaviour how;
    how.setup_rings_status = protocol::kStatusFailed;
    make({}, how);
    EXPECT_EQ(adapter->start().error(), Error::DeviceFailed);
    EXPECT_EQ(machine->live_buffers, 0U);
    EXPECT_EQ(machine->interrupt_log, "");
    EXPECT_FALSE(adapter->running());
}

TEST_F(Start, GivesBackEverythingWhenMemoryRunsOut) {
    std::uint32_t failures = 0;
    for (std::uint32_t buffers = 0; buffers < 100; ++buffers) {
        Behaviour how;
        how.dma_buffers_max = buffers;
        make({}, how);
        const auto started = adapter->start();
        if (started.ok()) break;
        ++failures;
        EXPECT_EQ(started.error(), Error::NoMemory);
        EXPECT_EQ(machine->live_buffers, 0U);
    }
    EXPECT_GT(failures, 5U);
    EXPECT_LT(failures, 100U);
}

TEST_F(Start, RefusesOptionsOutOfRange) {
    const auto refused = [this](void (*change)(AdapterConfig&)) {
        AdapterConfig config;
        change(config);
        make(config);
        return adapter->start().error() == Error::BadConfig;
    };
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.request_ring_pages = 3; }));
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.request_ring_pages = 64; }));
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.completion_ring_pages = 0; }));
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.message_ring_pages = 32; }));
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.doorbell_batch = 0; }));
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.lun_queue_depth = 1025; }));
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.completion_budget = 4097; }));
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.elements_max = 16385; }));
    EXPECT_TRUE(refused([](AdapterConfig& c) { c.request_timeout_ms = 0; }));
    EXPECT_FALSE(refused([](AdapterConfig& c) { c.message_ring_pages = 0; }));
}

TEST_F(Start, WorksWithoutMessageRingAndThreshold) {
    Behaviour how;
    how.message_ring = false;
    make({}, how);
    ASSERT_TRUE(adapter->start().ok());
    EXPECT_EQ(adapter->info().message_entries, 0U);
    EXPECT_FALSE(adapter->info().request_call_threshold);
    EXPECT_EQ(machine->intr_mask, protocol::kIntrCmpl0 | protocol::kIntrCmpl1);
    EXPECT_FALSE(adapter->poll(1));
}

TEST_F(Start, FallsBackToTheBestInterruptModeThatThePlatformHas) {
    const std::pair<InterruptMode, const char*> cases[] = {{InterruptMode::Msix, "0"},
                                                           {InterruptMode::Msi, "01"},
                                                           {InterruptMode::Intx, "012"},
                                                           {InterruptMode::Polled, "0123"}};
    for (const auto& [mode, tried] : cases) {
        Behaviour how;
        how.best_only = true;
        how.best_mode = mode;
        make({}, how);
        ASSERT_TRUE(adapter->start().ok());
        EXPECT_EQ(adapter->info().interrupt_mode, mode);
        EXPECT_EQ(machine->interrupt_log, tried);
        EXPECT_EQ(machine->intr_mask, mode == InterruptMode::Polled ? 0 : protocol::kIntrAll);
    }
}

TEST_F(Start, ResetsTheDeviceBeforeItFreesMemory) {
    start();
    ScsiRequest request = read_request();
    ScsiRequest finished = read_request();
    submit(request);
    submit(finished);
    machine->in_flight.erase(machine->in_flight.begin());
    machine->complete();
    adapter->stop();
    EXPECT_EQ(upper.done, (std::vector<ScsiRequest*>{&finished, &request}));
    EXPECT_EQ(finished.outcome, Outcome::Good);
    EXPECT_EQ(request.outcome, Outcome::Aborted);
    EXPECT_FALSE(machine->frees_with_rings);
    EXPECT_EQ(machine->live_buffers, 0U);
    EXPECT_EQ(machine->intr_mask, 0U);
    EXPECT_EQ(machine->interrupt_log, "0off");
    EXPECT_EQ(machine->config_words[1] & pci::kCommandBusMaster, 0U);
    adapter->stop();
    EXPECT_EQ(upper.done.size(), 2U);
}

TEST_F(Start, StartsAgainAfterAStop) {
    start();
    adapter->stop();
    ASSERT_TRUE(adapter->start().ok());
    ScsiRequest request = read_request();
    submit(request);
    machine->complete();
    EXPECT_TRUE(adapter->handle_interrupt());
    EXPECT_EQ(upper.done.size(), 1U);
}

}  // namespace
}  // namespace pvscsim::driver::testing
