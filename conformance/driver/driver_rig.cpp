// SPDX-License-Identifier: Apache-2.0
#include "conformance/driver/driver_rig.h"

#include <algorithm>

#include "pvscsim/driver/retry.h"

namespace pvscsim::conformance {

namespace {

using driver::DataDirection;

constexpr std::uint32_t kBlocks = 65536;
constexpr std::uint32_t kBlockBytes = 512;
constexpr std::uint32_t kBlocksMax = 256;
constexpr std::uint32_t kSlotBytes = kBlocksMax * kBlockBytes;
constexpr std::uint32_t kElementsMax = 128;
constexpr std::uint64_t kSilenceSteps = 600'000;  // twice the longest time-out
constexpr std::size_t kFailuresMax = 20;
constexpr std::uint32_t kUnknown = ~0U;  // generation of a block whose write was given up

std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ value >> 31) * 0x9e3779b97f4a7c15ULL;
    return value ^ value >> 29;
}

/// What block `lba` holds after write number `generation`; a disk begins with zeros.
void put_block(std::uint8_t* to, std::uint32_t lba, std::uint32_t generation) {
    std::uint64_t word = mixed(std::uint64_t{generation} << 32 | lba);
    for (std::uint32_t i = 0; i < kBlockBytes; i += 8) {
        for (std::uint32_t byte = 0; byte < 8; ++byte) {
            to[i + byte] =
                generation == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(word >> 8 * byte);
        }
        word += 0x9e3779b97f4a7c15ULL;
    }
}

void set_command(driver::ScsiRequest& request, std::initializer_list<std::uint8_t> cdb) {
    std::copy(cdb.begin(), cdb.end(), request.cdb.begin());
    request.cdb_bytes = static_cast<std::uint8_t>(cdb.size());
}

void set_media(driver::ScsiRequest& request, std::uint8_t opcode, std::uint32_t lba,
               std::uint32_t blocks) {
    const auto byte = [](std::uint32_t value, int shift) {
        return static_cast<std::uint8_t>(value >> shift);
    };
    set_command(request, {opcode, 0, byte(lba, 24), byte(lba, 16), byte(lba, 8), byte(lba, 0), 0,
                          byte(blocks, 8), byte(blocks, 0), 0});
}

}  // namespace

DriverRig::DriverRig(DeviceUnderTest& device, const driver::AdapterConfig& config)
    : device_(device),
      port_(device),
      config_(config),
      adapter_(std::make_unique<driver::HostAdapter>(port_, *this, config)),
      random_(1, "driver.rig"),
      generations_(kBlocks),
      in_use_(kBlocks) {}

void DriverRig::expect(bool holds, const std::string& what) {
    if (!holds && failures_.size() < kFailuresMax) failures_.push_back(what);
}

void DriverRig::forget_disk() {
    std::fill(generations_.begin(), generations_.end(), kUnknown);
}

bool DriverRig::start() {
    const auto started = adapter_->start();
    expect(started.ok(),
           "start() ended with error " + std::to_string(static_cast<unsigned>(started.error())));
    return started.ok();
}

void DriverRig::stop() {
    expect(port_.ended().empty(), port_.ended());
    letting_go_ = true;
    adapter_->stop();
    letting_go_ = false;
    expect(outstanding_ == 0, std::to_string(outstanding_) + " requests never ended");
    expect(adapter_->outstanding() == 0,
           std::to_string(adapter_->outstanding()) + " contexts are not free");
    expect(port_.buffers_live() == 0,
           std::to_string(port_.buffers_live()) + " buffers were not given back");
    expect(adapter_->counters().stale_contexts == 0, "completions that fitted no request");
    expect(adapter_->counters().bad_indices == 0, "producer indices that cannot be");
}

std::uint64_t DriverRig::buffer_of(const RigSlot& slot) const {
    return DriverPort::kFirstFree + static_cast<std::uint64_t>(&slot - slots_.data()) * kSlotBytes;
}

RigSlot* DriverRig::free_slot(std::uint32_t depth) {
    for (std::uint32_t i = 0; i < std::min(depth, kDepth); ++i) {
        if (!slots_[i].busy) return &slots_[i];
    }
    return nullptr;
}

// Most requests are small, some as large as a driver's upper layer makes them.
bool DriverRig::draw_place(RigSlot& slot, bool write) {
    const std::uint64_t kind = random_.below(20);
    slot.blocks = static_cast<std::uint32_t>(kind < 14   ? random_.between(1, 8)
                                             : kind < 19 ? random_.between(9, 64)
                                                         : random_.between(65, kBlocksMax));
    const std::uint64_t span = random_.below(4) == 0 ? kBlocks : 4096;
    slot.lba = static_cast<std::uint32_t>(random_.below(span - slot.blocks + 1));
    const auto first = in_use_.begin() + slot.lba;
    if (std::find(first, first + slot.blocks, true) != first + slot.blocks) return false;
    std::fill(first, first + slot.blocks, true);
    slot.generation = write ? ++last_generation_ : 0;
    return true;
}

