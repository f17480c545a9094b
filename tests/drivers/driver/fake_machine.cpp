// SPDX-License-Identifier: Apache-2.0
#include "tests/drivers/driver/fake_machine.h"

#include <algorithm>

#include "pvscsim/protocol/pci.h"

namespace pvscsim::driver::testing {
namespace {

namespace pci = protocol::pci;
namespace reg = protocol::reg;
namespace state = protocol::rings_state;
using protocol::Command;
using protocol::kPageBytes;

constexpr std::uint64_t kArenaBase = 0x1'2000'0000;  // above 4 GiB: both halves count
constexpr std::uint32_t kArenaPages = 2048;

std::vector<std::uint64_t> pages_of(const std::vector<std::uint32_t>& words, std::size_t first,
                                    std::uint32_t count) {
    std::vector<std::uint64_t> pages;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t low = words[first + 2 * i];
        pages.push_back((std::uint64_t{words[first + 2 * i + 1]} << 32 | low) << 12);
    }
    return pages;
}

std::uint64_t entry_addr(const std::vector<std::uint64_t>& pages, std::uint32_t idx,
                         std::uint32_t entry_bytes) {
    const std::uint32_t per_page = kPageBytes / entry_bytes;
    const auto entries = static_cast<std::uint32_t>(pages.size()) * per_page;
    const std::uint32_t slot = idx % entries;
    return pages[slot / per_page] + slot % per_page * entry_bytes;
}

std::uint32_t log2_of(std::size_t entries) {
    std::uint32_t log2 = 0;
    while ((std::size_t{1} << log2) < entries) ++log2;
    return log2;
}

constexpr std::uint32_t kBarLowBits = 0xf;

}  // namespace

FakeMachine::FakeMachine(const Behaviour& how)
    : behaviour(how), arena_((kArenaPages + 1) * kPageBytes) {
    config_words[0] = std::uint32_t{pci::kDeviceId} << 16 | pci::kVendorId;
    for (std::size_t i = 0; i < 6; ++i) {
        config_words[4 + i] = how.bar_bytes[i] == 0 ? 0 : 0xfeb00000U | how.bar_type[i];
    }
}

std::uint8_t* FakeMachine::at(std::uint64_t bus_addr) {
    auto start = reinterpret_cast<std::uintptr_t>(arena_.data());
    start = (start + kPageBytes - 1) / kPageBytes * kPageBytes;
    return reinterpret_cast<std::uint8_t*>(start) + (bus_addr - kArenaBase);
}

void FakeMachine::note(Access::Kind kind, std::uint64_t where, std::uint64_t value, Order order) {
    if (tracing) trace.push_back({kind, where, value, order});
}

std::uint32_t FakeMachine::read_config(std::uint16_t offset, std::uint8_t width) noexcept {
    if (!behaviour.present) return width == 4 ? ~0U : (1U << 8 * width) - 1;
    const std::uint32_t word = config_words[offset / 4U] >> 8 * (offset % 4U);
    return width == 4 ? word : word & ((1U << 8 * width) - 1);
}

void FakeMachine::write_config(std::uint16_t offset, std::uint8_t width,
                               std::uint32_t value) noexcept {
    std::uint32_t& word = config_words[offset / 4U];
    if (offset >= pci::kBar0 && offset < pci::kBar0 + 24) {
        const std::size_t bar = (offset - pci::kBar0) / 4U;
        const std::uint32_t bytes = behaviour.bar_bytes[bar];
        const bool upper_half =
            bar > 0 && (behaviour.bar_type[bar - 1] & pci::kBarTypeMask) == pci::kBarType64;
        if (upper_half) {
            word = value;
        } else {
            word =
                bytes == 0 ? 0 : (value & ~(bytes - 1)) | (behaviour.bar_type[bar] & kBarLowBits);
        }
        return;
    }
    const std::uint32_t mask = width == 4 ? ~0U : ((1U << 8 * width) - 1) << 8 * (offset % 4U);
    word = (word & ~mask) | (value << 8 * (offset % 4U) & mask);
}

