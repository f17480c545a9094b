// SPDX-License-Identifier: Apache-2.0
#include "conformance/differential/stage.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "conformance/differential/media_blocks.h"

namespace pvscsim::conformance {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kQuietSteps = 4;  // without news: the device has settled
constexpr std::uint32_t kListPlaceBytes = 1024;
constexpr std::uint8_t kUntouched = 0xee;  // data and sense before a request has any
constexpr std::uint8_t kUnread = 0xa5;     // where data are expected
constexpr std::uint32_t kBlocksAtOnce = 64;
constexpr unsigned kSlowMs = 1000;  // the slow disk's requests have ended by then

/// What a buffer holds before a request: what the request sends, or a mark. Of blocks only the
/// first bytes tell something, since not every device keeps the others.
std::uint8_t first_content(const Step& ask, std::uint64_t n) {
    const std::uint64_t in_block = n % kDiskBlockBytes;
    if (is_media(ask) && in_block >= kTellingBytes) return 0;
    if (!media_blocks(ask).written) return kUnread;
    return static_cast<std::uint8_t>(ask.values[AskPattern] * 37 + n / kDiskBlockBytes * 11 +
                                     in_block + 1);
}

}  // namespace

std::vector<Element> elements_of(const Step& ask) {
    const std::uint64_t place = kData + ask.values[AskPlace] * kPlaceBytes;
    if (ask.pieces.empty()) return {{place + ask.values[AskOffset], ask.word(AskBytes)}};
    std::vector<Element> elements;
    for (const DataPiece& piece : ask.pieces) {
        elements.push_back({place + piece.offset, piece.bytes});
    }
    return elements;
}

Show Stage::play(const Program& program, const Show* leader, unsigned patience_ms) {
    Show show;
    try {
        begin(program);
        for (std::size_t i = 0; i < program.size(); ++i) {
            std::vector<Sight> sights;
            take_step(program[i], sights);
            const bool leads = leader == nullptr || i >= leader->produced.size();
            const bool waits = program[i].kind == StepKind::Wait;
            if (leads && waits) device_.wait_slow();
            const bool agrees =
                settle(leads ? nullptr : &leader->produced[i], patience_ms + (waits ? kSlowMs : 0));
            look(sights);
            show.steps.push_back(std::move(sights));
            show.produced.push_back(produced());
            if (!agrees) return show;  // a difference, seen in the state page
        }
        show.steps.push_back(memory());
    } catch (const DeviceEnded& end) {
        show.ended = end.what();
    }
    return show;
}

void Stage::begin(const Program& program) {
    if (is_plugged_) device_.unplug(kPluggedTarget);
    is_plugged_ = false;
    device_.reset_machine();
    clear_blocks(program);
    bench_.write(kIntrMask, 0);  // which a reset of the machine may keep
    bench_.fill(kMemoryBegin, static_cast<std::uint32_t>(kData - kMemoryBegin), 0);
    bench_.fill(kSense, kPlaces * kSensePlaceBytes, kUntouched);
    bench_.fill(kData, static_cast<std::uint32_t>(kMemoryEnd - kData), kUntouched);
    forget_rings();
    ended_.clear();
    takes_messages_ = false;
}

/// What is still on the way then may have moved its data.
void Stage::forget_rings() {
    for (const auto& [context, ask] : asked_) {
        ended_.push_back({SightKind::Data, context, {}, ask, kBusReset});
    }
    asked_.clear();
    has_rings_ = has_messages_ = false;
    bench_.req_prod = bench_.cmp_cons = seen_ = 0;
}

/// What earlier programs wrote. Programs in a row have their own parts of the disk, so that there
/// is seldom anything to do.
void Stage::clear_blocks(const Program& program) {
    written_.resize(kDiskBlocks);
    std::vector<std::uint32_t> dirty;
    for (const Step& step : program) {
        const MediaBlocks blocks = media_blocks(step);
        for (std::uint64_t i = blocks.first; i < std::min<std::uint64_t>(blocks.end, kDiskBlocks);
             ++i) {
            if (!written_[i] || step.byte(AskTarget) != 0) continue;
            written_[i] = false;
            dirty.push_back(static_cast<std::uint32_t>(i));
        }
    }
    for (const Step& step : program) {
        const MediaBlocks blocks = media_blocks(step);
        for (std::uint64_t i = blocks.first; i < std::min<std::uint64_t>(blocks.end, kDiskBlocks);
             ++i) {
            written_[i] = written_[i] || blocks.written;
        }
    }
    if (dirty.empty()) return;
    std::sort(dirty.begin(), dirty.end());
    bench_.start();
    bench_.fill(kOther, kBlocksAtOnce * kDiskBlockBytes, 0);
    for (std::size_t i = 0; i < dirty.size();) {
        std::size_t end = i + 1;
        while (end < dirty.size() && end - i < kBlocksAtOnce && dirty[end] == dirty[end - 1] + 1) {
            ++end;
        }
        bench_.serve(write10(dirty[i], static_cast<std::uint16_t>(end - i), kOther));
        i = end;
    }
    device_.reset_machine();
}

