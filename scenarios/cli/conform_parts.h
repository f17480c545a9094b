// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "conformance/suite/suite_result.h"
#include "scenarios/cli/exit_code.h"
#include "scenarios/cli/verb_options.h"
#include "scenarios/cli/verbs.h"

namespace pvscsim::scenarios {

// What the targets of `pvscsim conform` share.

/// Those of `all` that --filter lets through: at least one.
std::vector<const conformance::RuleTest*> chosen_tests(
    const VerbArguments& given, const std::vector<conformance::RuleTest>& all);
/// The value of a numeric option, from `min` to `max`; `otherwise` if it is not given.
std::uint64_t number_of(const VerbArguments& given, const char* option, std::uint64_t otherwise,
                        std::uint64_t max, std::uint64_t min = 1);
/// What --list prints.
std::string list_text(const std::vector<const conformance::RuleTest*>& tests);
/// The files of --waivers, which may name `tests`.
conformance::Waivers waivers_of(const VerbArguments& given,
                                const std::vector<conformance::RuleTest>& tests);
/// Refuses those that are of another device.
void check_waivers(const VerbArguments& given, const conformance::Waivers& waivers,
                   const std::string& device);
/// Throws for each of `options` that is given and says which target they are for.
void refuse_options(const VerbArguments& given, const std::vector<const char*>& options,
                    const char* target);
/// `text` as one word of a shell.
std::string shell_quoted(const std::string& text);
/// Refuses at once --report, --junit and --html that cannot be written.
void check_results(const VerbArguments& given);
/// Writes them, with `report` as JSON, and prints what a person reads, `more` of it at the end.
void write_results(const VerbArguments& given, const conformance::SuiteResult& suite,
                   const nlohmann::ordered_json& report, const std::string& more = "");

/// A recorded bus.
ExitCode conform_trace(const VerbArguments& given);
/// The model and QEMU's device, which play the same programs.
ExitCode conform_differential(const VerbArguments& given, const ModelEngine& model);

}  // namespace pvscsim::scenarios
