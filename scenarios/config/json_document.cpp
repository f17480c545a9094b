// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/json_document.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

using Json = nlohmann::ordered_json;

std::string place_of(std::string_view text, std::size_t position) {
    const std::string_view before = text.substr(0, std::min(position, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t newline = before.rfind('\n');
    const std::size_t column =
        newline == std::string_view::npos ? before.size() : before.size() - newline - 1;
    return ":" + std::to_string(line) + ":" + std::to_string(std::max<std::size_t>(column, 1));
}

/// Where the first array or object begins that lies deeper than `depth_max`; the parser, which
/// tells no place, has read `text` as far as there without fault.
std::size_t too_deep_in(std::string_view text, std::size_t depth_max) {
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (quoted && letter == '\\') {
            ++at;
        } else if (letter == '"') {
            quoted = !quoted;
        } else if (!quoted && (letter == '[' || letter == '{')) {
            if (++depth > depth_max) return at + 1;
        } else if (!quoted && (letter == ']' || letter == '}')) {
            --depth;
        }
    }
    return text.size();
}

/// Builds the document from the parser's events, which alone tell of duplicate keys and of the
/// text of numbers.
class DocumentBuilder final : public nlohmann::json_sax<Json> {
public:
    DocumentBuilder(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    Json take() { return std::move(root_); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(std::int64_t value) override { return add(value); }
    bool number_unsigned(std::uint64_t value) override { return add(value); }
    bool number_float(double, const std::string& text) override {
        return add(Json::binary({text.begin(), text.end()}));
    }
    bool string(std::string& value) override { return add(std::move(value)); }
    bool binary(Json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(std::string& name) override {
        if (open_.back()->contains(name)) {
            throw ConfigError(file_, "#" + pointer() + "/" + pointer_part(name), "duplicate key");
        }
        keys_.back() = name;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& error) override {
        // The library's text starts with its own code, "[...] ", and mostly with a place.
        std::string text = error.what();
        text.erase(0, text.find("] ") + 2);
        const std::size_t column = text.find(", column ");
        if (column != std::string::npos) {
            text.erase(0, text.find(": ", column) + 2);
        }
        // What it quotes last need not be UTF-8.
        std::replace_if(
            text.begin(), text.end(), [](char byte) { return (byte & 0x80) != 0; }, '?');
        throw ConfigError(file_, place_of(text_, position), text);
    }

private:
    std::string pointer() const {
        std::string path;
        for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
            path += "/" + (open_[i]->is_array() ? std::to_string(open_[i]->size() - 1)
                                                : pointer_part(keys_[i]));
        }
        return path;
    }

    Json* place(Json value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        Json& parent = *open_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        Json& slot = parent[keys_.back()];
        slot = std::move(value);
        return &slot;
    }

    bool add(Json value) {
        place(std::move(value));
        return true;
    }

    bool open(Json value) {
        if (open_.size() == kJsonDepthMax) {
            throw ConfigError(file_, place_of(text_, too_deep_in(text_, kJsonDepthMax)),
                              "expected arrays and objects nested at most " +
                                  std::to_string(kJsonDepthMax) + " deep, got more");
        }
        // A parent grows only while its last child is complete: the pointers stay valid.
        open_.push_back(place(std::move(value)));
        keys_.emplace_back();
        return true;
    }

    bool close() {
        open_.pop_back();
        keys_.pop_back();
        return true;
    }

    std::string_view text_;
    const std::string& file_;
    Json root_;
    std::vector<Json*> open_;
    std::vector<std::string> keys_;
};

std::string read_all(int descriptor, const std::string& file) {
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw ConfigError(file, "", std::string("cannot be read: ") + std::strerror(errno));
        }
        if (got == 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > kJsonBytesMax) {
            throw ConfigError(
                file, "",
                "expected a file of at most " + std::to_string(kJsonBytesMax) + " bytes, got more");
        }
    }
}

}  // namespace

std::string read_text_file(const std::string& file) {
    if (file == "-") {
        return read_all(STDIN_FILENO, "standard input");
    }
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        throw ConfigError(file, "", std::string("cannot be opened: ") + std::strerror(errno));
    }
    struct Closer {
        int descriptor;
        ~Closer() { ::close(descriptor); }
    } const closer{descriptor};
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        throw ConfigError(file, "", "expected a file, got a directory");
    }
    return read_all(descriptor, file);
}

Json parse_json(std::string_view text, const std::string& file) {
    DocumentBuilder builder(text, file);
    Json::sax_parse(text.begin(), text.end(), &builder);
    return builder.take();
}

std::string decimal_text(const Json& value) {
    if (value.is_binary()) {
        const auto& text = value.get_binary();
        return {text.begin(), text.end()};
    }
    return value.is_number() ? value.dump() : std::string();
}

std::string shown(const Json& value) {
    constexpr std::size_t kShownMax = 60;
    std::string text = decimal_text(value);
    if (value.is_object()) {
        text = "an object";
    } else if (value.is_array()) {
        text = "an array of " + std::to_string(value.size());
    } else if (text.empty()) {
        text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
    }
    return text.size() <= kShownMax ? text : text.substr(0, kShownMax) + "...";
}

std::string pointer_part(std::string_view key) {
    std::string escaped;
    for (const char letter : key) {
        escaped += letter == '~' ? "~0" : letter == '/' ? "~1" : std::string(1, letter);
    }
    const std::string quoted =
        Json(std::move(escaped)).dump(-1, ' ', false, Json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace pvscsim::scenarios
