// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/scripted_scsi.h"

#include <algorithm>
#include <array>

#include "models/engine/memory_buffer.h"
#include "pvscsim/protocol/constants.h"
#include "scenarios/config/buffer_rules.h"
#include "scenarios/config/hex_text.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {

using driver::Outcome;
using protocol::ScsiStatus;

namespace {

constexpr std::size_t kFailuresMax = 20;
constexpr std::uint8_t kUntouched = 0xa5;  // what a buffer holds before data are returned into it

ScriptedEnd end_of_scsi(std::uint16_t status) {
    switch (static_cast<ScsiStatus>(status & 0xffU)) {
        case ScsiStatus::Good:
            return ScriptedEnd::Good;
        case ScsiStatus::ConditionMet:
            return ScriptedEnd::ConditionMet;
        case ScsiStatus::CheckCondition:
            return ScriptedEnd::CheckCondition;
        case ScsiStatus::Busy:
            return ScriptedEnd::Busy;
        case ScsiStatus::ReservationConflict:
            return ScriptedEnd::ReservationConflict;
        case ScsiStatus::TaskSetFull:
            return ScriptedEnd::TaskSetFull;
        case ScsiStatus::TaskAborted:
            return ScriptedEnd::TaskAborted;
        default:
            return ScriptedEnd::Failed;
    }
}

ScriptedEnd end_of(const driver::ScsiRequest& scsi) {
    switch (scsi.outcome) {
        case Outcome::Good:
        case Outcome::CheckCondition:
        case Outcome::ScsiStatus:
        case Outcome::Busy:
            return end_of_scsi(scsi.scsi_status);
        case Outcome::NoTarget:
            return ScriptedEnd::NoTarget;
        case Outcome::Aborted:
            return ScriptedEnd::Aborted;
        case Outcome::Reset:
            return ScriptedEnd::Reset;
        case Outcome::DataOverrun:
            return ScriptedEnd::DataOverrun;
        case Outcome::Failed:
            break;
    }
    return ScriptedEnd::Failed;
}

const char* name_of(ScriptedEnd end) {
    const auto& fields = scripted_command_section().spec().fields;
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [](const FieldSpec& spec) { return spec.key == "status"; });
    return field->choices.at(static_cast<std::size_t>(end)).c_str();
}

void append_hex(std::string& text, std::uint8_t byte) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xf];
}

std::string hex_of(const std::vector<std::uint8_t>& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) append_hex(text, byte);
    return text;
}

/// "key/asc/ascq" of sense data in either format.
std::string sense_text(const std::vector<std::uint8_t>& sense) {
    constexpr std::uint8_t kDescriptorFormat = 0x72;
    if (sense.empty()) return "none";
    const bool by_descriptors = (sense[0] & 0x7e) == kDescriptorFormat;
    const std::size_t asc = by_descriptors ? 2 : 12;
    if (sense.size() < asc + 2) return "cut";
    std::string text;
    append_hex(text, sense[by_descriptors ? 1 : 2] & 0x0f);
    text.erase(0, 1);
    text += '/';
    append_hex(text, sense[asc]);
    text += '/';
    append_hex(text, sense[asc + 1]);
    return text;
}

std::vector<std::uint8_t> values_of(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    for (const MaskedByte& byte : parse_hex(hex)) bytes.push_back(byte.value);
    return bytes;
}

/// What a command sends: its text repeated or cut; or the buffer for what it returns.
std::vector<std::uint8_t> buffer_of(const ScriptedCommand& command) {
    std::vector<std::uint8_t> bytes(command.data_bytes(), kUntouched);
    const std::vector<std::uint8_t> sent = values_of(command.data_out);
    for (std::size_t i = 0; i < bytes.size() && !sent.empty(); ++i)
        bytes[i] = sent[i % sent.size()];
    return bytes;
}

bool any_scsi(const Scenario& scenario) {
    return std::any_of(scenario.script.begin(), scenario.script.end(),
                       [](const ScriptStep& step) { return step.action == ScriptAction::Scsi; });
}

}  // namespace

ScriptedScsi::ScriptedScsi(const Scenario& scenario, Machine& machine)
    : scenario_(scenario), machine_(machine), any_(any_scsi(scenario)) {}

bool ScriptedScsi::allocate() {
    const ScriptBuffers buffers = script_buffers(scenario_);
    for (std::uint64_t i = 0; i < buffers.count; ++i) {
        Sent& made =
            requests_.emplace_back(*machine_.ram, static_cast<std::uint32_t>(buffers.each_bytes));
        if (!made.allocate(buffers.each_bytes, 0)) return false;
        made.internal = true;
        made.scsi().owner = &made;
        free_.push_back(&made);
    }
    return true;
}

void ScriptedScsi::begin(const ScriptStep& step) {
    const auto number = static_cast<std::size_t>(&step - scenario_.script.data());
    for (std::size_t i = 0; i < step.commands.size(); ++i) {
        queue_.push_back({{number, i}, step.commands[i].times});
    }
}

std::uint8_t ScriptedScsi::lun_of(Place place) const {
    const ScriptedCommand& command = command_at(place);
    return static_cast<std::uint8_t>(command.lun.value_or(scenario_.script[place.step].lun));
}

bool ScriptedScsi::may_go(const Pending& pending) const {
    return outstanding_ == 0 || command_at(pending.place).together;
}

