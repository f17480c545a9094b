// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "tests/models/engine/adapter_harness.h"

namespace pvscsim {

/// What the profile qemu-7.2 has; a test of the profiles compares.
inline DeviceConfig qemu_device() {
    DeviceConfig config;
    config.msix = config.express = config.power_management = false;
    config.config_pages = config.get_max_targets = false;
    config.max_targets = config.disks_max = 64;
    config.worker.wake_ns = 0;
    config.defects = ((1U << kDefects.size()) - 1) & ~(1U << static_cast<int>(Defect::Q22));
    config.variants =
        ((1U << kVariants.size()) - 1) & ~(1U << static_cast<int>(Variant::OldConfig));
    return config;
}

inline constexpr std::uint32_t kMinusTwo = 0xfffffffe;
inline constexpr std::uint32_t kToHost = 8;
inline constexpr std::uint32_t kToDevice = 16;
inline constexpr std::uint8_t kAbsentLun = 3;

class QemuObservations : public AdapterHarness {
protected:
    void begin(bool rings = true, bool messages = false) {
        start(qemu_device());
        std::fill(memory->data.begin() + place::kData, memory->data.end(), std::uint8_t{0xaa});
        if (rings) set_up_rings();
        if (messages) set_up_messages();
    }
    /// "hs ss dl sl" of the only completion.
    void expect_done(const Ask& ask, std::uint32_t host, std::uint32_t scsi,
                     std::uint32_t sense = 0) {
        const Done done = serve_one(ask);
        EXPECT_EQ(done.host, host);
        EXPECT_EQ(done.scsi, scsi);
        EXPECT_EQ(done.data_len, 0U);
        EXPECT_EQ(done.sense_len, sense);
    }
    /// A block was delivered there: its tag, here that of a block never written, has been stored.
    bool delivered(std::uint64_t block) const {
        return memory->load(place::kData + block * 512, 8) == 0;
    }
    Ask with(Ask ask, const std::function<void(Ask&)>& change) {
        change(ask);
        return ask;
    }
    void setup_rings_gives(std::uint32_t requests, std::uint32_t completions, std::uint32_t status,
                           std::uint32_t log2_requests = 0, std::uint32_t log2_completions = 0) {
        begin(false);
        guest->set_state(8, 99);
        guest->set_state(20, 99);
        EXPECT_EQ(command(3, guest->rings(requests, completions)), status);
        EXPECT_EQ(guest->state(8), status == 0 ? log2_requests : 99);
        EXPECT_EQ(guest->state(20), status == 0 ? log2_completions : 99);
    }
    void three_slow_reads() {
        begin();
        guest->publish(read_10(1));
        guest->publish(read_10(2, 8));
        guest->publish(with(read_10(3), [](Ask& ask) { ask.target = 1; }));
        kick();
    }
    std::vector<std::uint32_t> hosts() {
        std::vector<std::uint32_t> by_context(4, 999);
        for (const Done& done : guest->take()) by_context.at(done.context) = done.host;
        return {by_context.begin() + 1, by_context.end()};
    }
    using Hosts = std::vector<std::uint32_t>;
};

}  // namespace pvscsim
