#include "codec/bedrock/media.h"

#include <algorithm>
#include <array>

namespace omnillm::codec::bedrock {

namespace {

struct Row {
  Media media;
  std::string_view format;
  std::string_view media_type;
};

// The first row of a format gives its media type; further rows are other names for it.
constexpr Row kRows[] = {
    {Media::Image, "png", "image/png"},
    {Media::Image, "jpeg", "image/jpeg"},
    {Media::Image, "jpeg", "image/jpg"},
    {Media::Image, "gif", "image/gif"},
    {Media::Image, "webp", "image/webp"},
    {Media::Document, "pdf", "application/pdf"},
    {Media::Document, "csv", "text/csv"},
    {Media::Document, "doc", "application/msword"},
    {Media::Document, "docx",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {Media::Document, "xls", "application/vnd.ms-excel"},
    {Media::Document, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {Media::Document, "html", "text/html"},
    {Media::Document, "txt", "text/plain"},
    {Media::Document, "md", "text/markdown"},
    {Media::Video, "mp4", "video/mp4"},
    {Media::Video, "mkv", "video/x-matroska"},
    {Media::Video, "mov", "video/quicktime"},
    {Media::Video, "webm", "video/webm"},
    {Media::Video, "flv", "video/x-flv"},
    {Media::Video, "mpeg", "video/mpeg"},
    {Media::Video, "wmv", "video/x-ms-wmv"},
    {Media::Video, "three_gp", "video/3gpp"},
    {Media::Audio, "mp3", "audio/mpeg"},
    {Media::Audio, "mp3", "audio/mp3"},
    {Media::Audio, "wav", "audio/wav"},
    {Media::Audio, "wav", "audio/x-wav"},
    {Media::Audio, "opus", "audio/opus"},
    {Media::Audio, "aac", "audio/aac"},
    {Media::Audio, "flac", "audio/flac"},
    {Media::Audio, "ogg", "audio/ogg"},
    {Media::Audio, "m4a", "audio/m4a"},
    {Media::Audio, "mp4", "audio/mp4"},
    {Media::Audio, "webm", "audio/webm"},
    {Media::Audio, "pcm", "audio/pcm"},
    {Media::Audio, "pcm", "audio/pcm16"},
};

constexpr std::string_view kPrefixes[] = {"image/", "application/", "video/", "audio/"};

// "audio/wav; codecs=1" is audio/wav.
std::string_view without_parameters(std::string_view media_type) {
  const std::string_view bare = media_type.substr(0, media_type.find(';'));
  return bare.substr(0, bare.find_last_not_of(' ') + 1);
}

}  // namespace

std::string media_type_of(Media media, std::string_view format) {
  for (const Row& row : kRows)
    if (row.media == media && row.format == format) return std::string(row.media_type);
  return std::string(kPrefixes[static_cast<std::size_t>(media)]).append(format);
}

std::string_view format_of(Media media, std::string_view media_type, std::string_view filename) {
  const std::string_view bare = without_parameters(media_type);
  for (const Row& row : kRows)
    if (row.media == media && row.media_type == bare) return row.format;
  const std::size_t dot = filename.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view suffix = filename.substr(dot + 1);
  for (const Row& row : kRows)
    if (row.media == media && row.format == suffix) return row.format;
  return {};
}

Media media_of(std::string_view media_type) {
  if (media_type.starts_with("image/")) return Media::Image;
  if (media_type.starts_with("video/")) return Media::Video;
  if (media_type.starts_with("audio/")) return Media::Audio;
  return Media::Document;
}

}  // namespace omnillm::codec::bedrock
