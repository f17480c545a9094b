// SPDX-License-Identifier: Apache-2.0
// Finding the function and its registers through configuration space.
#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/pci.h"

namespace pvscsim::driver {

namespace pci = protocol::pci;

bool HostAdapter::device_gone() noexcept {
    return platform_.read_config(pci::kVendor, 2) == 0xffff;
}

// Size of the memory BAR at `offset`, whose low dword reads `low`: the address bits that do not
// stick. The BAR is put back; decoding is off meanwhile. 0 if there is none.
std::uint64_t HostAdapter::bar_bytes(std::uint16_t offset, std::uint32_t low) noexcept {
    const bool wide = (low & pci::kBarTypeMask) == pci::kBarType64;
    const auto high_offset = static_cast<std::uint16_t>(offset + 4);
    platform_.write_config(offset, 4, ~0U);
    std::uint64_t mask = platform_.read_config(offset, 4) & ~pci::kBarMemoryFlags;
    platform_.write_config(offset, 4, low);
    if (mask == 0 && !wide) return 0;
    if (!wide) return (~mask & 0xffffffffU) + 1;
    const std::uint32_t high = platform_.read_config(high_offset, 4);
    platform_.write_config(high_offset, 4, ~0U);
    mask |= static_cast<std::uint64_t>(platform_.read_config(high_offset, 4)) << 32;
    platform_.write_config(high_offset, 4, high);
    return mask == 0 ? 0 : ~mask + 1;
}

// The registers are in the first BAR that is no I/O BAR and has at least 32 KiB, wherever it is.
Result<void> HostAdapter::discover() noexcept {
    if (platform_.read_config(pci::kVendor, 2) != pci::kVendorId ||
        platform_.read_config(pci::kDevice, 2) != pci::kDeviceId) {
        return Error::NotFound;
    }
    constexpr std::uint16_t kClass = 10;
    if (mutated(Mutant::O40) && platform_.read_config(kClass, 2) != 0x0100) return Error::NotFound;
    const std::uint32_t command = platform_.read_config(pci::kCommand, 2);
    const std::uint32_t decoding = pci::kCommandIo | pci::kCommandMemory;
    platform_.write_config(pci::kCommand, 2, command & ~decoding);
    std::uint64_t bytes = 0;
    std::uint8_t bar = 0;
    for (; bar < pci::kBars; ++bar) {
        const auto offset = static_cast<std::uint16_t>(pci::kBar0 + 4U * bar);
        const std::uint32_t low = platform_.read_config(offset, 4);
        if ((low & pci::kBarIo) != 0) continue;
        bytes = bar_bytes(offset, low);
        if (bytes >= protocol::kBarBytes) break;
        if ((low & pci::kBarTypeMask) == pci::kBarType64) ++bar;
    }
    platform_.write_config(pci::kCommand, 2, command);
    if (mutated(Mutant::R52)) bar = 0;
    if (bar >= pci::kBars) return Error::NotFound;
    info_.bar = bar;
    const std::uint32_t master = mutated(Mutant::O41) ? 0 : pci::kCommandBusMaster;
    platform_.write_config(pci::kCommand, 2, command | pci::kCommandMemory | master);
    const std::uint64_t mapped_bytes = bytes < 0x80000000U ? bytes : 0x80000000U;
    return platform_.map_registers(bar, static_cast<std::uint32_t>(mapped_bytes));
}

}  // namespace pvscsim::driver
