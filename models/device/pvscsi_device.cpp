// SPDX-License-Identifier: Apache-2.0
#include "models/device/pvscsi_device.h"

#include <algorithm>

#include "models/base/check.h"
#include "models/kernel/sc_time_cast.h"
#include "models/pci/address_map.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/little_endian.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim {

using protocol::kMsixPbaOffset;
using protocol::kMsixTableOffset;

PvscsiDevice::PvscsiDevice(const sc_core::sc_module_name& name, Conductor& conductor,
                           const DeviceConfig& config, InterruptController& line, FaultPlan& faults,
                           DeviceObserver& observer)
    : sc_module(name),
      conductor_(conductor),
      line_(line),
      has_msix_(config.msix),
      widens_(config.has(Variant::WidenedAccesses)),
      config_(config),
      faults_(faults),
      observer_(observer) {
    configured();
    make_adapter(config);
    config_socket.register_b_transport(this, &PvscsiDevice::config_transport);
    register_socket.bind(*this);
    bus_socket.register_invalidate_direct_mem_ptr(this, &PvscsiDevice::invalidate_dmi);
}

// The configuration space or the MSI-X table has changed. Without MSI, MSI-X and INTx nothing is
// sent.
void PvscsiDevice::configured() {
    registers_ = config_.register_base();
    decodes_ = config_.memory_enabled();
    use_messages(config_.msix_enabled() || config_.msi_enabled() || config_.intx_disabled() ||
                 config_.d3hot());
    if (config_.msix_enabled()) {
        const std::uint32_t vector = mutated(Mutant::O33) ? 1 : 0;
        sends_ = !config_.msix_masked() && !msix_.masked(0);
        message_addr_ = msix_.address(vector);
        message_data_ = msix_.data(vector);
    } else {
        sends_ = config_.msi_enabled();
        message_addr_ = config_.msi_address();
        message_data_ = config_.msi_data();
    }
}

void PvscsiDevice::make_adapter(const DeviceConfig& config) {
    adapter_.emplace(conductor_.agenda(), config, static_cast<DmaPort&>(*this),
                     static_cast<InterruptPort&>(*this), faults_, observer_);
    adapter_->share_worker(worker_);
}

void PvscsiDevice::archive(Archive& a) {
    bool bus_master = enabled();
    a(config_, msix_, bus_master, unplugged_, *adapter_);
    configured();
    enable(bus_master);
}

void PvscsiDevice::renew(const DeviceConfig& config) {
    const Adapter::EndSink sink = adapter_->end_sink();
    config_ = ConfigSpace(config);
    has_msix_ = config.msix;
    widens_ = config.has(Variant::WidenedAccesses);
    msix_.reset();
    configured();
    make_adapter(DeviceConfig(config));  // it may be that of the adapter which ends here
    adapter_->tell_end(sink);
    enable(false);
    unplugged_ = false;
}

void PvscsiDevice::power_on(const DeviceConfig& to, SimTime now) {
    config_ = ConfigSpace(to);
    reset(now);
}

void PvscsiDevice::reset(SimTime now) {
    config_.reset();
    msix_.reset();
    configured();
    adapter_->reset(ResetKind::Pci, now);
    enable(config_.bus_master());
    if (watch_ != nullptr) watch_->function_reset();
}

void PvscsiDevice::unplug(SimTime now) {
    unplugged_ = true;
    reset(now);
}

void PvscsiDevice::config_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) {
    const std::uint64_t offset = access.get_address() - address_map::kAdapterConfig;
    const std::uint32_t width = access.get_data_length();
    const bool shaped = (width == 1 || width == 2 || width == 4) && offset % width == 0;
    // A transfer of our own must not configure us, least of all reset us (DEVICE-090).
    if (offset >= 4096 || !shaped || on_bus_ || unplugged_ || adapter_->ended() != nullptr) {
        access.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return;
    }
    unsigned char* data = access.get_data_ptr();
    const auto at = static_cast<std::uint32_t>(offset);
    if (adapter_->faults().deaf(to_sim_time(sc_core::sc_time_stamp() + delay))) {
        if (access.is_read()) std::memset(data, 0xff, width);
    } else if (access.is_read()) {
        // Tells of a pending interrupt even where INTx is disabled. [PCI 3.0 6.2.3]
        config_.set_interrupt_status(adapter_->interrupt_asserted() && !config_.msi_enabled() &&
                                     !config_.msix_enabled());
        const std::uint32_t value = config_.read(at, width);
        for (std::uint32_t i = 0; i < width; ++i)
            data[i] = static_cast<unsigned char>(value >> 8 * i);
    } else {
        std::uint32_t value = 0;
        for (std::uint32_t i = 0; i < width; ++i) value |= std::uint32_t{data[i]} << 8 * i;
        config_.write(at, width, value);
        configured();
        const SimTime now = to_sim_time(sc_core::sc_time_stamp() + delay);
        if (const bool awake = config_.take_soft_reset(); config_.take_flr() || awake) reset(now);
        const bool had_bus = enabled();
        enable(config_.bus_master());
        adapter_->interrupts_changed(now);
        if (enabled() && !had_bus) adapter_->bus_granted(now);
    }
    access.set_response_status(tlm::TLM_OK_RESPONSE);
}

