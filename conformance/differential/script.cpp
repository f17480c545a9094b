// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <sstream>

#include "conformance/differential/program.h"
#include "conformance/monitor/finding.h"

namespace pvscsim::conformance {

namespace {

constexpr const char* kTitle = "pvscsim-program/1";
constexpr std::size_t kStepsMax = 100'000;
constexpr std::size_t kCdbBytesMax = 16;

/// One line of a script.
class LineReader {
public:
    LineReader(std::size_t number, const std::string& line) : number_(number), words_(line) {}

    bool next(std::string& word) { return static_cast<bool>(words_ >> word); }
    [[noreturn]] void refuse(const std::string& wanted, const std::string& got) const {
        throw ScriptError("line " + std::to_string(number_) + ": expected " + wanted + ", got \"" +
                          got.substr(0, 80) + "\"");
    }
    std::uint64_t number(const std::string& text, std::uint64_t max) const {
        std::size_t used = 0;
        std::uint64_t value = 0;
        try {
            if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
                value = std::stoull(text, &used, 0);
            }
        } catch (const std::logic_error&) {
            used = 0;
        }
        if (used == 0 || used != text.size() || value > max) {
            refuse("an integer in [0, " + hex(max) + "]", text);
        }
        return value;
    }
    std::vector<std::uint8_t> cdb(const std::string& text) const {
        const bool digits = text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
        if (!digits || text.size() % 2 != 0 || text.size() > 2 * kCdbBytesMax) {
            refuse("up to 16 bytes in hexadecimal", text);
        }
        std::vector<std::uint8_t> bytes;
        for (std::size_t i = 0; i < text.size(); i += 2) {
            bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
        }
        return bytes;
    }
    DataPiece piece(const std::string& text) const {
        const std::size_t plus = text.find('+');
        if (plus == std::string::npos) refuse("OFFSET+BYTES", text);
        const std::uint64_t offset = number(text.substr(0, plus), kPlaceBytes);
        const std::uint64_t bytes = number(text.substr(plus + 1), kPlaceBytes - offset);
        return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(bytes)};
    }

private:
    std::size_t number_;
    std::istringstream words_;
};

std::string listed(const std::vector<std::string_view>& names) {
    std::string text;
    for (const std::string_view name : names) {
        text += (text.empty() ? "" : ", ") + std::string(name);
    }
    return text;
}

void read_field(const LineReader& reader, const std::string& word, Step& step) {
    const std::size_t sign = word.find('=');
    const std::string name = word.substr(0, sign);
    const std::string value = sign == std::string::npos ? "" : word.substr(sign + 1);
    const std::vector<StepField>& fields = step.spec().fields;
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const StepField& one) { return one.name == name; });
    const bool asks = step.kind == StepKind::Ask;
    if (sign != std::string::npos && field != fields.end()) {
        step.values[static_cast<std::size_t>(field - fields.begin())] =
            reader.number(value, field->max);
    } else if (asks && sign != std::string::npos && name == "cdb") {
        step.cdb = reader.cdb(value);
    } else if (asks && sign != std::string::npos && name == "piece") {
        step.pieces.push_back(reader.piece(value));
        if (step.pieces.size() > kPiecesMax) reader.refuse("at most 63 pieces", word);
    } else {
        std::vector<std::string_view> names;
        for (const StepField& one : fields) names.push_back(one.name);
        if (asks) names.insert(names.end(), {"cdb", "piece"});
        reader.refuse(names.empty() ? "nothing after this step"
                                    : "FIELD=VALUE with a field of " + listed(names),
                      word);
    }
}

Step read_step(LineReader& reader, const std::string& name) {
    const std::vector<StepSpec>& specs = step_specs();
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const StepSpec& one) { return one.name == name; });
    if (spec == specs.end()) {
        std::vector<std::string_view> names;
        for (const StepSpec& one : specs) names.push_back(one.name);
        reader.refuse("one of " + listed(names), name);
    }
    Step step(spec->kind);
    for (std::string word; reader.next(word);) read_field(reader, word, step);
    if (step.kind == StepKind::Ask &&
        step.values[AskOffset] + step.values[AskBytes] > kPlaceBytes) {
        reader.refuse("offset and bytes within " + hex(kPlaceBytes),
                      hex(step.values[AskOffset] + step.values[AskBytes]));
    }
    const bool has_width = step.kind == StepKind::Read || step.kind == StepKind::Write;
    const std::uint64_t width = has_width ? step.values.back() : 4;
    if (width != 1 && width != 2 && width != 4 && width != 8) {
        reader.refuse("a width of 1, 2, 4 or 8", hex(width));
    }
    return step;
}

}  // namespace

std::string script_of(const Program& program) {
    std::string text = std::string(kTitle) + "\n";
    for (const Step& step : program) text += step.line() + "\n";
    return text;
}

Program program_of(const std::string& script) {
    std::istringstream lines(script);
    Program program;
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        LineReader reader(++number, line);
        if (number == 1 && line != kTitle) reader.refuse(std::string("\"") + kTitle + "\"", line);
        std::string name;
        if (number == 1 || !reader.next(name) || name[0] == '#') continue;
        if (program.size() == kStepsMax) reader.refuse("at most 100000 steps", line);
        program.push_back(read_step(reader, name));
    }
    if (program.empty()) throw ScriptError("expected at least one step, got none");
    return program;
}

}  // namespace pvscsim::conformance
