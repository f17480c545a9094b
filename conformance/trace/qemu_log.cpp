// SPDX-License-Identifier: Apache-2.0
// The log tells what the device does, in the words of its code: commands when they are executed,
// not word by word; memory only by the addresses of descriptors and completions and the values of
// two indices. What a read register gave is told of INTR_STATUS alone: for the others QEMU 7.2
// prints the value of INTR_STATUS too.
#include "conformance/trace/qemu_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <vector>

#include "conformance/monitor/monitor_rules.h"

namespace pvscsim::conformance {

namespace {

constexpr std::size_t kLogLineBytesMax = 64 << 10;
/// What can be said of these rules from the log alone.
constexpr std::string_view kDecided[] = {"DEVICE-012", "DEVICE-055", "DEVICE-060", "DEVICE-084",
                                         "DEVICE-104", "DEVICE-107", "DEVICE-120", "DEVICE-124",
                                         "DEVICE-126", "DEVICE-129", "DEVICE-136", "DRIVER-006",
                                         "DRIVER-020", "DRIVER-021", "DRIVER-045"};

constexpr std::uint32_t kStatusOffset = 0x100c;
constexpr std::uint32_t kMaskOffset = 0x2010;
constexpr std::uint32_t kNonRwOffset = 0x3014;
constexpr std::uint32_t kRwOffset = 0x4018;
constexpr std::uint64_t kMessagesAt = 0xffffffff00000000;  // their pages are not told

class QemuLog {
public:
    QemuLog(const std::string& file, TracePlayer& player)
        : lines_(file, kLogLineBytesMax), player_(player) {}

    void play();

private:
    struct Event {
        std::string_view name;
        void (QemuLog::*take)();
    };
    static const std::array<Event, 18> kEvents;

    void take_line(std::string_view line);
    void settle();
    void command(std::uint32_t id, const std::vector<std::uint32_t>& words);
    void take_state();
    void take_command();
    void take_page();
    void take_rings();
    void take_message_ring();
    void take_register_read();
    void take_register_write();
    void take_descriptor() { descriptor_ = number(" descriptor "); }
    void take_request();
    void take_end_of_request() { ended_.push_back(number(" ctx: ")); }
    void take_completion();
    void take_completion_index();
    void take_message();
    void take_message_index();
    void take_level();
    void take_msi() { player_.monitor().message_sent(player_.now()); }
    void take_reset_of_unit() { command(5, {0, 0, 0}); }
    void take_abort() { command(6, {0, 0, 0, 0}); }

    bool says(std::string_view text) const { return rest_.find(text) != std::string_view::npos; }
    /// The number that follows `before`.
    std::uint64_t number(std::string_view before) const;
    void set_word(std::uint64_t addr, std::uint64_t value, bool by_device);

