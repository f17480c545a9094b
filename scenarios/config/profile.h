// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/device/device_config.h"

namespace pvscsim::scenarios {

/// How well something about a real device is known.
enum class Confidence : std::uint8_t {
    Observed,    ///< seen on the device, or in what it wrote down
    Documented,  ///< in its maker's manuals, or in the code of its drivers
    Published,   ///< in articles and statements of others
    Claimed,     ///< said somewhere, and shown nowhere
};

/// One statement about a real device, and what it rests on.
struct ProfileClaim {
    std::string feature;  ///< key of the device section, or a word
    Confidence confidence = Confidence::Claimed;
    std::string says;
    std::string source;
};

/// The features of one generation of the adapter: defaults for a scenario's device section.
struct Profile {
    std::string summary;
    DeviceConfig device;
    std::vector<ProfileClaim> claims;
};

/// The `schema` that a profile's file names.
inline constexpr const char* kProfileSchema = "pvscsim-profile/1";

/// The names of the profiles that come with the program, sorted.
const std::vector<std::string>& profile_names();

/// Reads the profile called `name`, one of profile_names(). Throws ConfigError.
Profile read_profile(const std::string& name);

/// "observed", "documented", "published" or "claimed".
const char* confidence_name(Confidence confidence);

}  // namespace pvscsim::scenarios
