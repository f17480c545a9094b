// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/profile.h"

#include <algorithm>

#include "scenarios/config/data_folder.h"
#include "scenarios/config/json_document.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& confidence_names() {
    static const std::vector<std::string> names{"observed", "documented", "published", "claimed"};
    return names;
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code absent;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, absent)) {
        if (entry.path().extension() == ".json") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

Field<Profile> profile_schema_field() {
    FieldSpec spec = detail::field_spec("schema", FieldType::Choice, "", "The file's language.");
    spec.choices = {kProfileSchema};
    return Field<Profile>{
        std::move(spec),
        [](const Node& node, const FieldSpec& own, Profile&) { read_choice(node, own); },
        [](const Profile&) -> nlohmann::ordered_json { return kProfileSchema; }}
        .required();
}

// clang-format off
const Section<ProfileClaim>& claim_section() {
    using C = ProfileClaim;
    static const Section<C> section{
        {"claims", "What is said about the device, and what it rests on.", {}, {}},
        {text("feature", &C::feature, {1, 100}, "What it is about.").required(),
         choice("confidence", &C::confidence, confidence_names(), "How well it is known.").required(),
         text("says", &C::says, {1, 1000}, "The statement.").required(),
         text("source", &C::source, {1, 1000}, "Where it is from.").required()}};
    return section;
}

const Section<Profile>& profile_section() {
    using P = Profile;
    static const Section<P> section{
        {"profile", "One generation of the adapter.", {}, {}},
        {profile_schema_field(),
         text("summary", &P::summary, {1, 1000}, "What it is.").required(),
         object("device", &P::device, device_section()),
         list("claims", &P::claims, {1, 100}, claim_section()).required()}};
    return section;
}
// clang-format on

}  // namespace

const std::vector<std::string>& profile_names() {
    static const std::vector<std::string> names = names_in(data_folder("profiles"));
    return names;
}

Profile read_profile(const std::string& name) {
    const std::string file = (data_folder("profiles") / (name + ".json")).string();
    const Origin origin{file, {}};
    const nlohmann::ordered_json document = parse_json(read_text_file(file), file);
    const Node node(document, origin);
    if (document.contains("device") && document["device"].contains("profile")) {
        throw node["device"].problem_at("profile", "a profile is not made of another one");
    }
    Profile profile;
    profile_section().read(node, profile);
    profile.device.profile = name;
    return profile;
}

const char* confidence_name(Confidence confidence) {
    return confidence_names().at(static_cast<std::size_t>(confidence)).c_str();
}

}  // namespace pvscsim::scenarios
