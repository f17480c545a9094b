// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/raw_guest.h"

#include <algorithm>
#include <array>

#include "models/base/check.h"
#include "models/pci/address_map.h"
#include "pvscsim/protocol/commands.h"
#include "pvscsim/protocol/descriptors.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim::scenarios {

namespace reg = protocol::reg;

namespace {

constexpr std::uint64_t kBufferBytes = kRawBufferPages * kRawPageBytes;
constexpr std::uint64_t kGuardedMax = 1U << 20;
constexpr std::size_t kFailuresKept = 10;
constexpr SimTime kLookAgain = SimTime::from_us(1);

/// What guarded memory holds.
std::uint8_t guard_byte(std::uint64_t at) {
    return static_cast<std::uint8_t>(0xa5U ^ at * 7);
}

std::vector<std::uint8_t> bytes_of(const std::string& hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(digit(hex[i]) << 4 | digit(hex[i + 1])));
    }
    return bytes;
}

std::string hex_of(const std::uint8_t* bytes, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += "0123456789abcdef"[bytes[i] >> 4];
        text += "0123456789abcdef"[bytes[i] & 0xf];
    }
    return text;
}

}  // namespace

RawGuest::RawGuest(Machine& machine, const VcpuCosts& costs)
    : machine_(machine), costs_(costs), places_(machine) {
    const std::uint64_t addr = machine.ram->allocate(kBufferBytes + 2 * kRawPageBytes);
    PVS_CHECK(addr != 0);  // as check_buffers() has found
    places_.set_buffer(addr + kRawPageBytes);
    guard(RawBase::Absolute, addr, kRawPageBytes);
    guard(RawBase::Absolute, addr + kRawPageBytes + kBufferBytes, kRawPageBytes);
    machine.device.watch_memory(*this);
}

bool RawGuest::needed(const std::vector<ScriptStep>& script) {
    return std::any_of(script.begin(), script.end(),
                       [](const ScriptStep& step) { return step.action == ScriptAction::Guest; });
}

void RawGuest::act(Vcpu& vcpu) {
    dma_since_action_ = 0;
    while (due(vcpu)) {
        const ScriptStep& step = *orders_.front();
        for (std::size_t i = 0; i < step.actions.size(); ++i) {
            where_ = "step " + std::to_string(steps_) + ", action " + std::to_string(i);
            ++counters_.actions;
            carry_out(vcpu, step.actions[i]);
            counters_.dma_max_per_action =
                std::max(counters_.dma_max_per_action, dma_since_action_);
            dma_since_action_ = 0;
        }
        orders_.pop_front();
        ++steps_;
    }
}

void RawGuest::carry_out(Vcpu& vcpu, const RawAction& action) {
    vcpu.charge(Activity::Submit, 100);
    vcpu.sync();
    switch (action.op) {
        case RawOp::WriteRegister:
            return write_function(vcpu, action, address_map::kAdapterBar);
        case RawOp::ReadRegister:
            return read_function(vcpu, action, address_map::kAdapterBar);
        case RawOp::WriteConfig:
            return write_function(vcpu, action, address_map::kAdapterConfig);
        case RawOp::ReadConfig:
            return read_function(vcpu, action, address_map::kAdapterConfig);
        case RawOp::WriteMemory:
            write_value(action);
            return indices_written(vcpu.now());
        case RawOp::ReadMemory:
            return read_memory(vcpu, action);
        case RawOp::SetupRings:
            return set_up_rings(vcpu, action);
        case RawOp::Request:
            return write_request(action);
        case RawOp::Guard:
            return guard(action.base, action.offset, std::min(action.bytes, kGuardedMax));
        case RawOp::AtFetch:
            changes_.push_back({&action, action.nth});
            return;
        case RawOp::Fuzz:
            return fuzz(vcpu, action);
        case RawOp::Wait:
            return vcpu.sleep_until(vcpu.now() + SimTime::from_ns(action.ns));
    }
}

std::uint64_t RawGuest::value_of(const RawAction& action) const {
    if (action.of == RawBase::Absolute) return action.value;
    const std::uint64_t base = places_.address(action.of, 0);
    return (action.page ? base >> protocol::kPageBits : base) + action.value;
}

