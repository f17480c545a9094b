// SPDX-License-Identifier: Apache-2.0
// The core allocates nothing: every operator new of this program is counted.
#include "tests/drivers/driver/adapter_test.h"
#include "tests/drivers/driver/counting_new.h"

namespace pvscsim::driver::testing {
namespace {

// What docs/porting.md says of its size.
static_assert(sizeof(HostAdapter) > 275 * 1024 && sizeof(HostAdapter) < 285 * 1024);

/// Counts completions; no containers.
class CountingUpper final : public UpperLayer {
public:
    void completed(ScsiRequest&) noexcept override { ++count; }
    void device_event(DeviceEvent, std::uint8_t, std::uint8_t) noexcept override {}
    std::uint32_t count = 0;
};

TEST(Heap, IsNotTouchedAfterStart) {
    FakeMachine machine;
    machine.tracing = false;
    machine.in_flight.reserve(2000);
    CountingUpper upper;
    AdapterConfig config;
    config.elements_max = 1024;
    config.lun_queue_depth = 8;
    const auto adapter = std::make_unique<HostAdapter>(machine, upper, config);
    ASSERT_TRUE(adapter->start().ok());
    std::vector<SgElement> elements(1024, SgElement{0x1000, 512});
    std::vector<ScsiRequest> requests;
    for (std::uint32_t i = 0; i < 600; ++i) {
        requests.push_back(read_request(static_cast<std::uint8_t>(i % 50), i));
        if (i % 3 != 0) continue;
        requests.back().elements = elements.data();
        requests.back().element_count = i % 1024 + 1;
        requests.back().data_bytes = 512ULL * requests.back().element_count;
    }
    const std::size_t before = allocations();
    for (int round = 0; round < 20; ++round) {
        for (ScsiRequest& request : requests) ASSERT_TRUE(adapter->submit(request).ok());
        while (!machine.in_flight.empty()) {
            machine.complete_all();
            adapter->handle_interrupt();
        }
        adapter->handle_timer();
    }
    EXPECT_EQ(allocations(), before);
    EXPECT_EQ(upper.count, 20U * 600U);
}

}  // namespace
}  // namespace pvscsim::driver::testing
