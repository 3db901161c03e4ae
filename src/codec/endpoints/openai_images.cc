// OpenAI's images/generations, and those of everybody who speaks like it.

#include <algorithm>
#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/image_size.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/typed_endpoint.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::OpenAiImageGenerations;
constexpr std::string_view kImage = "image/";

std::optional<TokenUsage> read_usage(json::Value usage) {
  const auto input = usage["input_tokens"].to_int64();
  const auto output = usage["output_tokens"].to_int64();
  if (!input && !output) return std::nullopt;
  return TokenUsage{
      .prompt_tokens = input.value_or(0),
      .completion_tokens = output.value_or(0),
      .total_tokens = usage["total_tokens"].to_int64(),
      .image_prompt_tokens = usage["input_tokens_details"]["image_tokens"].to_int64().value_or(0),
      .image_completion_tokens =
          usage["output_tokens_details"]["image_tokens"].to_int64().value_or(0)}
      .repaired();
}

void write_details(std::int64_t all, std::int64_t images, json::Writer& out) {
  out.begin_object();
  out.key("text_tokens").integer(all - images);
  out.key("image_tokens").integer(images);
  out.end_object();
}

void write_usage(const TokenUsage& counts, json::Writer& out) {
  const TokenUsage usage = counts.repaired();
  out.begin_object();
  out.key("input_tokens").integer(usage.prompt_tokens);
  out.key("input_tokens_details");
  write_details(usage.prompt_tokens, usage.image_prompt_tokens, out);
  out.key("output_tokens").integer(usage.completion_tokens);
  out.key("output_tokens_details");
  write_details(usage.completion_tokens, usage.image_completion_tokens, out);
  out.key("total_tokens").integer(usage.total());
  out.end_object();
}

GeneratedImage read_image(json::Value value, const Pointer& where, Reading& in, LossLog& losses) {
  ObjectReader object(value, where, in);
  GeneratedImage image;
  object.string("url", image.url);
  object.text("b64_json", image.b64_json);
  object.string("revised_prompt", image.revised_prompt);
  in.check(in.fields().string(object.take("media_type", "mime_type"), object.at("media_type"),
                              image.media_type));
  object.report_rest(losses);
  return image;
}

// What all images are, where they are the same.
std::string common_format(const std::vector<GeneratedImage>& images) {
  if (images.empty() || !images.front().media_type.starts_with(kImage)) return {};
  const std::string& type = images.front().media_type;
  const bool same = std::all_of(images.begin(), images.end(), [&](const GeneratedImage& image) {
    return image.media_type == type;
  });
  return same ? type.substr(kImage.size()) : std::string();
}

void write_image(const GeneratedImage& image, bool says_type, json::Writer& out) {
  out.begin_object();
  if (!image.url.empty()) out.key("url").string(image.url);
  if (!image.b64_json.empty()) out.key("b64_json").string(image.b64_json);
  if (!image.revised_prompt.empty()) out.key("revised_prompt").string(image.revised_prompt);
  if (says_type && !image.media_type.empty()) out.key("media_type").string(image.media_type);
  out.end_object();
}

class OpenAiImages final : public TypedEndpoint<ImageGenerationRequest, ImageGenerationResponse> {
 public:
  OpenAiImages() : TypedEndpoint(kFormat) {}

