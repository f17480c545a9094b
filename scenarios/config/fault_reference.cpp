// SPDX-License-Identifier: Apache-2.0
// docs/faults.md, from the table of fault points.
#include <string>

#include "models/base/fault_points.h"
#include "scenarios/config/schema.h"

namespace pvscsim::scenarios {
namespace {

constexpr const char* kIntroduction = R"(# Faults

<!-- Printed by `pvscsim schema --markdown faults`; a test compares. Edit models/base/fault_points.cpp. -->

What a scenario can let go wrong, what happens then, and what a good driver makes of it. The keys are in
[scenario-language.md](scenario-language.md); every strike is in the report, the first thousand under
`events` with their times, all of them counted under `faults`. Stored data is never touched: a fault lies
over it.

- `nth` strikes once, at that pass of the point; passes count from power-on, those of the discovery of
  disks included. `chance` strikes each pass with that chance, from a random stream of the fault's own,
  at most `times` times. `at_us` strikes the first pass from that time on.
- `target`, `lba` with `lba_blocks`, `from_us` and `until_us` narrow it: other passes neither count nor
  draw.
- Faults marked "at a moment" wait for no pass. They strike at `at_us`, or when a request arrives at a
  `stage` of its life: the `nth` that does, or each by `chance`.
- Stages are `unpublished` (the driver has it, the device cannot see it), `published` (in the request
  ring), `fetched` (being parsed), `backend`, `ended` (served, its completion not yet posted), `posted`
  (in the completion ring, unseen) and `handler` (the driver hands it back). The table says which
  requests a fault can hit; the test `runner.fault_matrix` runs each fault in each of its stages.
- Disks that come and go are no faults but steps of the `script`: requests in flight to a removed disk
  end with ABORTQUEUE, later ones with SELTIMEO.
- Whatever is injected, a run passes only if no request was lost, duplicated or corrupted, and every
  context of the driver is free at the end. Completions that a fault made up are counted as
  `recovery.completions_rejected`, not as duplicates.
)";

constexpr const char* kExamples = R"(
## Examples
Some that come with the program: `lost-interrupt`, `hot-add`, and this one, for `stall.json`:

```json
{
  "schema": "pvscsim-scenario/1",
  "purpose": "A read stalls for longer than its time-out: it is aborted, tried again, and ends well.",
  "driver": {"request_timeout_ms": 50},
  "workload": {"requests": 2000, "depth": 8},
  "faults": [{"point": "backend_read", "effect": "stall", "nth": 500, "stall_ns": 80000000}],
  "expect": {
    "requests.completed": 2000,
    "requests.aborted": 1,
    "requests.retried": 1,
    "recovery.aborts": 1,
    "recovery.recoveries": 1
  }
}
```

```sh
./run run stall.json
./run run lost-interrupt hot-add --quiet
./run list faults
```
)";

std::string stages_of(const FaultSpec& spec) {
    const std::vector<std::string> names = fault_stage_names();
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if ((spec.stages >> i & 1) != 0) {
            text += (text.empty() ? "" : ", ") + names[i];
        }
    }
    return text.empty() ? "none" : spec.at_moment ? "at a moment: " + text : text;
}

}  // namespace

std::string fault_reference() {
    constexpr FaultLayer kLayers[] = {FaultLayer::Backend,    FaultLayer::Device,
                                      FaultLayer::Bus,        FaultLayer::Interrupts,
                                      FaultLayer::Hypervisor, FaultLayer::Environment};
    std::string text = kIntroduction;
    for (const FaultLayer layer : kLayers) {
        text += "\n## Layer: " + std::string(fault_layer_name(layer)) +
                "\n\n| point and effect | where it strikes | stages | what happens | required "
                "recovery |\n| --- | --- | --- | --- | --- |\n";
        for (const FaultSpec& spec : fault_specs()) {
            const FaultPointSpec& point = point_spec(spec.point);
            if (point.layer != layer) {
                continue;
            }
            text += "| `" + fault_name(spec.point, spec.effect) + "` | " + point.where + " | " +
                    stages_of(spec) + " | " + spec.happens + " | " + spec.recovery + " |\n";
        }
    }
    return text + kExamples;
}

}  // namespace pvscsim::scenarios
