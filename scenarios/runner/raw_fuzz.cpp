// SPDX-License-Identifier: Apache-2.0
// Random raw writes: any register, any index, any descriptor, any list, any command, in memory that
// holds nothing else. What may be given to the device ends in front of the buffer's second half.
#include <algorithm>
#include <array>

#include "models/base/random.h"
#include "models/pci/address_map.h"
#include "pvscsim/protocol/descriptors.h"
#include "pvscsim/protocol/pci.h"
#include "pvscsim/protocol/registers.h"
#include "scenarios/runner/raw_guest.h"

namespace pvscsim::scenarios {

namespace reg = protocol::reg;
namespace state = protocol::rings_state;

namespace {

constexpr std::uint64_t kGivenPages = kRawBufferPages / 2;
constexpr std::uint64_t kGivenBytes = kGivenPages * kRawPageBytes;
constexpr std::uint32_t kMemoryAlone = 2;  // of the command register in configuration space
constexpr std::uint32_t kMemoryAndMaster = 6;
constexpr std::uint64_t kMovedMax = 192 * 1024;  // no CDB below asks for more
constexpr std::array<std::uint8_t, 16> kOpcodes{{0x00, 0x03, 0x08, 0x0a, 0x12, 0x1a, 0x25, 0x28,
                                                 0x2a, 0x35, 0x41, 0x42, 0x88, 0x8a, 0xa0, 0xff}};

/// What finds the ends of ranges and the bits that matter.
std::uint64_t interesting(RandomStream& random) {
    const std::uint64_t one = 1;
    switch (random.below(6)) {
        case 0:
            return random.below(20);
        case 1:
            return one << random.below(64);
        case 2:
            return (one << random.below(64)) - 1;
        case 3:
            return ~std::uint64_t{0} - random.below(20);
        case 4:
            return random.below(1100);
        default:
            return random.next();
    }
}

}  // namespace

/// One series of draws, and the writes that they make.
class Fuzzer {
public:
    Fuzzer(std::uint64_t seed, std::uint8_t target, const RawPlaces& places)
        : draws_(seed, "fuzz"), target_(target), places_(places) {}

    RandomStream& draws() { return draws_; }

