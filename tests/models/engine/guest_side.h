// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/models/engine/plain_memory.h"

namespace pvscsim {

/// Where things lie in the guest memory of the engine's tests.
namespace place {
inline constexpr std::uint32_t kState = 0x1000;
inline constexpr std::uint32_t kRequests = 0x10000;     // 32 pages
inline constexpr std::uint32_t kCompletions = 0x30000;  // 32 pages
inline constexpr std::uint32_t kMessages = 0x50000;     // 16 pages
inline constexpr std::uint32_t kSense = 0x60000;
inline constexpr std::uint32_t kList = 0x70000;
inline constexpr std::uint32_t kData = 0x100000;  // to the end, 1 MiB
inline constexpr std::uint32_t kPage = 0x1000;
}  // namespace place

// What a completion may say: hostStatus, and a scsiStatus.
inline constexpr std::uint32_t kDataRun = 0x12;
inline constexpr std::uint32_t kInvalidParameter = 0x1a;
inline constexpr std::uint32_t kHardware = 0x20;
inline constexpr std::uint32_t kCheck = 2;

/// A request as a driver fills it in.
struct Ask {
    std::uint64_t context = 0;
    std::uint64_t data_addr = place::kData;
    std::uint64_t data_len = 0;
    std::uint64_t sense_addr = place::kSense;
    std::uint32_t sense_len = 0;
    std::uint32_t flags = 0;
    std::vector<std::uint8_t> cdb{0, 0, 0, 0, 0, 0};
    std::uint8_t cdb_len = 0;  // 0: that of `cdb`
    std::array<std::uint8_t, 8> lun{};
    std::uint8_t tag = 0x20;
    std::uint8_t bus = 0;
    std::uint8_t target = 0;
    std::uint8_t unused = 0;  // bytes 68 to 127
};

inline Ask test_unit_ready(std::uint64_t context) {
    Ask ask;
    ask.context = context;
    return ask;
}

/// READ(10) or WRITE(10) of 512-byte blocks.
inline Ask transfer(std::uint8_t opcode, std::uint64_t context, std::uint32_t lba,
                    std::uint32_t blocks) {
    const auto byte = [](std::uint32_t value) { return static_cast<std::uint8_t>(value); };
    Ask ask;
    ask.context = context;
    ask.data_len = blocks * 512;
    ask.cdb = {opcode,    0, byte(lba >> 24),   byte(lba >> 16), byte(lba >> 8),
               byte(lba), 0, byte(blocks >> 8), byte(blocks),    0};
    return ask;
}
inline Ask read_10(std::uint64_t context, std::uint32_t lba = 0, std::uint32_t blocks = 1) {
    return transfer(0x28, context, lba, blocks);
}
inline Ask write_10(std::uint64_t context, std::uint32_t lba = 0, std::uint32_t blocks = 1) {
    return transfer(0x2a, context, lba, blocks);
}
inline Ask inquiry(std::uint64_t context, std::uint8_t allocation, std::uint64_t data_len) {
    Ask ask;
    ask.context = context;
    ask.data_len = data_len;
    ask.cdb = {0x12, 0, 0, 0, allocation, 0};
    return ask;
}

/// A completion as a driver reads it.
struct Done {
    std::uint64_t context;
    std::uint64_t data_len;
    std::uint32_t sense_len;
    std::uint32_t host;
    std::uint32_t scsi;
    std::uint64_t pad;
};

struct Message {
    std::uint32_t type;
    std::uint32_t bus;
    std::uint32_t target;
    std::uint64_t lun;
    bool padded_with_zeros;
};

/// The driver's memory: rings and scatter-gather lists, by offsets of its own. Ring pages lie in
/// descending order, so that no ring is contiguous.
class GuestSide {
public:
    explicit GuestSide(PlainMemory& guest_memory) : memory(guest_memory) {}

    /// The arguments of SETUP_RINGS for rings at their places.
    std::vector<std::uint32_t> rings(std::uint32_t request_pages, std::uint32_t completion_pages) {
        req_pages = request_pages;
        cmp_pages = completion_pages;
        req_prod = cmp_cons = 0;
        std::vector<std::uint32_t> args(132, 0);
        args[0] = request_pages;
        args[1] = completion_pages;
        args[2] = place::kState >> 12;
        for (std::uint32_t i = 0; i < request_pages && i < 32; ++i) {
            args[4 + 2 * i] = (place::kRequests >> 12) + request_pages - 1 - i;
        }
        for (std::uint32_t i = 0; i < completion_pages && i < 32; ++i) {
            args[68 + 2 * i] = (place::kCompletions >> 12) + completion_pages - 1 - i;
        }
        return args;
    }
    /// The arguments of SETUP_MSG_RING.
    std::vector<std::uint32_t> messages(std::uint32_t pages) {
        msg_pages = pages;
        msg_cons = 0;
        std::vector<std::uint32_t> args(34, 0);
        args[0] = pages;
        for (std::uint32_t i = 0; i < pages && i < 16; ++i) {
            args[2 + 2 * i] = (place::kMessages >> 12) + pages - 1 - i;
        }
        return args;
    }

    std::uint32_t state(std::uint32_t offset) const {
        return static_cast<std::uint32_t>(memory.load(place::kState + offset, 4));
    }
    void set_state(std::uint32_t offset, std::uint32_t value) {
        memory.store(place::kState + offset, 4, value);
    }
    std::uint64_t request_slot(std::uint32_t index) const {
        return slot(place::kRequests, req_pages, index, 128);
    }
    std::uint64_t completion_slot(std::uint32_t index) const {
        return slot(place::kCompletions, cmp_pages, index, 32);
    }

    void write_request(std::uint64_t at, const Ask& ask);
    /// Fills the next slot and publishes it; no kick.
    void publish(const Ask& ask) {
        write_request(request_slot(req_prod), ask);
        set_state(0, ++req_prod);
    }
    /// What has been posted since the last call; consumed if `consume`.
    std::vector<Done> take(bool consume = true);
    std::vector<Message> take_messages();
    void put_element(std::uint64_t at, std::uint64_t addr, std::uint32_t bytes,
                     std::uint32_t flags = 0) {
        memory.store(at, 8, addr);
        memory.store(at + 8, 4, bytes);
        memory.store(at + 12, 4, flags);
    }

    PlainMemory& memory;
    std::uint32_t req_pages = 0;
    std::uint32_t cmp_pages = 0;
    std::uint32_t msg_pages = 0;
    std::uint32_t req_prod = 0;
    std::uint32_t cmp_cons = 0;
    std::uint32_t msg_cons = 0;

private:
    static std::uint64_t slot(std::uint64_t base, std::uint32_t pages, std::uint32_t index,
                              std::uint32_t bytes) {
        const std::uint32_t in_page = place::kPage / bytes;
        const std::uint32_t number = index % (pages * in_page);
        return base + (pages - 1 - number / in_page) * place::kPage + number % in_page * bytes;
    }
};

}  // namespace pvscsim
