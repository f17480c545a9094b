// SPDX-License-Identifier: Apache-2.0
#include "models/memory/guest_memory.h"

#include <cstring>

namespace pvscsim {

GuestMemory::GuestMemory(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.register_b_transport(this, &GuestMemory::b_transport);
    socket.register_transport_dbg(this, &GuestMemory::transport_dbg);
    socket.register_get_direct_mem_ptr(this, &GuestMemory::get_direct_mem_ptr);
}

void GuestMemory::b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time&) {
    const MemoryMap::Region* region = map_.find(access.get_address(), access.get_data_length());
    if (region == nullptr || (access.is_write() && region->access == MemoryAccess::ReadOnly)) {
        access.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
        return;
    }
    if (access.get_byte_enable_ptr() != nullptr ||
        access.get_streaming_width() < access.get_data_length()) {
        access.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
        return;
    }
    std::byte* at = region->data + (access.get_address() - region->base);
    if (access.is_read()) {
        std::memcpy(access.get_data_ptr(), at, access.get_data_length());
    } else if (access.is_write()) {
        std::memcpy(at, access.get_data_ptr(), access.get_data_length());
    }
    access.set_dmi_allowed(true);
    access.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned GuestMemory::transport_dbg(tlm::tlm_generic_payload& access) {
    sc_core::sc_time none = sc_core::SC_ZERO_TIME;
    b_transport(access, none);
    return access.is_response_ok() ? access.get_data_length() : 0;
}

bool GuestMemory::get_direct_mem_ptr(tlm::tlm_generic_payload& access, tlm::tlm_dmi& dmi) {
    const MemoryMap::Region* region = map_.find(access.get_address(), 1);
    if (region == nullptr) return false;
    if (access.is_write() && region->access == MemoryAccess::ReadOnly) return false;
    dmi.set_start_address(region->base);
    dmi.set_end_address(region->base + region->bytes - 1);
    dmi.set_dmi_ptr(reinterpret_cast<unsigned char*>(region->data));
    if (region->access == MemoryAccess::ReadOnly) {
        dmi.allow_read();
    } else {
        dmi.allow_read_write();
    }
    return true;
}

}  // namespace pvscsim
