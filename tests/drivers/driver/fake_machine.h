// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/protocol/commands.h"
#include "pvscsim/protocol/descriptors.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim::driver::testing {

/// How the device under the driver behaves; set before start(), or in between.
struct Behaviour {
    bool present = true;
    bool registers_dead = false;  ///< they read all ones and take nothing
    std::array<std::uint32_t, 6> bar_bytes{0x8000, 0, 0, 0, 0, 0};  ///< 0: absent
    std::array<std::uint32_t, 6> bar_type{0, 0, 0, 0, 0, 0};        ///< low bits of each BAR
    bool answers_max_targets = true;
    bool answers_config = true;
    bool config_is_silent = false;  ///< CONFIG succeeds and writes nothing
    std::uint32_t targets = 65;
    bool message_ring = true;
    bool threshold = false;
    std::uint32_t setup_rings_status = 0;
    std::uint32_t setups_refused = 0;  ///< so many of the next SETUP_RINGS answer -1
    std::uint32_t preset_idx = 0;      ///< all indices of fresh rings
    bool fetches = true;               ///< on a doorbell
    bool aborts = true;                ///< ABORT_CMD ends the request
    bool resets_device = true;         ///< RESET_DEVICE ends the unit's requests
    bool resets_bus = true;
    std::uint32_t device_reset_status = 0;
    bool best_only = false;  ///< refuse all interrupt modes but `best_mode`
    InterruptMode best_mode = InterruptMode::Msix;
    std::uint32_t dma_buffers_max = 1000;  ///< then the platform is out of memory
    bool through_port = false;  ///< shared memory by SharedMemory calls, which are traced
};

/// One access that the driver made, in order.
struct Access {
    enum class Kind : std::uint8_t { ReadRegister, WriteRegister, Read, Write, Fence, Call };
    Kind kind;
    std::uint64_t at;  ///< register offset or bus address
    std::uint64_t value;
    Order order = Order::Plain;
};

/// Machine and device in one: configuration space, registers, rings in memory, a clock. A plain
/// peer for unit tests; it does on a register write what the protocol says and nothing on its own.
class FakeMachine final : public Platform, public SharedMemory {
public:
    explicit FakeMachine(const Behaviour& how = {});

    std::uint32_t read_config(std::uint16_t offset, std::uint8_t width) noexcept override;
    void write_config(std::uint16_t offset, std::uint8_t width,
                      std::uint32_t value) noexcept override;
    Result<void> map_registers(std::uint8_t bar, std::uint32_t bytes) noexcept override;
    std::uint32_t read_register(std::uint32_t offset) noexcept override;
    void write_register(std::uint32_t offset, std::uint32_t value) noexcept override;
    Result<DmaBuffer> allocate_dma(std::uint32_t pages) noexcept override;
    void free_dma(const DmaBuffer& buffer) noexcept override;
    void full_fence() noexcept override;
    void sync_for_device(DmaRange) noexcept override {}
    void sync_for_cpu(DmaRange) noexcept override {}
    Result<void> enable_interrupts(InterruptMode mode) noexcept override;
    void disable_interrupts() noexcept override;
    std::chrono::nanoseconds now() noexcept override { return now_; }
    void set_timer(std::chrono::nanoseconds deadline) noexcept override;
    std::uint16_t current_cpu() noexcept override { return cpu; }
    void wake_cpu(std::uint16_t which) noexcept override { woken.push_back(which); }
    void log(const LogRecord& event) noexcept override;

    void read(std::uint64_t bus_addr, void* to, std::uint32_t bytes, Order order) noexcept override;
    void write(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
               Order order) noexcept override;

    // The device's side.
    void fetch();
    /// Ends the oldest request in flight, or the one given, without touching its data.
    void complete(std::uint16_t host_status = 0, std::uint16_t scsi_status = 0);
    void complete_all();
    void post(const protocol::CompletionDescriptor& completion);
    void post_message(const protocol::MessageDescriptor& message);
    std::uint32_t state_word(std::uint32_t offset) const;
    void set_state_word(std::uint32_t offset, std::uint32_t value);
    std::uint8_t* at(std::uint64_t bus_addr);

    /// Moves the clock by `span`, with the timer's calls in between.
    void advance(HostAdapter& adapter, std::chrono::milliseconds span);

    Behaviour behaviour;
    std::vector<protocol::RequestDescriptor> in_flight;
    std::vector<Access> trace;
    std::vector<LogRecord> events;
    std::vector<std::uint16_t> woken;
    std::vector<std::pair<protocol::Command, std::vector<std::uint32_t>>> commands;
    std::array<std::uint32_t, 16> config_words{};
    std::uint32_t intr_status = 0;
    std::uint32_t intr_mask = 0;
    std::int64_t armed_ns = std::chrono::nanoseconds::max().count();
    std::uint32_t live_buffers = 0;
    bool tracing = true;
    bool frees_with_rings = false;  ///< memory came back while the device still knew it
    std::uint16_t cpu = 3;
    std::string interrupt_log;
    bool rings_installed = false;
    std::pair<int, int> config_page_before{};  ///< host and SCSI status in the page at CONFIG
    std::uint32_t count_commands(protocol::Command command) const;

private:
    void select_command(std::uint32_t value);
    void push_word(std::uint32_t value);
    std::uint32_t execute(protocol::Command command);
    std::uint32_t setup_rings();
    std::uint32_t write_config_page();
    void end_matching(const std::function<bool(const protocol::RequestDescriptor&)>& match,
                      protocol::HostStatus status);
    void note(Access::Kind kind, std::uint64_t where, std::uint64_t value,
              Order order = Order::Plain);

    std::vector<std::byte> arena_;
    std::uint64_t next_page_ = 0;
    std::chrono::nanoseconds now_{1'000'000'000};
    std::uint32_t buffers_given_ = 0;
    std::uint32_t command_ = 0;
    std::uint32_t words_wanted_ = 0;
    std::vector<std::uint32_t> words_;
    std::uint32_t command_status_ = 0;
    std::uint64_t state_addr_ = 0;
    std::vector<std::uint64_t> req_pages_, cmp_pages_, msg_pages_;
    std::uint32_t req_cons_ = 0, cmp_prod_ = 0, msg_prod_ = 0;
};

/// Remembers what comes up, and does what a test wants done in between.
class RecordingUpper final : public UpperLayer {
public:
    void completed(ScsiRequest& request) noexcept override {
        done.push_back(&request);
        if (on_completed) on_completed(request);
    }
    void device_event(DeviceEvent event, std::uint8_t target, std::uint8_t lun) noexcept override {
        device_events.push_back({event, target, lun});
    }
    struct Seen {
        DeviceEvent event;
        std::uint8_t target;
        std::uint8_t lun;
    };
    std::vector<ScsiRequest*> done;
    std::vector<Seen> device_events;
    std::function<void(ScsiRequest&)> on_completed;
};

/// READ(10) of 4,096 bytes at `lba`, into a buffer at bus address 0x7000'0000.
ScsiRequest read_request(std::uint8_t target = 0, std::uint32_t lba = 0);
/// TEST UNIT READY.
ScsiRequest no_data_request(std::uint8_t target = 0);

}  // namespace pvscsim::driver::testing
