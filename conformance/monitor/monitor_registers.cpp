// SPDX-License-Identifier: Apache-2.0
// Registers and commands.
#include <algorithm>
#include <cstring>

#include "conformance/monitor/bytes.h"
#include "conformance/monitor/monitor.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint32_t kCommand = 0x0000;
constexpr std::uint32_t kCommandData = 0x0004;
constexpr std::uint32_t kCommandStatus = 0x0008;
constexpr std::uint32_t kIntrStatus = 0x100c;
constexpr std::uint32_t kIntrMask = 0x2010;
constexpr std::uint32_t kKickNonRwIo = 0x3014;
constexpr std::uint32_t kKickRwIo = 0x4018;
constexpr std::uint32_t kMsixTable = 0x6000;
constexpr std::uint32_t kRingCauses = 5;  // CMPL_0 and MSG_0
constexpr std::uint32_t kFailed = 0xffffffff;

constexpr std::uint32_t kAdapterReset = 1;
constexpr std::uint32_t kSetupRings = 3;
constexpr std::uint32_t kResetBus = 4;
constexpr std::uint32_t kResetDevice = 5;
constexpr std::uint32_t kConfig = 7;
constexpr std::uint32_t kSetupMsgRing = 8;
constexpr std::uint32_t kSetupThreshold = 10;
constexpr std::uint32_t kGetMaxTargets = 11;

/// Data words of each command.
constexpr std::uint32_t kWords[12] = {0, 0, 0, 132, 0, 3, 4, 6, 34, 0, 1, 0};

constexpr bool is_power_of_two(std::uint32_t value) {
    return value != 0 && (value & (value - 1)) == 0;
}

std::uint32_t log2_of(std::uint32_t value) {
    std::uint32_t log2 = 0;
    while ((1U << log2) < value) ++log2;
    return log2;
}

std::vector<std::uint64_t> page_addresses(const std::uint32_t* words, std::uint32_t count) {
    std::vector<std::uint64_t> addresses;
    for (std::uint32_t i = 0; i < count; ++i) {
        addresses.push_back((std::uint64_t{words[2 * i + 1]} << 32 | words[2 * i]) << 12);
    }
    return addresses;
}

}  // namespace

void Monitor::register_read(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value) {
    if (bytes != 4 || offset % 4 != 0) return badly_accessed("read", offset, bytes);
    if (judge_driver_) findings_.tested_driver(4);
    switch (offset) {
        case kCommandStatus:
            return status_read(value);
        case kIntrStatus:
            return interrupt_status_read(value);
        case kIntrMask:
            if (mask_known_ && !device(14, (value & 15U) == mask_.value())) {
                device_broke(14, "INTR_MASK does not read as it was written.",
                             {"written " + hex(mask_.value()) + ", read " + hex(value)});
            }
            return;
        default:
            if (offset >= kMsixTable || device(8, value == 0)) return;
            device_broke(8, "An undefined or write-only register does not read 0.",
                         {"offset " + hex(offset) + ", read " + hex(value)});
    }
}

void Monitor::register_written(std::uint32_t offset, std::uint32_t bytes, std::uint32_t value,
                               SimTime at) {
    if (bytes != 4 || offset % 4 != 0) {
        badly_accessed("written", offset, bytes);
        return lose_track();
    }
    if (judge_driver_) findings_.tested_driver(4);
    switch (offset) {
        case kCommand:
            return command_written(value);
        case kCommandData:
            return data_written(value);
        case kIntrStatus:
            return acknowledged(value, at);
        case kIntrMask:
            return mask_written(value, at);
        case kKickNonRwIo:
        case kKickRwIo:
            return kicked(offset == kKickRwIo);
        default:
            return;
    }
}

[[gnu::noinline]] void Monitor::badly_accessed(const char* how, std::uint32_t offset,
                                               std::uint32_t bytes) {
    if (driver(4, false)) return;
    driver_broke(
        4, std::string("A register was ") + how + " with another width than 32 bits, or unaligned.",
        {"offset " + hex(offset) + ", " + std::to_string(bytes) + " bytes"});
}

