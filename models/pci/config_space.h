// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/base/archive.h"
#include "models/device/device_config.h"

namespace pvscsim {

/// Configuration space of the PVSCSI function: 4,096 bytes on PCI Express, else 256, each with a
/// mask of the bits that the guest can write. Both layouts; capabilities MSI, MSI-X, PCI Express
/// with function-level reset, power management. Pure data: what a change means is the device's
/// business.
class ConfigSpace {
public:
    explicit ConfigSpace(const DeviceConfig& config);

    /// `width` is 1, 2 or 4 bytes, `offset` a multiple of it. Beyond the space: all ones.
    std::uint32_t read(std::uint32_t offset, std::uint32_t width) const;
    void write(std::uint32_t offset, std::uint32_t width, std::uint32_t value);
    /// True once after the guest has asked for a function-level reset.
    bool take_flr();
    /// True once after the way from D3hot to D0 that resets the function.
    bool take_soft_reset();
    /// Neither memory is decoded, nor the bus mastered, nor interrupted.
    bool d3hot() const;
    /// Back to the values of power-on; BARs and all enables are cleared.
    void reset();

    /// State, field by field, in either direction.
    void archive(Archive& a) { a(bytes_, writable_, last_capability_, flr_, soft_reset_); }
    bool memory_enabled() const;
    bool bus_master() const;
    bool intx_disabled() const;
    /// Where the register BAR is mapped.
    std::uint64_t register_base() const;
    bool msi_enabled() const;
    std::uint64_t msi_address() const;
    std::uint32_t msi_data() const;
    bool msix_enabled() const;
    bool msix_masked() const;  ///< the function mask
    void set_interrupt_status(bool level);

private:
    void put(std::uint32_t offset, std::uint32_t width, std::uint32_t value,
             std::uint32_t write_mask = 0);
    std::uint32_t raw(std::uint32_t offset, std::uint32_t width) const;
    std::uint16_t add_capability(std::uint8_t id, std::uint16_t offset);
    std::uint32_t bytes() const { return config_.express ? kBytes : 256; }
    void build();
    void put_express_capability(bool with_serial_number);
    std::uint32_t power_state() const;
    void set_power_state(std::uint32_t state);

    static constexpr std::uint32_t kBytes = 4096;

    DeviceConfig config_;
    std::uint16_t msi_offset_;
    std::array<std::uint8_t, kBytes> bytes_{};
    std::array<std::uint8_t, kBytes> writable_{};
    std::uint16_t last_capability_ = 0;
    bool flr_ = false;
    bool soft_reset_ = false;
};

}  // namespace pvscsim
