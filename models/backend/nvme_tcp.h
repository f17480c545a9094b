// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/backend/backend_config.h"
#include "models/backend/backend_job.h"
#include "models/base/archive.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// The way of a job to a target behind NVMe/TCP and back: one connection, which sends one capsule
/// after the other, is set up at power-on and lost at fixed times. Everything is settled when a job
/// starts; nothing happens in between.
class NvmeTcpPath {
public:
    struct Trip {
        SimTime end;
        bool dropped;  ///< the connection was lost, and the job is not sent again
    };

    explicit NvmeTcpPath(const NvmeTcpConfig& config);

    /// A job that sets out at `start` and takes `service` at the target.
    Trip travel(const BackendJob& job, SimTime start, SimTime service);

    /// State, field by field, in either direction.
    void archive(Archive& a) { a(senders_); }

private:
    /// When the connection that is up at `at`, or the next one, is there.
    SimTime connected(SimTime at) const;
    SimTime next_loss(SimTime at) const;
    /// The capsule is on its way at the time returned.
    SimTime send(SimTime at);

    const NvmeTcpConfig config_;
    const SimTime half_trip_;
    const SimTime capsule_;
    const SimTime connect_;
    const SimTime loss_every_;  // zero: never
    const SimTime reconnect_;
    // What is sent again after a loss must not keep those waiting that were sent before it: a
    // sender for each of two connections that follow each other.
    struct Sender {
        std::uint64_t connection = ~std::uint64_t{0};
        SimTime free{};
    };
    std::array<Sender, 2> senders_;
};

}  // namespace pvscsim
