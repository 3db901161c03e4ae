#include "replay/spans.h"

#include <algorithm>

#include "base/credential_names.h"
#include "base/credential_scan.h"

namespace omnillm::replay {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_%";
constexpr std::string_view kEndOfSegment = "/?#;& \t\r\n\"'\\<>";
constexpr std::size_t kLongestMediaType = 256;
constexpr std::size_t kLongestName = 40;

}  // namespace

std::optional<Span> find_value(std::string_view text, std::size_t from, const Secret& value) {
  const std::size_t at = text.find(value.reveal(), from);
  if (at == std::string_view::npos) return std::nullopt;
  return Span{at, at + value.reveal().size(), "secret", {}};
}

std::optional<Span> find_data_url(std::string_view text, std::size_t from) {
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kEncoding = ";base64,";
  for (std::size_t at = text.find(kScheme, from); at != std::string_view::npos;
       at = text.find(kScheme, at + 1)) {
    const std::string_view head = text.substr(at, kLongestMediaType);
    const std::size_t encoding = head.find(kEncoding);
    if (encoding == std::string_view::npos || head.find_first_of(", \r\n\"'<>") < encoding)
      continue;
    const std::size_t begin = at + encoding + kEncoding.size();
    const std::size_t end = std::min(text.find_first_not_of(kBase64, begin), text.size());
    if (begin < end) return Span{begin, end, "data", "_blob"};
  }
  return std::nullopt;
}

// /token/9f86d081884c7d65...
std::optional<Span> find_path_token(std::string_view text, std::size_t from) {
  for (std::size_t slash = text.find('/', from); slash != std::string_view::npos;) {
    const std::size_t end_of_name = text.find_first_of(kEndOfSegment, slash + 1);
    if (end_of_name == std::string_view::npos) return std::nullopt;
    const std::size_t next = text.find('/', slash + 1);
    const std::string_view name = text.substr(slash + 1, end_of_name - slash - 1);
    const std::size_t last = slash;
    slash = next;
    if (text[end_of_name] != '/' || name.empty() || name.size() > kLongestName) continue;
    const std::size_t begin = end_of_name + 1;
    const std::size_t end = std::min(text.find_first_of(kEndOfSegment, begin), text.size());
    if (!looks_random(text.substr(begin, end - begin))) continue;
    if (what_name_says(name) != NameSays::Nothing && last >= from)
      return Span{begin, end, name, {}};
  }
  return std::nullopt;
}

}  // namespace omnillm::replay
