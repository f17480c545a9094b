// SPDX-License-Identifier: Apache-2.0
// Defects and variants of real devices; the catalogue is models/engine/quirks.h.
#include <algorithm>

#include "models/engine/adapter.h"
#include "models/engine/big_endian.h"
#include "models/engine/scsi_cdb.h"
#include "models/engine/scsi_plan.h"
#include "pvscsim/protocol/commands.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim {

using protocol::HostStatus;

namespace {

bool is_media(const ScsiPlan& plan) {
    return plan.op != MediaOp::None &&
           (plan.operation == ScsiOperation::Read || plan.operation == ScsiOperation::Write);
}

bool asks_for_data(ScsiCdb command, const OpcodeSpec& spec) {
    constexpr unsigned kByteCheck = 0x06;
    if (spec.operation == ScsiOperation::Verify) return (command.cdb[1] & kByteCheck) != 0;
    if (spec.operation != ScsiOperation::Read && spec.operation != ScsiOperation::Write) {
        return spec.phase != DataPhase::None;
    }
    ScsiPlan plan;
    find_range(command, spec, plan);
    return plan.blocks != 0;
}

}  // namespace

void Adapter::end_device(const char* why, SimTime now) {
    ended_ = why;
    if (shared_ != nullptr) shared_->leave(this);
    work_.clear();
    posts_.clear();
    held_.clear();
    in_flight_ = 0;
    if (end_sink_) end_sink_(why, now);
}

/// What the device does not look at.
void Adapter::adjust(Request& request) const {
    protocol::RequestDescriptor& descriptor = request.descriptor;
    if (config_.has(Variant::OutOfBandIgnored)) descriptor.flags &= ~protocol::kFlagOutOfBandCdb;
    if (config_.has(Variant::LongCdbs)) {
        descriptor.cdb_bytes = static_cast<std::uint8_t>(
            std::min<std::uint32_t>(descriptor.cdb_bytes, protocol::kCdbBytesMax));
    }
}

/// A REPORT LUNS that the device, unlike others, does not answer.
void Adapter::refuse_report(Request& request) const {
    constexpr std::uint32_t kOneUnitBytes = 16;
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    if (request.plan.decided || request.plan.operation != ScsiOperation::ReportLuns) return;
    if (config_.has(Variant::AbsentUnitsMute) &&
        !targets_[descriptor.target].scsi->has_unit(descriptor.lun[1])) {
        refuse(request.plan, sense::unit_not_supported());
    } else if (config_.has(Variant::ShortReportsRefused) &&
               load_be32(&descriptor.cdb[6]) < kOneUnitBytes) {
        refuse(request.plan, sense::invalid_cdb_field(6));
    }
}

/// A list of a device with habits. True if the request ends by it.
bool Adapter::refused_list(Request& request) {
    protocol::RequestDescriptor& descriptor = request.descriptor;
    const auto gather = config_.has(Defect::Q16) ? gather_flat_list : gather_list;
    const SgVerdict verdict =
        gather(dma_, descriptor.data_addr, descriptor.data_bytes, request.pieces);
    if (verdict == SgVerdict::Good) return false;
    if (config_.has(Variant::ShortListsMoved) ||
        (config_.has(Defect::Q11) && request.pieces.empty())) {
        // What the list describes is all there is of a buffer.
        request.asked_bytes = descriptor.data_bytes;
        descriptor.data_bytes = 0;
        for (const SgPiece& piece : request.pieces) descriptor.data_bytes += piece.bytes;
        return false;
    }
    request.completion.host_status = static_cast<std::uint16_t>(
        verdict == SgVerdict::Fault ? HostStatus::AdapterHardware : HostStatus::InvalidParameter);
    return true;
}

/// True if the request is not served: it is lost, it waits for ever, or it has ended the device.
bool Adapter::swallowed(Request& request, bool is_refused, SimTime now) {
    if (request.state == State::Lost) return true;
    request.asked_bytes = request.plan.transfer_bytes;
    if (is_refused || request.plan.decided || !is_media(request.plan)) return false;
    if (config_.has(Defect::Q11) && request.descriptor.data_bytes == 0) {
        if ((request.descriptor.flags & protocol::kFlagSgList) != 0) {
            end_device("a media command whose list describes nothing (Q11)", now);
        }
        return true;
    }
    if (config_.has(Defect::Q24)) move_whole_buffer(request);
    return false;
}

void Adapter::move_whole_buffer(Request& request) const {
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    const UnitIdentity& unit = targets_[descriptor.target].scsi->unit(descriptor.lun[1]).identity();
    const std::uint64_t wanted = descriptor.data_bytes / unit.block_bytes +
                                 (descriptor.data_bytes % unit.block_bytes != 0 ? 1 : 0);
    const std::uint64_t there = unit.capacity_blocks - request.plan.lba;
    request.beyond_end = wanted > there;
    // The storage takes or refuses as a whole what is mapped at a time.
    constexpr std::uint64_t kMappedBytes = 16U << 20;
    const bool moves_none = request.beyond_end && descriptor.data_bytes <= kMappedBytes;
    request.plan.blocks = moves_none ? 0 : std::min(wanted, there);
    request.plan.transfer_bytes = request.plan.blocks * unit.block_bytes;
}

