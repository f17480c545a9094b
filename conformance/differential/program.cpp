// SPDX-License-Identifier: Apache-2.0
#include "conformance/differential/program.h"

#include <algorithm>

#include "conformance/differential/media_blocks.h"
#include "conformance/monitor/finding.h"
#include "conformance/suite/ask.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint64_t kAnyWord = 0xffffffff;
constexpr std::uint64_t kAny = ~std::uint64_t{0};

}  // namespace

const std::vector<StepSpec>& step_specs() {
    // clang-format off
    static const std::vector<StepSpec> specs{
        {StepKind::Rings, "rings", "SETUP_RINGS with cleared pages", {{"requests", 1, 64}, {"completions", 1, 64}}},
        {StepKind::Messages, "messages", "SETUP_MSG_RING with cleared pages", {{"pages", 1, 64}}},
        {StepKind::Msi, "msi", "interrupts come as messages from now on", {}},
        {StepKind::Command, "command", "COMMAND, and words of one value", {{"id", 0, kAnyWord}, {"words", 0, 200}, {"value", 0, kAnyWord}}},
        {StepKind::Words, "words", "further words to COMMAND_DATA", {{"count", 1, 200}, {"value", 0, kAnyWord}}},
        {StepKind::Mask, "mask", "INTR_MASK", {{"value", 0, kAnyWord}}},
        {StepKind::Acknowledge, "acknowledge", "INTR_STATUS", {{"value", 1, kAnyWord}}},
        {StepKind::Read, "read", "reads a register", {{"offset", 0, 0x7fff}, {"width", 4, 8}}},
        {StepKind::Write, "write", "writes a register", {{"offset", 0, 0x7fff}, {"value", 0, kAnyWord}, {"width", 4, 8}}},
        {StepKind::Config, "config", "reads four bytes of the configuration space", {{"offset", 0, 0xfc}}},
        {StepKind::Poke, "poke", "writes a word of the rings' state page", {{"offset", 0, 0xffc}, {"value", 0, kAnyWord}}},
        {StepKind::Ask, "ask", "publishes a request", {
            {"context", 1, kAny}, {"place", 0, kPlaces - 1}, {"target", 0, 255}, {"lun", 0, 255},
            {"lun-first", 0, 255}, {"lun-third", 0, 255}, {"bus", 0, 255}, {"tag", 0x20, 255},
            {"flags", 4, kAnyWord}, {"bytes", 0, kPlaceBytes}, {"offset", 0, kPlaceBytes}, {"sense", 0, kSensePlaceBytes},
            {"cdb-bytes", 0, 255}, {"pattern", 0, 255}}},
        {StepKind::Kick, "kick", "the doorbell of reads and writes, or the other", {{"other", 0, 1}}},
        {StepKind::Abort, "abort", "ABORT_CMD", {{"context", 1, kAny}, {"target", 0, 255}}},
        {StepKind::ResetUnit, "reset-unit", "RESET_DEVICE", {{"target", 0, 255}, {"lun", 0, 255}}},
        {StepKind::ResetBus, "reset-bus", "RESET_BUS", {}},
        {StepKind::ResetAdapter, "reset-adapter", "ADAPTER_RESET", {}},
        {StepKind::ResetMachine, "reset-machine", "a reset of the whole machine", {}},
        {StepKind::Take, "take", "consumes completions", {{"leave", 0, 4096}}},
        {StepKind::Heed, "heed", "consumes messages", {}},
        {StepKind::Plug, "plug", "target 7 is plugged in", {}},
        {StepKind::Unplug, "unplug", "target 7 is removed", {}},
        {StepKind::Wait, "wait", "until requests of the slow disk have ended", {}},
    };
    // clang-format on
    return specs;
}

Step::Step(StepKind which, const std::vector<std::uint64_t>& first_values) : kind(which) {
    for (const StepField& field : spec().fields) values.push_back(field.otherwise);
    std::copy(first_values.begin(), first_values.end(), values.begin());
}

std::string Step::line() const {
    std::string text(spec().name);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const StepField& field = spec().fields[i];
        if (values[i] == field.otherwise) continue;
        text += " " + std::string(field.name) + "=" + hex(values[i]);
    }
    if (!cdb.empty()) text += " cdb=" + hex_bytes(cdb.data(), cdb.size());
    for (const DataPiece& piece : pieces) {
        text += " piece=" + hex(piece.offset) + "+" + hex(piece.bytes);
    }
    return text;
}

namespace {

/// True if a request's flags say another direction than its command, or blocks have no buffer.
bool contradicts(const Step& step) {
    const bool to_host = (step.values[AskFlags] & kToHost) != 0;
    const bool to_device = (step.values[AskFlags] & kToDevice) != 0;
    if (is_media(step) && step.values[AskBytes] == 0 && asked_blocks(step) != 0) return true;
    if (step.values[AskBytes] == 0) return false;
    return media_blocks(step).written ? to_host : to_device;
}

/// What a guest keeps in mind so as to do nothing that it may not.
class Guest {
public:
    bool may(const Step& step) {
        if (step.kind == StepKind::Ask) return may_ask(step);
        if (step.kind == StepKind::Wait && !published_.empty()) return false;
        if (step.kind == StepKind::Kick) published_.clear();
        if (step.kind == StepKind::Rings) {
            const std::uint32_t pages = std::min(step.word(0), step.word(1));
            has_rings_ = pages >= 1 && std::max(step.word(0), step.word(1)) <= 32;
            room_ = std::min(step.word(0) * 32, step.word(1) * 128);
            untaken_ = 0;
            published_.clear();
        }
        if (step.kind == StepKind::ResetAdapter || step.kind == StepKind::ResetMachine) {
            has_rings_ = false;
            published_.clear();
        }
        if (step.kind == StepKind::Take) untaken_ = std::min(untaken_, step.word(0));
        return true;
    }

private:
    bool may_ask(const Step& step) {
        if (!has_rings_ || untaken_ >= room_ || contradicts(step)) return false;
        ++untaken_;
        const MediaBlocks blocks = media_blocks(step);
        for (const Published& other : published_) {
            const bool apart = blocks.end <= other.blocks.first || other.blocks.end <= blocks.first;
            if ((blocks.written || other.blocks.written) && !apart) return false;
            if (other.context == step.values[AskContext]) return false;
            if (other.place == step.values[AskPlace]) return false;
        }
        published_.push_back({blocks, step.values[AskContext], step.values[AskPlace]});
        return true;
    }

    struct Published {
        MediaBlocks blocks;
        std::uint64_t context;
        std::uint64_t place;
    };
    std::vector<Published> published_;
    std::uint32_t untaken_ = 0;
    std::uint32_t room_ = 0;
    bool has_rings_ = false;
};

}  // namespace

bool is_legal(const Program& program) {
    Guest guest;
    return std::all_of(program.begin(), program.end(),
                       [&](const Step& step) { return guest.may(step); });
}

}  // namespace pvscsim::conformance
