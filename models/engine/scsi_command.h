// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/engine/scsi_opcodes.h"
#include "models/engine/scsi_sense.h"

namespace pvscsim {

/// A command as its request descriptor carries it.
struct ScsiCommand {
    std::array<std::uint8_t, 16> cdb{};
    std::uint8_t cdb_bytes = 0;  ///< valid bytes of `cdb`, at most 16; more than needed is fine
    std::uint8_t lun = 0;
    std::uint64_t buffer_bytes = 0;
    std::uint8_t initiator = 0;  ///< below kInitiatorsMax
};

/// What a plan is made of: a command's CDB where it lies.
struct ScsiCdb {
    const std::array<std::uint8_t, 16>& cdb;
    std::uint8_t cdb_bytes;  ///< as of ScsiCommand
};

/// What a command asks of the storage behind the target; in the order of IoKind.
enum class MediaOp : std::uint8_t { None, Read, Write, Flush, Unmap, WriteSame };

/// What is known of a command once its CDB has been looked at.
struct ScsiPlan {
    DataPhase phase = DataPhase::None;
    MediaOp op = MediaOp::None;  ///< None: no visit to the storage, execute() can follow at once
    ScsiOperation operation = ScsiOperation::TestUnitReady;
    bool decided = false;  ///< ended already, with `status` and `sense`; execute() only hands it on
    bool force_unit_access = false;
    bool in_task_set = false;  ///< LogicalUnit::task_ended() is to be told of its end
    std::uint8_t status = kStatusGood;
    std::uint64_t lba = 0;
    std::uint64_t blocks = 0;          ///< of an Unmap 0: its ranges are in the data
    std::uint64_t transfer_bytes = 0;  ///< what the CDB asks for, whatever the buffer's size
    Sense sense;

    /// Whether it moves blocks of the medium to the initiator, and does nothing else.
    bool reads() const { return operation == ScsiOperation::Read && !decided; }
};

/// How a command ended, once it has been executed.
struct ScsiResult {
    std::uint8_t status = kStatusGood;
    bool overrun = false;    ///< the target had, or wanted, more data than the buffer holds
    bool dma_fault = false;  ///< guest memory refused a transfer; status and sense mean nothing
    std::uint8_t abort_initiators = 0;  ///< a bit for each whose commands of the unit must end
    std::uint64_t moved_bytes = 0;      ///< exact, in every case
    Sense sense;
};

}  // namespace pvscsim
