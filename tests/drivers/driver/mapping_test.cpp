// SPDX-License-Identifier: Apache-2.0
// Data is mapped for the device while a request is outstanding, and no longer: every way to the end
// of a request takes its mapping back.
#include <map>

#include "tests/drivers/driver/adapter_test.h"

namespace pvscsim::driver::testing {
namespace {

/// Puts another machine's calls through, and moves data elsewhere while it is mapped.
class MappingMachine final : public Platform {
public:
    static constexpr std::uint64_t kMoved = 0x10'0000'0000;

    std::uint32_t read_config(std::uint16_t offset, std::uint8_t width) noexcept override {
        return below.read_config(offset, width);
    }
    void write_config(std::uint16_t offset, std::uint8_t width,
                      std::uint32_t value) noexcept override {
        below.write_config(offset, width, value);
    }
    Result<void> map_registers(std::uint8_t bar, std::uint32_t bytes) noexcept override {
        return below.map_registers(bar, bytes);
    }
    std::uint32_t read_register(std::uint32_t offset) noexcept override {
        return below.read_register(offset);
    }
    void write_register(std::uint32_t offset, std::uint32_t value) noexcept override {
        below.write_register(offset, value);
    }
    Result<DmaBuffer> allocate_dma(std::uint32_t pages) noexcept override {
        return below.allocate_dma(pages);
    }
    void free_dma(const DmaBuffer& buffer) noexcept override { below.free_dma(buffer); }
    void full_fence() noexcept override { below.full_fence(); }
    void sync_for_device(DmaRange range) noexcept override { below.sync_for_device(range); }
    void sync_for_cpu(DmaRange range) noexcept override { below.sync_for_cpu(range); }
    bool maps_data() noexcept override { return maps; }
    Result<void> map_data(ScsiRequest& request) noexcept override {
        if (room == 0) return Error::NoMemory;
        --room;
        const bool first = mapped.emplace(&request, Moved{request.elements, {}}).second;
        EXPECT_TRUE(first);
        std::vector<SgElement>& moved = mapped[&request].elements;
        moved.assign(request.elements, request.elements + request.element_count);
        for (SgElement& element : moved) element.bus_addr += kMoved;
        request.elements = moved.data();
        return {};
    }
    void unmap_data(ScsiRequest& request) noexcept override {
        const auto found = mapped.find(&request);
        ASSERT_NE(found, mapped.end());
        request.elements = found->second.original;
        mapped.erase(found);
        ++room;
    }
    Result<void> enable_interrupts(InterruptMode mode) noexcept override {
        return below.enable_interrupts(mode);
    }
    void disable_interrupts() noexcept override { below.disable_interrupts(); }
    std::chrono::nanoseconds now() noexcept override { return below.now(); }
    void set_timer(std::chrono::nanoseconds deadline) noexcept override {
        below.set_timer(deadline);
    }
    std::uint16_t current_cpu() noexcept override { return below.current_cpu(); }
    void wake_cpu(std::uint16_t cpu) noexcept override { below.wake_cpu(cpu); }
    void log(const LogRecord& record) noexcept override { below.log(record); }

