// SPDX-License-Identifier: Apache-2.0
#include "models/host/sim_platform.h"

#include "models/base/check.h"
#include "models/pci/address_map.h"
#include "pvscsim/protocol/layout.h"
#include "pvscsim/protocol/pci.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim {

namespace pci = protocol::pci;
namespace reg = protocol::reg;
using driver::Error;
using driver::InterruptMode;
using driver::Result;

namespace {
constexpr std::uint8_t kVector = 0x41;
}  // namespace

SimPlatform::SimPlatform(const MachineConfig& config, GuestRam& ram,
                         InterruptController& interrupts, LifeLedger& ledger, FaultPlan& faults)
    : config_(config),
      costs_(config.costs),
      line_cycles_(
          Clock(config.clock_period_ps).cycles(SimTime::from_ns(config.costs.line_transfer_ns))),
      interrupt_vcpu_(config.interrupt_vcpu),
      ipi_cycles_(config.ipi_cycles),
      ram_(ram),
      interrupts_(interrupts),
      ledger_(ledger),
      faults_(faults),
      plain_data_(config.coherence == Coherence::Coherent) {
    ledger.places_to([this] { rings_changed(); });
}

void SimPlatform::watch(BusWatch* watch) {
    watch_ = watch;
    close_slots();
}

void SimPlatform::place_bars() {
    for (std::uint32_t bar = 0; bar < pci::kBars; ++bar) {
        const auto at = static_cast<std::uint16_t>(pci::kBar0 + 4 * bar);
        write_config(at, 4, ~0U);
        const std::uint32_t sized = read_config(at, 4);
        if (sized == 0 || (sized & pci::kBarIo) != 0) {
            write_config(at, 4, sized == 0 ? 0 : 0x1000);
            continue;
        }
        write_config(at, 4, static_cast<std::uint32_t>(address_map::kAdapterBar));
        if ((sized & pci::kBarTypeMask) == pci::kBarType64) {
            write_config(static_cast<std::uint16_t>(at + 4), 4, 0);
            ++bar;
        }
    }
}

void SimPlatform::power_off(SimTime span, const std::function<void(SimTime)>& meanwhile) {
    const std::uint16_t at = find_capability(pci::kCapPowerManagement);
    const auto control = static_cast<std::uint16_t>(at + pci::kPowerControl);
    if (at != 0) write_config(control, 2, pci::kPowerStateD3Hot);
    current_->sleep_until(current_->now() + span);
    if (meanwhile) meanwhile(current_->now());
    if (at != 0) write_config(control, 2, pci::kPowerStateD0);
    // A function that was not reset has kept them.
    if ((read_config(pci::kCommand, 2) & pci::kCommandMemory) == 0) place_bars();
}

bool SimPlatform::reset_function(SimTime span) {
    const std::uint16_t at = find_capability(pci::kCapExpress);
    if (at == 0) return false;
    write_config(static_cast<std::uint16_t>(at + pci::kExpressDeviceControl), 2,
                 pci::kExpressFunctionReset);
    current_->sleep_until(current_->now() + span);
    place_bars();
    return true;
}

std::uint32_t SimPlatform::read_config(std::uint16_t offset, std::uint8_t width) noexcept {
    current_->count_exit();
    current_->charge(Activity::Register, costs_.exit_cycles + costs_.register_cycles);
    current_->sync();
    return current_->read_bus(address_map::kAdapterConfig + offset, width);
}

void SimPlatform::write_config(std::uint16_t offset, std::uint8_t width,
                               std::uint32_t value) noexcept {
    current_->count_exit();
    current_->charge(Activity::Register, costs_.exit_cycles + costs_.register_cycles);
    current_->sync();
    current_->write_bus(address_map::kAdapterConfig + offset, width, value);
}

Result<void> SimPlatform::map_registers(std::uint8_t bar, std::uint32_t bytes) noexcept {
    if (bar >= pci::kBars || bytes < protocol::kBarBytes) return Error::Unsupported;
    const auto at = static_cast<std::uint16_t>(pci::kBar0 + 4 * bar);
    const std::uint32_t low = read_config(at, 4);
    if ((low & pci::kBarIo) != 0) return Error::Unsupported;
    registers_ = low & ~pci::kBarMemoryFlags;
    if ((low & pci::kBarTypeMask) == pci::kBarType64) {
        registers_ |= std::uint64_t{read_config(static_cast<std::uint16_t>(at + 4), 4)} << 32;
    }
    return {};
}

std::uint32_t SimPlatform::read_register(std::uint32_t offset) noexcept {
    if (model_ != nullptr) fence();
    current_->count_exit();
    current_->charge(Activity::Register, costs_.exit_cycles + costs_.register_cycles);
    current_->sync();
    return current_->read_bus(registers_ + offset, 4);
}

void SimPlatform::write_register(std::uint32_t offset, std::uint32_t value) noexcept {
    if (model_ != nullptr) fence();
    current_->count_exit();
    switch (offset) {
        case reg::kKickRwIo:
        case reg::kKickNonRwIo:
            current_->charge(Activity::Exit, costs_.exit_cycles + costs_.doorbell_cycles);
            current_->sync_private();
            break;
        case reg::kIntrStatus:
        case reg::kIntrMask:
            current_->charge(Activity::Register, costs_.exit_cycles + costs_.register_cycles);
            current_->sync_private();
            break;
        default:
            current_->charge(Activity::Register, costs_.exit_cycles + costs_.register_cycles);
            current_->sync();
            break;
    }
    current_->write_bus(registers_ + offset, 4, value);
    if (watch_ != nullptr) close_slots();
}

