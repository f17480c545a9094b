// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/base/archive.h"
#include "models/device/device_config.h"
#include "models/engine/dma_port.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/constants.h"
#include "pvscsim/protocol/descriptors.h"

namespace pvscsim {

/// The device's side of the message ring. Remembers nothing of what did not fit; who posts does.
class MessageRing {
public:
    explicit MessageRing(DmaPort& dma, const DeviceConfig& config = DeviceConfig{})
        : dma_(dma), config_(config) {}

    /// SETUP_MSG_RING: `args` are its 34 dwords, `state_addr` the rings-state page. False, with
    /// nothing changed, if the page count is invalid.
    bool install(const std::uint32_t* args, std::uint64_t state_addr);
    void forget() { entries_ = 0; }
    /// The rings-state page has moved, and the ring goes on. (Q10)
    void move_state(std::uint64_t state_addr) { state_addr_ = state_addr; }
    /// For tests of the wrap: both indices of a freshly installed ring start at `index`.
    void preset_index(std::uint32_t index);
    /// State, field by field, in either direction.
    void archive(Archive& a) {
        a(state_addr_, entries_, prod_, unread_max_, pages_);
        if (a.reading() && mutated(Mutant::O94)) forget();
        if (a.reading() && mutated(Mutant::O95)) prod_ = 0;
        if (a.reading() && config_.has(Defect::Q09)) pages_.fill(0);
    }
    bool installed() const { return entries_ != 0; }
    std::uint32_t entries() const { return entries_; }
    std::uint64_t page(std::uint32_t index) const { return pages_[index]; }
    std::uint32_t prod() const { return prod_; }
    /// The most messages that ever lay unread in it, as far as the driver had said.
    std::uint32_t unread_max() const { return unread_max_; }

    /// Writes one message and makes it visible; false if the ring is full or unreachable.
    bool post(const protocol::MessageDescriptor& message);

private:
    bool has_room(std::uint32_t& prod);

    DmaPort& dma_;
    const DeviceConfig config_;
    std::uint64_t state_addr_ = 0;
    std::uint32_t entries_ = 0;
    std::uint32_t prod_ = 0;
    std::uint32_t unread_ = 0;  // when has_room() looked
    std::uint32_t unread_max_ = 0;
    std::array<std::uint64_t, protocol::kMessagePagesMax> pages_{};
};

}  // namespace pvscsim