void PvscsiDevice::b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) {
    const std::uint64_t offset = access.get_address() - registers_;
    if (!decodes_ || offset >= protocol::kBarBytes || unplugged_ || adapter_->ended() != nullptr) {
        access.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return;
    }
    access.set_response_status(tlm::TLM_OK_RESPONSE);
    unsigned char* data = access.get_data_ptr();
    const bool aligned = access.get_data_length() == 4 && offset % 4 == 0;
    PVS_CHECK(aligned || on_bus_ || !mutated(Mutant::O06));
    if (widens_ && !aligned && !on_bus_)
        return widened(access, delay, static_cast<std::uint32_t>(offset));
    if (access.is_read()) {
        std::memset(data, 0, access.get_data_length());
        if (adapter_->faults().deaf(to_sim_time(sc_core::sc_time_stamp() + delay))) {
            std::memset(data, 0xff, access.get_data_length());
        } else if (aligned) {
            protocol::store_le32(data, read_word(static_cast<std::uint32_t>(offset)));
        }
        tell_register(access, offset, SimTime{});
        return;
    }
    const SimTime now = to_sim_time(sc_core::sc_time_stamp() + delay);
    tell_register(access, offset, now);
    // A transfer of our own that comes back here is not followed: no recursion (DEVICE-090).
    if (on_bus_ && !mutated(Mutant::D88)) {
        if (access.get_data_length() < 4) return;
        return adapter_->refuse_own_write(static_cast<std::uint32_t>(offset),
                                          protocol::load_le32(data), now);
    }
    if (!aligned) return;
    const auto at = static_cast<std::uint32_t>(offset);
    // A command takes effect at the time that the vCPU has reached, for the device must do nothing
    // else before it; then the vCPU is held while the hypervisor works on it.
    const bool command = at == protocol::reg::kCommand || at == protocol::reg::kCommandData;
    const SimTime held = command ? adapter_->command_time(at) : SimTime{};
    write_word(at, protocol::load_le32(data), now);
    if (watch_ != nullptr) watch_->register_settled();
    if (held != SimTime{}) delay += to_sc_time(held);
}

void PvscsiDevice::tell_register(const tlm::tlm_generic_payload& access, std::uint64_t offset,
                                 SimTime at) {
    if (watch_ == nullptr || on_bus_) return;
    const std::uint32_t bytes = access.get_data_length();
    std::uint32_t value = 0;
    if (bytes >= 4) {
        value = protocol::load_le32(access.get_data_ptr());
    } else {
        for (std::uint32_t i = 0; i < bytes; ++i) {
            value |= std::uint32_t{access.get_data_ptr()[i]} << 8 * i;
        }
    }
    if (access.is_read()) {
        watch_->register_read(static_cast<std::uint32_t>(offset), bytes, value);
    } else {
        watch_->register_written(static_cast<std::uint32_t>(offset), bytes, value, at);
    }
}

// REG-07: the lowest byte lanes of a register stand for it, and 8 bytes are two registers.
void PvscsiDevice::widened(tlm::tlm_generic_payload& access, sc_core::sc_time& delay,
                           std::uint32_t offset) {
    unsigned char* data = access.get_data_ptr();
    const std::uint32_t bytes = std::min(access.get_data_length(), 8U);
    const SimTime at = to_sim_time(sc_core::sc_time_stamp() + delay);
    if (access.is_read()) std::memset(data, 0, access.get_data_length());
    if (offset % 4 != 0) return;
    for (std::uint32_t done = 0; done < bytes; done += 4) {
        const std::uint32_t part = std::min(bytes - done, 4U);
        if (access.is_read()) {
            const std::uint32_t word = read_word(offset + done);
            for (std::uint32_t i = 0; i < part; ++i) {
                data[done + i] = static_cast<unsigned char>(word >> 8 * i);
            }
            continue;
        }
        std::uint32_t word = 0;
        for (std::uint32_t i = 0; i < part; ++i) word |= std::uint32_t{data[done + i]} << 8 * i;
        write_word(offset + done, word, at);
    }
}

