// SPDX-License-Identifier: Apache-2.0
#include "models/backend/nvme_tcp.h"

namespace pvscsim {

NvmeTcpPath::NvmeTcpPath(const NvmeTcpConfig& config)
    : config_(config),
      half_trip_(SimTime{std::uint64_t{config.rtt_ns} * 500}),
      capsule_(SimTime::from_ns(config.capsule_ns)),
      connect_(SimTime::from_us(config.connect_us)),
      loss_every_(SimTime::from_us(std::uint64_t{config.loss_every_ms} * 1000)),
      reconnect_(SimTime::from_us(std::uint64_t{config.reconnect_ms} * 1000)) {}

SimTime NvmeTcpPath::connected(SimTime at) const {
    if (loss_every_ == SimTime{} || at < loss_every_) return later_of(at, connect_);
    const SimTime lost{at.ps / loss_every_.ps * loss_every_.ps};
    return later_of(at, lost + reconnect_);
}

SimTime NvmeTcpPath::next_loss(SimTime at) const {
    if (loss_every_ == SimTime{}) return SimTime::never();
    return SimTime{(at.ps / loss_every_.ps + 1) * loss_every_.ps};
}

SimTime NvmeTcpPath::send(SimTime at) {
    const SimTime begin = connected(at);
    const std::uint64_t connection = loss_every_ == SimTime{} ? 0 : begin.ps / loss_every_.ps;
    Sender& sender = senders_[connection % 2];
    if (sender.connection != connection) sender = Sender{connection, SimTime{}};
    sender.free = later_of(begin, sender.free) + capsule_;
    return sender.free;
}

NvmeTcpPath::Trip NvmeTcpPath::travel(const BackendJob& job, SimTime start, SimTime service) {
    const bool asks_first = job.kind == IoKind::Write && job.data_bytes > config_.in_capsule_bytes;
    SimTime begin = start;
    for (;;) {
        const SimTime sent = send(begin);
        // Data that does not fit the capsule is sent when the target is ready for it.
        const SimTime there = sent + half_trip_ + (asks_first ? half_trip_ * 2 : SimTime{});
        const SimTime end = there + service + half_trip_ + capsule_;
        const SimTime loss = next_loss(later_of(begin, connected(begin)));
        if (end < loss) return {end, false};
        if (config_.on_loss == ConnectionLoss::Fail) return {loss, true};
        begin = loss;
    }
}

}  // namespace pvscsim
