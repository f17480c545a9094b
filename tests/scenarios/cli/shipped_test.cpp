// SPDX-License-Identifier: Apache-2.0
// Compiled as the program that is shipped, without mutants, whatever build this is.
#include <gtest/gtest.h>

#include "pvscsim/mutant.h"
#include "scenarios/cli/exit_code.h"
#include "scenarios/cli/mutant_switch.h"

namespace pvscsim::scenarios {
namespace {

static_assert(!kHasMutants && !mutated(Mutant::D01) && !mutated(Mutant::None));

TEST(ShippedProgram, SaysHowToGetOneWithMutants) {
    EXPECT_FALSE(is_mutant("MUT-D01"));
    for (const auto& ask :
         {need_mutants, +[](const std::string& verb) { become_mutant(verb, "MUT-D01"); }}) {
        try {
            ask("pvscsim mutants");
            ADD_FAILURE() << "it has mutants";
        } catch (const LackError& error) {
            EXPECT_NE(std::string(error.what()).find("cmake --preset dev"), std::string::npos);
        }
    }
}

TEST(ShippedProgram, RefusesTheOptionThatNamesAMutant) {
    boost::program_options::options_description options;
    options.add_options()("mutant", boost::program_options::value<std::string>());
    const VerbArguments given("run", "", "", options, {"--mutant", "MUT-D01"});
    EXPECT_THROW(take_mutant_option(given), LackError);
    const VerbArguments without("run", "", "", options, {});
    EXPECT_NO_THROW(take_mutant_option(without));
}

}  // namespace
}  // namespace pvscsim::scenarios
