// SPDX-License-Identifier: Apache-2.0
#include "conformance/driver/scripted_device.h"

#include <algorithm>
#include <utility>

#include "conformance/monitor/bytes.h"

namespace pvscsim::conformance {

namespace {

constexpr std::uint32_t kRefusedStatus = 0xffffffff;
constexpr std::uint32_t kMoreWords = 0xfffffffe;
constexpr std::uint32_t kDwords[12] = {0, 0, 0, 132, 0, 3, 4, 6, 34, 0, 1, 0};
constexpr std::uint64_t kRingPageBytes = 4096;

void put32(std::uint8_t* to, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) to[i] = static_cast<std::uint8_t>(value >> 8 * i);
}
void put64(std::uint8_t* to, std::uint64_t value) {
    put32(to, static_cast<std::uint32_t>(value));
    put32(to + 4, static_cast<std::uint32_t>(value >> 32));
}

std::vector<std::uint64_t> pages_of(const std::vector<std::uint32_t>& words, std::size_t first,
                                    std::uint32_t count) {
    std::vector<std::uint64_t> pages;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint64_t high = words[first + 2 * i + 1];
        pages.push_back((high << 32 | words[first + 2 * i]) * kRingPageBytes);
    }
    return pages;
}

std::uint32_t log2_entries(std::size_t entries) {
    std::uint32_t log2 = 0;
    while ((std::size_t{1} << log2) < entries) ++log2;
    return log2;
}

bool legal_pages(std::uint32_t pages, std::uint32_t most) {
    return pages != 0 && pages <= most && (pages & (pages - 1)) == 0;
}

std::uint64_t entry_addr(const std::vector<std::uint64_t>& pages, std::uint32_t index,
                         std::uint64_t bytes) {
    const std::uint64_t offset = index % (pages.size() * kRingPageBytes / bytes) * bytes;
    return pages[offset / kRingPageBytes] + offset % kRingPageBytes;
}

}  // namespace

std::uint32_t ScriptedDevice::read(std::uint32_t offset) const {
    if (all_ones) return ~0U;
    switch (offset) {
        case 0x0008:
            return answer_;
        case 0x100c:
            return status;
        case 0x2010:
            return mask;
        default:
            return 0;
    }
}

void ScriptedDevice::write(std::uint32_t offset, std::uint32_t value) {
    if (all_ones) return;
    switch (offset) {
        case 0x0000:
            command_ = value;
            args_.clear();
            wanted_ = value < 12 ? kDwords[value] : 0;
            answer_ = kMoreWords;
            if (command_ == 8) answer_ = has_messages ? message_probe : kRefusedStatus;
            if (command_ == 10) answer_ = has_threshold ? threshold_probe : kRefusedStatus;
            if (answer_ == kRefusedStatus) wanted_ = 0;
            if (wanted_ == 0 && answer_ != kRefusedStatus) answer_ = execute();
            return;
        case 0x0004:
            return data(value);
        case 0x100c:
            status &= ~value;
            return update_line();
        case 0x2010:
            if (!line_mode && (status & value & ~mask) != 0) {
                mask = value;
                return bus_.send_message();
            }
            mask = value;
            return update_line();
        case 0x3014:
            return fetch();
        case 0x4018:
            if (!defers) fetch();
            return;
        default:
            return;
    }
}

void ScriptedDevice::data(std::uint32_t value) {
    if (wanted_ == 0) {
        answer_ = kRefusedStatus;
        return;
    }
    args_.push_back(value);
    if (args_.size() != wanted_) return;
    wanted_ = 0;
    answer_ = execute();
}

std::uint32_t ScriptedDevice::execute() {
    if (on_command) {
        if (const auto told = on_command(command_, args_)) return *told;
    }
    switch (command_) {
        case 1:
            forget();
            return 0;
        case 3:
            return set_up_rings();
        case 4:
            return end_matching([](const Fetched&) { return true; }, kBusReset);
        case 5:
            return end_matching(
                [&](const Fetched& request) {
                    return request.target() == args_[0] && request.lun() == (args_[1] >> 8 & 0xffU);
                },
                kBusReset);
        case 6: {
            const std::uint64_t context = std::uint64_t{args_[1]} << 32 | args_[0];
            Reply aborted;
            aborted.host_status = kAbortQueue;
            aborted.data_bytes = 0;
            if (ends_aborted) end(context, aborted);
            return 0;
        }
        case 7:
            return has_config ? write_config_page() : kRefusedStatus;
        case 8:
            return set_up_messages();
        case 10:
            threshold_on = installed && args_[0] == 1;
            if (threshold_on) set_word(24, threshold);
            return threshold_on ? 1 : 0;
        case 11:
            return has_max_targets ? targets : kRefusedStatus;
        default:
            return kRefusedStatus;
    }
}

void ScriptedDevice::forget() {
    installed = threshold_on = false;
    status = 0;
    in_flight.clear();
    message_pages.clear();
    update_line();
}

std::uint32_t ScriptedDevice::set_up_rings() {
    if (!legal_pages(args_[0], 32) || !legal_pages(args_[1], 32)) return kRefusedStatus;
    in_flight.clear();
    message_pages.clear();
    threshold_on = false;
    state_addr = pages_of(args_, 2, 1)[0];
    request_pages = pages_of(args_, 4, args_[0]);
    completion_pages = pages_of(args_, 68, args_[1]);
    for (const std::uint32_t index : {0U, 4U, 12U, 16U}) set_word(index, first_index);
    set_word(8, log2_entries(request_entries()));
    set_word(20, log2_entries(completion_entries()));
    set_word(24, 0);
    req_cons_ = cmp_prod = first_index;
    installed = true;
    return 0;
}

