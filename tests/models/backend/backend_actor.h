// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "models/backend/backend.h"
#include "models/base/agenda.h"

namespace pvscsim {

/// A backend alone on an agenda.
class BackendActor final : public Actor {
public:
    BackendActor(Agenda& agenda, const BackendConfig& config, std::uint64_t seed,
                 std::string_view name, BackendSink& sink)
        : agenda_(agenda),
          slot_(agenda.add(*this)),
          in_service_(agenda, slot_),
          backend_(in_service_, config, seed, name, sink) {}

    Turn act(SimTime now) override {
        in_service_.report(now);
        agenda_.set(slot_, in_service_.next_end());
        return Turn::Done;
    }
    Backend& backend() { return backend_; }

private:
    Agenda& agenda_;
    const Agenda::Slot slot_;
    JobsInService in_service_;
    Backend backend_;
};

}  // namespace pvscsim