/// Bytes that the device says were not moved: of media commands the difference between CDB and
/// buffer; of others what is left of the buffer. A failed command has moved nothing of what it asks
/// for, with a buffer or without; that there is some is all that counts.
std::uint64_t Adapter::residual_of(const Request& request) const {
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    const OpcodeSpec* spec = find_opcode(descriptor.cdb[0], descriptor.cdb[1]);
    if (spec == nullptr || descriptor.cdb_bytes < spec->cdb_bytes) return 0;
    if (request.completion.scsi_status != kStatusGood) {
        return asks_for_data({descriptor.cdb, descriptor.cdb_bytes}, *spec) ? 1 : 0;
    }
    if (is_media(request.plan)) {
        return std::max(request.asked_bytes, descriptor.data_bytes) -
               std::min(request.asked_bytes, descriptor.data_bytes);
    }
    std::uint64_t moved = request.completion.data_bytes;
    if (spec->operation == ScsiOperation::Inquiry && (descriptor.cdb[1] & 1) == 0 &&
        targets_[descriptor.target].scsi->has_unit(descriptor.lun[1])) {
        constexpr std::uint64_t kInquiryMax = 256;  // filled up with zeros to what was asked for
        moved = std::min({request.asked_bytes, kInquiryMax, descriptor.data_bytes});
    }
    return descriptor.data_bytes - std::min(moved, descriptor.data_bytes);
}

void Adapter::settle_quirks(Request& request) const {
    protocol::CompletionDescriptor& completion = request.completion;
    const auto is = [&](HostStatus status) {
        return completion.host_status == static_cast<std::uint16_t>(status);
    };
    if (config_.has(Variant::DmaFaultsHidden) &&
        (is(HostStatus::AdapterHardware) || is(HostStatus::SenseFailed))) {
        completion.scsi_status = is(HostStatus::SenseFailed) ? kStatusCheckCondition : kStatusGood;
        completion.host_status = 0;
    }
    if (request.beyond_end) completion.scsi_status = kStatusCheckCondition;
    if (config_.has(Defect::Q13) && (completion.host_status == 0 || is(HostStatus::DataRun))) {
        completion.host_status = static_cast<std::uint16_t>(
            residual_of(request) == 0 ? HostStatus::Success : HostStatus::DataRun);
    }
    if (config_.has(Defect::Q12)) completion.data_bytes = 0;
}

bool Adapter::in_flight_lost() const {
    return std::any_of(requests_.begin(), requests_.end(),
                       [](const Request& request) { return request.state == State::Lost; });
}

void Adapter::prepare_to_save(SimTime now) {
    if (config_.has(Defect::Q23) && in_flight_lost()) {
        end_device("a save with a request lost by Q01 (Q23)", now);
    }
}

/// Page counts that early revisions took as they came. (Q22)
bool Adapter::ends_early_revision(std::uint32_t command, const std::uint32_t* args) {
    if (!config_.has(Defect::Q22)) return false;
    const auto wild = [](std::uint32_t pages, std::uint32_t max) {
        return pages == 0 || pages > max;
    };
    const auto id = static_cast<protocol::Command>(command);
    const bool ends =
        (id == protocol::Command::SetupRings &&
         (wild(args[0], protocol::kRingPagesMax) || wild(args[1], protocol::kRingPagesMax))) ||
        (id == protocol::Command::SetupMsgRing && wild(args[0], protocol::kMessagePagesMax));
    if (ends) end_device("a page count out of range (Q22)", command_time_);
    return ends;
}

/// Tells of the completions of a reset, though it has cleared the cause. (Q07)
void Adapter::raise_stale_line(SimTime now) {
    if (line_) return;
    if (interrupts_.uses_messages()) return send_message(protocol::kIntrCmpl0, now);
    line_ = true;
    interrupts_.set_line(true, now);
    observer_.level(DeviceSignal::IntxLine, now, 1);
}

/// What an interrupt is for: any new cause, enabled or not, may tell again of what is pending.
std::uint32_t Adapter::told_causes(std::uint32_t cause) const {
    const bool repeats =
        quirky_ && config_.has(Variant::MessagesRepeated) && interrupts_.uses_messages();
    return repeats ? cause | (status_ & mask_) : cause;
}

/// Any write to an interrupt register tells again of what is pending and enabled.
void Adapter::repeat_message(SimTime now) {
    if ((status_ & mask_) != 0) push(now, Work{WorkKind::Interrupt, status_ & mask_, reset_epoch_});
}

void Adapter::refuse_own_write(std::uint32_t offset, std::uint32_t value, SimTime now) {
    const bool resets = value == static_cast<std::uint32_t>(protocol::Command::AdapterReset) ||
                        value == static_cast<std::uint32_t>(protocol::Command::ResetBus);
    if (!config_.has(Defect::Q29) || offset != protocol::reg::kCommand || !resets) return;
    end_device("a reset in the data of a request of its own", now);
}

}  // namespace pvscsim
