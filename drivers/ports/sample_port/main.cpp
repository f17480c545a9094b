// SPDX-License-Identifier: Apache-2.0
// Reads one block through the driver core, on the stand-in device.
#include <cstdio>
#include <memory>

#include "loopback_device.h"
#include "pvscsim/driver/host_adapter.h"

namespace {

using namespace pvscsim;

/// The layer above the driver: here, one flag.
class Upper final : public driver::UpperLayer {
public:
    void completed(driver::ScsiRequest&) noexcept override { done = true; }
    void device_event(driver::DeviceEvent, std::uint8_t, std::uint8_t) noexcept override {}
    bool done = false;
};

bool read_block(driver::HostAdapter& adapter, sample::LoopbackMachine& machine, Upper& upper) {
    const driver::SgElement buffer{machine.data_bus_addr(), 512};
    driver::ScsiRequest request;
    request.cdb = {0x28, 0, 0, 0, 0, 42, 0, 0, 1};  // READ(10), block 42
    request.cdb_bytes = 10;
    request.direction = driver::DataDirection::FromDevice;
    request.elements = &buffer;
    request.element_count = 1;
    request.data_bytes = buffer.bytes;
    if (!adapter.submit(request).ok()) return false;
    for (int turn = 0; turn < 1000 && !upper.done; ++turn) {
        if (machine.interrupt_pending()) adapter.handle_interrupt();
        if (machine.timer_due()) adapter.handle_timer();
    }
    return upper.done && request.outcome == driver::Outcome::Good &&
           machine.data()[511] == std::byte{42};
}

}  // namespace

int main() {
    const auto machine = sample::LoopbackMachine::make();
    Upper upper;
    driver::AdapterConfig config;
    config.elements_max = 16;
    const auto adapter = std::make_unique<driver::HostAdapter>(*machine, upper, config);
    if (const auto started = adapter->start(); !started.ok()) {
        std::printf("start failed: error %d\n", static_cast<int>(started.error()));
        return 1;
    }
    const bool msix =
        adapter->info().interrupt_mode == driver::InterruptMode::Msix && machine->message() == 0x31;
    const bool read = read_block(*adapter, *machine, upper);
    adapter->stop();
    std::printf("interrupts by MSI-X: %s, block 42: %s\n", msix ? "yes" : "no",
                read ? "read" : "NOT read");
    return msix && read ? 0 : 1;
}