Result<void> FakeMachine::map_registers(std::uint8_t bar, std::uint32_t bytes) noexcept {
    note(Access::Kind::Call, bar, bytes);
    return {};
}

std::uint32_t FakeMachine::read_register(std::uint32_t offset) noexcept {
    note(Access::Kind::ReadRegister, offset, 0);
    if (!behaviour.present || behaviour.registers_dead) return ~0U;
    if (offset == reg::kCommandStatus) return command_status_;
    if (offset == reg::kIntrStatus) return intr_status;
    if (offset == reg::kIntrMask) return intr_mask;
    return 0;
}

void FakeMachine::write_register(std::uint32_t offset, std::uint32_t value) noexcept {
    note(Access::Kind::WriteRegister, offset, value);
    if (!behaviour.present || behaviour.registers_dead) return;
    if (offset == reg::kCommand) select_command(value);
    if (offset == reg::kCommandData) push_word(value);
    if (offset == reg::kIntrStatus) intr_status &= ~value;
    if (offset == reg::kIntrMask) intr_mask = value;
    if ((offset == reg::kKickRwIo || offset == reg::kKickNonRwIo) && behaviour.fetches) fetch();
}

Result<DmaBuffer> FakeMachine::allocate_dma(std::uint32_t pages) noexcept {
    if (buffers_given_ >= behaviour.dma_buffers_max || next_page_ + pages > kArenaPages) {
        return Error::NoMemory;
    }
    ++buffers_given_;
    ++live_buffers;
    const std::uint64_t bus_addr = kArenaBase + next_page_ * kPageBytes;
    next_page_ += pages;
    auto* const cpu_addr = reinterpret_cast<std::byte*>(at(bus_addr));
    return DmaBuffer(behaviour.through_port ? nullptr : cpu_addr, bus_addr, pages * kPageBytes,
                     behaviour.through_port ? this : nullptr);
}

void FakeMachine::free_dma(const DmaBuffer&) noexcept {
    --live_buffers;
    frees_with_rings |= rings_installed;
}

void FakeMachine::full_fence() noexcept {
    note(Access::Kind::Fence, 0, 0);
}

Result<void> FakeMachine::enable_interrupts(InterruptMode mode) noexcept {
    interrupt_log += std::to_string(static_cast<int>(mode));
    note(Access::Kind::Call, 100, static_cast<std::uint64_t>(mode));
    const bool refused = behaviour.best_only && mode < behaviour.best_mode;
    return refused ? Result<void>(Error::Unsupported) : Result<void>{};
}

void FakeMachine::disable_interrupts() noexcept {
    interrupt_log += "off";
}

void FakeMachine::set_timer(std::chrono::nanoseconds deadline) noexcept {
    armed_ns = deadline.count();
}

void FakeMachine::log(const LogRecord& event) noexcept {
    if (tracing) events.push_back(event);
}

void FakeMachine::read(std::uint64_t bus_addr, void* to, std::uint32_t bytes,
                       Order order) noexcept {
    note(Access::Kind::Read, bus_addr, bytes, order);
    std::memcpy(to, at(bus_addr), bytes);
}

void FakeMachine::write(std::uint64_t bus_addr, const void* from, std::uint32_t bytes,
                        Order order) noexcept {
    note(Access::Kind::Write, bus_addr, bytes, order);
    std::memcpy(at(bus_addr), from, bytes);
}

std::uint32_t FakeMachine::state_word(std::uint32_t offset) const {
    return protocol::load_le32(const_cast<FakeMachine*>(this)->at(state_addr_) + offset);
}

void FakeMachine::set_state_word(std::uint32_t offset, std::uint32_t value) {
    protocol::store_le32(at(state_addr_) + offset, value);
}

std::uint32_t FakeMachine::count_commands(Command command) const {
    return static_cast<std::uint32_t>(
        std::count_if(commands.begin(), commands.end(),
                      [command](const auto& entry) { return entry.first == command; }));
}