Result<driver::DmaBuffer> SimPlatform::allocate_dma(std::uint32_t pages) noexcept {
    if (faults_.watches(FaultPoint::DmaAlloc) &&
        faults_.strike(FaultPoint::DmaAlloc, current_->now()) != nullptr) {
        return Error::NoMemory;
    }
    const std::uint32_t bytes = pages * protocol::kPageBytes;
    const std::uint64_t addr = ram_.allocate(bytes);
    if (addr == 0) return Error::NoMemory;
    if (iommu_ != nullptr) iommu_->map(addr, bytes, DmaRights::Both, true);
    return driver::DmaBuffer(nullptr, addr, bytes, this);
}

// The guest's memory is not given out twice: a device that writes after its reset is found.
void SimPlatform::free_dma(const driver::DmaBuffer& buffer) noexcept {
    if (iommu_ != nullptr) iommu_->unmap(buffer.bus_addr(), buffer.bytes(), DmaRights::Both);
}

std::uint16_t SimPlatform::find_capability(std::uint8_t id) {
    if ((read_config(pci::kStatus, 2) & pci::kStatusCapabilities) == 0) return 0;
    auto at = static_cast<std::uint16_t>(read_config(pci::kCapabilities, 1));
    for (int steps = 0; at != 0 && steps < 48; ++steps) {
        if (read_config(at, 1) == id) return at;
        at = static_cast<std::uint16_t>(read_config(static_cast<std::uint16_t>(at + 1), 1));
    }
    return 0;
}

std::uint64_t SimPlatform::message_address() const {
    return address_map::kMessageBase | std::uint64_t{interrupt_vcpu_} << 12;
}

bool SimPlatform::enable_msix() {
    const std::uint16_t at = find_capability(pci::kCapMsix);
    if (at == 0) return false;
    const auto control = static_cast<std::uint16_t>(at + pci::kMsixControl);
    const std::uint32_t table =
        read_config(static_cast<std::uint16_t>(at + pci::kMsixTable), 4) & ~7U;
    const auto address = static_cast<std::uint32_t>(message_address());
    write_register(table + pci::kMsixEntryAddressLow, address);
    write_register(table + pci::kMsixEntryAddressHigh, 0);
    write_register(table + pci::kMsixEntryData, kVector);
    write_register(table + pci::kMsixEntryControl, 0);
    write_config(control, 2, pci::kMsixControlEnable);
    return true;
}

bool SimPlatform::enable_msi() {
    const std::uint16_t at = find_capability(pci::kCapMsi);
    if (at == 0) return false;
    write_config(static_cast<std::uint16_t>(at + pci::kMsiAddressLow), 4,
                 static_cast<std::uint32_t>(message_address()));
    write_config(static_cast<std::uint16_t>(at + pci::kMsiAddressHigh), 4, 0);
    write_config(static_cast<std::uint16_t>(at + pci::kMsiData), 2, kVector);
    write_config(static_cast<std::uint16_t>(at + pci::kMsiControl), 2, pci::kMsiControlEnable);
    return true;
}

Result<void> SimPlatform::enable_interrupts(InterruptMode mode) noexcept {
    switch (mode) {
        case InterruptMode::Msix:
            if (!enable_msix()) return Error::Unsupported;
            return {};
        case InterruptMode::Msi:
            if (!enable_msi()) return Error::Unsupported;
            return {};
        case InterruptMode::Intx:
            if (read_config(pci::kInterruptPin, 1) == 0) return Error::Unsupported;
            interrupts_.route_line(interrupt_vcpu_, kVector);
            interrupts_.mask_line(false, current_->now());
            return {};
        case InterruptMode::Polled:
            return {};
    }
    return Error::Unsupported;
}

void SimPlatform::disable_interrupts() noexcept {
    if (const std::uint16_t at = find_capability(pci::kCapMsix); at != 0) {
        write_config(static_cast<std::uint16_t>(at + pci::kMsixControl), 2, 0);
    }
    if (const std::uint16_t at = find_capability(pci::kCapMsi); at != 0) {
        write_config(static_cast<std::uint16_t>(at + pci::kMsiControl), 2, 0);
    }
    interrupts_.mask_line(true, current_->now());
}

std::chrono::nanoseconds SimPlatform::now() noexcept {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(current_->now().ns()));
}

void SimPlatform::set_timer(std::chrono::nanoseconds deadline) noexcept {
    Vcpu& with_timer = *vcpus_[interrupt_vcpu_];
    // Its timer may expire before this vCPU's time.
    if (&with_timer != current_) current_->sync();
    if (deadline == std::chrono::nanoseconds::max()) return with_timer.set_timer(SimTime::never());
    auto due = SimTime::from_ns(static_cast<std::uint64_t>(deadline.count()));
    if (faults_.watches(FaultPoint::Timer)) {
        current_->sync();
        const FaultConfig* const fault = faults_.strike(FaultPoint::Timer, current_->now());
        if (fault != nullptr) due += SimTime::from_ns(fault->stall_ns);
    }
    with_timer.set_timer(due);
}

void SimPlatform::wake_cpu(std::uint16_t cpu) noexcept {
    current_->sync();  // its wake-up may be due before this vCPU's time
    Vcpu& other = *vcpus_[cpu];
    other.set_wakeup(
        earlier_of(other.wakeup(), current_->now() + current_->clock().after(ipi_cycles_)));
}

void SimPlatform::log(const driver::LogRecord& record) noexcept {
    if (log_) log_(current_->now(), record);
}

}  // namespace pvscsim
