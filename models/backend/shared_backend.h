// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/backend/backend.h"

namespace pvscsim {

/// A backend that several targets use, of one adapter or of several: its servers, queue, order,
/// media units and link are those of a Backend, and all targets contend for them.
///
/// Each target is a client with logical units and addresses of its own: they lie one behind the
/// other. Adapters announce jobs ahead of time, each for itself; here they wait for their arrival,
/// and at equal times go in order of clients.
class SharedBackend final : public Actor, private BackendSink {
public:
    /// What one client had of it.
    struct Share {
        std::uint64_t requests = 0;  ///< ended
        SimTime service{};           ///< sum over them
        SimTime waited{};            ///< from arrival to begin of service, sum over them
    };

    /// `agenda` must outlive it. `config` was validated; service times come from the streams
    /// `name`.read and `name`.write of `seed`.
    SharedBackend(Agenda& agenda, const BackendConfig& config, std::uint64_t seed,
                  std::string name);

    /// One target more, of `luns` logical units with addresses below `blocks`. Returns its number.
    std::uint32_t add_client(std::uint32_t luns, std::uint64_t blocks);
    /// From now on `sink`, which outlives its jobs, is told of the ends of the client's.
    void tell(std::uint32_t client, BackendSink& sink) { clients_[client].sink = &sink; }

    /// As Backend::submit(): arrivals of one client never decrease, ids are the client's own.
    void submit(std::uint32_t client, BackendJob job, SimTime arrival);
    /// Hands over what arrives now, then tells of what ends.
    Turn act(SimTime now) override;
    /// When a server began with the client's job `id`, or "never".
    SimTime start_of(std::uint32_t client, std::uint32_t id) const;
    SimTime processor_time(IoKind kind, std::uint64_t bytes) const {
        return backend_->processor_time(kind, bytes);
    }
    /// The client's jobs that have not ended.
    std::uint32_t outstanding(std::uint32_t client) const { return clients_[client].outstanding; }

    /// State, field by field, in either direction.
    void archive(Archive& a);
    /// As after power-on, with the same clients.
    void renew();

    const Share& share(std::uint32_t client) const { return clients_[client].share; }
    std::uint32_t waiting_max() const { return backend_->waiting_max(); }
    /// From the first arrival to the last end.
    SimTime span() const { return later_of(first_arrival_, last_end_) - first_arrival_; }
    std::uint32_t servers() const { return config_.servers; }

private:
    static constexpr std::uint32_t kNone = ~0U;

    struct Client {
        BackendSink* sink = nullptr;
        std::uint32_t first_lun = 0;
        std::uint64_t first_lba = 0;
        std::uint32_t outstanding = 0;
        Share share;

        void archive(Archive& a) { a(outstanding, share); }
    };
    /// A job that the backend knows by its place here.
    struct Held {
        std::uint32_t client = kNone;  // kNone: the place is free
        std::uint32_t id = 0;
        SimTime arrival{};
        std::uint32_t next_free = kNone;
    };
    struct Coming {
        BackendJob job;  // its id is a place in held_
        SimTime arrival{};
        std::uint32_t client = 0;
        std::uint64_t sequence = 0;
    };

    static bool after(const Coming& a, const Coming& b);
    void make_backend();
    std::uint32_t hold(std::uint32_t client, std::uint32_t id, SimTime arrival);
    void served(std::uint32_t place, SimTime start, SimTime end) override;
    void dropped(std::uint32_t place) override;

    Agenda& agenda_;
    const BackendConfig config_;
    const std::uint64_t seed_;
    const std::string name_;
    const Agenda::Slot slot_;
    std::optional<JobsInService> in_service_;
    std::optional<Backend> backend_;
    std::vector<Client> clients_;
    std::uint32_t luns_ = 0;      // of all clients
    std::uint64_t blocks_ = 0;    // likewise
    std::vector<Coming> coming_;  // a heap, the next to arrive first
    std::vector<Held> held_;
    std::uint32_t first_free_ = kNone;
    std::uint64_t next_sequence_ = 0;
    SimTime first_arrival_ = SimTime::never();
    SimTime last_end_{};
};

}  // namespace pvscsim
