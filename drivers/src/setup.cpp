// SPDX-License-Identifier: Apache-2.0
// Memory for the rings, and the commands that make the device use it.
#include <array>

#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"

namespace pvscsim::driver {
namespace {

namespace state = protocol::rings_state;
namespace page = protocol::config_page_layout;
using protocol::Command;
using protocol::kPageBytes;

constexpr std::uint32_t low_half(std::uint64_t value) noexcept {
    return static_cast<std::uint32_t>(value);
}
constexpr std::uint32_t high_half(std::uint64_t value) noexcept {
    return static_cast<std::uint32_t>(value >> 32);
}

/// Page numbers of `buffer`, two dwords each, to `to`.
void put_page_numbers(const DmaBuffer& buffer, std::uint32_t* to) noexcept {
    for (std::uint32_t offset = 0; offset < buffer.bytes(); offset += kPageBytes) {
        const std::uint32_t at = mutated(Mutant::O48) ? 0 : offset;
        const std::uint64_t number = (buffer.bus_addr() + at) >> protocol::kPageBits;
        *to++ = low_half(number);
        *to++ = high_half(number);
    }
}

/// Whether the device agrees on the size of a ring; `entries` is a power of two.
bool size_agrees(const DmaBuffer& rings_state, std::uint32_t log2_offset,
                 std::uint32_t entries) noexcept {
    const std::uint32_t log2 = rings_state.load_acquire(log2_offset);
    return log2 < 32 && 1U << log2 == entries;
}

}  // namespace

Result<void> HostAdapter::allocate(DmaBuffer& buffer, std::uint32_t pages) noexcept {
    const auto got = platform_.allocate_dma(pages);
    if (got.ok()) buffer = got.value();
    return got.error();
}

Result<void> HostAdapter::allocate_memory() noexcept {
    const struct {
        DmaBuffer& buffer;
        std::uint32_t pages;
    } parts[] = {{rings_.state, 1},
                 {rings_.requests, config_.request_ring_pages},
                 {rings_.completions, config_.completion_ring_pages},
                 {rings_.messages, config_.message_ring_pages}};
    for (const auto& part : parts) {
        if (part.pages == 0) continue;
        if (const auto got = allocate(part.buffer, part.pages); !got.ok()) return got;
    }
    detail::size_rings(info_, config_.request_ring_pages, config_.completion_ring_pages,
                       config_.ring_fill_max_percent);
    const std::uint32_t entries = info_.request_entries < info_.completion_entries
                                      ? info_.request_entries
                                      : info_.completion_entries;
    if (mutated(Mutant::R01)) info_.outstanding_max = protocol::kRequestEntriesMax;
    if (mutated(Mutant::R02)) info_.outstanding_max += 1;
    if (mutated(Mutant::R03)) info_.outstanding_max = info_.request_entries;
    return lists_.allocate(platform_, entries, config_.elements_max, policy_.sense_bytes);
}

void HostAdapter::free_memory() noexcept {
    lists_.free(platform_);
    for (DmaBuffer* buffer :
         {&rings_.messages, &rings_.completions, &rings_.requests, &rings_.state}) {
        if (buffer->valid()) platform_.free_dma(*buffer);
        *buffer = DmaBuffer{};
    }
}

// Neither way of asking is always there, and no answer is to be trusted. 0: the personality cannot
// do without an answer that it did not get.
std::uint32_t HostAdapter::query_targets() noexcept {
    using detail::TargetQuery;
    constexpr std::uint32_t kFirmwareTargets = 7;
    const TargetQuery how = policy_.targets;
    if (how == TargetQuery::None) return kFirmwareTargets;
    if (mutated(Mutant::O45)) return protocol::kTargetsDefault;
    std::uint32_t targets = protocol::kStatusFailed;
    if (how == TargetQuery::Command || how == TargetQuery::CommandThenPage) {
        targets = commands_.execute(Command::GetMaxTargets);
    }
    if (targets == protocol::kStatusFailed) {
        targets = how == TargetQuery::Command ? 0 : query_config_page();
    }
    if (mutated(Mutant::O46) && targets == 0) return 0;
    if (targets == 0) return how == TargetQuery::PageRequired ? 0 : protocol::kTargetsDefault;
    if (mutated(Mutant::R56)) return targets + 1;
    return targets < protocol::kTargetsMax ? targets : protocol::kTargetsMax;
}

// The page header says failure beforehand, so that a device which does not write it is noticed. The
// state page serves as buffer: no rings are installed yet. 0 if there is no answer.
std::uint32_t HostAdapter::query_config_page() noexcept {
    const DmaBuffer& buffer = rings_.state;
    std::array<std::uint8_t, page::kBytes> bytes{};
    protocol::store_le16(&bytes[page::kHostStatus],
                         static_cast<std::uint16_t>(protocol::HostStatus::InvalidParameter));
    protocol::store_le16(&bytes[page::kScsiStatus],
                         static_cast<std::uint16_t>(protocol::ScsiStatus::CheckCondition));
    if (mutated(Mutant::R55)) bytes = {};
    buffer.write(0, bytes.data(), page::kBytes);
    platform_.sync_for_device(DmaRange{buffer.bus_addr(), kPageBytes});
    const std::uint32_t dwords[6] = {
        low_half(buffer.bus_addr()),        high_half(buffer.bus_addr()),    0,
        protocol::kConfigAddressController, protocol::kConfigPageController, 0};
    const std::uint32_t status = commands_.execute(Command::Config, dwords);
    platform_.sync_for_cpu(DmaRange{buffer.bus_addr(), kPageBytes});
    buffer.read(0, bytes.data(), page::kBytes);
    const bool fine = status != protocol::kStatusFailed &&
                      protocol::load_le16(&bytes[page::kHostStatus]) == 0 &&
                      protocol::load_le16(&bytes[page::kScsiStatus]) == 0;
    return fine ? protocol::load_le32(&bytes[page::kNumPhys]) : 0;
}

Result<void> HostAdapter::set_up_device(bool first) noexcept {
    if (mutated(Mutant::O49)) install_message_ring();
    if (const auto installed = install_rings(); !installed.ok()) return installed;
    install_message_ring();
    enable_threshold(first);
    info_.message_entries = rings_.message_entries;
    info_.request_call_threshold = threshold_active_;
    return {};
}

// The indices are taken as the device left them: 0, unless a test has preset them.
Result<void> HostAdapter::install_rings() noexcept {
    for (const DmaBuffer* buffer :
         {&rings_.state, &rings_.requests, &rings_.completions, &rings_.messages}) {
        if (!buffer->valid()) continue;
        if (!mutated(Mutant::O47)) buffer->zero();
        platform_.sync_for_device(DmaRange{buffer->bus_addr(), buffer->bytes()});
    }
    if (mutated(Mutant::R37)) take_messages();
    std::array<std::uint32_t, protocol::kSetupRingsDwords> dwords{};
    dwords[0] = info_.request_entries / protocol::kRequestsPerPage;
    dwords[1] = info_.completion_entries / protocol::kCompletionsPerPage;
    put_page_numbers(rings_.state, &dwords[2]);
    put_page_numbers(rings_.requests, &dwords[4]);
    put_page_numbers(rings_.completions, &dwords[4 + 2 * protocol::kRingPagesMax]);
    if (commands_.execute(Command::SetupRings, dwords.data()) != protocol::kStatusOk ||
        !size_agrees(rings_.state, state::kReqNumEntriesLog2, info_.request_entries) ||
        !size_agrees(rings_.state, state::kCmpNumEntriesLog2, info_.completion_entries)) {
        return Error::DeviceFailed;
    }
    rings_.request_entries = info_.request_entries;
    rings_.completion_entries = info_.completion_entries;
    rings_.req_prod = rings_.state.load_acquire(state::kReqProdIdx);
    rings_.req_published = rings_.req_prod;
    rings_.cmp_cons = rings_.state.load_acquire(state::kCmpConsIdx);
    return {};
}

// A probe leaves a partial command behind; the full one follows.
void HostAdapter::install_message_ring() noexcept {
    rings_.message_entries = 0;
    if (!rings_.messages.valid()) return;
    if (policy_.probes_message_ring && !commands_.offers(Command::SetupMsgRing)) return;
    std::array<std::uint32_t, protocol::kSetupMsgRingDwords> dwords{};
    dwords[0] = config_.message_ring_pages;
    put_page_numbers(rings_.messages, &dwords[2]);
    const std::uint32_t entries = config_.message_ring_pages * protocol::kMessagesPerPage;
    if (commands_.execute(Command::SetupMsgRing, dwords.data()) == protocol::kStatusFailed ||
        !size_agrees(rings_.state, state::kMsgNumEntriesLog2, entries)) {
        return;
    }
    rings_.message_entries = entries;
    rings_.msg_cons = rings_.state.load_acquire(state::kMsgConsIdx);
}

void HostAdapter::enable_threshold(bool first) noexcept {
    if (mutated(Mutant::R48) && !first) return;
    if (!first && !policy_.renews_threshold) return;  // applied on, and never agreed on again
    threshold_active_ = false;
    if (!config_.use_request_call_threshold || !commands_.offers(Command::SetupReqCallThreshold)) {
        return;
    }
    const std::uint32_t enable = 1;
    const std::uint32_t status = commands_.execute(Command::SetupReqCallThreshold, &enable);
    threshold_active_ = status != 0 && status != protocol::kStatusFailed;
}

}  // namespace pvscsim::driver
