// SPDX-License-Identifier: Apache-2.0
#include "models/pci/config_space.h"

#include "pvscsim/mutant.h"
#include "pvscsim/protocol/constants.h"
#include "pvscsim/protocol/pci.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim {

namespace pci = protocol::pci;

namespace {
constexpr std::uint16_t kExpressDeviceControl = pci::kExpressOffset + 8;
constexpr std::uint16_t kFlrBit = 1U << 15;
constexpr std::uint16_t kPowerControl = pci::kPowerManagementOffset + pci::kPowerControl;
constexpr std::uint16_t kSerialNumber = 0x100;  // extended capability, of one number
constexpr std::uint16_t kLatencyTimer = 0x0d;
constexpr std::uint16_t kOldSubsystem = 0x1000;  // of vendor 0
constexpr std::uint16_t kOldMsiOffset = 0x50;
}  // namespace

ConfigSpace::ConfigSpace(const DeviceConfig& config)
    : config_(config),
      msi_offset_(config.has(Variant::OldConfig) ? kOldMsiOffset : pci::kMsiOffset) {
    build();
}

void ConfigSpace::reset() {
    bytes_.fill(0);
    writable_.fill(0);
    last_capability_ = 0;
    flr_ = soft_reset_ = false;
    build();
}

void ConfigSpace::put_express_capability(bool with_serial_number) {
    const std::uint16_t express = add_capability(pci::kCapExpress, pci::kExpressOffset);
    put(express + 2U, 2, 0x0002);    // version 2, endpoint
    put(express + 4U, 4, 1U << 28);  // function-level reset offered
    put(kExpressDeviceControl, 2, 0, kFlrBit);
    if (!with_serial_number) return;
    put(kSerialNumber, 4, 0x00010003);  // version 1, the last one
    put(kSerialNumber + 4, 4, 0x29000001);
    put(kSerialNumber + 8, 4, 0x005056ff);
}

void ConfigSpace::build() {
    const bool io_first = config_.layout == PciLayout::IoBar0;
    put(pci::kVendor, 2, pci::kVendorId);
    put(pci::kDevice, 2, pci::kDeviceId + (mutated(Mutant::O01) ? 1U : 0U));
    put(pci::kCommand, 2, 0,
        pci::kCommandIo | pci::kCommandMemory | pci::kCommandBusMaster | pci::kCommandIntxDisable);
    put(pci::kStatus, 2, pci::kStatusCapabilities);
    const std::uint32_t class_code = io_first ? pci::kClassCodeSas : pci::kClassCodeScsi;
    const bool old = config_.has(Variant::OldConfig);
    put(pci::kRevisionId, 4, class_code << 8 | (old ? 0 : pci::kRevision));
    put(pci::kSubsystemVendor, 2, old ? 0 : pci::kVendorId);
    put(pci::kSubsystem, 2, old ? kOldSubsystem : pci::kDeviceId);
    put(pci::kInterruptLine, 1, 0, 0xff);
    put(pci::kInterruptPin, 1, 1);
    const std::uint32_t bar_mask = ~(protocol::kBarBytes * (mutated(Mutant::O02) ? 2 : 1) - 1);
    if (io_first) {
        put(pci::kBar0, 4, pci::kBarIo, 0xfff8);  // 8 ports, which decode and do nothing
        if (mutated(Mutant::O03)) put(pci::kBar0, 4, 0, 0xfffff000);
        put(pci::kBar0 + 4, 4, pci::kBarType64, bar_mask);
        put(pci::kBar0 + 8, 4, 0, ~0U);
        // 64 KiB that hold no image. Its decoding is not modelled: nothing is in it.
        put(pci::kExpansionRom, 4, 0, 0xffff0001);
    } else {
        put(pci::kBar0, 4, 0, bar_mask);
    }
    if (config_.express) {
        put_express_capability(io_first);
    } else {
        put(kLatencyTimer, 1, 0xff);
    }
    if (config_.msi) {
        const std::uint16_t msi = add_capability(pci::kCapMsi, msi_offset_);
        put(msi + pci::kMsiControl, 2, pci::kMsiControl64Bit, pci::kMsiControlEnable);
        put(msi + pci::kMsiAddressLow, 4, 0, ~3U);
        put(msi + pci::kMsiAddressHigh, 4, 0, ~0U);
        put(msi + pci::kMsiData, 2, 0, 0xffff);
    }
    if (config_.power_management) {
        const std::uint16_t power =
            add_capability(pci::kCapPowerManagement, pci::kPowerManagementOffset);
        put(power + 2U, 2, 3);  // version 3, no D1, D2, PME
        put(kPowerControl, 2, config_.no_soft_reset ? pci::kPowerNoSoftReset : 0,
            pci::kPowerStateMask);
    }
    if (config_.msix) {
        const std::uint16_t msix = add_capability(pci::kCapMsix, pci::kMsixOffset);
        const std::uint32_t bar = io_first ? 1 : 0;
        put(msix + pci::kMsixControl, 2, protocol::kMsixVectorsMax - 1,
            pci::kMsixControlEnable | pci::kMsixControlMaskAll);
        const std::uint32_t table =
            mutated(Mutant::O04) ? protocol::kMsixTableOffset / 2 : protocol::kMsixTableOffset;
        put(msix + pci::kMsixTable, 4, table | bar);
        put(msix + pci::kMsixPba, 4, protocol::kMsixPbaOffset | bar);
    }
}

