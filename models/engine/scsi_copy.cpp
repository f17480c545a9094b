// SPDX-License-Identifier: Apache-2.0
// EXTENDED COPY(LID1): segments of blocks from unit to unit [SPC-4, Third-party copies]. Blocks go
// as their tags; that the copy takes time is not modelled but for the list's own transfer.
#include <algorithm>
#include <array>
#include <optional>

#include "models/engine/big_endian.h"
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_report.h"
#include "models/engine/scsi_transfer.h"

namespace pvscsim {

/// One parameter list being carried out.
class CopyJob {
public:
    static constexpr std::size_t kHeaderBytes = 16;
    static constexpr std::size_t kDescriptorBytes = 32;
    static constexpr std::size_t kSegmentBytes = 28;
    static constexpr std::size_t kListBytesMax =
        kHeaderBytes + kCopyDescriptorsMax * kDescriptorBytes + kCopySegmentsMax * kSegmentBytes;

    CopyJob(const std::uint8_t* list, std::size_t bytes, std::uint8_t initiator,
            UnitDirectory* directory)
        : list_(list), bytes_(bytes), initiator_(initiator), directory_(directory) {}

    std::optional<Sense> run() {
        if (bytes_ < kHeaderBytes) return sense::parameter_list_length();
        const std::size_t descriptors_bytes = load_be16(list_ + 2);
        const std::size_t segments_bytes = load_be32(list_ + 8);
        if (load_be32(list_ + 12) != 0) return sense::invalid_parameter_field(12);
        if (descriptors_bytes % kDescriptorBytes != 0) return sense::invalid_parameter_field(2);
        if (descriptors_bytes / kDescriptorBytes > kCopyDescriptorsMax) {
            return sense::copy_refused(0x26, 0x06);  // too many target descriptors
        }
        if (segments_bytes / kSegmentBytes > kCopySegmentsMax) {
            return sense::copy_refused(0x26, 0x08);  // too many segment descriptors
        }
        if (kHeaderBytes + descriptors_bytes + segments_bytes > bytes_) {
            return sense::parameter_list_length();
        }
        count_ = descriptors_bytes / kDescriptorBytes;
        for (std::size_t i = 0; i < count_; ++i) {
            if (const auto wrong = find(i)) return wrong;
        }
        const std::size_t begin = kHeaderBytes + descriptors_bytes;
        for (std::size_t done = 0; done + kSegmentBytes <= segments_bytes; done += kSegmentBytes) {
            if (const auto wrong = segment(begin + done, done / kSegmentBytes)) return wrong;
        }
        return std::nullopt;
    }

private:
    /// The unit that an identification descriptor names by its NAA number.
    std::optional<Sense> find(std::size_t index) {
        constexpr std::uint8_t kIdentification = 0xe4;
        constexpr std::uint8_t kNaa = 0x03;
        constexpr std::uint64_t kOurs = 0x3050565300000000;
        const std::uint8_t* at = list_ + kHeaderBytes + index * kDescriptorBytes;
        if (at[0] != kIdentification) return sense::copy_refused(0x26, 0x07);
        const std::uint64_t name = load_be64(at + 8);
        const bool ours = (at[5] & 0x0f) == kNaa && at[7] == 8 && (name & ~0xffffULL) == kOurs;
        units_[index] = ours && directory_ != nullptr
                            ? directory_->find_unit(static_cast<std::uint8_t>(name >> 8),
                                                    static_cast<std::uint8_t>(name))
                            : nullptr;
        return std::nullopt;
    }

