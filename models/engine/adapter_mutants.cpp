// SPDX-License-Identifier: Apache-2.0
// Deliberate faults that take more than a line; what each is, conformance/catalogue.json says.
#include <algorithm>
#include <array>
#include <new>

#include "models/engine/adapter.h"
#include "models/engine/mutant_defects.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/registers.h"

#ifdef PVSCSIM_MUTANTS

namespace pvscsim {

using protocol::HostStatus;

namespace {

constexpr std::uint8_t kNoCdb = 0xff;  // a length that is refused
constexpr std::uint32_t kStaleBytes = 256;

/// Takes everything and leaves memory as it is.
class Nowhere final : public DmaPort {
public:
    Nowhere() { enable(true); }

private:
    bool bus_read(std::uint64_t, void*, std::uint32_t) override { return true; }
    bool bus_write(std::uint64_t, const void*, std::uint32_t) override { return true; }
};

bool is_read_or_write(std::uint8_t opcode) {
    return (opcode & 0x1f) == 0x08 || (opcode & 0x1f) == 0x0a;
}

}  // namespace

/// Register writes that take effect too late, and what else happens at a wrong time.
void Adapter::mutate_write(std::uint32_t offset, std::uint32_t value, SimTime now) {
    if (offset == kMutantAgain) {
        // Requests that ended long ago end again.
        for (const Request& request : requests_) {
            if (request.state != State::Free || request.descriptor.context == 0) continue;
            protocol::CompletionDescriptor again;
            again.context = request.descriptor.context;
            again.host_status = static_cast<std::uint16_t>(value);
            ++in_flight_;
            hand_in(again, DeviceStamps{}, now);
        }
        return;
    }
    if (offset == kMutantReady) {
        targets_[value].present = true;
        targets_[value].scsi->reset();
        return;
    }
    command_time_ = now;
    if (offset == protocol::reg::kCommand) port_.write_command(value);
    if (offset == protocol::reg::kCommandData) port_.write_data(value);
}

bool Adapter::next_is_media() {
    if (!rings_.installed()) return true;
    const std::uint32_t slot = rings_.req_cons() & (rings_.request_entries() - 1);
    const std::uint64_t addr = rings_.request_page(slot / protocol::kRequestsPerPage) +
                               slot % protocol::kRequestsPerPage * protocol::request_layout::kBytes;
    std::uint8_t opcode = 0;
    dma_.read(addr + protocol::request_layout::kCdb, &opcode, 1);
    return is_read_or_write(opcode);
}

/// Before the request is looked at.
void Adapter::mutate_request(Request& request) {
    protocol::RequestDescriptor& descriptor = request.descriptor;
    std::uint8_t& bytes = descriptor.cdb_bytes;
    if (mutated(Mutant::D62) && bytes == protocol::kCdbBytesMax && descriptor.cdb[0] < 0x20) {
        bytes = kNoCdb;
    }
    if (mutated(Mutant::O100)) descriptor.lun[1] &= 7;
    if (mutated(Mutant::O132)) descriptor.target &= 15;
    if (mutated(Mutant::D63)) descriptor.lun[1] = descriptor.lun[0];
    if (mutated(Mutant::D93)) bytes = std::min<std::uint8_t>(bytes, protocol::kCdbBytesMax);
    if (mutated(Mutant::D94) && bytes < protocol::kCdbBytesMax) {
        std::fill(descriptor.cdb.begin() + bytes, descriptor.cdb.end(), std::uint8_t{0});
        bytes = protocol::kCdbBytesMax;
    }
    if (mutated(Mutant::D95)) descriptor.flags &= ~protocol::kFlagOutOfBandCdb;
    if (mutated(Mutant::D87)) {
        // As much as the guest says, whatever it says.
        ::operator delete(::operator new(descriptor.data_bytes));
    }
}

/// Once its CDB is understood.
void Adapter::mutate_plan(Request& request) {
    protocol::RequestDescriptor& descriptor = request.descriptor;
    const bool sent = mutated(Mutant::O88) && request.plan.phase == DataPhase::FromInitiator;
    if ((mutated(Mutant::D90) || sent) && descriptor.data_bytes != 0) {
        descriptor.data_bytes = std::max(descriptor.data_bytes, request.plan.transfer_bytes);
    }
    const bool listed = (descriptor.flags & protocol::kFlagSgList) != 0;
    if (mutated(Mutant::O147) && request.plan.op == MediaOp::None) {
        request.plan.transfer_bytes = std::min(request.plan.transfer_bytes, descriptor.data_bytes);
    }
    if (mutated(Mutant::D101) && listed && descriptor.data_bytes == 0 &&
        gather_list(dma_, descriptor.data_addr, 1, request.pieces) == SgVerdict::Fault) {
        request.completion.host_status = static_cast<std::uint16_t>(HostStatus::AdapterHardware);
    }
}

/// Once its list has been read.
void Adapter::mutate_list(Request& request) {
    if (!mutated(Mutant::D57)) return;
    request.descriptor.data_bytes = 0;
    for (const SgPiece& piece : request.pieces) request.descriptor.data_bytes += piece.bytes;
}

/// Before its data move; returns where they go.
DmaPort* Adapter::mutated_transfer(Request& request) {
    static Nowhere nowhere;
    if (mutated(Mutant::D30)) {
        const std::uint32_t slot = request.index & (rings_.request_entries() - 1);
        protocol::RequestBytes again{};
        dma_.read(rings_.request_page(slot / protocol::kRequestsPerPage) +
                      slot % protocol::kRequestsPerPage * protocol::request_layout::kBytes,
                  again.data(), protocol::request_layout::kBytes);
        protocol::decode(again, request.descriptor);
        if ((request.descriptor.flags & protocol::kFlagSgList) == 0) request.pieces.clear();
    }
    const bool late = mutated(Mutant::D37) && request.plan.phase == DataPhase::ToInitiator;
    return late ? &nowhere : &dma_;
}

/// Data that follow their completion.
void Adapter::move_out_late(Request& request) {
    if (!mutated(Mutant::D37) || request.plan.phase != DataPhase::ToInitiator ||
        request.plan.decided || request.completion.data_bytes == 0) {
        return;
    }
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    TransferBuffer buffer = request.buffer(dma_);
    targets_[descriptor.target].scsi->execute(command_of(descriptor), request.plan, buffer);
}

/// What is reported of a request.
void Adapter::mutate_completion(Request& request) {
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    protocol::CompletionDescriptor& completion = request.completion;
    const bool reached = completion.host_status == 0;
    if (mutated(Mutant::D41)) completion.data_bytes = 0;
    const bool from_guest = request.plan.phase == DataPhase::FromInitiator;
    if (mutated(Mutant::O85) && from_guest) completion.data_bytes = 0;
    const bool failed = !reached || completion.scsi_status != kStatusGood;
    if (mutated(Mutant::O86) && failed) completion.data_bytes = descriptor.data_bytes;
    if (mutated(Mutant::D42)) completion.data_bytes = descriptor.data_bytes;
    const bool good = reached && completion.scsi_status == kStatusGood;
    const bool shorter = completion.data_bytes < descriptor.data_bytes;
    if ((mutated(Mutant::D43) && good && shorter) ||
        (mutated(Mutant::D44) && completion.scsi_status == kStatusCheckCondition)) {
        completion.host_status = static_cast<std::uint16_t>(HostStatus::DataRun);
    }
    if (mutated(Mutant::D49) && good && descriptor.sense_bytes != 0) {
        const SenseBytes none{};
        completion.sense_bytes = std::min<std::uint32_t>(descriptor.sense_bytes, none.size());
        dma_.write(descriptor.sense_addr, none.data(), completion.sense_bytes);
    }
}

/// True if sense data have been written in another way than they should.
bool Adapter::write_mutant_sense(Request& request, const RawSense& raw) {
    const protocol::RequestDescriptor& descriptor = request.descriptor;
    std::array<std::uint8_t, kStaleBytes> bytes;
    bytes.fill(0x5a);
    std::copy(raw.bytes.begin(), raw.bytes.begin() + raw.size, bytes.begin());
    std::uint32_t count = std::min<std::uint32_t>(descriptor.sense_bytes, raw.size);
    std::uint32_t told = count;
    if (mutated(Mutant::D48)) {
        count = told = raw.size;
    } else if (mutated(Mutant::D50)) {
        told = descriptor.sense_bytes;
    } else if (mutated(Mutant::D103)) {
        count = told = std::min(descriptor.sense_bytes, kStaleBytes);
    } else {
        return false;
    }
    dma_.write(descriptor.sense_addr, bytes.data(), count);
    request.completion.sense_bytes = told;
    return true;
}

}  // namespace pvscsim

#endif
