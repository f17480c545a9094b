// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <systemc>
#include <tlm>

#include "models/kernel/blocking_target.h"

namespace pvscsim {

/// Carries transactions from the vCPUs and the adapter's bus master to memory, the adapter and the
/// interrupt controller, by the address map. Adds no time; unclaimed reads return all ones, as on
/// PCI, with an error response. Only memory grants direct access that can end.
class SystemBus final : public sc_core::sc_module, private BlockingTarget {
public:
    tlm::tlm_target_socket<32, tlm::tlm_base_protocol_types, 0> in_socket{"in_socket"};  ///< of all
    tlm_utils::simple_initiator_socket<SystemBus> memory_socket{"memory_socket"};
    tlm_utils::simple_initiator_socket<SystemBus> config_socket{"config_socket"};
    tlm_utils::simple_initiator_socket<SystemBus> device_socket{"device_socket"};
    tlm_utils::simple_initiator_socket<SystemBus> message_socket{"message_socket"};

    explicit SystemBus(const sc_core::sc_module_name& name);

private:
    using Socket = tlm_utils::simple_initiator_socket<SystemBus>;

    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) override;
    unsigned transport_dbg(tlm::tlm_generic_payload& access) override;
    bool get_direct_mem_ptr(tlm::tlm_generic_payload& access, tlm::tlm_dmi& dmi) override;
    void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last);
    Socket& route(std::uint64_t addr);
};

}  // namespace pvscsim
