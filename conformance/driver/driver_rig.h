// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "conformance/driver/driver_port.h"
#include "models/base/random.h"
#include "pvscsim/driver/host_adapter.h"

namespace pvscsim::conformance {

/// A request of the rig's, and what must come of it.
struct RigSlot {
    driver::ScsiRequest request;
    std::vector<driver::SgElement> elements;
    std::uint32_t lba = 0;
    std::uint32_t blocks = 0;      ///< of the medium; 0: another command
    std::uint32_t generation = 0;  ///< of what a write brings
    bool busy = false;
    bool absent = false;    ///< nobody is at its address
    bool free_end = false;  ///< it may end as it likes, but once
    std::uint32_t retries = 0;
    std::uint32_t ends = 0;  ///< since it was submitted
};

/// The layer above the driver core, on a device under test: a load of mixed requests on the disk of
/// target 0, whose every block is known, and whatever else an exercise wants. Claims as in Bench.
class DriverRig final : public driver::UpperLayer {
public:
    static constexpr std::uint32_t kDepth = 48;
    static constexpr std::uint8_t kSlowTarget = 1;
    static constexpr std::uint8_t kPluggable = 7;

    DriverRig(DeviceUnderTest& device, const driver::AdapterConfig& config);

    driver::HostAdapter& adapter() { return *adapter_; }
    DriverPort& port() { return port_; }
    DeviceUnderTest& device() { return device_; }

    void expect(bool holds, const std::string& what);
    const std::vector<std::string>& failures() const { return failures_; }
    /// What the disk holds is not known, because others have written to it.
    void forget_disk();
    /// Starts the driver; false, and a claim that failed, if it does not.
    bool start();
    /// Stops the driver, and claims that every request has ended and all its memory is back.
    void stop();

    /// Submits `count` random requests, so that up to `depth` are outstanding, and waits for them.
    void load(std::uint64_t count, std::uint32_t depth = kDepth);
    /// The same, but returns with requests outstanding.
    void load_and_leave(std::uint64_t count, std::uint32_t depth = kDepth);
    /// Waits until nothing is outstanding.
    void wait_all();
    /// One TEST UNIT READY, waited for; returns how it ended.
    driver::Outcome look_at(std::uint8_t target);
    /// A read of the slow disk, submitted; it may end as it likes. Null if every slot is in use.
    /// `timeout` of 0 is the adapter's own.
    RigSlot* read_slowly(std::chrono::nanoseconds timeout = std::chrono::nanoseconds(0));
    /// Waits until `slot` has ended.
    void wait_for(const RigSlot& slot);
    /// Lets the driver do what there is to do, for a step of time.
    void pump();

    // What has been told.
    std::uint64_t done = 0;     ///< requests that ended for good
    std::uint64_t retried = 0;  ///< ends that were worth another try
    std::array<std::uint32_t, 256> added{};
    std::array<std::uint32_t, 256> removed{};

    void completed(driver::ScsiRequest& request) noexcept override;
    void device_event(driver::DeviceEvent event, std::uint8_t target,
                      std::uint8_t lun) noexcept override;

private:
    RigSlot* free_slot(std::uint32_t depth);
    void draw(RigSlot& slot);
    bool draw_place(RigSlot& slot, bool write);
    void draw_elements(RigSlot& slot, std::uint64_t bytes);
    void submit(RigSlot& slot);
    void finish(RigSlot& slot);
    void move_data(const RigSlot& slot, std::vector<std::uint8_t>& flat, bool to_memory);
    bool holds(const RigSlot& slot);
    std::uint64_t buffer_of(const RigSlot& slot) const;

    DeviceUnderTest& device_;
    DriverPort port_;
    const driver::AdapterConfig config_;
    std::unique_ptr<driver::HostAdapter> adapter_;
    RandomStream random_;
    std::vector<RigSlot> slots_{kDepth};
    std::vector<std::uint32_t> generations_;  ///< of each block; 0: never written
    std::vector<bool> in_use_;                ///< blocks that a request reads or writes
    std::uint32_t last_generation_ = 0;
    std::uint32_t outstanding_ = 0;
    bool letting_go_ = false;  ///< the driver stops: requests may end as they like
    std::vector<std::string> failures_;
};

}  // namespace pvscsim::conformance
