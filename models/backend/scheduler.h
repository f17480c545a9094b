// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "models/backend/backend_config.h"
#include "models/backend/backend_job.h"
#include "models/base/archive.h"

namespace pvscsim {

/// Decides which of the waiting jobs starts next. Knows no servers, keeps no time.
class Scheduler {
public:
    virtual ~Scheduler() = default;
    virtual std::size_t size() const = 0;
    /// State, field by field, in either direction.
    virtual void archive(Archive& a) = 0;
    /// Adds a job that has arrived; called in order of arrival.
    virtual void push(const QueuedJob& job) = 0;
    /// Takes out the job that starts at `now`. Only when size() is not 0.
    virtual QueuedJob pop(SimTime now) = 0;
};

/// The one place where a kind becomes a scheduler.
std::unique_ptr<Scheduler> make_scheduler(const BackendConfig& config);

}  // namespace pvscsim
