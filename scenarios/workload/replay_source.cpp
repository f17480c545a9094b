// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/replay_source.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

constexpr std::size_t kRequestsKept = 65536;

std::string text(std::uint64_t number) {
    return std::to_string(number);
}

}  // namespace

ReplaySource::ReplaySource(const WorkloadConfig& config, std::vector<Unit> units,
                           std::filesystem::path file)
    : config_(config), units_(std::move(units)), file_(std::move(file)) {
    open();
    IoRequest request;
    while (read(request)) {
        if (request.kind != IoKind::Discard) {
            transfer_bytes_max_ = std::max(transfer_bytes_max_, record_.bytes);
        }
        if (kept_.size() < kRequestsKept) kept_.push_back(request);
    }
    total_ = read_;
    reader_.reset();
    if (total_ == 0) {
        throw ConfigError(file_.string(), "",
                          config_.skip == 0
                              ? "expected at least one request, got none"
                              : "expected more than the " + text(config_.skip) +
                                    " requests that are skipped, got " + text(skipped_));
    }
}

bool ReplaySource::next(IoRequest& request) {
    if (given_ == total_) return false;
    if (given_ < kept_.size()) {
        request = kept_[static_cast<std::size_t>(given_++)];
        return true;
    }
    if (!reader_) {
        open();
        while (read_ < given_) {
            if (!read(request)) break;
        }
    }
    if (!read(request)) {
        throw ConfigError(file_.string(), "", "has become shorter while it was being replayed");
    }
    ++given_;
    return true;
}

void ReplaySource::open() {
    reader_ = open_trace(config_.kind, file_);
    read_ = 0;
    skipped_ = 0;
    while (skipped_ < config_.skip && reader_->next(record_)) ++skipped_;
}

bool ReplaySource::read(IoRequest& request) {
    if (config_.requests > 0 && read_ == config_.requests) return false;
    if (!reader_->next(record_)) return false;
    if (read_ == 0) start_ns_ = last_ns_ = record_.time_ns;
    if (record_.time_ns < last_ns_) {
        reader_->lines().fail("expected times in ascending order, got one " +
                              text(last_ns_ - record_.time_ns) + " ns before the last request's");
    }
    last_ns_ = record_.time_ns;
    place(request);
    ++read_;
    return true;
}

void ReplaySource::place(IoRequest& request) const {
    if (record_.device >= units_.size()) {
        reader_->lines().fail("expected requests of at most " + text(units_.size()) +
                              " devices, as many as the scenario has units, got another one");
    }
    const Unit& unit = units_[record_.device];
    if (record_.kind != IoKind::Flush) check_extent(unit);
    request.earliest = pace(record_.time_ns - start_ns_);
    request.lba = record_.offset_bytes / unit.block_bytes;
    request.blocks = record_.bytes / unit.block_bytes;
    request.target = unit.target;
    request.lun = unit.lun;
    const bool has_cpu = config_.kind == WorkloadKind::Blktrace;
    request.vcpu = has_cpu ? record_.cpu : static_cast<std::uint16_t>(read_);
    request.kind = record_.kind;
    request.fua = record_.fua;
}

void ReplaySource::check_extent(const Unit& unit) const {
    const std::uint64_t in = reader_->unit_bytes();
    const std::string name(reader_->unit_name());
    const std::string where = "target " + text(unit.target) + ", lun " + text(unit.lun);
    const std::string got =
        ", got " + name + " " + text(record_.offset_bytes / in) + " + " + text(record_.bytes / in);
    const std::uint64_t capacity_bytes = unit.capacity_blocks * unit.block_bytes;
    if (record_.offset_bytes % unit.block_bytes != 0 || record_.bytes % unit.block_bytes != 0) {
        reader_->lines().fail("expected whole blocks of " + text(unit.block_bytes) + " bytes (" +
                              where + ")" + got);
    }
    if (record_.offset_bytes > capacity_bytes ||
        record_.bytes > capacity_bytes - record_.offset_bytes) {
        reader_->lines().fail("expected the end at or before " + name + " " +
                              text(capacity_bytes / in) + ", the capacity of " + where + got);
    }
    if (record_.kind != IoKind::Discard && record_.bytes > kTransferBytesMax) {
        reader_->lines().fail("expected a transfer of at most " + text(kTransferBytesMax) +
                              " bytes" + got);
    }
}

SimTime ReplaySource::pace(std::uint64_t since_start_ns) const {
    if (config_.pacing == Pacing::Depth) return SimTime{};
    const std::uint32_t percent = config_.pacing == Pacing::Scaled ? config_.scale_percent : 100;
    if (since_start_ns > std::numeric_limits<std::uint64_t>::max() / 10 / percent) {
        reader_->lines().fail("expected a time within 213 days of the start, got " +
                              text(since_start_ns / 1000000000) + " s");
    }
    return SimTime{since_start_ns * 10 * percent};
}

}  // namespace pvscsim::scenarios
