// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace pvscsim::scenarios {

/// JSON schema (draft 7) of a scenario file. It knows each field; what must fit across sections
/// only the reader knows.
nlohmann::ordered_json scenario_schema();

/// The reference of the language as Markdown: docs/scenario-language.md.
std::string scenario_reference();

/// The reference of faults as Markdown: docs/faults.md.
std::string fault_reference();

}  // namespace pvscsim::scenarios