std::uint32_t PvscsiDevice::read_word(std::uint32_t offset) const {
    if (offset < kMsixTableOffset) return adapter_->read_register(offset);
    if (!has_msix_) return 0;
    if (offset < kMsixPbaOffset) return msix_.read(offset - kMsixTableOffset);
    // Every interrupt is vector 0's.
    const bool pending = config_.msix_enabled() && adapter_->message_pending();
    return offset == kMsixPbaOffset && pending ? 1 : 0;
}

void PvscsiDevice::write_word(std::uint32_t offset, std::uint32_t value, SimTime at) {
    if (offset < kMsixTableOffset) {
        adapter_->write_register(offset, value, at);
    } else if (has_msix_ && offset < kMsixPbaOffset) {
        msix_.write(offset - kMsixTableOffset, value);
        configured();
        adapter_->interrupts_changed(at);
    }
}

bool PvscsiDevice::bus_read(std::uint64_t addr, void* to, std::uint32_t bytes) {
    const bool done = transfer(tlm::TLM_READ_COMMAND, addr, to, bytes, conductor_.now());
    if (watcher_ != nullptr) watcher_->accessed(false, addr, bytes, done);
    return done;
}

bool PvscsiDevice::bus_write(std::uint64_t addr, const void* from, std::uint32_t bytes) {
    void* const data = const_cast<void*>(from);
    const bool done = transfer(tlm::TLM_WRITE_COMMAND, addr, data, bytes, conductor_.now());
    if (watcher_ != nullptr) watcher_->accessed(true, addr, bytes, done);
    return done;
}

bool PvscsiDevice::transfer(tlm::tlm_command command, std::uint64_t addr, void* data,
                            std::uint32_t bytes, SimTime at) {
    if (bytes == 0) return true;
    if (on_bus_ || addr + (bytes - 1) < addr) return false;
    if (iommu_ != nullptr && !translated(addr, bytes, command == tlm::TLM_WRITE_COMMAND, at)) {
        return false;
    }
    bus_access_.set_command(command);
    bus_access_.set_address(addr);
    bus_access_.set_data_ptr(static_cast<unsigned char*>(data));
    bus_access_.set_data_length(bytes);
    bus_access_.set_streaming_width(bytes);
    bus_access_.set_byte_enable_ptr(nullptr);
    bus_access_.set_dmi_allowed(false);
    bus_access_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    sc_core::sc_time delay = conductor_.offset(at);
    on_bus_ = true;
    bus_socket->b_transport(bus_access_, delay);
    on_bus_ = false;
    if (bus_access_.is_response_error()) return false;
    const bool seen = watcher_ != nullptr || iommu_ != nullptr;
    if (bus_access_.is_dmi_allowed() && !seen) learn_window(addr);
    return true;
}

// Messages are not memory: they go past it.
bool PvscsiDevice::translated(std::uint64_t addr, std::uint32_t bytes, bool is_write, SimTime at) {
    if (addr >= address_map::kMessageBase && addr < address_map::kMessageEnd) return true;
    if (iommu_->access(addr, bytes, is_write, delay_)) return true;
    if (refused_) refused_(iommu_->refusal(), at);
    return false;
}

void PvscsiDevice::learn_window(std::uint64_t addr) {
    bus_access_.set_address(addr);
    tlm::tlm_dmi dmi;
    if (!bus_socket->get_direct_mem_ptr(bus_access_, dmi)) return;
    open_window(Window{dmi.get_start_address(), dmi.get_end_address() - dmi.get_start_address() + 1,
                       reinterpret_cast<std::byte*>(dmi.get_dmi_ptr()), dmi.is_write_allowed()});
}

void PvscsiDevice::invalidate_dmi(sc_dt::uint64, sc_dt::uint64) {
    close_windows();
}

bool PvscsiDevice::send_message(SimTime at) {
    if (!sends_) return false;
    if (!enabled() && !mutated(Mutant::D91)) return false;
    if (watch_ != nullptr) watch_->message_sent(at);
    std::uint8_t raw[4];
    protocol::store_le32(raw, message_data_);
    transfer(tlm::TLM_WRITE_COMMAND, message_addr_, raw, sizeof raw, at);
    return true;
}

void PvscsiDevice::set_line(bool level, SimTime at) {
    if (watch_ != nullptr) watch_->line_set(level, at);
    line_.set_line(level, at);
}

}  // namespace pvscsim
