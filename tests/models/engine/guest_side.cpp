// SPDX-License-Identifier: Apache-2.0
#include "tests/models/engine/guest_side.h"

#include <algorithm>

namespace pvscsim {

void GuestSide::write_request(std::uint64_t at, const Ask& ask) {
    memory.store(at, 8, ask.context);
    memory.store(at + 8, 8, ask.data_addr);
    memory.store(at + 16, 8, ask.data_len);
    memory.store(at + 24, 8, ask.sense_addr);
    memory.store(at + 32, 4, ask.sense_len);
    memory.store(at + 36, 4, ask.flags);
    for (std::uint32_t i = 0; i < 16; ++i) {
        memory.store(at + 40 + i, 1, i < ask.cdb.size() ? ask.cdb[i] : 0);
    }
    memory.store(at + 56, 1, ask.cdb_len != 0 ? ask.cdb_len : ask.cdb.size());
    for (std::uint32_t i = 0; i < 8; ++i) memory.store(at + 57 + i, 1, ask.lun[i]);
    memory.store(at + 65, 1, ask.tag);
    memory.store(at + 66, 1, ask.bus);
    memory.store(at + 67, 1, ask.target);
    for (std::uint32_t i = 68; i < 128; ++i) memory.store(at + i, 1, ask.unused);
}

std::vector<Done> GuestSide::take(bool consume) {
    std::vector<Done> all;
    for (std::uint32_t index = cmp_cons; index != state(12); ++index) {
        const std::uint64_t at = completion_slot(index);
        all.push_back(Done{memory.load(at, 8), memory.load(at + 8, 8),
                           static_cast<std::uint32_t>(memory.load(at + 16, 4)),
                           static_cast<std::uint32_t>(memory.load(at + 20, 2)),
                           static_cast<std::uint32_t>(memory.load(at + 22, 2)),
                           memory.load(at + 24, 8)});
    }
    if (consume) {
        cmp_cons += static_cast<std::uint32_t>(all.size());
        set_state(16, cmp_cons);
    }
    return all;
}

std::vector<Message> GuestSide::take_messages() {
    std::vector<Message> all;
    for (; msg_cons != state(128); ++msg_cons) {
        const std::uint64_t at = slot(place::kMessages, msg_pages, msg_cons, 128);
        const auto* raw = &memory.data[at];
        all.push_back(Message{static_cast<std::uint32_t>(memory.load(at, 4)),
                              static_cast<std::uint32_t>(memory.load(at + 4, 4)),
                              static_cast<std::uint32_t>(memory.load(at + 8, 4)),
                              memory.load(at + 12, 8),
                              std::all_of(raw + 20, raw + 128, [](int b) { return b == 0; })});
    }
    set_state(132, msg_cons);
    return all;
}

}  // namespace pvscsim
