// OpenAI's moderations.
//
// A list of strings is judged one by one, a list of parts as one. A part remembers, as a member of
// its own, that it came as one: texts alone would look like a list of strings.

#include <algorithm>
#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/typed_endpoint.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::OpenAiModerations;

MessagePart read_part(json::Value value, const Pointer& where, Reading& in) {
  if (value.is_string()) return MessagePart(value.text());
  ObjectReader object(value, where, in);
  MessagePart part;
  std::string type;
  object.string("type", type);
  if (type == "text") {
    object.text("text", part.content.emplace<part::Text>().text);
  } else if (type == "image_url") {
    part::ImageUrl& image = part.content.emplace<part::ImageUrl>();
    const json::Value url = object.take("image_url");
    if (url["url"].is_string())
      image.url = url["url"].str();
    else
      in.expected("a string", url["url"], object.at("image_url"));
  } else {
    part.content = part::Raw{.origin = kFormat, .type = type, .json = value.json()};
    return part;
  }
  part.vendor_extensions.append("type", JsonText::string(type));
  object.keep_rest(part.vendor_extensions);
  return part;
}

std::vector<MessagePart> read_input(json::Value input, const Pointer& where, Reading& in) {
  std::vector<MessagePart> parts;
  if (input.is_string()) return {MessagePart(input.text())};
  if (!input.is_array()) {
    in.expected("a string or an array", input, where);
    return parts;
  }
  parts.reserve(input.size());
  for (const json::Value element : input.elements())
    parts.push_back(read_part(element, where.at(parts.size()), in));
  return parts;
}

bool is_plain_text(const MessagePart& part) {
  return part.is<part::Text>() && part.vendor_extensions.empty();
}

void write_image(std::string_view url, json::Writer& out) {
  out.key("type").word("image_url");
  out.key("image_url").begin_object().key("url").string(url).end_object();
}

// False for a part that cannot be judged.
bool write_part(const MessagePart& part, json::Writer& out) {
  if (const auto* raw = part.get_if<part::Raw>(); raw && raw->origin == kFormat) {
    out.json(raw->json);
    return true;
  }
  const auto* text = part.get_if<part::Text>();
  const auto* image = part.get_if<part::ImageUrl>();
  const auto* data = part.get_if<part::ImageBase64>();
  if (!text && !image && !data) return false;
  out.begin_object();
  if (text) {
    out.key("type").word("text");
    out.key("text").string(text->text);
  } else if (image) {
    write_image(image->url, out);
  } else {
    const std::string type = data->media_type.empty() ? "image/png" : data->media_type;
    write_image("data:" + type + ";base64," + data->data.str(), out);
  }
  for (const auto& [name, value] : part.vendor_extensions)
    if (name != "type") out.foreign_key(name).json(value);
  out.end_object();
  return true;
}

void write_input(const std::vector<MessagePart>& parts, BodyWriter& body) {
  json::Writer& out = body.out();
  const bool all_plain = std::all_of(parts.begin(), parts.end(), is_plain_text);
  if (parts.size() == 1 && all_plain) {
    out.string(parts.front().get_if<part::Text>()->text);
    return;
  }
  out.begin_array();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (all_plain)
      out.string(parts[i].get_if<part::Text>()->text);
    else if (!write_part(parts[i], out))
      body.losses().major("input", "/input/" + std::to_string(i),
                          "a part that is neither text nor image is dropped when bridging to " +
                              std::string(body.target_name()));
  }
  out.end_array();
}

ModerationResult read_result(json::Value value, const Pointer& where, Reading& in) {
  ObjectReader object(value, where, in);
  ModerationResult result;
  std::optional<bool> flagged;
  object.boolean("flagged", flagged);
  if (!flagged) in.complain(object.at("flagged"), "expected true or false");
  result.flagged = flagged.value_or(false);
  // Of a category that the model does not know there is null.
  for (const json::Member member : object.take("categories").members()) {
    std::optional<bool> hit;
    in.check(in.fields().boolean(member.value, object.at("categories"), hit));
    if (hit) result.categories.emplace_back(member.name, *hit);
  }
  for (const json::Member member : object.take("category_scores").members()) {
    std::optional<double> score;
    in.check(in.fields().number(member.value, object.at("category_scores"), score));
    if (score) result.scores.emplace_back(member.name, *score);
  }
  object.keep_rest(result.vendor_extensions);
  return result;
}

class OpenAiModerations final : public TypedEndpoint<ModerationRequest, ModerationResponse> {
 public:
  OpenAiModerations() : TypedEndpoint(kFormat) {}

 protected:
  Result<ModerationRequest> read_request(const json::Document& document, LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    ModerationRequest request{.origin = kFormat};
    object.string("model", request.model);
    const json::Value input = object.take("input");
    request.input = read_input(input, object.at("input"), in);
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const ModerationRequest& request, BodyWriter& body) const override {
    body.out().begin_object();
    body.say("model", request.model);
    body.out().key("input");
    write_input(request.input, body);
    body.rest(request.vendor_extensions);
    body.out().end_object();
    return {};
  }

  Result<ModerationResponse> read_response(json::Value root, LossLog&) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    ModerationResponse response{.origin = kFormat};
    object.string("id", response.id);
    object.string("model", response.model);
    const json::Value results = object.required_array("results");
    const Pointer list = object.at("results");
    for (const json::Value element : results.elements())
      response.results.push_back(read_result(element, list.at(response.results.size()), in));
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const ModerationResponse& response, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    out.key("id").string(response.id);
    out.key("model").string(response.model);
    out.key("results").begin_array();
    for (const ModerationResult& result : response.results) {
      out.begin_object();
      out.key("flagged").boolean(result.flagged);
      out.key("categories").begin_object();
      for (const auto& [name, hit] : result.categories) out.foreign_key(name).boolean(hit);
      out.end_object();
      out.key("category_scores").begin_object();
      for (const auto& [name, score] : result.scores) out.foreign_key(name).number(score);
      out.end_object();
      out.members(result.vendor_extensions);
      out.end_object();
    }
    out.end_array();
    body.rest(response.vendor_extensions);
    out.end_object();
    return {};
  }

  EndpointTarget target(const ModerationRequest&) const override { return {"/moderations"}; }
};

}  // namespace

const EndpointCodec& openai_moderations() {
  static const OpenAiModerations codec;
  return codec;
}

}  // namespace omnillm::codec