void Monitor::kicked(bool read_or_write) {
    owed_since_ = SimTime::never();
    if (!read_or_write) {
        non_rw_since_ = SimTime::never();
        return;
    }
    if (non_rw_since_ == SimTime::never()) return;
    // Another processor's doorbell may come between publishing and ringing.
    if (driver(39, machine_.driver_now() <= non_rw_since_ + SimTime::from_us(1000))) return;
    driver_broke(39, "A request that is no read or write waits for its own doorbell.");
    non_rw_since_ = SimTime::never();
}

void Monitor::command_written(std::uint32_t command) {
    const bool probe = words_ == 0 && (command_ == kSetupMsgRing || command_ == kSetupThreshold);
    if (!driver(7, command_ == kIdle || probe)) {
        driver_broke(7, "A command begins before the one before it has its data.",
                     {"command " + std::to_string(command_) + " has " + std::to_string(words_) +
                      " words, command " + std::to_string(command) + " begins"});
    }
    last_ = command;
    words_ = 0;
    stray_ = false;
    const std::uint32_t words = command < 12 ? kWords[command] : 0;
    command_ = words == 0 ? kIdle : command;
    executed_ = settling_ = words == 0;
}

void Monitor::data_written(std::uint32_t value) {
    if (!driver(7, command_ != kIdle)) {
        driver_broke(7, "COMMAND_DATA is written, and no command takes data.",
                     {"last command " + std::to_string(last_)});
    }
    if (command_ == kIdle) {
        stray_ = true;
        return;
    }
    args_[words_++] = value;
    if (words_ != kWords[command_]) return;
    command_ = kIdle;
    executed_ = settling_ = true;
    if (last_ == kSetupRings) rings_requested();
    if (last_ == kSetupMsgRing) messages_requested();
    if (last_ == kConfig) check_config_page();
}

void Monitor::register_settled() {
    if (!settling_) return;
    settling_ = false;
    if (rings_ && (last_ == kResetBus || last_ == kResetDevice)) judge_reset(last_ == kResetBus);
    if (last_ != kAdapterReset) return;
    finish();
    forget_rings();
    causes_.set(0);
    ever_ = 0;
    was_reset_ = true;
    if (!device(84, !line_)) {
        device_broke(84, "The interrupt line is high after ADAPTER_RESET.");
    }
}

void Monitor::function_reset() {
    forget_rings();
    command_ = last_ = kIdle;
    settling_ = false;
    causes_.set(0);
    mask_.set(0);
    ever_ = 0;
}

// What a register took from an access that is none of the protocol's is not known from outside.
void Monitor::lose_track() {
    lose_rings("register-access",
               "A register was written with another width than 32 bits, or unaligned.");
    mask_known_ = settling_ = false;
    stray_ = true;
    command_ = kIdle;
    mask_.set(15);
}

void Monitor::forget_rings() {
    stop_following();
    followed_ = true;
    findings_.sees_again(now());
    requests_.clear();
    completions_.clear();
    messages_.clear();
    // Else there is nothing in either: buffers are those of requests in the table.
    if (table_.slots() != 0) {
        buffers_.clear();
        table_.clear();
    }
    pieces_ = 0;
    owed_since_ = non_rw_since_ = SimTime::never();
    threshold_ = prod_seen_ = cons_seen_ = 0;
    req_prod_ = fetched_ = req_cons_ = written_ = cmp_prod_ = cmp_cons_ = cmp_read_ = excess_ = 0;
    msg_prod_ = msg_cons_ = msg_written_ = msg_read_ = 0;
}

