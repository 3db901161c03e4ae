#include "codec/data_url.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

#include <memory>

namespace omnillm::codec {

namespace {

// Long enough for every media type with its parameters; beyond it nobody looks for the comma.
constexpr std::size_t kMaxHead = 256;

// Where the data begins, and what stands before it; empty when this is no base64 data URL.
struct Head {
  std::string media_type;
  std::size_t size;
};

std::optional<Head> parse_head(std::string_view url) {
  if (!absl::StartsWithIgnoreCase({url.data(), std::min(url.size(), kMaxHead)}, "data:")) return {};
  const std::size_t comma = url.substr(0, kMaxHead).find(',');
  if (comma == std::string_view::npos) return {};
  const std::string_view head = url.substr(5, comma - 5);
  if (!absl::EndsWithIgnoreCase({head.data(), head.size()}, ";base64")) return {};
  const std::size_t end = head.find(';');
  return Head{absl::AsciiStrToLower({head.data(), end}), comma + 1};
}

}  // namespace

std::optional<DataUrl> parse_data_url(std::string_view url) {
  std::optional<Head> head = parse_head(url);
  if (!head) return {};
  return DataUrl{std::move(head->media_type), Text(url.substr(head->size))};
}

std::optional<DataUrl> parse_data_url(json::Value string) {
  const std::string_view escaped = string.escaped();
  // Escapes in front of the comma ("image\/png") are rare: then the string is read as a copy.
  if (escaped.substr(0, kMaxHead).find('\\') < escaped.substr(0, kMaxHead).find(','))
    return parse_data_url(std::string_view(string.str()));
  std::optional<Head> head = parse_head(escaped);
  if (!head) return {};
  const std::string_view data = escaped.substr(head->size);
  const bool has_escapes = data.find('\\') != std::string_view::npos;
  return DataUrl{
      std::move(head->media_type),
      Text::from_escaped(std::make_shared<const Text>(string.text()), data, has_escapes)};
}

void write_data_url(std::string_view media_type, const Text& data, json::Writer& out) {
  out.raw("\"data:");
  std::string& body = out.out();
  if (!json::append_escaped(media_type.empty() ? "application/octet-stream" : media_type, body))
    body += "application/octet-stream";
  body += ";base64,";
  // Base64 is ASCII; anything else stands there as nothing rather than as broken JSON.
  static_cast<void>(data.append_escaped_to(body));
  body.push_back('"');
}

}  // namespace omnillm::codec
