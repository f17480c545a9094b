// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <systemc>
#include <tlm>

#include "models/memory/memory_map.h"

namespace pvscsim {

/// Guest memory on the system bus: absent, read-only or writable by region, with DMI. Takes no
/// time itself; what a transfer costs is charged by who starts it.
class GuestMemory final : public sc_core::sc_module {
public:
    tlm_utils::simple_target_socket<GuestMemory> socket{"socket"};

    explicit GuestMemory(const sc_core::sc_module_name& name);

    MemoryMap& map() { return map_; }

private:
    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& access);
    bool get_direct_mem_ptr(tlm::tlm_generic_payload& access, tlm::tlm_dmi& dmi);

    MemoryMap map_;
};

}  // namespace pvscsim