// The data lie in pieces, in any order.
void DriverRig::draw_elements(RigSlot& slot, std::uint64_t bytes) {
    driver::ScsiRequest& request = slot.request;
    const std::uint64_t most = std::min<std::uint64_t>(bytes, kElementsMax);
    const std::uint64_t count = random_.below(3) == 0 ? random_.between(1, most) : 1;
    std::vector<std::uint64_t> cuts{0, bytes};
    for (std::uint64_t i = 1; i < count; ++i) cuts.push_back(random_.between(0, bytes));
    std::sort(cuts.begin(), cuts.end());
    slot.elements.assign(count, {});
    for (std::size_t i = 0; i < count; ++i) {
        slot.elements[i].bytes = static_cast<std::uint32_t>(cuts[i + 1] - cuts[i]);
    }
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i) {
        order[i] = i;
        std::swap(order[i], order[random_.below(i + 1)]);
    }
    std::uint64_t addr = buffer_of(slot);
    for (const std::size_t i : order) {
        slot.elements[i].bus_addr = addr;
        addr += slot.elements[i].bytes;
    }
    request.elements = slot.elements.data();
    request.element_count = static_cast<std::uint32_t>(count);
    request.data_bytes = bytes;
}

void DriverRig::draw(RigSlot& slot) {
    slot = RigSlot{};
    slot.request.owner = &slot;
    const std::uint64_t kind = random_.below(100);
    driver::ScsiRequest& request = slot.request;
    if (kind < 92) {
        const bool write = kind < 46;
        if (draw_place(slot, write)) {
            set_media(request, write ? 0x2a : 0x28, slot.lba, slot.blocks);
            request.direction = write ? DataDirection::ToDevice : DataDirection::FromDevice;
            draw_elements(slot, std::uint64_t{slot.blocks} * kBlockBytes);
            return;
        }
        slot.blocks = 0;  // too many blocks are in use: another command instead
    }
    if (kind < 94) {
        set_command(request, {0x12, 0, 0, 0, 36, 0});
        request.direction = DataDirection::FromDevice;
        return draw_elements(slot, 36);
    }
    set_command(request, {0, 0, 0, 0, 0, 0});
    if (kind < 97) return;
    slot.absent = true;
    request.target = static_cast<std::uint8_t>(random_.between(8, 15));
}

/// Between the pieces in memory and one flat buffer.
void DriverRig::move_data(const RigSlot& slot, std::vector<std::uint8_t>& flat, bool to_memory) {
    std::size_t at = 0;
    for (const driver::SgElement& element : slot.elements) {
        if (element.bytes == 0) continue;
        if (to_memory) {
            device_.write_memory(element.bus_addr, flat.data() + at, element.bytes);
        } else {
            device_.read_memory(element.bus_addr, flat.data() + at, element.bytes);
        }
        at += element.bytes;
    }
}

bool DriverRig::holds(const RigSlot& slot) {
    const std::uint32_t told = device_.moves_whole_blocks() ? kBlockBytes : 16;
    std::vector<std::uint8_t> flat(std::size_t{slot.blocks} * kBlockBytes);
    move_data(slot, flat, false);
    std::array<std::uint8_t, kBlockBytes> wanted{};
    for (std::uint32_t i = 0; i < slot.blocks; ++i) {
        if (generations_[slot.lba + i] == kUnknown) continue;
        put_block(wanted.data(), slot.lba + i, generations_[slot.lba + i]);
        if (!std::equal(wanted.begin(), wanted.begin() + told, flat.begin() + i * kBlockBytes))
            return false;
    }
    return true;
}

void DriverRig::submit(RigSlot& slot) {
    slot.busy = true;
    ++outstanding_;
    if (slot.blocks != 0 && slot.request.direction == DataDirection::ToDevice) {
        std::vector<std::uint8_t> flat(std::size_t{slot.blocks} * kBlockBytes);
        for (std::uint32_t i = 0; i < slot.blocks; ++i) {
            put_block(flat.data() + i * kBlockBytes, slot.lba + i, slot.generation);
        }
        move_data(slot, flat, true);
    } else if (slot.blocks != 0) {
        std::vector<std::uint8_t> flat(std::size_t{slot.blocks} * kBlockBytes, 0xee);
        move_data(slot, flat, true);
    }
    const auto taken = adapter_->submit(slot.request);
    expect(taken.ok(),
           "submit() ended with error " + std::to_string(static_cast<unsigned>(taken.error())));
    if (!taken.ok()) finish(slot);
}

void DriverRig::finish(RigSlot& slot) {
    slot.busy = false;
    --outstanding_;
    ++done;
    const auto first = in_use_.begin() + slot.lba;
    std::fill(first, first + slot.blocks, false);
}

