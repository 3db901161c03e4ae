#include <cstddef>
#include <string>
#include <utility>

#include "codec/anthropic/part_reader.h"

namespace omnillm::codec::anthropic {

namespace {

bool only_has(json::Value object, std::string_view first, std::string_view second = {}) {
  for (const json::Member member : object.members())
    if (member.name != "type" && member.name != first && member.name != second) return false;
  return true;
}

std::optional<Source> read_base64(json::Value source, const Pointer& where, bool is_image,
                                  Reading& in) {
  Text data;
  std::string media_type;
  if (in.want_string(source["data"], where.at("data"))) data = source["data"].text();
  in.read(source["media_type"], where.at("media_type"), media_type);
  const bool complete = only_has(source, "data", "media_type");
  if (is_image)
    return Source{part::ImageBase64{.data = std::move(data), .media_type = std::move(media_type)},
                  complete};
  return Source{part::File{.data = std::move(data), .media_type = std::move(media_type)}, complete};
}

std::optional<Source> read_url(json::Value source, const Pointer& where, bool is_image,
                               Reading& in) {
  std::string url;
  if (in.want_string(source["url"], where.at("url"))) url = source["url"].str();
  const bool complete = only_has(source, "url");
  if (is_image) return Source{part::ImageUrl{.url = std::move(url)}, complete};
  return Source{part::File{.url = std::move(url)}, complete};
}

std::optional<Source> read_file(json::Value source, const Pointer& where, bool is_image,
                                Reading& in) {
  part::File file;
  if (in.want_string(source["file_id"], where.at("file_id")))
    file.file_id = source["file_id"].str();
  if (is_image) file.media_type = kAnyImage;
  return Source{std::move(file), only_has(source, "file_id")};
}

std::optional<Source> read_text(json::Value source, const Pointer& where, Reading& in) {
  part::File file;
  if (in.want_string(source["data"], where.at("data"))) file.text = source["data"].text();
  in.read(source["media_type"], where.at("media_type"), file.media_type);
  return Source{std::move(file), only_has(source, "data", "media_type")};
}

// A document made of blocks: its text, where it is nothing but text.
std::optional<Source> read_blocks(json::Value source, const Pointer& where, Reading& in) {
  const json::Value content = source["content"];
  if (content.is_string())
    return Source{part::File{.text = content.text(), .media_type = "text/plain"}, false};
  if (!in.want_array(content, where.at("content"))) return {};
  std::string text;
  for (const json::Value block : content.elements()) {
    if (!block["type"].says("text")) return {};
    block["text"].text().append_to(text);
  }
  return Source{part::File{.text = Text(std::move(text)), .media_type = "text/plain"}, false};
}

}  // namespace

std::optional<Source> read_source(json::Value source, const Pointer& where, bool is_image,
                                  Reading& in) {
  if (!in.want_object(source, where)) return {};
  const json::Value type = source["type"];
  if (!in.want_string(type, where.at("type"))) return {};
  if (type.says("base64")) return read_base64(source, where, is_image, in);
  if (type.says("url")) return read_url(source, where, is_image, in);
  if (type.says("file")) return read_file(source, where, is_image, in);
  if (!is_image && type.says("text")) return read_text(source, where, in);
  if (!is_image && type.says("content")) return read_blocks(source, where, in);
  return {};
}

}  // namespace omnillm::codec::anthropic
