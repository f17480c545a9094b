// SPDX-License-Identifier: Apache-2.0
#include "loopback_device.h"

#include <cstring>

#include "pvscsim/protocol/commands.h"
#include "pvscsim/protocol/descriptors.h"
#include "pvscsim/protocol/pci.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim::sample {
namespace {

namespace pci = protocol::pci;
namespace reg = protocol::reg;
namespace state = protocol::rings_state;
using protocol::Command;
using protocol::kPageBytes;

constexpr std::uint64_t kBusAddr = 0x8000'0000;
constexpr std::uint32_t kBar = 0xfe00'0000;

std::uint32_t log2_of(std::uint32_t entries) noexcept {
    std::uint32_t log2 = 0;
    while (1U << log2 < entries) ++log2;
    return log2;
}

}  // namespace

std::unique_ptr<LoopbackMachine> LoopbackMachine::make() {
    auto memory = std::make_unique<Memory>();
    const auto put = [&memory](std::uint16_t offset, std::uint32_t value) {
        memory->config[offset / 4U] = protocol::to_little_endian(value);
    };
    put(pci::kVendor, std::uint32_t{pci::kDeviceId} << 16 | pci::kVendorId);
    put(pci::kCommand, std::uint32_t{pci::kStatusCapabilities} << 16);
    put(pci::kBar0, kBar);
    put(pci::kCapabilities, pci::kMsixOffset);
    put(pci::kMsixOffset, (protocol::kMsixVectorsMax - 1) << 16 | pci::kCapMsix);
    put(pci::kMsixOffset + pci::kMsixTable, protocol::kMsixTableOffset);
    put(pci::kMsixOffset + pci::kMsixPba, protocol::kMsixPbaOffset);
    Machine machine;
    machine.config = memory->config;
    machine.bars[0] = memory->bar;
    machine.dma_memory = memory->dma;
    machine.dma_bus_addr = kBusAddr;
    machine.dma_pages = kPages - 1;
    machine.msi_addr = 0xfee0'0000;
    machine.msi_data = 0x31;
    machine.clock = [] {
        return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
    };
    return std::unique_ptr<LoopbackMachine>(new LoopbackMachine(machine, std::move(memory)));
}

LoopbackMachine::LoopbackMachine(const Machine& machine, std::unique_ptr<Memory> memory)
    : SamplePort(machine), memory_(std::move(memory)) {}

std::byte* LoopbackMachine::at(std::uint64_t bus_addr) noexcept {
    return memory_->dma + (bus_addr - kBusAddr);
}
std::uint64_t LoopbackMachine::data_bus_addr() const noexcept {
    return kBusAddr + (kPages - 1) * kPageBytes;
}
const std::byte* LoopbackMachine::data() const noexcept {
    return memory_->dma + (kPages - 1) * kPageBytes;
}

bool LoopbackMachine::interrupt_pending() noexcept {
    const bool pending = pending_;
    pending_ = false;
    return pending;
}

std::uint32_t LoopbackMachine::message() const noexcept {
    const std::size_t data = (protocol::kMsixTableOffset + pci::kMsixEntryData) / 4;
    return protocol::from_little_endian(memory_->bar[data]);
}

// Address bits below the BAR's size do not stick, nor do zeros in the status half.
void LoopbackMachine::write_config(std::uint16_t offset, std::uint8_t width,
                                   std::uint32_t value) noexcept {
    if (offset == pci::kBar0) value &= ~(protocol::kBarBytes - 1);
    if (offset > pci::kBar0 && offset < pci::kBar0 + 4 * pci::kBars) value = 0;
    SamplePort::write_config(offset, width, value);
    memory_->config[pci::kCommand / 4] |=
        protocol::to_little_endian(std::uint32_t{pci::kStatusCapabilities} << 16);
}

std::uint32_t LoopbackMachine::read_register(std::uint32_t offset) noexcept {
    return offset == reg::kCommandStatus ? status_ : SamplePort::read_register(offset);
}

void LoopbackMachine::write_register(std::uint32_t offset, std::uint32_t value) noexcept {
    SamplePort::write_register(offset, value);
    if (offset == reg::kCommand) {
        command_ = value;
        words_.clear();
        const bool reset = value == static_cast<std::uint32_t>(Command::AdapterReset);
        const bool rings = value == static_cast<std::uint32_t>(Command::SetupRings);
        if (reset) state_addr_ = 0;
        status_ = reset ? protocol::kStatusOk
                        : (rings ? protocol::kStatusIncomplete : protocol::kStatusFailed);
    } else if (offset == reg::kCommandData) {
        push_word(value);
    } else if (offset == reg::kKickRwIo || offset == reg::kKickNonRwIo) {
        process();
    }
}

void LoopbackMachine::push_word(std::uint32_t value) {
    words_.push_back(value);
    if (status_ != protocol::kStatusIncomplete || words_.size() < protocol::kSetupRingsDwords) {
        return;
    }
    set_up_rings();
    status_ = protocol::kStatusOk;
}

// Page lists are contiguous here: this port allocates them so.
void LoopbackMachine::set_up_rings() {
    const auto page_at = [this](std::size_t word) {
        return (std::uint64_t{words_[word + 1]} << 32 | words_[word]) << protocol::kPageBits;
    };
    state_addr_ = page_at(2);
    requests_addr_ = page_at(4);
    completions_addr_ = page_at(4 + 2 * protocol::kRingPagesMax);
    request_mask_ = words_[0] * protocol::kRequestsPerPage - 1;
    completion_mask_ = words_[1] * protocol::kCompletionsPerPage - 1;
    protocol::store_le32(at(state_addr_) + state::kReqNumEntriesLog2, log2_of(request_mask_ + 1));
    protocol::store_le32(at(state_addr_) + state::kCmpNumEntriesLog2,
                         log2_of(completion_mask_ + 1));
    consumed_ = produced_ = 0;
}

void LoopbackMachine::process() {
    if (state_addr_ == 0) return;
    while (consumed_ != protocol::load_le32(at(state_addr_) + state::kReqProdIdx)) {
        protocol::RequestBytes bytes;
        std::memcpy(bytes.data(), at(requests_addr_ + (consumed_++ & request_mask_) * bytes.size()),
                    bytes.size());
        protocol::RequestDescriptor request;
        protocol::decode(bytes, request);
        if ((request.flags & protocol::kFlagDirToHost) != 0) {
            std::memset(at(request.data_addr), request.cdb[5], request.data_bytes);
        }
        protocol::CompletionBytes completion;
        protocol::encode({request.context, request.data_bytes, 0, 0, 0}, completion);
        std::memcpy(at(completions_addr_ + (produced_++ & completion_mask_) * completion.size()),
                    completion.data(), completion.size());
        protocol::store_le32(at(state_addr_) + state::kReqConsIdx, consumed_);
        protocol::store_le32(at(state_addr_) + state::kCmpProdIdx, produced_);
        pending_ = true;
    }
}

}  // namespace pvscsim::sample