    std::optional<Sense> segment(std::size_t offset, std::size_t number) {
        constexpr std::uint8_t kBlockToBlock = 0x02;
        const std::uint8_t* at = list_ + offset;
        if (at[0] != kBlockToBlock) return sense::copy_refused(0x26, 0x09);
        if (load_be16(at + 2) != kSegmentBytes - 4) {
            return sense::invalid_parameter_field(static_cast<std::uint16_t>(offset + 2));
        }
        const std::size_t from = load_be16(at + 4);
        const std::size_t to = load_be16(at + 6);
        if (from >= count_ || to >= count_) {
            return sense::invalid_parameter_field(
                static_cast<std::uint16_t>(offset + (from >= count_ ? 4 : 6)));
        }
        if (units_[from] == nullptr || units_[to] == nullptr) {
            return sense::copy_aborted(0x0d, 0x02, number);  // device not reachable
        }
        return copy(*units_[from], *units_[to], at, number);
    }

    /// Whether a reservation keeps the copy's initiator from such a command.
    bool reserved(const LogicalUnit& unit, std::uint8_t opcode) const {
        const std::array<std::uint8_t, 2> cdb{opcode, 0};
        return unit.reservations_ &&
               unit.reservations_->conflicts(initiator_, *find_opcode(opcode, 0), cdb.data());
    }

    std::optional<Sense> copy(LogicalUnit& from, LogicalUnit& to, const std::uint8_t* at,
                              std::size_t number) const {
        constexpr std::uint8_t kRead = 0x28;
        constexpr std::uint8_t kWrite = 0x2a;
        const std::uint64_t blocks = load_be16(at + 10);
        const std::uint64_t first = load_be64(at + 12);
        const std::uint64_t into = load_be64(at + 20);
        const auto aborted = [number](std::uint8_t asc, std::uint8_t ascq) {
            return sense::copy_aborted(asc, ascq, number);
        };
        if (reserved(from, kRead) || reserved(to, kWrite)) {
            return aborted(0x0d, 0x01);  // third party device failure
        }
        if (from.block_shift_ != to.block_shift_) return aborted(0x0d, 0x03);  // wrong type
        if (!from.in_range(first, blocks) || !to.in_range(into, blocks)) return aborted(0x21, 0x00);
        if (from.power_ == PowerState::Stopped || to.power_ == PowerState::Stopped) {
            return aborted(0x04, 0x02);
        }
        if (!to.writable()) return aborted(0x27, 0x00);
        if (to.identity_.thin_blocks != 0 && !to.has_space(into, blocks)) {
            return aborted(0x27, 0x07);
        }
        // Overlapping ranges are copied from the end that is not overwritten first.
        const bool backwards = &from == &to && into > first;
        std::array<BlockTag, kBatchBlocks> tags;
        for (std::uint64_t done = 0; done < blocks;) {
            const std::uint64_t count = std::min<std::uint64_t>(kBatchBlocks, blocks - done);
            const std::uint64_t place = backwards ? blocks - done - count : done;
            from.store_.get(first + place, count, tags.data(), BlockTag::kBytes);
            for (std::uint64_t i = 0; i < count; ++i) tags[i] = BlockTag::load(&tags[i]);
            to.store_.put(into + place, count, tags.data());
            done += count;
        }
        if (to.identity_.thin_blocks != 0) to.watch_threshold();
        return std::nullopt;
    }

    const std::uint8_t* list_;
    std::size_t bytes_;
    std::uint8_t initiator_;
    UnitDirectory* directory_;
    std::size_t count_ = 0;
    std::array<LogicalUnit*, kCopyDescriptorsMax> units_{};
};

ScsiResult LogicalUnit::execute_copy(const ScsiCommand& command, const ScsiPlan& plan,
                                     DataBuffer& buffer, UnitDirectory* directory) {
    std::array<std::uint8_t, CopyJob::kListBytesMax> list;
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    if (result.overrun || plan.transfer_bytes == 0) return result;
    if (plan.transfer_bytes > list.size()) {
        return check_condition(sense::parameter_list_length(), 0);
    }
    if (!buffer.read(0, list.data(), plan.transfer_bytes)) return dma_fault(0);
    CopyJob job(list.data(), static_cast<std::size_t>(plan.transfer_bytes), command.initiator,
                directory);
    if (const auto wrong = job.run()) return check_condition(*wrong, result.moved_bytes);
    return result;
}

}  // namespace pvscsim
