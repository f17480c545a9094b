// SPDX-License-Identifier: Apache-2.0
#include "models/engine/message_ring.h"

#include <algorithm>

#include "models/engine/device_rings.h"
#include "pvscsim/mutant.h"

namespace pvscsim {

using namespace protocol;

bool MessageRing::install(const std::uint32_t* args, std::uint64_t state_addr) {
    const std::uint32_t pages = args[0];
    const bool power = (pages & (pages - 1)) == 0 || config_.has(Defect::Q04);
    if (pages == 0 || pages > kMessagePagesMax || !power) {
        if (mutated(Mutant::O18)) forget();
        return false;
    }
    pages_.fill(0);
    for (std::uint32_t i = 0; i < pages; ++i) {
        const bool truncate = config_.has(Defect::Q28) || mutated(Mutant::O104);
        pages_[i] = page_addr(args[2 + 2 * i], args[3 + 2 * i], truncate);
    }
    state_addr_ = state_addr;
    prod_ = 0;
    std::uint32_t log2 = 0;
    while ((1U << log2) < pages * kMessagesPerPage) ++log2;
    entries_ = 1U << log2;
    const std::array<std::uint32_t, 3> words{0, 0, to_little_endian(log2)};
    dma_.write(state_addr_ + rings_state::kMsgProdIdx, words.data(), sizeof words);
    if (mutated(Mutant::O19)) {
        dma_.write(state_addr_ + rings_state::kMsgProdIdx + sizeof words, words.data(), 4);
    }
    return true;
}

void MessageRing::preset_index(std::uint32_t index) {
    prod_ = index;
    const std::array<std::uint32_t, 2> words{to_little_endian(index), to_little_endian(index)};
    dma_.write(state_addr_ + rings_state::kMsgProdIdx, words.data(), sizeof words);
}

bool MessageRing::has_room(std::uint32_t& prod) {
    std::uint32_t cons = 0;
    const bool unseen = config_.has(Defect::Q27) && !dma_.enabled();
    if (!dma_.read(state_addr_ + rings_state::kMsgConsIdx, &cons, sizeof cons) && !unseen) {
        return false;
    }
    if (config_.has(Defect::Q19) &&
        dma_.read(state_addr_ + rings_state::kMsgProdIdx, &prod, sizeof prod)) {
        prod = from_little_endian(prod);
    }
    unread_ = prod - from_little_endian(cons);
    if (mutated(Mutant::D82)) return true;
    if (mutated(Mutant::O108) && prod < from_little_endian(cons)) return false;
    // A consumer index that cannot be counts as "no space", as a full ring does.
    return unread_ < entries_;
}

bool MessageRing::post(const MessageDescriptor& message) {
    std::uint32_t prod = prod_;
    if (!has_room(prod) && !mutated(Mutant::D85)) return false;
    MessageBytes bytes;
    encode(message, bytes);
    if (mutated(Mutant::D107)) bytes[message_layout::kPad] = 0x5a;
    const std::uint32_t slot = prod_ & (entries_ - 1);
    DmaPort::Bypass bypass(dma_, config_.has(Defect::Q27));
    if (!dma_.write(
            pages_[slot / kMessagesPerPage] + slot % kMessagesPerPage * message_layout::kBytes,
            bytes.data(), message_layout::kBytes)) {
        return false;
    }
    // A message whose index could not be written was not posted: the next one takes its slot.
    bypass.end();
    prod = to_little_endian(prod_ + 1);
    if (!dma_.write(state_addr_ + rings_state::kMsgProdIdx, &prod, sizeof prod) &&
        !config_.has(Defect::Q27)) {
        return false;
    }
    ++prod_;
    unread_max_ = std::max(unread_max_, unread_ + 1);
    return true;
}

}  // namespace pvscsim