 protected:
  Result<ImageGenerationRequest> read_request(const json::Document& document,
                                              LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    ImageGenerationRequest request{.origin = kFormat};
    object.string("model", request.model);
    object.required_string("prompt", request.prompt);
    object.string("size", request.size);
    object.string("aspect_ratio", request.aspect_ratio);
    object.string("quality", request.quality);
    object.string("style", request.style);
    object.string("background", request.background);
    object.string("output_format", request.output_format);
    object.string("response_format", request.response_format);
    object.count("n", request.n);
    object.integer("seed", request.seed);
    object.string("negative_prompt", request.negative_prompt);
    object.string("user", request.user);
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const ImageGenerationRequest& request,
                             BodyWriter& body) const override {
    body.out().begin_object();
    body.say("model", request.model);
    body.out().key("prompt").string(request.prompt);
    body.say("n", request.n);
    write_size(request, body);
    body.say("quality", request.quality);
    body.say("style", request.style);
    body.say("background", request.background);
    body.say("output_format", request.output_format);
    body.say("response_format", request.response_format);
    body.say("user", request.user);
    if (takes_others(body)) {
      body.say("seed", request.seed);
      body.say("negative_prompt", request.negative_prompt);
    } else {
      body.drop(request.seed.has_value(), "seed");
      body.drop(!request.negative_prompt.empty(), "negative_prompt");
    }
    body.rest(request.vendor_extensions);
    body.out().end_object();
    return {};
  }

  Result<ImageGenerationResponse> read_response(json::Value root, LossLog& losses) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    ImageGenerationResponse response{.origin = kFormat};
    object.integer("created", response.created);
    std::string format;
    object.string("output_format", format);
    const json::Value data = object.required_array("data");
    const Pointer list = object.at("data");
    for (const json::Value element : data.elements()) {
      response.data.push_back(read_image(element, list.at(response.data.size()), in, losses));
      GeneratedImage& image = response.data.back();
      if (image.media_type.empty() && !format.empty())
        image.media_type = std::string(kImage).append(format);
    }
    const json::Value usage = object.take("usage");
    response.usage = read_usage(usage);
    keep_if_it_says_more(
        usage, "usage",
        [&](json::Writer& out) {
          if (response.usage) write_usage(*response.usage, out);
        },
        response.vendor_extensions);
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const ImageGenerationResponse& response,
                              BodyWriter& body) const override {
    json::Writer& out = body.out();
    const std::string format = common_format(response.data);
    out.begin_object();
    body.say("created", response.created);
    if (!format.empty()) out.key("output_format").string(format);
    out.key("data").begin_array();
    for (std::size_t i = 0; i < response.data.size(); ++i) {
      const GeneratedImage& image = response.data[i];
      if (image.filtered_reason.empty())
        write_image(image, format.empty(), out);
      else
        body.losses().major("image", "/data/" + std::to_string(i),
                            "an image was held back: " + image.filtered_reason);
    }
    out.end_array();
    const auto same = [&](json::Value kept) { return read_usage(kept) == response.usage; };
    if (!body.kept(response.vendor_extensions, "usage", same) && response.usage)
      write_usage(*response.usage, out.key("usage"));
    body.rest(response.vendor_extensions, {"usage"});
    out.end_object();
    return {};
  }

  EndpointTarget target(const ImageGenerationRequest&) const override {
    return {"/images/generations"};
  }

 private:
  // Others who speak like OpenAI take more; whoever asked like that is asked for it again.
  static bool takes_others(const BodyWriter& body) {
    return body.is_return() || (body.dialect() && body.dialect()->any_member);
  }

  static void write_size(const ImageGenerationRequest& request, BodyWriter& body) {
    body.say("size", request.size);
    if (request.aspect_ratio.empty()) return;
    if (takes_others(body)) return body.say("aspect_ratio", request.aspect_ratio);
    const auto size = openai_size(request.aspect_ratio);
    if (!request.size.empty() || !size) return body.drop(true, "aspect_ratio");
    body.out().key("size").string(size->size);
    std::string reason =
        "aspect_ratio " + request.aspect_ratio + " becomes a size of " + std::string(size->size);
    if (size->is_exact)
      body.losses().note("aspect_ratio", "/aspect_ratio", std::move(reason));
    else
      body.losses().minor("aspect_ratio", "/aspect_ratio", std::move(reason));
  }
};

}  // namespace

const EndpointCodec& openai_image_generations() {
  static const OpenAiImages codec;
  return codec;
}

}  // namespace omnillm::codec
