// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>

#include "conformance/differential/explanations.h"
#include "conformance/differential/stage.h"
#include "conformance/monitor/bytes.h"
#include "conformance/monitor/finding.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint32_t kCompletionsAPage = 4096 / kCompletionBytes;
constexpr std::uint32_t kRingPagesMax = 32;
constexpr std::uint32_t kStateBytes = 256;
constexpr std::uint32_t kMessageRingBytes = 4096;

}  // namespace

Sight word_sight(SightKind kind, std::uint32_t value, std::uint64_t detail) {
    Sight sight{kind, detail};
    for (int i = 0; i < 4; ++i) sight.bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    return sight;
}

std::string Sight::name() const {
    switch (kind) {
        case SightKind::CommandStatus:
            return "COMMAND_STATUS";
        case SightKind::IntrStatus:
            return "INTR_STATUS";
        case SightKind::IntrMask:
            return "INTR_MASK";
        case SightKind::Line:
            return "the interrupt line";
        case SightKind::Message:
            return "the interrupt message";
        case SightKind::Register:
            return "the register at " + hex(detail);
        case SightKind::Config:
            return "the configuration at " + hex(detail);
        case SightKind::StatePage:
            return "the state page";
        case SightKind::MessageRing:
            return "the message ring";
        case SightKind::Completion:
            return "the completion of request " + hex(detail);
        case SightKind::Data:
            return "the data of request " + hex(detail);
        case SightKind::Sense:
            return "the sense data of request " + hex(detail);
        default:
            return "the memory from " + hex(kMemoryBegin) + " on, at the end";
    }
}

void Stage::look(std::vector<Sight>& sights) {
    sights.push_back(word_sight(SightKind::CommandStatus, bench_.read(kCommandStatus)));
    sights.push_back(word_sight(SightKind::IntrStatus, bench_.read(kIntrStatus)));
    sights.push_back(word_sight(SightKind::IntrMask, bench_.read(kIntrMask)));
    sights.push_back(word_sight(SightKind::Line, device_.line() ? 1 : 0));
    if (takes_messages_) {
        sights.push_back(word_sight(SightKind::Message, bench_.took_message() ? 1 : 0));
    }
    sights.push_back(
        {SightKind::StatePage, 0, bench_.bytes(kStatePage << 12, kStateBytes), nullptr});
    sights.push_back(
        {SightKind::MessageRing, 0, bench_.bytes(kMessagePage << 12, kMessageRingBytes), nullptr});
    if (has_rings_) look_at_completions(sights);
}

// Requests that were on the way together may end in any order, so completions are sorted.
void Stage::look_at_completions(std::vector<Sight>& sights) {
    std::vector<Sight> completions;
    const std::uint32_t end = bench_.state(kCmpProdIdx);
    for (std::uint32_t i = 0; seen_ != end && i < bench_.completion_entries; ++i) {
        const std::uint32_t slot = seen_++ & (bench_.completion_entries - 1);
        const std::uint64_t page = bench_.completion_pages[slot / kCompletionsAPage];
        const std::uint64_t addr = (page << 12) + slot % kCompletionsAPage * kCompletionBytes;
        std::vector<std::uint8_t> bytes = bench_.bytes(addr, kCompletionBytes);
        const std::uint64_t context = le64(bytes.data());
        completions.push_back({SightKind::Completion, context, std::move(bytes), nullptr});
    }
    std::sort(completions.begin(), completions.end(), [](const Sight& a, const Sight& b) {
        return a.detail != b.detail ? a.detail < b.detail : a.bytes < b.bytes;
    });
    for (Sight& completion : completions) {
        const auto status = static_cast<std::uint16_t>(le16(completion.bytes.data() + 20));
        const auto asked = asked_.find(completion.detail);
        const Step* ask = asked == asked_.end() ? nullptr : asked->second;
        Sight data{SightKind::Data, completion.detail, {}, ask, status};
        sights.push_back(std::move(completion));
        if (ask == nullptr) continue;
        asked_.erase(asked);
        ended_.push_back(data);
        Sight sense = data;
        sense.kind = SightKind::Sense;
        sense.bytes =
            bench_.bytes(kSense + ask->values[AskPlace] * kSensePlaceBytes, kSensePlaceBytes);
        data.bytes = data_of(*ask);
        sights.push_back(std::move(data));
        sights.push_back(std::move(sense));
    }
}

std::vector<std::uint8_t> Stage::data_of(const Step& ask) {
    std::vector<std::uint8_t> data;
    for (const Element& element : elements_of(ask)) {
        const std::vector<std::uint8_t> part = bench_.bytes(element.addr, element.bytes);
        data.insert(data.end(), part.begin(), part.end());
    }
    return data;
}

// Finds what went where nobody looked. Completions are sorted by what they are, and what has an
// explanation in a request's own data, which were looked at when it ended, is left out.
std::vector<Sight> Stage::memory() {
    Sight sight{SightKind::Memory};
    sight.bytes = bench_.bytes(kMemoryBegin, static_cast<std::uint32_t>(kMemoryEnd - kMemoryBegin));
    const auto at = [&](std::uint64_t addr) { return sight.bytes.data() + (addr - kMemoryBegin); };
    using Slot = std::array<std::uint8_t, kCompletionBytes>;
    std::vector<Slot> slots(kRingPagesMax * kCompletionsAPage);
    const std::size_t slots_bytes = slots.size() * kCompletionBytes;
    std::memcpy(slots.data(), at(kCompletionPage << 12), slots_bytes);
    std::sort(slots.begin(), slots.end());
    std::memcpy(at(kCompletionPage << 12), slots.data(), slots_bytes);
    for (const Sight& ended : ended_) {
        if (has_explanation(ended, SightKind::Sense)) {
            std::fill_n(at(kSense + ended.ask->values[AskPlace] * kSensePlaceBytes),
                        kSensePlaceBytes, 0);
        }
        if (!has_explanation(ended, SightKind::Data)) continue;
        for (const Element& element : elements_of(*ended.ask)) {
            std::fill_n(at(element.addr), element.bytes, 0);
        }
    }
    return {std::move(sight)};
}

}  // namespace pvscsim::conformance