void RawGuest::write_function(Vcpu& vcpu, const RawAction& action, std::uint64_t base) {
    const auto value = static_cast<std::uint32_t>(value_of(action));
    for (std::uint32_t i = 0; i < action.repeat; ++i) {
        vcpu.count_exit();
        vcpu.charge(Activity::Register, costs_.exit_cycles + costs_.register_cycles);
        vcpu.sync();
        ++counters_.register_accesses;
        vcpu.write_bus(base + action.offset, action.width, value);
    }
    vcpu.sync();
}

void RawGuest::read_function(Vcpu& vcpu, const RawAction& action, std::uint64_t base) {
    const SimTime deadline = vcpu.now() + SimTime::from_ns(action.within_ns);
    std::uint32_t reads = 0;
    for (;;) {
        vcpu.count_exit();
        vcpu.charge(Activity::Register, costs_.exit_cycles + costs_.register_cycles);
        vcpu.sync();
        ++counters_.register_accesses;
        const std::uint32_t value = vcpu.read_bus(base + action.offset, action.width);
        if (++reads < action.repeat) continue;
        if (!action.expect) return;
        if (value == *action.expect || vcpu.now() >= deadline) {
            return expect(std::to_string(*action.expect), std::to_string(value));
        }
        vcpu.sleep_until(vcpu.now() + kLookAgain);
    }
}

void RawGuest::set_up_rings(Vcpu& vcpu, const RawAction& action) {
    const std::uint64_t first =
        places_.address(RawBase::Buffer, action.first_page * kRawPageBytes) >> protocol::kPageBits;
    std::array<std::uint32_t, protocol::kSetupRingsDwords> words{};
    words[0] = action.request_pages;
    words[1] = action.completion_pages;
    const auto put = [&](std::uint32_t at, std::uint64_t page) {
        words[at] = static_cast<std::uint32_t>(page);
        words[at + 1] = static_cast<std::uint32_t>(page >> 32);
    };
    put(2, first);
    for (std::uint32_t i = 0; i < action.request_pages; ++i) put(4 + 2 * i, first + 1 + i);
    for (std::uint32_t i = 0; i < action.completion_pages; ++i) {
        put(4 + 2 * (protocol::kRingPagesMax + i), first + 1 + action.request_pages + i);
    }
    RawAction write;
    write.op = RawOp::WriteRegister;
    write.offset = reg::kCommand;
    write.value = static_cast<std::uint64_t>(protocol::Command::SetupRings);
    write_function(vcpu, write, address_map::kAdapterBar);
    write.offset = reg::kCommandData;
    for (const std::uint32_t word : words) {
        write.value = word;
        write_function(vcpu, write, address_map::kAdapterBar);
    }
}

void RawGuest::write_request(const RawAction& action) {
    protocol::RequestDescriptor descriptor;
    descriptor.context = action.context;
    descriptor.data_addr = places_.address(action.base, action.offset);
    descriptor.data_bytes = action.bytes;
    descriptor.sense_addr = places_.address(RawBase::Buffer, action.sense_offset);
    descriptor.sense_bytes = action.sense_bytes;
    descriptor.flags = action.flags;
    const std::vector<std::uint8_t> cdb = bytes_of(action.cdb);
    std::copy(cdb.begin(), cdb.end(), descriptor.cdb.begin());
    descriptor.cdb_bytes = static_cast<std::uint8_t>(cdb.size());
    descriptor.lun = protocol::lun_field(static_cast<std::uint8_t>(action.lun));
    descriptor.bus = static_cast<std::uint8_t>(action.bus);
    descriptor.target = static_cast<std::uint8_t>(action.target);
    protocol::RequestBytes bytes;
    protocol::encode(descriptor, bytes);
    const std::uint32_t entries = machine_.device.adapter().rings().request_entries();
    if (entries == 0) return;
    ++counters_.memory_accesses;
    places_.write(RawBase::RequestRing, std::uint64_t{action.slot % entries} * bytes.size(),
                  bytes.data(), bytes.size());
}

void RawGuest::write_value(const RawAction& action) {
    ++counters_.memory_accesses;
    if (!action.hex.empty()) {
        const std::vector<std::uint8_t> bytes = bytes_of(action.hex);
        return places_.write(action.base, action.offset, bytes.data(), bytes.size());
    }
    std::array<std::uint8_t, 8> bytes;
    protocol::store_le64(bytes.data(), value_of(action));
    places_.write(action.base, action.offset, bytes.data(), action.width);
}

