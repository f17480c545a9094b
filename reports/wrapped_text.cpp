// SPDX-License-Identifier: Apache-2.0
#include "reports/wrapped_text.h"

#include <sstream>

namespace pvscsim::reports {

std::string shortened(const std::string& text, std::size_t columns) {
    if (text.size() <= columns) {
        return text;
    }
    std::size_t end = columns - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end) + "...";
}

std::string wrapped(const std::string& text, std::size_t columns, std::size_t indent) {
    std::string lines;
    std::size_t used = 0;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        word = shortened(word, columns);
        if (used != 0 && used + 1 + word.size() > columns) {
            lines += '\n' + std::string(indent, ' ');
            used = 0;
        }
        lines += (used == 0 ? "" : " ") + word;
        used += (used == 0 ? 0 : 1) + word.size();
    }
    return lines;
}

}  // namespace pvscsim::reports
