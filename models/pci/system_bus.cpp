// SPDX-License-Identifier: Apache-2.0
#include "models/pci/system_bus.h"

#include <cstring>

#include "models/pci/address_map.h"

namespace pvscsim {

using namespace address_map;

SystemBus::SystemBus(const sc_core::sc_module_name& name) : sc_module(name) {
    in_socket.bind(*this);
    memory_socket.register_invalidate_direct_mem_ptr(this, &SystemBus::invalidate_direct_mem_ptr);
}

SystemBus::Socket& SystemBus::route(std::uint64_t addr) {
    if (addr >= kDeviceBase && addr < kDeviceEnd) return device_socket;
    if (addr >= kMessageBase && addr < kMessageEnd) return message_socket;
    if (addr >= kConfigBase && addr < kConfigBase + kConfigBytes) return config_socket;
    return memory_socket;
}

void SystemBus::b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) {
    route(access.get_address())->b_transport(access, delay);
    if (access.is_read() && access.is_response_error()) {
        std::memset(access.get_data_ptr(), 0xff, access.get_data_length());
    }
}

unsigned SystemBus::transport_dbg(tlm::tlm_generic_payload& access) {
    return route(access.get_address())->transport_dbg(access);
}

bool SystemBus::get_direct_mem_ptr(tlm::tlm_generic_payload& access, tlm::tlm_dmi& dmi) {
    return route(access.get_address())->get_direct_mem_ptr(access, dmi);
}

void SystemBus::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
    for (int i = 0; i < in_socket.size(); ++i) in_socket[i]->invalidate_direct_mem_ptr(first, last);
}

}  // namespace pvscsim
