// SPDX-License-Identifier: Apache-2.0
#include "models/engine/message_ring.h"

#include "models/engine/device_rings.h"

namespace pvscsim {

using namespace protocol;

bool MessageRing::install(const std::uint32_t* args, std::uint64_t state_addr) {
    const std::uint32_t pages = args[0];
    if (pages == 0 || pages > kMessagePagesMax || (pages & (pages - 1)) != 0) return false;
    for (std::uint32_t i = 0; i < pages; ++i) {
        pages_[i] = page_addr(args[2 + 2 * i], args[3 + 2 * i]);
    }
    state_addr_ = state_addr;
    entries_ = pages * kMessagesPerPage;
    prod_ = 0;
    std::uint32_t log2 = 0;
    while ((1U << log2) < entries_) ++log2;
    const std::array<std::uint32_t, 3> words{0, 0, to_little_endian(log2)};
    dma_.write(state_addr_ + rings_state::kMsgProdIdx, words.data(), sizeof words);
    return true;
}

bool MessageRing::post(const MessageDescriptor& message) {
    std::uint32_t cons = 0;
    if (!dma_.read(state_addr_ + rings_state::kMsgConsIdx, &cons, sizeof cons)) return false;
    // A consumer index that cannot be counts as "no space", as a full ring does.
    if (prod_ - from_little_endian(cons) >= entries_) return false;
    MessageBytes bytes;
    encode(message, bytes);
    const std::uint32_t slot = prod_ & (entries_ - 1);
    if (!dma_.write(
            pages_[slot / kMessagesPerPage] + slot % kMessagesPerPage * message_layout::kBytes,
            bytes.data(), message_layout::kBytes)) {
        return false;
    }
    // A message whose index could not be written was not posted: the next one takes its slot.
    const std::uint32_t prod = to_little_endian(prod_ + 1);
    if (!dma_.write(state_addr_ + rings_state::kMsgProdIdx, &prod, sizeof prod)) return false;
    ++prod_;
    return true;
}

}  // namespace pvscsim
