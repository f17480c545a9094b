// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>
#include <tlm>

namespace pvscsim {

/// A target that does a transaction at once where it is called. A socket is bound to the module
/// itself, and the initiator's call is that of b_transport(): a convenience socket puts two more
/// between them.
class BlockingTarget : public tlm::tlm_fw_transport_if<> {
public:
    /// Completes the request early, with the delay that b_transport() has come to.
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& access, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) override {
        if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;
        b_transport(access, delay);
        return tlm::TLM_COMPLETED;
    }
    unsigned transport_dbg(tlm::tlm_generic_payload&) override { return 0; }
    /// Nowhere.
    bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi& dmi) override {
        dmi.init();
        dmi.allow_read_write();
        return false;
    }

protected:
    ~BlockingTarget() override = default;
};

}  // namespace pvscsim