GuestRequest* ScriptedScsi::next(SimTime now) {
    while (!queue_.empty() && may_go(queue_.front())) {
        Pending& pending = queue_.front();
        const Place place = pending.place;
        if (--pending.left == 0) queue_.pop_front();
        if (command_at(place).initiator == 0) return prepare(place);
        run_elsewhere(place, now);
    }
    return nullptr;
}

GuestRequest* ScriptedScsi::prepare(Place place) {
    const ScriptedCommand& command = command_at(place);
    Sent* request = free_.back();
    free_.pop_back();
    request->place = place;
    ++outstanding_;
    const std::vector<std::uint8_t> cdb = values_of(command.cdb);
    driver::ScsiRequest& scsi = request->scsi();
    scsi.cdb.fill(0);
    std::copy(cdb.begin(), cdb.end(), scsi.cdb.begin());
    scsi.cdb_bytes = static_cast<std::uint8_t>(cdb.size());
    scsi.attribute = command.attribute;
    scsi.target = static_cast<std::uint8_t>(scenario_.script[place.step].target);
    scsi.lun = lun_of(place);
    const std::vector<std::uint8_t> data = buffer_of(command);
    request->set_content(data.data(), data.size(),
                         command.data_out.empty() ? driver::DataDirection::FromDevice
                                                  : driver::DataDirection::ToDevice);
    return request;
}

void ScriptedScsi::ended(GuestRequest& request, SimTime now) {
    auto& sent = static_cast<Sent&>(request);
    const Place place = sent.place;
    const driver::ScsiRequest& scsi = request.scsi();
    End end;
    end.status = end_of(scsi);
    end.sense.assign(scsi.sense.begin(), scsi.sense.begin() + scsi.sense_bytes);
    end.residual = scsi.residual_bytes;
    end.data.resize(bytes_of_hex(command_at(place).data_in));
    request.read_data(0, end.data.data(), static_cast<std::uint32_t>(end.data.size()));
    --outstanding_;
    free_.push_back(&sent);
    judge(place, end, now);
}

void ScriptedScsi::run_elsewhere(Place place, SimTime now) {
    const ScriptedCommand& command = command_at(place);
    const auto id = static_cast<std::uint8_t>(scenario_.script[place.step].target);
    ScsiTarget* target = machine_.device.adapter().attached_target(id);
    End end;
    if (target == nullptr) {
        end.status = ScriptedEnd::NoTarget;
        return judge(place, end, now);
    }
    const std::vector<std::uint8_t> cdb = values_of(command.cdb);
    ScsiCommand sent;
    std::copy(cdb.begin(), cdb.end(), sent.cdb.begin());
    sent.cdb_bytes = static_cast<std::uint8_t>(cdb.size());
    sent.lun = lun_of(place);
    sent.buffer_bytes = command.data_bytes();
    sent.initiator = static_cast<std::uint8_t>(command.initiator);
    MemoryBuffer buffer(buffer_of(command));
    const ScsiResult result = target->execute(sent, target->plan(sent), buffer);
    end.status = result.overrun ? ScriptedEnd::DataOverrun : end_of_scsi(result.status);
    if (end.status == ScriptedEnd::CheckCondition) {
        const RawSense raw = result.sense.raw(target->descriptor_sense(sent.lun));
        end.sense.assign(raw.bytes.begin(), raw.bytes.begin() + raw.size);
    }
    if ((result.abort_initiators & 1) != 0) {  // the guest's commands
        machine_.device.adapter().abort_unit(id, sent.lun, now);
    }
    end.residual = buffer.bytes() - result.moved_bytes;
    end.data = buffer.content();
    end.data.resize(bytes_of_hex(command.data_in));
    judge(place, end, now);
}

void ScriptedScsi::judge(Place place, const End& end, SimTime now) {
    const ScriptedCommand& wanted = command_at(place);
    const bool checked = end.status == ScriptedEnd::CheckCondition;
    const std::string sense = checked ? sense_text(end.sense) : "";
    const std::string got = name_of(end.status) + (checked ? " with sense " + sense : "");
    std::string wrong;
    if (wanted.status != ScriptedEnd::Any && wanted.status != end.status) {
        wrong = std::string("expected ") + name_of(wanted.status) + ", got " + got;
    } else if (!wanted.sense.empty() && wanted.sense != sense) {
        wrong = "expected sense " + wanted.sense + ", got " + sense;
    } else if (wanted.residual && *wanted.residual != end.residual) {
        wrong = "expected residual " + std::to_string(*wanted.residual) + ", got " +
                std::to_string(end.residual);
    }
    const std::vector<MaskedByte> bytes = parse_hex(wanted.data_in);
    for (std::size_t i = 0; i < bytes.size() && wrong.empty(); ++i) {
        if ((end.data[i] & bytes[i].mask) == (bytes[i].value & bytes[i].mask)) continue;
        wrong = "expected data " + wanted.data_in + ", got " + hex_of(end.data) + ": byte " +
                std::to_string(i) + " differs";
    }
    if (wrong.empty()) return;
    const std::string text = "/script/" + std::to_string(place.step) + "/commands/" +
                             std::to_string(place.command) + " (cdb " + wanted.cdb + "): " + wrong;
    if (failures_.size() < kFailuresMax) failures_.push_back(text);
    if (on_failure) on_failure(now, text);
}

}  // namespace pvscsim::scenarios