    struct Moved {
        const SgElement* original;
        std::vector<SgElement> elements;
    };
    FakeMachine below;
    std::map<const ScsiRequest*, Moved> mapped;
    std::uint32_t room = 100;  // so many can be mapped
    bool maps = true;
};

class Mapping : public ::testing::Test {
protected:
    void start(const AdapterConfig& config = {}) {
        adapter = std::make_unique<HostAdapter>(machine, upper, config);
        ASSERT_TRUE(adapter->start().ok());
        upper.on_completed = [this](ScsiRequest& request) {
            EXPECT_EQ(machine.mapped.count(&request), 0U);
        };
    }
    /// All of `count` requests have ended, and nothing is mapped.
    void expect_ended(std::size_t count) {
        EXPECT_EQ(upper.done.size(), count);
        EXPECT_TRUE(machine.mapped.empty());
    }
    MappingMachine machine;
    RecordingUpper upper;
    std::unique_ptr<HostAdapter> adapter;
    ScsiRequest a = read_request(0), b = read_request(0), c = read_request(1);
};

TEST_F(Mapping, GivesTheDeviceTheMappingsAddressesAndTheOwnerItsOwnBack) {
    start();
    const SgElement* const own = a.elements;
    ASSERT_TRUE(adapter->submit(a).ok());
    machine.below.fetch();
    ASSERT_EQ(machine.below.in_flight.size(), 1U);
    EXPECT_EQ(machine.below.in_flight[0].data_addr, own->bus_addr + MappingMachine::kMoved);
    machine.below.complete();
    adapter->handle_interrupt();
    EXPECT_EQ(a.elements, own);
    expect_ended(1);
}

TEST_F(Mapping, IsNotAskedForARequestWithoutData) {
    start();
    machine.room = 0;
    ScsiRequest none = no_data_request();
    ASSERT_TRUE(adapter->submit(none).ok());
    machine.below.complete_all();
    adapter->handle_interrupt();
    expect_ended(1);
}

TEST_F(Mapping, IsNotAskedForWhereItDoesNothing) {
    machine.maps = false;
    machine.room = 0;
    start();
    ASSERT_TRUE(adapter->submit(a).ok());
    machine.below.complete_all();
    adapter->handle_interrupt();
    expect_ended(1);
    adapter->stop();
    machine.maps = true;  // asked again by the next start
    ASSERT_TRUE(adapter->start().ok());
    EXPECT_EQ(adapter->submit(a).error(), Error::NoMemory);
}

TEST_F(Mapping, ThatFailsRefusesTheRequestWhichMayComeAgain) {
    start();
    machine.room = 1;
    ASSERT_TRUE(adapter->submit(a).ok());
    const Result<void> refused = adapter->submit(b);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error(), Error::NoMemory);
    EXPECT_EQ(adapter->counters().submitted, 1U);
    EXPECT_EQ(adapter->outstanding(), 1U);
    machine.below.complete_all();
    adapter->handle_interrupt();
    ASSERT_TRUE(adapter->submit(b).ok());
    machine.below.complete_all();
    adapter->handle_interrupt();
    expect_ended(2);
}

TEST_F(Mapping, EndsWithARequestThatWaitedForItsUnit) {
    AdapterConfig config;
    config.lun_queue_depth = 1;
    start(config);
    for (ScsiRequest* request : {&a, &b}) ASSERT_TRUE(adapter->submit(*request).ok());
    EXPECT_EQ(machine.mapped.size(), 2U);
    while (adapter->outstanding() != 0) {
        machine.below.complete_all();
        adapter->handle_interrupt();
    }
    expect_ended(2);
}

TEST_F(Mapping, EndsWithAResetOfTheAdapterAndWithAStop) {
    AdapterConfig config;
    config.lun_queue_depth = 1;
    start(config);
    for (ScsiRequest* request : {&a, &b, &c}) ASSERT_TRUE(adapter->submit(*request).ok());
    ASSERT_TRUE(adapter->reset_adapter().ok());
    EXPECT_EQ(upper.done.size(), 2U);
    EXPECT_EQ(machine.mapped.size(), 1U);  // b waited and goes on
    adapter->stop();
    expect_ended(3);
}

TEST_F(Mapping, EndsWithAnAbortOfWhatWaitedAndOfWhatTheDeviceHas) {
    AdapterConfig config;
    config.lun_queue_depth = 1;
    start(config);
    for (ScsiRequest* request : {&a, &b}) ASSERT_TRUE(adapter->submit(*request).ok());
    ASSERT_TRUE(adapter->abort(b).ok());
    ASSERT_TRUE(adapter->abort(a).ok());
    adapter->handle_interrupt();
    expect_ended(2);
}

TEST_F(Mapping, EndsWhereARequestIsSteeredTo) {
    AdapterConfig config;
    config.steer_completions = true;
    start(config);
    ASSERT_TRUE(adapter->submit(a).ok());
    machine.below.complete_all();
    machine.below.cpu = 1;
    adapter->handle_interrupt();
    EXPECT_TRUE(upper.done.empty());
    machine.below.cpu = 3;
    adapter->take_steered();
    expect_ended(1);
}

}  // namespace
}  // namespace pvscsim::driver::testing