    TextLines lines_;
    TracePlayer& player_;
    std::string_view line_;
    std::string_view rest_;
    bool settled_ = true;
    bool rings_ = false;
    std::uint64_t state_ = 0;
    std::vector<std::uint64_t> request_pages_;
    std::vector<std::uint64_t> completion_pages_;
    std::uint64_t told_state_ = 0;  // of rings that are being set up
    std::vector<std::uint64_t> told_requests_;
    std::vector<std::uint64_t> told_completions_;
    std::uint64_t descriptor_ = 0;
    std::uint32_t published_ = 0;
    std::uint32_t messages_ = 0;
    std::uint64_t message_entries_ = 0;
    std::deque<std::uint64_t> ended_;  // contexts whose completions are still to be written
};

const std::array<QemuLog::Event, 18> QemuLog::kEvents{{
    {"pvscsi_io_read", &QemuLog::take_register_read},
    {"pvscsi_io_write", &QemuLog::take_register_write},
    {"pvscsi_process_io", &QemuLog::take_descriptor},
    {"pvscsi_process_req_descr", &QemuLog::take_request},
    {"pvscsi_complete_request", &QemuLog::take_end_of_request},
    {"pvscsi_cmp_ring_put", &QemuLog::take_completion},
    {"pvscsi_ring_flush_cmp", &QemuLog::take_completion_index},
    {"pvscsi_update_irq_level", &QemuLog::take_level},
    {"pvscsi_update_irq_msi", &QemuLog::take_msi},
    {"pvscsi_msg_ring_put", &QemuLog::take_message},
    {"pvscsi_ring_flush_msg", &QemuLog::take_message_index},
    {"pvscsi_state", &QemuLog::take_state},
    {"pvscsi_on_cmd_arrived", &QemuLog::take_command},
    {"pvscsi_tx_rings_ppn", &QemuLog::take_page},
    {"pvscsi_ring_init_data", &QemuLog::take_rings},
    {"pvscsi_ring_init_msg", &QemuLog::take_message_ring},
    {"pvscsi_on_cmd_reset_dev", &QemuLog::take_reset_of_unit},
    {"pvscsi_on_cmd_abort", &QemuLog::take_abort},
}};

std::uint64_t QemuLog::number(std::string_view before) const {
    const std::size_t at = rest_.find(before);
    std::uint64_t value = 0;
    if (at != std::string_view::npos) {
        std::string_view text = rest_.substr(at + before.size());
        const bool is_hex = text.substr(0, 2) == "0x";
        if (is_hex) text.remove_prefix(2);
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, value, is_hex ? 16 : 10);
        if (error == std::errc() && stop != text.data()) return value;
    }
    lines_.refuse("a number after \"" + std::string(before) + "\"", line_);
}

void QemuLog::set_word(std::uint64_t addr, std::uint64_t value, bool by_device) {
    unsigned char word[4];
    for (int i = 0; i < 4; ++i) word[i] = static_cast<unsigned char>(value >> 8 * i);
    if (by_device) {
        player_.device_writes(addr, word, sizeof word);
    } else {
        player_.driver_writes(addr, word, sizeof word);
    }
}

// A command's effects follow its line, up to the guest's next access.
void QemuLog::settle() {
    if (!settled_) player_.monitor().register_settled();
    settled_ = true;
}

void QemuLog::command(std::uint32_t id, const std::vector<std::uint32_t>& words) {
    settle();
    const SimTime now = player_.now();
    player_.monitor().register_written(0, 4, id, now);
    for (const std::uint32_t word : words) player_.monitor().register_written(4, 4, word, now);
    settled_ = false;
}

void QemuLog::take_state() {
    player_.monitor().function_reset();
    rings_ = false;
    ended_.clear();
}

void QemuLog::take_command() {
    told_requests_.clear();
    told_completions_.clear();
    if (says("_ADAPTER_RESET")) {
        command(1, {});
        rings_ = false;
        message_entries_ = 0;
    } else if (says("_RESET_BUS")) {
        command(4, {});
    }
    // Those that set up rings are told with their pages, if they are accepted.
}

void QemuLog::take_page() {
    const std::uint64_t page = number(" page: ") << 12;
    if (says("State")) {
        told_state_ = page;
        return;
    }
    std::vector<std::uint64_t>& pages = says("Request") ? told_requests_ : told_completions_;
    if (pages.size() == 32) lines_.refuse("32 pages of a ring at the most", line_);
    pages.push_back(page);
}

void QemuLog::take_rings() {
    state_ = told_state_;
    request_pages_ = told_requests_;
    completion_pages_ = told_completions_;
    message_entries_ = 0;
    std::vector<std::uint32_t> words(132);
    const auto put = [&](std::size_t at, std::uint64_t page) {
        words[at] = static_cast<std::uint32_t>(page >> 12);
        words[at + 1] = static_cast<std::uint32_t>(page >> 44);
    };
    words[0] = static_cast<std::uint32_t>(request_pages_.size());
    words[1] = static_cast<std::uint32_t>(completion_pages_.size());
    put(2, state_);
    for (std::size_t i = 0; i < request_pages_.size(); ++i) put(4 + 2 * i, request_pages_[i]);
    for (std::size_t i = 0; i < completion_pages_.size(); ++i) {
        put(68 + 2 * i, completion_pages_[i]);
    }
    command(3, words);
    rings_ = !request_pages_.empty() && !completion_pages_.empty();
    published_ = 0;
}

void QemuLog::take_message_ring() {
    const std::uint64_t log2 = number(" set to ");
    message_entries_ = log2 < 10 ? 1ULL << log2 : 0;
    std::vector<std::uint32_t> words(34);
    words[0] = static_cast<std::uint32_t>(message_entries_ / 32);
    for (std::uint32_t i = 0; i < words[0] && i < 16; ++i) {
        words[2 + 2 * i] = static_cast<std::uint32_t>(kMessagesAt >> 12) + i;
        words[3 + 2 * i] = static_cast<std::uint32_t>(kMessagesAt >> 44);
    }
    command(8, words);
    messages_ = 0;
}

void QemuLog::take_register_read() {
    settle();
    if (!says("_INTR_STATUS ")) return;
    player_.monitor().register_read(kStatusOffset, 4, static_cast<std::uint32_t>(number("read: ")));
}

void QemuLog::take_register_write() {
    settle();
    const std::uint32_t offset = says("_INTR_STATUS ")      ? kStatusOffset
                                 : says("_INTR_MASK ")      ? kMaskOffset
                                 : says("_KICK_RW_IO ")     ? kRwOffset
                                 : says("_KICK_NON_RW_IO ") ? kNonRwOffset
                                                            : 0;
    if (offset == 0) return;
    const auto value = static_cast<std::uint32_t>(number("write: "));
    player_.monitor().register_written(offset, 4, value, player_.now());
}

// The descriptor is known by its context and its opcode; it was published before it was read.
void QemuLog::take_request() {
    if (!rings_) return;
    unsigned char bytes[128] = {};
    const std::uint64_t context = number(" ctx: ");
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(context >> 8 * i);
    bytes[40] = static_cast<unsigned char>(number(" cmd "));
    const std::uint64_t slot = published_++ % (32 * request_pages_.size());
    player_.memory_is(request_pages_[slot / 32] + slot % 32 * 128, bytes, sizeof bytes);
    set_word(state_, published_, false);
    player_.monitor().device_read(descriptor_, nullptr, sizeof bytes);
}

void QemuLog::take_completion() {
    unsigned char bytes[32] = {};
    const std::uint64_t addr = number(" descriptor ");
    if (!rings_ || ended_.empty()) return;
    for (int i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(ended_.front() >> 8 * i);
    ended_.pop_front();
    player_.device_writes(addr, bytes, sizeof bytes);
}

// The driver's reading is not told; it may read at once.
void QemuLog::take_completion_index() {
    const std::uint64_t index = number(" ring is ");
    if (!rings_) return;
    set_word(state_ + 12, index, true);
    set_word(state_ + 16, index, false);
}

void QemuLog::take_message() {
    if (!rings_ || message_entries_ == 0) return;
    player_.device_writes(kMessagesAt + messages_++ % message_entries_ * 128, nullptr, 128);
}

void QemuLog::take_message_index() {
    const std::uint64_t index = number(" ring is ");
    if (rings_ && message_entries_ != 0) set_word(state_ + 128, index, true);
}

void QemuLog::take_level() {
    player_.monitor().line_set(number(" set to ") != 0, player_.now());
}

void QemuLog::take_line(std::string_view line) {
    const std::size_t at = line.find("pvscsi_");
    // Before it, the process and the time may stand: "1234@1700000000.123456:".
    if (at == std::string_view::npos || (at != 0 && line[at - 1] != ':')) return;
    line_ = line;
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::string_view name = line.substr(at, end - at);
    rest_ = line.substr(end);
    ++player_.records;
    for (const Event& event : kEvents) {
        if (event.name == name) return (this->*event.take)();
    }
}

void QemuLog::play() {
    for (const MonitorRule& rule : monitor_rules()) {
        if (std::find(std::begin(kDecided), std::end(kDecided), rule.rule) == std::end(kDecided)) {
            player_.leave_out(rule.rule);
        }
    }
    player_.leave_out_done();
    for (std::string_view line; lines_.next(line);) {
        const SimTime now = SimTime::from_ns(lines_.number());
        player_.set_time(now, now);
        take_line(line);
    }
    settle();
    if (player_.records == 0) lines_.refuse("a line of -trace 'pvscsi_*', got none");
}

}  // namespace

void play_qemu_log(const std::string& file, TracePlayer& player) {
    QemuLog(file, player).play();
}

}  // namespace pvscsim::conformance