void FakeMachine::select_command(std::uint32_t value) {
    command_ = value;
    words_.clear();
    words_wanted_ = 0;
    command_status_ = protocol::kStatusFailed;
    if (value >= protocol::kCommands.size()) return;
    const auto id = static_cast<Command>(value);
    const bool known = protocol::kCommands[value].defined &&
                       (id != Command::SetupMsgRing || behaviour.message_ring) &&
                       (id != Command::SetupReqCallThreshold || behaviour.threshold) &&
                       (id != Command::GetMaxTargets || behaviour.answers_max_targets);
    if (!known) return;
    words_wanted_ = protocol::dwords_of(id);
    command_status_ = words_wanted_ == 0 ? execute(id) : protocol::kCommands[value].probe_status;
}

void FakeMachine::push_word(std::uint32_t value) {
    if (words_wanted_ == 0) {
        command_status_ = protocol::kStatusFailed;
        return;
    }
    words_.push_back(value);
    if (words_.size() < words_wanted_) return;
    words_wanted_ = 0;
    command_status_ = execute(static_cast<Command>(command_));
}

std::uint32_t FakeMachine::execute(Command command) {
    commands.emplace_back(command, words_);
    switch (command) {
        case Command::AdapterReset:
            rings_installed = false;
            in_flight.clear();
            msg_pages_.clear();
            intr_status = 0;
            return 0;
        case Command::SetupRings:
            if (behaviour.setups_refused > 0) {
                --behaviour.setups_refused;
                return protocol::kStatusFailed;
            }
            return setup_rings();
        case Command::SetupMsgRing:
            msg_pages_ = pages_of(words_, 2, words_[0]);
            msg_prod_ = 0;
            set_state_word(state::kMsgProdIdx, 0);
            set_state_word(state::kMsgConsIdx, 0);
            set_state_word(state::kMsgNumEntriesLog2,
                           log2_of(msg_pages_.size() * protocol::kMessagesPerPage));
            return protocol::kSetupMsgRingDwords;
        case Command::SetupReqCallThreshold:
            return 1;
        case Command::GetMaxTargets:
            return behaviour.targets;
        case Command::Config:
            return behaviour.answers_config ? write_config_page() : protocol::kStatusFailed;
        case Command::AbortCmd:
            if (behaviour.aborts) {
                end_matching([this](const auto& r) { return r.context == words_[0]; },
                             protocol::HostStatus::AbortQueue);
            }
            return 0;
        case Command::ResetDevice:
            if (behaviour.resets_device) {
                end_matching(
                    [this](const auto& r) {
                        return r.target == words_[0] && r.lun[1] == (words_[1] >> 8 & 0xff);
                    },
                    protocol::HostStatus::BusReset);
            }
            return behaviour.device_reset_status;
        case Command::ResetBus:
            if (behaviour.resets_bus) {
                end_matching([](const auto&) { return true; }, protocol::HostStatus::BusReset);
            }
            return 0;
        default:
            return protocol::kStatusFailed;
    }
}

std::uint32_t FakeMachine::setup_rings() {
    if (behaviour.setup_rings_status != 0) return behaviour.setup_rings_status;
    req_pages_ = pages_of(words_, 4, words_[0]);
    cmp_pages_ = pages_of(words_, 4 + 2 * protocol::kRingPagesMax, words_[1]);
    state_addr_ = (std::uint64_t{words_[3]} << 32 | words_[2]) << 12;
    req_cons_ = cmp_prod_ = behaviour.preset_idx;
    for (const std::uint32_t offset :
         {state::kReqProdIdx, state::kReqConsIdx, state::kCmpProdIdx, state::kCmpConsIdx}) {
        set_state_word(offset, behaviour.preset_idx);
    }
    set_state_word(state::kReqNumEntriesLog2,
                   log2_of(req_pages_.size() * protocol::kRequestsPerPage));
    set_state_word(state::kCmpNumEntriesLog2,
                   log2_of(cmp_pages_.size() * protocol::kCompletionsPerPage));
    rings_installed = true;
    return 0;
}

