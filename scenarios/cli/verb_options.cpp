// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/verb_options.h"

#include <algorithm>
#include <sstream>

#include "scenarios/cli/output_file.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {

namespace po = boost::program_options;

VerbArguments::VerbArguments(const std::string& name, const std::string& usage,
                             const std::string& operands, po::options_description options,
                             const std::vector<std::string>& arguments)
    : verb("pvscsim " + name) {
    options.add_options()("help", "print this");
    po::options_description all;
    all.add(options);
    po::positional_options_description positional;
    if (!operands.empty()) {
        all.add_options()(operands.c_str(), po::value<std::vector<std::string>>());
        positional.add(operands.c_str(), -1);
    }
    try {
        const auto style =
            po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
        const po::parsed_options found = po::command_line_parser(arguments)
                                             .options(all)
                                             .positional(positional)
                                             .style(style)
                                             .run();
        for (const auto& option : found.options) {
            const auto& tokens = option.original_tokens;
            if (tokens.size() == 2 && tokens[1].rfind("--", 0) == 0) {
                throw ConfigError(verb, "",
                                  tokens[0] + ": expected a value, got the option \"" + tokens[1] +
                                      "\"; write " + tokens[0] + "=VALUE if it is meant");
            }
        }
        po::store(found, values);
    } catch (const po::error& error) {
        throw ConfigError(verb, "", std::string(error.what()) + "; see `" + verb + " --help`");
    }
    help = has("help");
    if (help) {
        std::ostringstream text;
        text << "usage: " << verb << " " << usage << "\n\n" << options;
        // A wrapped line ends in the blank at which it was cut.
        std::string lines = text.str();
        for (std::size_t at; (at = lines.find(" \n")) != std::string::npos;) lines.erase(at, 1);
        print(lines);
    }
}

std::string VerbArguments::text(const std::string& option) const {
    return has(option) ? values[option].as<std::string>() : std::string();
}

std::vector<std::string> VerbArguments::texts(const std::string& option) const {
    return has(option) ? values[option].as<std::vector<std::string>>() : std::vector<std::string>();
}

std::string VerbArguments::filled_text(const std::string& option) const {
    const std::string value = text(option);
    if (has(option) && value.empty()) {
        throw ConfigError(verb, "", "--" + option + ": expected a value, got \"\"");
    }
    return value;
}

std::size_t VerbArguments::one_of(const std::string& option,
                                  const std::vector<std::string>& allowed) const {
    if (!has(option)) {
        return 0;
    }
    const auto found = std::find(allowed.begin(), allowed.end(), text(option));
    if (found == allowed.end()) {
        std::string names;
        for (const std::string& each : allowed) {
            names += (names.empty() ? "" : ", ") + each;
        }
        throw ConfigError(
            verb, "",
            "--" + option + ": expected one of " + names + ", got \"" + text(option) + "\"");
    }
    return static_cast<std::size_t>(found - allowed.begin());
}

}  // namespace pvscsim::scenarios
