// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <cstring>
#include <systemc>
#include <tlm>
#include <vector>

#include "models/kernel/sc_time_cast.h"

namespace pvscsim {

/// A target that notes what reaches it and answers as told.
class BusProbe final : public sc_core::sc_module {
public:
    struct Access {
        bool is_write;
        std::uint64_t addr;
        std::uint64_t value;  ///< of a write; little-endian
        SimTime at;
    };

    tlm_utils::simple_target_socket<BusProbe> socket{"socket"};

    explicit BusProbe(const sc_core::sc_module_name& name) : sc_module(name) {
        socket.register_b_transport(this, &BusProbe::b_transport);
        socket.register_transport_dbg(this, &BusProbe::transport_dbg);
        socket.register_get_direct_mem_ptr(this, &BusProbe::get_direct_mem_ptr);
    }

    std::vector<Access> accesses;
    std::uint64_t answer = 0;         ///< to reads
    bool refuses = false;             ///< whatever comes
    SimTime holds{};                  ///< how long an access takes
    std::vector<unsigned char> open;  ///< memory from address 0 on that is given out, if any
    std::uint32_t dmi_requests = 0;

private:
    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) {
        const std::size_t bytes = access.get_data_length();
        Access noted{access.is_write(), access.get_address(), 0,
                     to_sim_time(sc_core::sc_time_stamp() + delay)};
        if (access.is_write()) {
            std::memcpy(&noted.value, access.get_data_ptr(), std::min<std::size_t>(bytes, 8));
        } else {
            std::memset(access.get_data_ptr(), 0, bytes);
            std::memcpy(access.get_data_ptr(), &answer, std::min<std::size_t>(bytes, 8));
        }
        accesses.push_back(noted);
        delay += to_sc_time(holds);
        access.set_dmi_allowed(!open.empty());
        access.set_response_status(refuses ? tlm::TLM_ADDRESS_ERROR_RESPONSE
                                           : tlm::TLM_OK_RESPONSE);
    }
    unsigned transport_dbg(tlm::tlm_generic_payload& access) { return access.get_data_length(); }
    bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi& dmi) {
        ++dmi_requests;
        if (open.empty()) return false;
        dmi.set_start_address(0);
        dmi.set_end_address(open.size() - 1);
        dmi.set_dmi_ptr(open.data());
        dmi.allow_read_write();
        return true;
    }
};

/// An initiator that does what a test says, at the kernel's time plus a delay.
class BusMaster final : public sc_core::sc_module {
public:
    tlm_utils::simple_initiator_socket<BusMaster> socket{"socket"};

    explicit BusMaster(const sc_core::sc_module_name& name) : sc_module(name) {
        socket.register_invalidate_direct_mem_ptr(this, &BusMaster::invalidate);
    }

    /// The last transaction's response, and its delay when it came back.
    tlm::tlm_response_status response = tlm::TLM_INCOMPLETE_RESPONSE;
    SimTime delay{};
    std::uint32_t invalidations = 0;

    void transport(tlm::tlm_command command, std::uint64_t addr, void* data, std::uint32_t bytes,
                   SimTime at = {}) {
        tlm::tlm_generic_payload access;
        prepare(access, command, addr, data, bytes);
        sc_core::sc_time offset = to_sc_time(at);
        socket->b_transport(access, offset);
        response = access.get_response_status();
        delay = to_sim_time(offset);
    }
    std::uint32_t read(std::uint64_t addr, std::uint32_t bytes = 4, SimTime at = {}) {
        std::uint32_t value = 0;
        transport(tlm::TLM_READ_COMMAND, addr, &value, bytes, at);
        return value;
    }
    void write(std::uint64_t addr, std::uint32_t value, std::uint32_t bytes = 4, SimTime at = {}) {
        transport(tlm::TLM_WRITE_COMMAND, addr, &value, bytes, at);
    }
    bool ok() const { return response == tlm::TLM_OK_RESPONSE; }
    unsigned debug_read(std::uint64_t addr, void* to, std::uint32_t bytes) {
        tlm::tlm_generic_payload access;
        prepare(access, tlm::TLM_READ_COMMAND, addr, to, bytes);
        return socket->transport_dbg(access);
    }
    bool direct(tlm::tlm_command command, std::uint64_t addr, tlm::tlm_dmi& dmi) {
        tlm::tlm_generic_payload access;
        prepare(access, command, addr, nullptr, 1);
        return socket->get_direct_mem_ptr(access, dmi);
    }

private:
    static void prepare(tlm::tlm_generic_payload& access, tlm::tlm_command command,
                        std::uint64_t addr, void* data, std::uint32_t bytes) {
        access.set_command(command);
        access.set_address(addr);
        access.set_data_ptr(static_cast<unsigned char*>(data));
        access.set_data_length(bytes);
        access.set_streaming_width(bytes);
    }
    void invalidate(sc_dt::uint64, sc_dt::uint64) { ++invalidations; }
};

}  // namespace pvscsim