std::uint32_t FakeMachine::write_config_page() {
    const std::uint64_t to = std::uint64_t{words_[1]} << 32 | words_[0];
    namespace page = protocol::config_page_layout;
    config_page_before = {protocol::load_le16(at(to) + page::kHostStatus),
                          protocol::load_le16(at(to) + page::kScsiStatus)};
    if (behaviour.config_is_silent) return 0;
    protocol::store_le16(at(to) + page::kHostStatus, 0);
    protocol::store_le16(at(to) + page::kScsiStatus, 0);
    protocol::store_le32(at(to) + page::kNumPhys, behaviour.targets);
    return 0;
}

void FakeMachine::fetch() {
    if (!rings_installed) return;
    while (req_cons_ != state_word(state::kReqProdIdx)) {
        protocol::RequestBytes bytes;
        std::memcpy(bytes.data(),
                    at(entry_addr(req_pages_, req_cons_, protocol::request_layout::kBytes)),
                    bytes.size());
        protocol::RequestDescriptor request;
        protocol::decode(bytes, request);
        in_flight.push_back(request);
        set_state_word(state::kReqConsIdx, ++req_cons_);
    }
}

void FakeMachine::complete(std::uint16_t host_status, std::uint16_t scsi_status) {
    const protocol::RequestDescriptor request = in_flight.front();
    in_flight.erase(in_flight.begin());
    post({request.context, request.data_bytes, 0, host_status, scsi_status});
}

void FakeMachine::complete_all() {
    while (!in_flight.empty()) complete();
}

void FakeMachine::post(const protocol::CompletionDescriptor& completion) {
    protocol::CompletionBytes bytes;
    protocol::encode(completion, bytes);
    std::memcpy(at(entry_addr(cmp_pages_, cmp_prod_, protocol::completion_layout::kBytes)),
                bytes.data(), bytes.size());
    set_state_word(state::kCmpProdIdx, ++cmp_prod_);
    intr_status |= protocol::kIntrCmpl0;
}

void FakeMachine::post_message(const protocol::MessageDescriptor& message) {
    protocol::MessageBytes bytes;
    protocol::encode(message, bytes);
    std::memcpy(at(entry_addr(msg_pages_, msg_prod_, protocol::message_layout::kBytes)),
                bytes.data(), bytes.size());
    set_state_word(state::kMsgProdIdx, ++msg_prod_);
    intr_status |= protocol::kIntrMsg0;
}

void FakeMachine::end_matching(const std::function<bool(const protocol::RequestDescriptor&)>& match,
                               protocol::HostStatus status) {
    fetch();
    for (std::size_t i = 0; i < in_flight.size();) {
        if (!match(in_flight[i])) {
            ++i;
            continue;
        }
        post({in_flight[i].context, 0, 0, static_cast<std::uint16_t>(status), 0});
        in_flight.erase(in_flight.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void FakeMachine::advance(HostAdapter& adapter, std::chrono::milliseconds span) {
    const std::chrono::nanoseconds end = now_ + span;
    while (armed_ns <= end.count()) {
        now_ = std::max(now_, std::chrono::nanoseconds(armed_ns));
        armed_ns = std::chrono::nanoseconds::max().count();
        adapter.handle_timer();
    }
    now_ = end;
}

ScsiRequest read_request(std::uint8_t target, std::uint32_t lba) {
    static const SgElement element{0x7000'0000, 4096};
    ScsiRequest request;
    request.cdb = {0x28,
                   0,
                   static_cast<std::uint8_t>(lba >> 24),
                   static_cast<std::uint8_t>(lba >> 16),
                   static_cast<std::uint8_t>(lba >> 8),
                   static_cast<std::uint8_t>(lba),
                   0,
                   0,
                   8};
    request.cdb_bytes = 10;
    request.target = target;
    request.direction = DataDirection::FromDevice;
    request.elements = &element;
    request.element_count = 1;
    request.data_bytes = 4096;
    return request;
}

ScsiRequest no_data_request(std::uint8_t target) {
    ScsiRequest request;
    request.cdb_bytes = 6;
    request.target = target;
    return request;
}

}  // namespace pvscsim::driver::testing
