// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "models/backend/backend.h"
#include "models/backend/shared_backend.h"

namespace pvscsim {

/// What serves a target's jobs: a backend of its own, or one that it shares. Empty: nothing yet.
class Storage {
public:
    Storage() = default;
    explicit Storage(std::unique_ptr<Backend> own) : own_(std::move(own)) {}
    /// `client` is the target's number there; `sink` is told of its jobs.
    Storage(SharedBackend& shared, std::uint32_t client, BackendSink& sink)
        : shared_(&shared), client_(client) {
        shared.tell(client, sink);
    }

    /// As Backend::submit(). Returns how long the processor that submits is busy with the job.
    SimTime submit(const BackendJob& job, SimTime arrival) {
        if (shared_ != nullptr) {
            shared_->submit(client_, job, arrival);
            return shared_->processor_time(job.kind, job.data_bytes);
        }
        own_->submit(job, arrival);
        return own_->processor_time(job.kind, job.data_bytes);
    }
    /// The target's jobs that have not ended.
    std::uint32_t outstanding() const {
        return shared_ != nullptr ? shared_->outstanding(client_) : own_->outstanding();
    }
    /// When service of a job began, or "never".
    SimTime start_of(std::uint32_t id) const {
        return shared_ != nullptr ? shared_->start_of(client_, id) : own_->start_of(id);
    }
    bool empty() const { return own_ == nullptr && shared_ == nullptr; }
    /// Null if there is none.
    const Backend* own() const { return own_.get(); }
    /// State of the target's own; who owns what is shared keeps its state.
    void archive(Archive& a) {
        if (own_ != nullptr) own_->archive(a);
    }

private:
    std::unique_ptr<Backend> own_;
    SharedBackend* shared_ = nullptr;
    std::uint32_t client_ = 0;
};

}  // namespace pvscsim
