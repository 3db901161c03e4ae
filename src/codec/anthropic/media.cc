#include "codec/anthropic/media.h"

#include <cstddef>
#include <string>

namespace omnillm::codec::anthropic {

namespace {

bool is_web_address(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

bool is_image_name(std::string_view media_type) { return media_type.starts_with("image/"); }

MediaForm form_of_data(const part::File& file) {
  const std::string_view type = file.media_type;
  if (type == "application/pdf" || (type.empty() && !file.filename.ends_with(".txt")))
    return MediaForm::PdfData;
  if (is_image_name(type))
    return image_type(type, file.data).empty() ? MediaForm::None : MediaForm::ImageData;
  const bool is_text = type.empty() || type.starts_with("text/") || type == "application/json";
  return is_text ? MediaForm::EncodedText : MediaForm::None;
}

}  // namespace

std::string_view image_type(std::string_view said, const Text& data) {
  for (const std::string_view known : {"image/png", "image/jpeg", "image/gif", "image/webp"})
    if (said == known) return known;
  if (said == "image/jpg") return "image/jpeg";
  if (!said.empty() && said != "image/*") return {};
  const std::string_view begin = data.plain_view().value_or(std::string_view()).substr(0, 8);
  if (begin.starts_with("/9j/")) return "image/jpeg";
  if (begin.starts_with("R0lGOD")) return "image/gif";
  if (begin.starts_with("UklGR")) return "image/webp";
  return "image/png";
}

std::optional<DataUrl> split_data_url(std::string_view url) {
  if (!url.starts_with("data:")) return {};
  const std::size_t comma = url.find(',');
  if (comma == std::string_view::npos) return {};
  std::string_view head = url.substr(5, comma - 5);
  if (!head.ends_with(";base64")) return {};
  head.remove_suffix(7);
  return DataUrl{head.substr(0, head.find(';')), url.substr(comma + 1)};
}

MediaForm form_of(const part::ImageUrl& image) {
  if (is_web_address(image.url)) return MediaForm::ImageByUrl;
  const auto split = split_data_url(image.url);
  if (!split || image_type(split->media_type, Text(split->data)).empty()) return MediaForm::None;
  return MediaForm::ImageData;
}

MediaForm form_of(const part::ImageBase64& image) {
  return image_type(image.media_type, image.data).empty() ? MediaForm::None : MediaForm::ImageData;
}

MediaForm form_of(const part::File& file) {
  if (!file.text.empty()) return MediaForm::PlainText;
  if (!file.data.empty()) return form_of_data(file);
  const bool is_image = is_image_name(file.media_type);
  if (!file.file_id.empty()) return is_image ? MediaForm::ImageById : MediaForm::DocumentById;
  if (!is_web_address(file.url)) return MediaForm::None;
  return is_image ? MediaForm::ImageByUrl : MediaForm::DocumentByUrl;
}

}  // namespace omnillm::codec::anthropic