void Stage::take_step(const Step& step, std::vector<Sight>& sights) {
    switch (step.kind) {
        case StepKind::Ask:
            if (has_rings_) publish(step);
            break;
        case StepKind::Kick:
            bench_.write(step.word(0) == 0 ? kKickRw : kKickNonRw, 0);
            break;
        case StepKind::Read:
            sights.push_back(word_sight(SightKind::Register,
                                        device_.read_register(step.word(0), step.word(1)),
                                        step.word(0)));
            break;
        case StepKind::Config:
            sights.push_back(word_sight(SightKind::Config,
                                        device_.read_config(step.word(0) & 0xfcU, 4),
                                        step.word(0) & 0xfcU));
            break;
        case StepKind::Write:
            device_.write_register(step.word(0), step.word(2), step.word(1));
            break;
        case StepKind::Poke:
            bench_.set_state(step.word(0) & 0xffcU, step.word(1));
            break;
        case StepKind::Mask:
            bench_.write(kIntrMask, step.word(0));
            break;
        case StepKind::Acknowledge:
            bench_.write(kIntrStatus, step.word(0));
            break;
        case StepKind::Take:
            if (has_rings_) bench_.set_state(kCmpConsIdx, seen_ - std::min(step.word(0), seen_));
            break;
        case StepKind::Heed:
            if (has_messages_) bench_.set_state(kMsgConsIdx, bench_.state(kMsgProdIdx));
            break;
        case StepKind::Msi:
            bench_.need_msi();
            takes_messages_ = true;
            break;
        case StepKind::Plug:
            is_plugged_ = is_plugged_ || device_.plug(kPluggedTarget);
            break;
        case StepKind::Unplug:
            if (is_plugged_) device_.unplug(kPluggedTarget);
            is_plugged_ = false;
            break;
        default:
            take_command(step);
    }
}

void Stage::take_command(const Step& step) {
    switch (step.kind) {
        case StepKind::Rings:
        case StepKind::Messages:
            return set_up(step);
        case StepKind::Command:
            bench_.write(kCommand, step.word(0));
            for (std::uint32_t i = 0; i < step.word(1); ++i) {
                bench_.write(kCommandData, step.word(2));
            }
            break;
        case StepKind::Words:
            for (std::uint32_t i = 0; i < step.word(0); ++i) {
                bench_.write(kCommandData, step.word(1));
            }
            break;
        case StepKind::Abort:
            bench_.abort(step.values[0], step.byte(1));
            break;
        case StepKind::ResetUnit:
            bench_.reset_device(step.byte(0), step.byte(1));
            break;
        case StepKind::ResetBus:
            bench_.command(kResetBus);
            break;
        case StepKind::ResetAdapter:
            bench_.command(kAdapterReset);
            forget_rings();
            break;
        case StepKind::ResetMachine:
            device_.reset_machine();
            forget_rings();
            takes_messages_ = false;
            break;
        default:  // Wait: the settling is all
            break;
    }
}

void Stage::set_up(const Step& step) {
    if (step.kind == StepKind::Messages) {
        const std::uint32_t status =
            bench_.command(kSetupMsgRing, bench_.message_words(step.word(0)));
        has_messages_ = has_messages_ || (has_rings_ && status != kFailed);
        return;
    }
    forget_rings();
    has_rings_ = bench_.set_up(step.word(0), step.word(1)) == 0;
}

void Stage::publish(const Step& step) {
    const std::vector<Element> elements = elements_of(step);
    std::uint64_t n = 0;
    for (const Element& element : elements) {
        std::vector<std::uint8_t> content(element.bytes);
        for (std::uint8_t& byte : content) byte = first_content(step, n++);
        if (!content.empty()) device_.write_memory(element.addr, content.data(), element.bytes);
    }
    Ask ask;
    ask.cdb = step.cdb;
    ask.flags = step.word(AskFlags);
    ask.data_addr = elements[0].addr;
    ask.data_bytes = step.values[AskBytes];
    if (!step.pieces.empty()) {
        ask.flags |= kListed;
        ask.data_addr = kList + step.values[AskPlace] * kListPlaceBytes;
        bench_.write_list(ask.data_addr, elements);
    }
    ask.context = step.values[AskContext];
    ask.target = step.byte(AskTarget);
    ask.lun[0] = step.byte(AskLunFirst);
    ask.lun[1] = step.byte(AskLun);
    ask.lun[2] = step.byte(AskLunThird);
    ask.sense_addr = kSense + step.values[AskPlace] * kSensePlaceBytes;
    ask.sense_bytes = step.word(AskSense);
    ask.cdb_bytes = step.byte(AskCdbBytes);
    ask.tag = step.byte(AskTag);
    ask.bus = step.byte(AskBus);
    asked_[ask.context] = &step;
    bench_.publish(ask);
}

Produced Stage::produced() {
    return {bench_.state(kCmpProdIdx), bench_.state(kMsgProdIdx)};
}

bool Stage::settle(const Produced* leader, unsigned patience_ms) {
    if (leader != nullptr) {
        const Clock::time_point end = Clock::now() + std::chrono::milliseconds(patience_ms);
        device_.step();
        while (!(produced() == *leader) && Clock::now() < end) {
            ::usleep(100);
            device_.step();
        }
        return produced() == *leader;
    }
    Produced before = produced();
    for (std::uint32_t quiet = 0; quiet < kQuietSteps; ++quiet) {
        device_.step();
        const Produced now = produced();
        if (!(now == before)) quiet = 0;
        before = now;
    }
    return true;
}

}  // namespace pvscsim::conformance