void Monitor::rings_requested() {
    const std::uint32_t req_pages = args_[0];
    const std::uint32_t cmp_pages = args_[1];
    const bool legal = is_power_of_two(req_pages) && req_pages <= 32 &&
                       is_power_of_two(cmp_pages) && cmp_pages <= 32;
    if (!driver(6, was_reset_)) {
        driver_broke(6, "SETUP_RINGS comes before any ADAPTER_RESET.");
    }
    if (!driver(19, legal)) {
        driver_broke(19, "The rings have a number of pages that is not legal.",
                     {std::to_string(req_pages) + " and " + std::to_string(cmp_pages) + " pages"});
    }
    if (!legal) return;
    // Nor is it known what has become pending meanwhile.
    if (!followed_) {
        causes_.set(kRingCauses);
        ever_ = kRingCauses;
    }
    replaces_ = rings_ || !followed_;
    forget_rings();
    requests_.set(page_addresses(&args_[4], req_pages));
    completions_.set(page_addresses(&args_[68], cmp_pages));
    requests_.look_into(machine_);
    state_ = page_addresses(&args_[2], 1)[0];
    request_mask_ = req_pages * 32 - 1;
    completion_mask_ = cmp_pages * 128 - 1;
    in_slot_.assign(request_mask_ + 1, RequestTable::kNone);
    finished_by_.assign(completion_mask_ + 1, RequestTable::kNone);
    // Pages that are used twice cannot be told apart from outside.
    std::vector<std::uint64_t> pages = requests_.pages();
    pages.insert(pages.end(), completions_.pages().begin(), completions_.pages().end());
    pages.push_back(state_);
    std::sort(pages.begin(), pages.end());
    status_checked_ = false;
    const auto twice = std::adjacent_find(pages.begin(), pages.end());
    if (twice != pages.end()) {
        return lose_rings("pages-twice", "The rings have page " + hex(*twice) + " more than once.");
    }
    rings_ = true;
    note_rings();
    check_fresh_pages();
}

void Monitor::check_fresh_pages() {
    std::vector<std::uint64_t> pages = requests_.pages();
    pages.insert(pages.end(), completions_.pages().begin(), completions_.pages().end());
    pages.push_back(state_);
    for (const std::uint64_t page : pages) {
        const std::byte* bytes = machine_.memory(page, 4096);
        if (bytes == nullptr) continue;
        const bool is_zero = bytes[0] == std::byte{0} && std::memcmp(bytes, bytes + 1, 4095) == 0;
        if (driver(17, is_zero)) continue;
        const auto* dirty = std::find_if(bytes, bytes + 4096,
                                         [](std::byte value) { return value != std::byte{0}; });
        driver_broke(17, "A page of the rings is not zero at SETUP_RINGS.",
                     {"page " + hex(page) + ", first at byte " + std::to_string(dirty - bytes)});
        return;
    }
}

void Monitor::messages_requested() {
    const std::uint32_t pages = args_[0];
    const bool legal = is_power_of_two(pages) && pages <= 16;
    if (followed_ && !driver(20, rings_)) {
        driver_broke(20, "SETUP_MSG_RING comes before SETUP_RINGS.");
    }
    if (!driver(10, message_probed_)) {
        driver_broke(10, "SETUP_MSG_RING is used, and was never probed.");
    }
    if (!driver(19, legal)) {
        driver_broke(19, "The message ring has a number of pages that is not legal.",
                     {std::to_string(pages) + " pages"});
    }
    if (!legal || !rings_) return;
    messages_.set(page_addresses(&args_[2], pages));
    note_rings();
    message_mask_ = pages * 32 - 1;
    msg_prod_ = msg_cons_ = msg_written_ = msg_read_ = 0;
}

void Monitor::check_config_page() {
    const std::uint64_t page = std::uint64_t{args_[1]} << 32 | args_[0];
    const std::byte* header = machine_.memory(page, 16);
    if (header == nullptr) return;
    if (driver(13, le16(header + 6) != 0 || le16(header + 8) != 0)) return;
    driver_broke(13, "CONFIG is issued with a page whose header says success already.",
                 {"page " + hex(page) + ": " + hex_bytes(header, 16)});
}

void Monitor::check_fresh_state() {
    if (machine_.memory(state_, 4096) == nullptr) return;
    // A model may let tests start all indices elsewhere, for their wrap (DEVICE-143).
    const std::uint32_t first = word_of_state(0);
    const bool same =
        word_of_state(4) == first && word_of_state(12) == first && word_of_state(16) == first;
    if (same) {
        req_prod_ = fetched_ = req_cons_ = written_ = cmp_prod_ = cmp_cons_ = cmp_read_ = first;
    }
    const bool sizes = word_of_state(8) == log2_of(request_mask_ + 1) &&
                       word_of_state(20) == log2_of(completion_mask_ + 1);
    const std::string bytes = hex_bytes(machine_.memory(state_, 32), 32);
    if (!device(38, same && sizes)) {
        device_broke(38, "SETUP_RINGS did not write indices 0 and the sizes.", {bytes});
    }
    if (!device(39, word_of_state(24) == 0)) {
        device_broke(39, "reqCallThreshold is not 0 after SETUP_RINGS.", {bytes});
    }
}