std::uint16_t ConfigSpace::add_capability(std::uint8_t id, std::uint16_t offset) {
    put(last_capability_ == 0 ? pci::kCapabilities : last_capability_ + 1U, 1, offset);
    put(offset, 1, id);
    last_capability_ = offset;
    return offset;
}

void ConfigSpace::put(std::uint32_t offset, std::uint32_t width, std::uint32_t value,
                      std::uint32_t write_mask) {
    for (std::uint32_t i = 0; i < width; ++i) {
        bytes_[offset + i] = static_cast<std::uint8_t>(value >> (8 * i));
        writable_[offset + i] = static_cast<std::uint8_t>(write_mask >> (8 * i));
    }
}

std::uint32_t ConfigSpace::raw(std::uint32_t offset, std::uint32_t width) const {
    std::uint32_t value = 0;
    for (std::uint32_t i = 0; i < width; ++i) {
        value |= static_cast<std::uint32_t>(bytes_[offset + i]) << (8 * i);
    }
    return value;
}

std::uint32_t ConfigSpace::read(std::uint32_t offset, std::uint32_t width) const {
    if (offset + width > bytes()) return ~0U >> (32 - 8 * width);
    return raw(offset, width);
}

void ConfigSpace::write(std::uint32_t offset, std::uint32_t width, std::uint32_t value) {
    if (offset + width > bytes()) return;
    const std::uint32_t power = power_state();
    for (std::uint32_t i = 0; i < width; ++i) {
        const std::uint8_t mask = writable_[offset + i];
        const auto byte = static_cast<std::uint8_t>(value >> (8 * i));
        bytes_[offset + i] =
            static_cast<std::uint8_t>((bytes_[offset + i] & ~mask) | (byte & mask));
    }
    if (power_state() != pci::kPowerStateD0 && power_state() != pci::kPowerStateD3Hot) {
        set_power_state(power);  // D1 and D2 are not there: nothing changes
    }
    soft_reset_ = soft_reset_ || (power == pci::kPowerStateD3Hot &&
                                  power_state() == pci::kPowerStateD0 && !config_.no_soft_reset);
    // The bit starts a reset and always reads 0.
    if (config_.express && (raw(kExpressDeviceControl, 2) & kFlrBit) != 0) {
        bytes_[kExpressDeviceControl + 1] &= 0x7f;
        flr_ = true;
    }
}

std::uint32_t ConfigSpace::power_state() const {
    return config_.power_management ? raw(kPowerControl, 2) & pci::kPowerStateMask : 0;
}

void ConfigSpace::set_power_state(std::uint32_t state) {
    bytes_[kPowerControl] = static_cast<std::uint8_t>(
        (bytes_[kPowerControl] & ~std::uint32_t{pci::kPowerStateMask}) | state);
}

bool ConfigSpace::d3hot() const {
    return power_state() == pci::kPowerStateD3Hot;
}

bool ConfigSpace::take_soft_reset() {
    const bool due = soft_reset_;
    soft_reset_ = false;
    return due;
}

bool ConfigSpace::take_flr() {
    const bool asked = flr_;
    flr_ = false;
    return asked;
}

bool ConfigSpace::memory_enabled() const {
    return (raw(pci::kCommand, 2) & pci::kCommandMemory) != 0 && !d3hot();
}
bool ConfigSpace::bus_master() const {
    return (raw(pci::kCommand, 2) & pci::kCommandBusMaster) != 0 && !d3hot();
}
bool ConfigSpace::intx_disabled() const {
    return (raw(pci::kCommand, 2) & pci::kCommandIntxDisable) != 0;
}

std::uint64_t ConfigSpace::register_base() const {
    if (config_.layout == PciLayout::MemoryBar0) return raw(pci::kBar0, 4) & ~pci::kBarMemoryFlags;
    return std::uint64_t{raw(pci::kBar0 + 8, 4)} << 32 |
           (raw(pci::kBar0 + 4, 4) & ~pci::kBarMemoryFlags);
}

bool ConfigSpace::msi_enabled() const {
    return config_.msi && (raw(msi_offset_ + pci::kMsiControl, 2) & pci::kMsiControlEnable) != 0;
}
std::uint64_t ConfigSpace::msi_address() const {
    return std::uint64_t{raw(msi_offset_ + pci::kMsiAddressHigh, 4)} << 32 |
           raw(msi_offset_ + pci::kMsiAddressLow, 4);
}
std::uint32_t ConfigSpace::msi_data() const {
    return raw(msi_offset_ + pci::kMsiData, 2);
}

bool ConfigSpace::msix_enabled() const {
    return config_.msix &&
           (raw(pci::kMsixOffset + pci::kMsixControl, 2) & pci::kMsixControlEnable) != 0;
}
bool ConfigSpace::msix_masked() const {
    return (raw(pci::kMsixOffset + pci::kMsixControl, 2) & pci::kMsixControlMaskAll) != 0;
}

void ConfigSpace::set_interrupt_status(bool level) {
    constexpr std::uint8_t kBit = pci::kStatusInterrupt;
    bytes_[pci::kStatus] =
        static_cast<std::uint8_t>((bytes_[pci::kStatus] & ~kBit) | (level ? kBit : 0));
}

}  // namespace pvscsim
