// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <systemc>
#include <tlm>
#include <vector>

#include "tlm_utils/simple_initiator_socket.h"
#include "tlm_utils/simple_target_socket.h"

namespace pvscsim::bench {

class GuestMemory final : public sc_core::sc_module {
public:
    tlm_utils::simple_target_socket<GuestMemory> socket{"socket"};

    GuestMemory(const sc_core::sc_module_name& name, std::uint64_t bytes)
        : sc_module(name), bytes_(bytes) {
        socket.register_b_transport(this, &GuestMemory::b_transport);
    }
    std::uint8_t* at(std::uint64_t address) { return bytes_.data() + address; }

private:
    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time&) {
        const std::uint64_t address = access.get_address();
        const std::size_t length = access.get_data_length();
        if (address + length > bytes_.size()) {
            access.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
            return;
        }
        if (access.is_read()) {
            std::memcpy(access.get_data_ptr(), at(address), length);
        } else {
            std::memcpy(at(address), access.get_data_ptr(), length);
        }
        access.set_dmi_allowed(true);
        access.set_response_status(tlm::TLM_OK_RESPONSE);
    }

    std::vector<std::uint8_t> bytes_;
};

class Router final : public sc_core::sc_module {
public:
    tlm_utils::simple_target_socket<Router> from{"from"};
    tlm_utils::simple_initiator_socket<Router> to{"to"};

    explicit Router(const sc_core::sc_module_name& name) : sc_module(name) {
        from.register_b_transport(this, &Router::b_transport);
    }

private:
    void b_transport(tlm::tlm_generic_payload& access, sc_core::sc_time& delay) {
        to->b_transport(access, delay);
    }
};

/// One initiator's way to the bus: its payload is used again for each access.
class Bus {
public:
    tlm_utils::simple_initiator_socket<Bus> socket;

    explicit Bus(const char* name) : socket(name) {}
    void use_dmi(std::uint8_t* base) { dmi_ = base; }
    std::uint64_t transports() const { return transports_; }

    template <typename Value>
    void read(std::uint64_t address, Value& value) {
        if (dmi_ != nullptr) {
            std::memcpy(&value, dmi_ + address, sizeof value);
        } else {
            transport(tlm::TLM_READ_COMMAND, address, &value, sizeof value);
        }
    }
    template <typename Value>
    void write(std::uint64_t address, Value value) {
        if (dmi_ != nullptr) {
            std::memcpy(dmi_ + address, &value, sizeof value);
        } else {
            transport(tlm::TLM_WRITE_COMMAND, address, &value, sizeof value);
        }
    }

private:
    void transport(tlm::tlm_command command, std::uint64_t address, void* data, unsigned bytes) {
        access_.set_command(command);
        access_.set_address(address);
        access_.set_data_ptr(static_cast<unsigned char*>(data));
        access_.set_data_length(bytes);
        access_.set_streaming_width(bytes);
        access_.set_byte_enable_ptr(nullptr);
        access_.set_dmi_allowed(false);
        access_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        ++transports_;
        socket->b_transport(access_, delay);
        if (access_.is_response_error()) SC_REPORT_FATAL("bench", "bus error");
    }

    tlm::tlm_generic_payload access_;
    std::uint8_t* dmi_ = nullptr;
    std::uint64_t transports_ = 0;
};

}  // namespace pvscsim::bench
