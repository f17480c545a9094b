// SPDX-License-Identifier: Apache-2.0
// The message ring.
#include <algorithm>

#include "conformance/monitor/bytes.h"
#include "conformance/monitor/monitor.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint32_t kMessageBytes = 128;
constexpr std::uint32_t kMsgConsIdx = 132;  // in the rings state page
constexpr std::uint32_t kMsg0 = 4;

/// Of 128 bytes: bus 0, the LUN in its second byte, zeros from byte 20 on.
bool is_message(const std::uint8_t* bytes) {
    const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
    return le32(bytes + 4) == 0 && bytes[12] == 0 && std::all_of(bytes + 14, bytes + 128, is_zero);
}

}  // namespace

void Monitor::message_written(std::uint64_t addr, std::uint64_t offset, const void* data,
                              std::uint64_t bytes) {
    const std::uint32_t slot = msg_written_ & message_mask_;
    if (asked_for(addr, bytes)) return lose_rings_to_guest(addr);
    if (!device(139, bytes == kMessageBytes && offset == std::uint64_t{slot} * kMessageBytes)) {
        device_broke(
            139, "A message is not written whole into the next slot.",
            {write_evidence(addr, data, bytes), "slot " + std::to_string(slot) + " is next"});
        return;
    }
    if (!device(139, data == nullptr || is_message(static_cast<const std::uint8_t*>(data)))) {
        device_broke(139, "A message has another bus than 0, or bytes that must be 0 are not.",
                     {write_evidence(addr, data, bytes)});
    }
    if (msg_written_ - msg_cons_ > message_mask_) {
        msg_cons_ = word_of_state(kMsgConsIdx);
        if (msg_written_ - msg_cons_ > message_mask_) {
            device_broke(135, "A message is overwritten that the driver has not consumed.",
                         {write_evidence(addr, data, bytes)});
        }
    }
    findings_.tested_device(135);
    ++msg_written_;
}

void Monitor::message_index_written(std::uint64_t addr, const void* data) {
    const std::uint32_t value = le32(data);
    const auto evidence = [&] { return write_evidence(addr, data, 4); };
    if (messages_.bytes() == 0) {
        findings_.tested_device(140);
        device_broke(140, "msgProdIdx is written, and there is no message ring.", {evidence()});
        return;
    }
    if (!device(136, value == msg_written_)) {
        device_broke(136, "msgProdIdx does not follow the messages that were written.",
                     {"written " + std::to_string(msg_written_), evidence()});
    }
    msg_prod_ = msg_written_ = value;
    causes_.add(kMsg0);
    ever_ |= kMsg0;
}

void Monitor::messages_consumed(std::uint32_t value) {
    if (!driver(67, value - msg_cons_ <= msg_read_ - msg_cons_)) {
        driver_broke(67, "msgConsIdx is advanced over a message that was not read.",
                     {"msgConsIdx := " + std::to_string(value)});
    }
    msg_cons_ = value;
}

}  // namespace pvscsim::conformance