void Monitor::probe_answered(std::uint32_t value) {
    if (words_ != 0) return;
    message_probed_ = message_probed_ || last_ == kSetupMsgRing;
    threshold_probed_ = threshold_probed_ || last_ == kSetupThreshold;
    const bool always = last_ == 3 || last_ == 5 || last_ == 6;
    if (!device(19, !always || value != kFailed)) {
        device_broke(19, "A command that needs data is refused before it has any.",
                     {"command " + std::to_string(last_)});
    }
    if (value == kFailed) command_ = kIdle;
}

void Monitor::config_answered(std::uint32_t value) {
    const std::byte* page = machine_.memory(std::uint64_t{args_[1]} << 32 | args_[0], 480);
    if (page == nullptr) return;
    const std::vector<std::string> evidence{"COMMAND_STATUS " + hex(value), hex_bytes(page, 16)};
    const bool good = le16(page + 6) == 0 && le16(page + 8) == 0;
    if (value == 0 && !device(28, good && le32(page + 472) - 1 < 256)) {
        device_broke(28, "CONFIG worked, and its page is not good.", evidence);
    }
    if (value == kFailed && !device(29, !good)) {
        device_broke(29, "CONFIG failed, and its page says 0/0.", evidence);
    }
}

void Monitor::status_read(std::uint32_t value) {
    if (stray_ || last_ == kIdle) return;
    const std::string answer =
        "command " + std::to_string(last_) + ", COMMAND_STATUS " + hex(value);
    if (!executed_) return probe_answered(value);
    const bool failed_or_zero = value == 0 || value == kFailed;
    switch (last_) {
        case 1:
        case 4:
        case 6:
            if (!device(23, value == 0)) device_broke(23, "It does not answer 0.", {answer});
            return;
        case 3:
        case 5:
            if (!device(23, failed_or_zero)) device_broke(23, "It does not answer 0.", {answer});
            if (last_ != kSetupRings || !rings_ || status_checked_) return;
            status_checked_ = true;
            if (value == 0) return check_fresh_state();
            if (!replaces_) return forget_rings();
            return lose_rings("set-up-refused", "SETUP_RINGS failed, and rings were there before.");
        case kConfig:
            return config_answered(value);
        case kSetupMsgRing:
            if (value == kFailed) messages_.clear();
            return;
        case kSetupThreshold:
            if (threshold_probed_ && !device(134, value <= 1)) {
                device_broke(134, "It answers neither 1 nor 0 after a probe that worked.",
                             {answer});
            }
            return;
        case kGetMaxTargets:
            if (!device(32, value == kFailed || value - 1 < 256)) {
                device_broke(32, "The number of targets is not in 1 to 256.", {answer});
            }
            return;
        default:
            if (last_ == 2 || last_ == 9 || device(18, value == kFailed)) return;
            device_broke(18, "An unknown command is not answered with -1.", {answer});
    }
}

void Monitor::interrupt_status_read(std::uint32_t value) {
    read_causes_ = value;
    const std::vector<std::string> evidence{"read " + hex(value) + ", pending at the most " +
                                            hex(causes_.value())};
    if (!device(12, (value & ~15U) == 0)) {
        device_broke(12, "INTR_STATUS has reserved bits set.", evidence);
    }
    if (!device(129, (value & 10U) == 0)) {
        device_broke(129, "INTR_STATUS shows CMPL_1 or MSG_1.", evidence);
    }
    if (followed_ && !device(126, (value & kRingCauses & ~causes_.value()) == 0) &&
        !hides_causes()) {
        device_broke(126, "INTR_STATUS shows a cause, and nothing new is visible.", evidence);
    }
}

}  // namespace pvscsim::conformance