    /// An address that may be given to the device: of the buffer's first half, or of nothing.
    std::uint64_t address(std::uint64_t bytes) {
        switch (draws_.below(8)) {
            case 0:
                return address_map::kAdapterBar + draws_.below(protocol::kBarBytes);
            case 1:
                return address_map::kDeviceBase + draws_.below(1U << 20);
            case 2:
                return ~std::uint64_t{0} - draws_.below(2 * bytes);
            default:
                return places_.address(RawBase::Buffer, draws_.below(kGivenBytes - bytes));
        }
    }
    std::uint64_t page() {
        if (draws_.below(16) == 0) return interesting(draws_) | std::uint64_t{1} << 51;
        return address(kRawPageBytes) >> protocol::kPageBits;
    }
    std::uint32_t offset_of_register() {
        static constexpr std::array<std::uint32_t, 8> kKnown{
            {reg::kCommand, reg::kCommandData, reg::kCommandStatus, reg::kIntrStatus,
             reg::kIntrMask, reg::kKickRwIo, reg::kKickNonRwIo, reg::kDebug}};
        if (draws_.below(4) != 0) return kKnown[draws_.below(kKnown.size())];
        // Not the table of interrupts, which would send messages to any memory.
        return static_cast<std::uint32_t>(draws_.below(protocol::kMsixTableOffset));
    }
    protocol::RequestBytes request() {
        protocol::RequestDescriptor descriptor;
        descriptor.context = interesting(draws_);
        descriptor.data_addr = address(kMovedMax);
        descriptor.data_bytes = interesting(draws_);
        descriptor.sense_addr = address(kRawPageBytes);
        descriptor.sense_bytes = static_cast<std::uint32_t>(interesting(draws_));
        descriptor.flags = static_cast<std::uint32_t>(draws_.below(4) == 0 ? interesting(draws_)
                                                                           : draws_.below(32));
        descriptor.cdb[0] = kOpcodes[draws_.below(kOpcodes.size())];
        for (std::size_t i = 1; i < descriptor.cdb.size(); ++i) {
            descriptor.cdb[i] =
                static_cast<std::uint8_t>(draws_.below(4) == 0 ? draws_.below(16) : 0);
        }
        // READ(6) of 0 blocks, which are 256, asks for the most.
        descriptor.cdb[7] = descriptor.cdb[10] = descriptor.cdb[11] = descriptor.cdb[12] = 0;
        descriptor.cdb_bytes =
            static_cast<std::uint8_t>(draws_.below(4) == 0 ? draws_.below(256) : 16);
        descriptor.lun = protocol::lun_field(static_cast<std::uint8_t>(draws_.below(3)));
        if (draws_.below(16) == 0) descriptor.lun[draws_.below(8)] ^= 0x55;
        descriptor.tag = static_cast<std::uint8_t>(0x20 + draws_.below(4));
        descriptor.bus = draws_.below(16) == 0 ? 1 : 0;
        // No disk but its own: what it does to that is its own affair.
        descriptor.target = draws_.below(8) == 0 ? std::uint8_t{255} : target_;
        protocol::RequestBytes bytes;
        protocol::encode(descriptor, bytes);
        return bytes;
    }
    protocol::SgElementBytes element() {
        protocol::SgElementBytes bytes;
        protocol::store_le64(bytes.data() + protocol::sg_layout::kAddr, address(kMovedMax));
        protocol::store_le32(bytes.data() + protocol::sg_layout::kLength,
                             static_cast<std::uint32_t>(interesting(draws_)));
        protocol::store_le32(bytes.data() + protocol::sg_layout::kFlags,
                             static_cast<std::uint32_t>(draws_.below(3)));
        return bytes;
    }

private:
    RandomStream draws_;
    const std::uint8_t target_;
    const RawPlaces& places_;
};

void RawGuest::fuzz_command(Vcpu& vcpu, std::uint64_t command,
                            const std::vector<std::uint32_t>& words) {
    RawAction write;
    write.offset = reg::kCommand;
    write.value = command;
    write_function(vcpu, write, address_map::kAdapterBar);
    write.offset = reg::kCommandData;
    for (const std::uint32_t word : words) {
        write.value = word;
        write_function(vcpu, write, address_map::kAdapterBar);
    }
}

// Words of a set-up command: counts that may be wrong, pages that may be anywhere.
std::vector<std::uint32_t> RawGuest::fuzz_pages(std::uint32_t dwords, std::uint32_t counts,
                                                const std::function<std::uint64_t()>& page,
                                                const std::function<std::uint32_t()>& count) {
    std::vector<std::uint32_t> words(dwords);
    for (std::uint32_t i = 0; i < counts; ++i) words[i] = count();
    for (std::uint32_t i = 2; i + 1 < dwords; i += 2) {
        const std::uint64_t number = page();
        words[i] = static_cast<std::uint32_t>(number);
        words[i + 1] = static_cast<std::uint32_t>(number >> 32);
    }
    return words;
}

void RawGuest::fuzz(Vcpu& vcpu, const RawAction& action) {
    const auto target = static_cast<std::uint8_t>(action.target);
    Fuzzer fuzzer(action.seed, target, places_);
    fuzz_command(vcpu, 1, {});
    set_up_rings(vcpu, RawAction{});
    for (std::uint32_t step = 0; step < action.steps; ++step) {
        vcpu.sync();
        if (fuzzer.draws().below(2) == 0) {
            const std::uint64_t requests = 1 + fuzzer.draws().below(8);
            fuzz_requests(vcpu, requests, [&] { return fuzzer.request(); });
        } else if (fuzzer.draws().below(2) == 0) {
            fuzz_memory(vcpu, fuzzer);
        } else {
            fuzz_function(vcpu, fuzzer);
        }
        indices_written(vcpu.now());
        counters_.dma_max_per_action = std::max(counters_.dma_max_per_action, dma_since_action_);
        dma_since_action_ = 0;
        ++counters_.actions;
    }
    RawAction write;
    write.offset = protocol::pci::kCommand;
    write.width = 2;
    write.value = kMemoryAndMaster;
    write_function(vcpu, write, address_map::kAdapterConfig);
    fuzz_command(vcpu, 1, {});
}

void RawGuest::fuzz_memory(Vcpu& vcpu, Fuzzer& fuzzer) {
    RandomStream& random = fuzzer.draws();
    switch (random.below(3)) {
        case 0: {
            std::array<std::uint8_t, 4> word;
            protocol::store_le32(word.data(), static_cast<std::uint32_t>(interesting(random)));
            return places_.write(RawBase::State, 4 * random.below(36), word.data(), word.size());
        }
        case 1: {
            const protocol::SgElementBytes element = fuzzer.element();
            return places_.write(RawBase::Buffer, 16 * random.below(kGivenBytes / 16),
                                 element.data(), element.size());
        }
        default:
            vcpu.sleep_until(vcpu.now() + SimTime::from_ns(random.below(50'000)));
    }
}

void RawGuest::fuzz_function(Vcpu& vcpu, Fuzzer& fuzzer) {
    RandomStream& random = fuzzer.draws();
    const auto page = [&] { return fuzzer.page(); };
    const auto count = [&] {
        return static_cast<std::uint32_t>(random.below(4) == 0 ? interesting(random)
                                                               : 1U << random.below(6));
    };
    RawAction write;
    switch (random.below(8)) {
        case 0: {
            // Drawn one after the other: compilers evaluate arguments in orders of their own.
            const std::uint64_t command = random.below(16);
            const std::uint64_t words = random.below(140);
            return fuzz_command(vcpu, command, std::vector<std::uint32_t>(words, count()));
        }
        case 1:
            return fuzz_command(vcpu, 3, fuzz_pages(132, 2, page, count));
        case 2:
            return fuzz_command(vcpu, 8, fuzz_pages(34, 1, page, count));
        case 3:
            fuzz_command(vcpu, 1, {});
            return set_up_rings(vcpu, RawAction{});
        case 4:
            return set_up_rings(vcpu, RawAction{});
        case 5:
            write.offset = protocol::pci::kCommand;
            write.width = 2;
            write.value = random.below(4) == 0 ? kMemoryAlone : kMemoryAndMaster;
            return write_function(vcpu, write, address_map::kAdapterConfig);
        default:
            write.offset = fuzzer.offset_of_register();
            write.width = random.below(8) == 0 ? 1U << random.below(2) : 4;
            write.value = interesting(random);
            return write_function(vcpu, write, address_map::kAdapterBar);
    }
}

// Descriptors into the next slots, the index behind them, what was completed taken, a doorbell.
void RawGuest::fuzz_requests(Vcpu& vcpu, std::uint64_t count,
                             const std::function<protocol::RequestBytes()>& request) {
    const DeviceRings& rings = machine_.device.adapter().rings();
    if (rings.request_entries() == 0) return;
    const std::uint32_t published = rings.req_cons();
    for (std::uint64_t i = 0; i < count; ++i) {
        const protocol::RequestBytes bytes = request();
        const std::uint64_t slot = (published + i) % rings.request_entries();
        places_.write(RawBase::RequestRing, slot * bytes.size(), bytes.data(), bytes.size());
    }
    std::array<std::uint8_t, 4> word;
    protocol::store_le32(word.data(), published + static_cast<std::uint32_t>(count));
    places_.write(RawBase::State, state::kReqProdIdx, word.data(), word.size());
    protocol::store_le32(word.data(), rings.cmp_prod());
    places_.write(RawBase::State, state::kCmpConsIdx, word.data(), word.size());
    indices_written(vcpu.now());
    RawAction kick;
    kick.offset = reg::kKickRwIo;
    write_function(vcpu, kick, address_map::kAdapterBar);
}

}  // namespace pvscsim::scenarios