void DriverRig::completed(driver::ScsiRequest& request) noexcept {
    RigSlot& slot = *static_cast<RigSlot*>(request.owner);
    ++slot.ends;
    expect(slot.busy, "a request ended that was not outstanding");
    if (!slot.busy) return;
    const bool free_end = slot.free_end || letting_go_ || !port_.ended().empty();
    const bool again = !free_end && driver::deserves_retry(request, slot.retries, config_);
    if (again && adapter_->submit(request).ok()) {
        ++slot.retries;
        ++retried;
        return;
    }
    const auto outcome = static_cast<unsigned>(request.outcome);
    const driver::Outcome wanted = slot.absent ? driver::Outcome::NoTarget : driver::Outcome::Good;
    if (!free_end) {
        expect(request.outcome == wanted,
               "command " + std::to_string(request.cdb[0]) + " at target " +
                   std::to_string(request.target) + " ended with outcome " +
                   std::to_string(outcome) + ", hostStatus " + std::to_string(request.host_status) +
                   ", scsiStatus " + std::to_string(request.scsi_status));
    }
    if (slot.blocks != 0) {
        const bool good = request.outcome == driver::Outcome::Good;
        if (request.direction == DataDirection::ToDevice) {
            std::fill_n(generations_.begin() + slot.lba, slot.blocks,
                        good ? slot.generation : kUnknown);
        } else if (good) {
            expect(holds(slot), "a read of " + std::to_string(slot.blocks) + " blocks at " +
                                    std::to_string(slot.lba) + " brought other data");
        }
    }
    finish(slot);
}

void DriverRig::device_event(driver::DeviceEvent event, std::uint8_t target,
                             std::uint8_t) noexcept {
    if (event == driver::DeviceEvent::Added) ++added[target];
    if (event == driver::DeviceEvent::Removed) ++removed[target];
}

void DriverRig::pump() {
    if (port_.interrupted()) {
        if (adapter_->info().interrupt_mode == driver::InterruptMode::Polled) {
            adapter_->poll(64);
        } else {
            adapter_->handle_interrupt();
        }
    }
    while (adapter_->work_left() || adapter_->polling()) {
        if (!adapter_->poll(64)) break;
    }
    if (port_.timer_due()) adapter_->handle_timer();
}

void DriverRig::load_and_leave(std::uint64_t count, std::uint32_t depth) {
    for (std::uint64_t begun = 0; begun < count && failures_.empty() && port_.ended().empty();) {
        RigSlot* const slot = free_slot(depth);
        if (slot != nullptr) {
            draw(*slot);
            submit(*slot);
            ++begun;
            continue;
        }
        adapter_->flush();
        const std::uint64_t before = done;
        for (std::uint64_t i = 0; i < kSilenceSteps && done == before; ++i) pump();
        expect(done != before, "nothing ends any more");
    }
    adapter_->flush();
}

void DriverRig::wait_all() {
    adapter_->flush();
    for (std::uint64_t i = 0; i < kSilenceSteps && outstanding_ != 0; ++i) pump();
    expect(outstanding_ == 0, std::to_string(outstanding_) + " requests do not end");
}

void DriverRig::load(std::uint64_t count, std::uint32_t depth) {
    load_and_leave(count, depth);
    wait_all();
}

driver::Outcome DriverRig::look_at(std::uint8_t target) {
    RigSlot& slot = slots_[kDepth - 1];
    if (slot.busy) wait_for(slot);
    for (std::uint32_t i = 0; i < 4; ++i) {
        slot = RigSlot{};
        slot.request.owner = &slot;
        set_command(slot.request, {0, 0, 0, 0, 0, 0});
        slot.request.target = target;
        slot.free_end = true;
        submit(slot);
        adapter_->flush();
        wait_for(slot);
        if (!driver::deserves_retry(slot.request, i, config_)) break;
    }
    return slot.request.outcome;
}

RigSlot* DriverRig::read_slowly(std::chrono::nanoseconds timeout) {
    RigSlot* const slot = free_slot(kDepth);
    if (slot == nullptr) return nullptr;
    *slot = RigSlot{};
    slot->request.owner = slot;
    slot->free_end = true;
    slot->request.timeout = timeout;
    slot->request.target = kSlowTarget;
    slot->request.direction = DataDirection::FromDevice;
    set_media(slot->request, 0x28, 0, 1);
    draw_elements(*slot, kBlockBytes);
    submit(*slot);
    adapter_->flush();
    return slot;
}

void DriverRig::wait_for(const RigSlot& slot) {
    for (std::uint64_t i = 0; i < kSilenceSteps && slot.busy; ++i) pump();
    expect(!slot.busy, "a request does not end");
}

}  // namespace pvscsim::conformance
