#include "codec/media_type.h"

#include <absl/strings/match.h>

#include <utility>

namespace omnillm::codec {

namespace {

using Row = std::pair<std::string_view, std::string_view>;

constexpr Row kBySuffix[] = {
    {"png", "image/png"},       {"jpg", "image/jpeg"},        {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},       {"webp", "image/webp"},       {"heic", "image/heic"},
    {"heif", "image/heif"},     {"bmp", "image/bmp"},         {"svg", "image/svg+xml"},
    {"avif", "image/avif"},     {"tif", "image/tiff"},        {"tiff", "image/tiff"},
    {"pdf", "application/pdf"}, {"json", "application/json"}, {"xml", "text/xml"},
    {"txt", "text/plain"},      {"md", "text/markdown"},      {"html", "text/html"},
    {"htm", "text/html"},       {"css", "text/css"},          {"csv", "text/csv"},
    {"js", "text/javascript"},  {"py", "text/x-python"},      {"rtf", "text/rtf"},
    {"mp3", "audio/mpeg"},      {"wav", "audio/wav"},         {"flac", "audio/flac"},
    {"ogg", "audio/ogg"},       {"oga", "audio/ogg"},         {"opus", "audio/opus"},
    {"aac", "audio/aac"},       {"m4a", "audio/mp4"},         {"aiff", "audio/aiff"},
    {"mp4", "video/mp4"},       {"mpeg", "video/mpeg"},       {"mpg", "video/mpeg"},
    {"mov", "video/quicktime"}, {"avi", "video/x-msvideo"},   {"webm", "video/webm"},
    {"wmv", "video/x-ms-wmv"},  {"flv", "video/x-flv"},       {"3gp", "video/3gpp"},
};

// The first bytes of a file as base64 writes them.
constexpr Row kByBeginning[] = {
    {"iVBORw0KGgo", "image/png"},  {"/9j/", "image/jpeg"}, {"R0lGOD", "image/gif"},
    {"JVBERi", "application/pdf"}, {"SUQz", "audio/mpeg"}, {"T2dnUw", "audio/ogg"},
    {"ZkxhQw", "audio/flac"},      {"Qk0", "image/bmp"},
};

}  // namespace

std::string_view media_type_of_name(std::string_view name) {
  name = name.substr(0, name.find_first_of("?#"));
  const std::size_t dot = name.find_last_of("./");
  if (dot == std::string_view::npos || name[dot] != '.') return {};
  const std::string_view suffix = name.substr(dot + 1);
  for (const auto& [known, type] : kBySuffix)
    if (absl::EqualsIgnoreCase({suffix.data(), suffix.size()}, {known.data(), known.size()}))
      return type;
  return {};
}

std::string_view media_type_of_base64(std::string_view data) {
  if (data.starts_with("UklGR")) {  // RIFF; its kind is the ninth to twelfth byte
    if (data.substr(0, 16).ends_with("XRUJQ")) return "image/webp";
    if (data.substr(0, 16).ends_with("XQVZF")) return "audio/wav";
  }
  for (const auto& [beginning, type] : kByBeginning)
    if (data.starts_with(beginning)) return type;
  return {};
}

}  // namespace omnillm::codec
