// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

namespace pvscsim::scenarios {

/// Parses the arguments of a verb: `options` and, if `operands` is not empty, operands of that
/// name. Options are never guessed from abbreviations. `--help` is always there: then the help is
/// printed and `help` set. Throws ConfigError.
struct VerbArguments {
    VerbArguments(const std::string& verb, const std::string& usage, const std::string& operands,
                  boost::program_options::options_description options,
                  const std::vector<std::string>& arguments);

    bool has(const std::string& option) const { return values.count(option) != 0; }
    /// The option's value, or an empty string.
    std::string text(const std::string& option) const;
    std::vector<std::string> texts(const std::string& option) const;
    /// The same, for what may not be given as an empty string.
    std::string filled_text(const std::string& option) const;
    /// Index of the option's value among `allowed`; 0 without the option.
    std::size_t one_of(const std::string& option, const std::vector<std::string>& allowed) const;

    std::string verb;  ///< with the program's name, for messages
    bool help = false;
    boost::program_options::variables_map values;
};

}  // namespace pvscsim::scenarios