// A driver's own publishing is followed request by request; so must be what passes the driver by.
void RawGuest::indices_written(SimTime at) {
    const DeviceRings& rings = machine_.device.adapter().rings();
    if (!rings.installed()) return;
    std::array<std::uint8_t, 4> word;
    places_.read(RawBase::State, protocol::rings_state::kReqProdIdx, word.data(), word.size());
    machine_.ledger.published_by_hand(protocol::load_le32(word.data()), at);
    places_.read(RawBase::State, protocol::rings_state::kCmpConsIdx, word.data(), word.size());
    const std::uint32_t consumed = protocol::load_le32(word.data());
    if (rings.cmp_prod() - consumed <= rings.completion_entries()) {
        machine_.ledger.consumed(consumed);
    }
}

void RawGuest::read_memory(Vcpu& vcpu, const RawAction& action) {
    const SimTime deadline = vcpu.now() + SimTime::from_ns(action.within_ns);
    std::vector<std::uint8_t> wanted = bytes_of(action.hex);
    if (action.hex.empty()) {
        wanted.resize(8);
        protocol::store_le64(wanted.data(), *action.expect);
        wanted.resize(action.width);
    }
    std::vector<std::uint8_t> got(wanted.size());
    for (;;) {
        ++counters_.memory_accesses;
        places_.read(action.base, action.offset, got.data(), got.size());
        if (got == wanted || vcpu.now() >= deadline) break;
        vcpu.sleep_until(vcpu.now() + kLookAgain);
    }
    expect(hex_of(wanted.data(), wanted.size()), hex_of(got.data(), got.size()));
}

void RawGuest::expect(const std::string& expected, const std::string& got) {
    ++counters_.expectations;
    if (expected == got) return;
    ++counters_.mismatches;
    if (failures_.size() < kFailuresKept) {
        failures_.push_back("the guest's " + where_ + ": expected " + expected + ", got " + got);
    }
}

void RawGuest::guard(RawBase base, std::uint64_t offset, std::uint64_t bytes) {
    // Rings move: what is guarded are the addresses that they have now.
    for (std::uint64_t done = 0; done < bytes;) {
        const std::uint64_t part =
            std::min(bytes - done, kRawPageBytes - (offset + done) % kRawPageBytes);
        const std::uint64_t addr = places_.address(base, offset + done);
        for (std::uint64_t i = 0; i < part; ++i) {
            const std::uint8_t byte = guard_byte(addr + i);
            places_.write(RawBase::Absolute, addr + i, &byte, 1);
        }
        guarded_.push_back({RawBase::Absolute, addr, part});
        done += part;
    }
}

std::uint64_t RawGuest::broken_guards() const {
    std::uint64_t broken = 0;
    for (const Guarded& guarded : guarded_) {
        for (std::uint64_t i = 0; i < guarded.bytes; ++i) {
            std::uint8_t byte = 0;
            places_.read(guarded.base, guarded.offset + i, &byte, 1);
            if (byte != guard_byte(guarded.offset + i)) ++broken;
        }
    }
    return broken;
}

void RawGuest::accessed(bool write, std::uint64_t addr, std::uint32_t bytes, bool done) {
    ++dma_since_action_;
    if (!done) {
        ++counters_.dma_refused;
        return;
    }
    if (write) {
        ++counters_.dma_writes;
        counters_.dma_write_bytes += bytes;
        if (!machine_.ram->allocated(addr, bytes)) ++counters_.dma_strays;
        return;
    }
    ++counters_.dma_reads;
    counters_.dma_read_bytes += bytes;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
        const RawAction& action = *changes_[i].action;
        if (!places_.is_fetch_of(action.fetch, addr, bytes) || --changes_[i].left != 0) continue;
        changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(i--));
        ++counters_.changes_at_fetch;
        write_value(action);
        indices_written(machine_.conductor.now());
    }
}

reports::RawGuestCounters RawGuest::counters() const {
    reports::RawGuestCounters counters = counters_;
    counters.guarded_changed = broken_guards();
    return counters;
}

std::vector<std::string> RawGuest::failures() const {
    std::vector<std::string> failures = failures_;
    if (const std::uint64_t broken = broken_guards(); broken != 0) {
        failures.push_back(std::to_string(broken) + " guarded bytes were changed");
    }
    return failures;
}

}  // namespace pvscsim::scenarios
