// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "tests/models/backend/backend_actor.h"

namespace pvscsim {

/// What a test sees of one served job.
struct Served {
    std::uint32_t id;
    std::uint64_t start_ns;
    std::uint64_t end_ns;

    friend bool operator==(const Served& a, const Served& b) {
        return a.id == b.id && a.start_ns == b.start_ns && a.end_ns == b.end_ns;
    }
};

/// A backend on an agenda of its own, which notes what is served.
class BackendHarness final : public BackendSink {
public:
    explicit BackendHarness(const BackendConfig& config)
        : actor_(agenda_, config, 1, "test", *this) {}

    /// Submits `job` to arrive at `arrival_ns`.
    void submit(const BackendJob& job, std::uint64_t arrival_ns) {
        backend().submit(job, SimTime::from_ns(arrival_ns));
    }
    void run_until_ns(std::uint64_t ns) { agenda_.run_until(SimTime::from_ns(ns)); }
    std::vector<std::uint32_t> order() const {
        std::vector<std::uint32_t> ids;
        for (const Served& served : served_) ids.push_back(served.id);
        return ids;
    }
    std::vector<Served>& log() { return served_; }
    Backend& backend() { return actor_.backend(); }

    void served(std::uint32_t id, SimTime start, SimTime end) override {
        served_.push_back({id, start.ns(), end.ns()});
    }
    void dropped(std::uint32_t id) override { dropped_ids.push_back(id); }

    std::vector<std::uint32_t> dropped_ids;

private:
    Agenda agenda_;
    BackendActor actor_;
    std::vector<Served> served_;
};

/// `servers` servers that take 100 ns for anything, on a clock of 1 ns.
inline BackendConfig hundred_ns(std::uint32_t servers) {
    BackendConfig config;
    config.servers = servers;
    config.read.ns = 100;
    config.write.ns = 100;
    config.flush_ns = 100;
    return config;
}

inline BackendJob read_job(std::uint32_t id, std::uint64_t lba = 0) {
    BackendJob job;
    job.id = id;
    job.lba = lba;
    job.data_bytes = 4096;
    return job;
}

inline BackendJob tagged_job(std::uint32_t id, std::uint8_t attribute, std::uint16_t lun = 0) {
    BackendJob job = read_job(id);
    job.attribute = attribute;
    job.lun = lun;
    return job;
}

}  // namespace pvscsim
