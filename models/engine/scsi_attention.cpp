// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_attention.h"

#include "models/base/check.h"

namespace pvscsim {

AttentionCode code_of(Attention attention) {
    static constexpr std::array<AttentionCode, static_cast<std::size_t>(Attention::Count)> kCodes{{
        {0x29, 0x00},
        {0x3f, 0x0e},
        {0x2a, 0x09},
        {0x2a, 0x01},
        {0x2a, 0x03},
        {0x2a, 0x04},
        {0x2a, 0x05},
        {0x2f, 0x00},
        {0x38, 0x07},
    }};
    return kCodes[static_cast<std::size_t>(attention)];
}

Attention Attentions::take(std::uint8_t initiator) {
    for (unsigned i = 0; i < static_cast<unsigned>(Attention::Count); ++i) {
        const auto attention = static_cast<Attention>(i);
        if ((bits_[initiator] & bit(attention)) == 0) continue;
        drop(initiator, attention);
        return attention;
    }
    PVS_CHECK(false);
    return Attention::ResetOccurred;
}

void Attentions::add_for_others(int initiator, Attention attention) {
    for (std::uint8_t i = 0; i < kInitiatorsMax; ++i) {
        if (i != initiator) add(i, attention);
    }
}

}  // namespace pvscsim