std::uint32_t ScriptedDevice::set_up_messages() {
    if (!installed || !legal_pages(args_[0], 16)) return kRefusedStatus;
    message_pages = pages_of(args_, 2, args_[0]);
    msg_prod = 0;
    set_word(128, 0);
    set_word(132, 0);
    set_word(136, log2_entries(message_entries()));
    return 34;
}

std::uint32_t ScriptedDevice::write_config_page() {
    if (!writes_config_header) return 0;
    std::array<std::uint8_t, 480> page{};
    put32(page.data(), 0x1958);
    page[4] = 120;
    put32(&page[472], targets);
    bus_.device_write(std::uint64_t{args_[1]} << 32 | args_[0], page.data(), 480);
    return 0;
}

std::uint32_t ScriptedDevice::end_matching(const std::function<bool(const Fetched&)>& matches,
                                           std::uint16_t host_status) {
    if (!ends_reset) return 0;
    std::vector<Fetched> left;
    std::vector<Fetched> ending;
    for (const Fetched& request : in_flight) {
        (matches(request) ? ending : left).push_back(request);
    }
    in_flight = std::move(left);
    Reply reply;
    reply.host_status = host_status;
    reply.data_bytes = 0;
    for (const Fetched& request : ending) post(request, reply);
    return 0;
}

void ScriptedDevice::fetch() {
    if (!installed) return;
    std::array<std::uint8_t, 4> word{};
    bus_.device_read(state_addr, word.data(), 4);
    const std::uint32_t produced = le32(word.data());
    if (produced - req_cons_ > request_entries()) return;
    std::vector<Fetched> batch;
    while (req_cons_ != produced) {
        Fetched request;
        bus_.device_read(entry_addr(request_pages, req_cons_++, 128), request.raw.data(), 128);
        request.context = le64(request.raw.data());
        request.data_addr = le64(&request.raw[8]);
        request.data_bytes = le64(&request.raw[16]);
        request.sense_addr = le64(&request.raw[24]);
        request.sense_bytes = le32(&request.raw[32]);
        request.flags = le32(&request.raw[36]);
        batch.push_back(request);
        ever.push_back(request);
    }
    if (batch.empty()) return;
    set_word(4, req_cons_);
    for (const Fetched& request : batch) {
        const Reply reply = on_request ? on_request(request) : Reply{};
        if (reply.held) {
            in_flight.push_back(request);
        } else {
            post(request, reply);
        }
    }
}

bool ScriptedDevice::end(std::uint64_t context, const Reply& reply) {
    const auto at = std::find_if(in_flight.begin(), in_flight.end(), [&](const Fetched& request) {
        return request.context == context;
    });
    if (at == in_flight.end()) return false;
    const Fetched request = *at;
    in_flight.erase(at);
    post(request, reply);
    return true;
}

void ScriptedDevice::end_all(const Reply& reply) {
    while (!in_flight.empty()) end(in_flight.front().context, reply);
}

void ScriptedDevice::post(const Fetched& request, const Reply& reply) {
    if (!installed) return;
    const auto sense_bytes =
        std::min(static_cast<std::uint32_t>(reply.sense.size()), request.sense_bytes);
    if (sense_bytes != 0) bus_.device_write(request.sense_addr, reply.sense.data(), sense_bytes);
    std::array<std::uint8_t, 32> bytes{};
    put64(bytes.data(), request.context);
    put64(&bytes[8], reply.data_bytes.value_or(request.data_bytes));
    put32(&bytes[16], reply.sense_told.value_or(sense_bytes));
    put32(&bytes[20], reply.host_status | std::uint32_t{reply.scsi_status} << 16);
    bus_.device_write(entry_addr(completion_pages, cmp_prod, 32), bytes.data(), 32);
    set_word(12, ++cmp_prod);
    raise(1);
}

void ScriptedDevice::post_message(std::uint32_t type, std::uint32_t target, std::uint32_t bus,
                                  std::uint16_t lun_bytes) {
    if (message_pages.empty()) return;
    std::array<std::uint8_t, 128> bytes{};
    put32(bytes.data(), type);
    put32(&bytes[4], bus);
    put32(&bytes[8], target);
    bytes[12] = static_cast<std::uint8_t>(lun_bytes >> 8);
    bytes[13] = static_cast<std::uint8_t>(lun_bytes);
    bus_.device_write(entry_addr(message_pages, msg_prod, 128), bytes.data(), 128);
    set_word(128, ++msg_prod);
    raise(4);
}

void ScriptedDevice::set_word(std::uint32_t offset, std::uint32_t value) {
    std::array<std::uint8_t, 4> bytes{};
    put32(bytes.data(), value);
    bus_.device_write(state_addr + offset, bytes.data(), 4);
}

void ScriptedDevice::raise(std::uint32_t causes) {
    status |= causes;
    if (!line_mode && (causes & mask) != 0) bus_.send_message();
    update_line();
}

}  // namespace pvscsim::conformance
