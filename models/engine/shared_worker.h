// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "models/base/sim_time.h"

namespace pvscsim {

/// An adapter that a worker serves.
class WorkerClient {
public:
    /// The worker does nothing for it before that time.
    virtual void stall_worker(SimTime until) = 0;

protected:
    ~WorkerClient() = default;
};

/// The time of one submission worker that serves several adapters, turn by turn: whoever was kicked
/// first has the next look, which is bounded, and then queues up again.
class SharedWorker {
public:
    /// Descriptors that one look takes at most.
    static constexpr std::uint32_t kBatchMax = 32;

    void join(const void* adapter) { waiting_.push_back(adapter); }
    void leave(const void* adapter) {
        waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), adapter), waiting_.end());
    }
    bool first(const void* adapter) const { return waiting_.empty() || waiting_[0] == adapter; }
    /// `client` is served from now on.
    void serve(WorkerClient& client) {
        if (std::find(clients_.begin(), clients_.end(), &client) == clients_.end()) {
            clients_.push_back(&client);
        }
    }
    /// It is off its processor, and all whom it serves wait.
    void stall(SimTime until) {
        for (WorkerClient* const client : clients_) client->stall_worker(until);
    }
    SimTime busy_until() const { return busy_until_; }
    void occupy(SimTime until) { busy_until_ = until; }

private:
    std::vector<WorkerClient*> clients_;
    std::deque<const void*> waiting_;
    SimTime busy_until_{};
};

}  // namespace pvscsim
