// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "conformance/suite/ask.h"

namespace pvscsim::conformance {

/// What a device has behind it: memory and wires.
class DeviceBus {
public:
    virtual void device_read(std::uint64_t addr, void* to, std::uint32_t bytes) = 0;
    virtual void device_write(std::uint64_t addr, const void* from, std::uint32_t bytes) = 0;
    virtual void send_message() = 0;
    virtual void set_line(bool level) = 0;

protected:
    ~DeviceBus() = default;
};

/// A request as the device has fetched it.
struct Fetched {
    std::uint64_t context = 0;
    std::uint64_t data_addr = 0;
    std::uint64_t data_bytes = 0;
    std::uint64_t sense_addr = 0;
    std::uint32_t sense_bytes = 0;
    std::uint32_t flags = 0;
    std::array<std::uint8_t, 128> raw{};

    std::uint8_t opcode() const { return raw[40]; }
    std::uint8_t target() const { return raw[67]; }
    std::uint8_t lun() const { return raw[58]; }
};

/// How a request is to end.
struct Reply {
    std::uint16_t host_status = kSuccess;
    std::uint16_t scsi_status = kGood;
    std::optional<std::uint64_t> data_bytes;  ///< as asked for without a value
    std::vector<std::uint8_t> sense;
    std::optional<std::uint32_t> sense_told;  ///< another length than that of `sense`
    bool held = false;                        ///< not yet: it stays in flight

    static Reply hold() {
        Reply reply;
        reply.held = true;
        return reply;
    }
};

/// A PVSCSI adapter that does what a test tells it, right or wrong. Without a script it keeps the
/// protocol: it serves every request at its doorbell, within the register write.
class ScriptedDevice {
public:
    explicit ScriptedDevice(DeviceBus& bus) : bus_(bus) {}

    // The script.

    std::function<Reply(const Fetched&)> on_request;
    /// In place of what the device would do: a status, or nothing for its own way.
    std::function<std::optional<std::uint32_t>(std::uint32_t, const std::vector<std::uint32_t>&)>
        on_command;
    bool has_messages = true;
    bool has_threshold = true;
    bool has_max_targets = true;
    bool has_config = true;
    bool writes_config_header = true;
    bool all_ones = false;  ///< nobody answers at the registers
    bool defers = false;    ///< KICK_RW_IO is heard, and followed at the other doorbell
    bool ends_aborted = true;
    bool ends_reset = true;  ///< by RESET_DEVICE and RESET_BUS
    std::uint32_t targets = 16;
    std::uint32_t message_probe = 34;
    std::uint32_t threshold_probe = 1;
    std::uint32_t threshold = 0;    ///< once enabled
    std::uint32_t first_index = 0;  ///< of freshly installed rings

    // What the driver has told it.

    bool installed = false;
    std::uint64_t state_addr = 0;
    std::vector<std::uint64_t> request_pages;
    std::vector<std::uint64_t> completion_pages;
    std::vector<std::uint64_t> message_pages;
    bool threshold_on = false;
    std::uint32_t status = 0;  ///< INTR_STATUS
    std::uint32_t mask = 0;    ///< INTR_MASK
    bool line_mode = false;    ///< no messages but a line
    std::vector<Fetched> in_flight;
    std::vector<Fetched> ever;  ///< every request that was fetched, in order

    std::uint32_t request_entries() const {
        return static_cast<std::uint32_t>(request_pages.size()) * 32;
    }
    std::uint32_t completion_entries() const {
        return static_cast<std::uint32_t>(completion_pages.size()) * 128;
    }
    std::uint32_t message_entries() const {
        return static_cast<std::uint32_t>(message_pages.size()) * 32;
    }

    // Registers.

    std::uint32_t read(std::uint32_t offset) const;
    void write(std::uint32_t offset, std::uint32_t value);

    // What it does by itself.

    void fetch();
    /// Ends the oldest request in flight with this context; false if there is none.
    bool end(std::uint64_t context, const Reply& reply);
    void end_all(const Reply& reply);
    /// A completion as told, whether or not there is such a request.
    void post(const Fetched& request, const Reply& reply);
    void post_message(std::uint32_t type, std::uint32_t target, std::uint32_t bus = 0,
                      std::uint16_t lun_bytes = 0);
    /// Stores an index into the state page as it is told.
    void set_word(std::uint32_t offset, std::uint32_t value);
    void raise(std::uint32_t causes);
    std::uint32_t cmp_prod = 0;
    std::uint32_t msg_prod = 0;

private:
    void data(std::uint32_t value);
    std::uint32_t execute();
    std::uint32_t set_up_rings();
    std::uint32_t set_up_messages();
    std::uint32_t write_config_page();
    std::uint32_t end_matching(const std::function<bool(const Fetched&)>& matches,
                               std::uint16_t host_status);
    void forget();
    void update_line() {
        if (line_mode) bus_.set_line((status & mask) != 0);
    }

    DeviceBus& bus_;
    std::uint32_t command_ = 0;
    std::uint32_t wanted_ = 0;
    std::vector<std::uint32_t> args_;
    std::uint32_t answer_ = 0;
    std::uint32_t req_cons_ = 0;
};

}  // namespace pvscsim::conformance
