// Google's Imagen behind Vertex AI's predict.

#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/image_size.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/typed_endpoint.h"
#include "codec/model_path.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::VertexImagen;
constexpr std::string_view kVerb = ":predict";
constexpr std::string_view kImage = "image/";

void write_instances(const std::string& prompt, json::Writer& out) {
  out.begin_array().begin_object();
  out.key("prompt").string(prompt);
  out.end_object().end_array();
}

class VertexImagen final : public TypedEndpoint<ImageGenerationRequest, ImageGenerationResponse> {
 public:
  VertexImagen() : TypedEndpoint(kFormat) {}

 protected:
  // Members of the one instance and of the parameters that we do not know are kept under their
  // names: "instances" whole, of "parameters" the rest.
  Result<ImageGenerationRequest> read_request(const json::Document& document,
                                              LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    ImageGenerationRequest request{.origin = kFormat};
    const json::Value instances = object.required_array("instances");
    const Pointer list = object.at("instances");
    if (instances.is_array() && instances.size() != 1) in.complain(list, "expected one instance");
    for (const json::Value instance : instances.elements()) {
      const Pointer where = list.at(std::size_t{0});
      ObjectReader(instance, where, in).required_string("prompt", request.prompt);
    }
    keep_if_it_says_more(
        instances, "instances", [&](json::Writer& out) { write_instances(request.prompt, out); },
        request.vendor_extensions);
    if (const json::Value parameters = object.take("parameters"); !parameters.is_missing_or_null())
      read_parameters(parameters, object.at("parameters"), in, request);
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const ImageGenerationRequest& request,
                             BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    const auto same = [&](json::Value kept) {
      return kept.size() == 1 && (*kept.elements().begin())["prompt"].says(request.prompt);
    };
    if (!body.kept(request.vendor_extensions, "instances", same))
      write_instances(request.prompt, out.key("instances"));
    if (auto written = write_parameters(request, body); !written) return written;
    body.drop(!request.quality.empty(), "quality");
    body.drop(!request.style.empty(), "style");
    body.drop(!request.background.empty(), "background");
    body.drop(request.response_format == "url", "response_format");
    body.drop(!request.user.empty(), "user");
    body.rest(request.vendor_extensions, {"instances", "parameters"});
    out.end_object();
    return {};
  }

  Result<ImageGenerationResponse> read_response(json::Value root, LossLog& losses) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    ImageGenerationResponse response{.origin = kFormat};
    // There are no predictions when all of them were held back.
    const json::Value predictions = object.take("predictions");
    const Pointer list = object.at("predictions");
    if (predictions) in.check(in.fields().array(predictions, list));
    for (const json::Value element : predictions.elements()) {
      const Pointer where = list.at(response.data.size());
      ObjectReader one(element, where, in);
      GeneratedImage image;
      one.text("bytesBase64Encoded", image.b64_json);
      one.string("gcsUri", image.url);
      one.string("mimeType", image.media_type);
      one.string("prompt", image.revised_prompt);
      one.string("raiFilteredReason", image.filtered_reason);
      one.report_rest(losses);
      response.data.push_back(std::move(image));
    }
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const ImageGenerationResponse& response,
                              BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    out.key("predictions").begin_array();
    for (const GeneratedImage& image : response.data) {
      out.begin_object();
      body.say("bytesBase64Encoded", image.b64_json);
      body.say("gcsUri", image.url);
      body.say("mimeType", image.media_type);
      body.say("prompt", image.revised_prompt);
      body.say("raiFilteredReason", image.filtered_reason);
      out.end_object();
    }
    out.end_array();
    body.drop(response.created.has_value() && !body.is_return(), "created");
    body.drop(response.usage.has_value(), "usage");
    body.rest(response.vendor_extensions);
    out.end_object();
    return {};
  }

  EndpointTarget target(const ImageGenerationRequest& request) const override {
    return {google_model_path(request.model) + std::string(kVerb)};
  }

  Result<void> read_target(const TransportRequest& transport, ImageGenerationRequest& request,
                           LossLog&) const override {
    if (auto model = google_model_of(transport.path, kVerb)) request.model = std::move(*model);
    return {};
  }

 private:
  static void read_parameters(json::Value parameters, const Pointer& where, Reading& in,
                              ImageGenerationRequest& request) {
    ObjectReader object(parameters, where, in);
    object.count("sampleCount", request.n);
    object.string("aspectRatio", request.aspect_ratio);
    object.string("negativePrompt", request.negative_prompt);
    object.integer("seed", request.seed);
    const json::Value output = object.take("outputOptions");
    const std::string media_type = output["mimeType"].str();
    if (media_type.starts_with(kImage)) request.output_format = media_type.substr(kImage.size());
    VendorExtensions rest;
    object.keep_rest(rest);
    // Its other members, the quality of a JPEG among them.
    if (output.size() > (media_type.starts_with(kImage) ? 1U : 0U))
      rest.set("outputOptions", output.json());
    if (rest.empty()) return;
    std::string text;
    json::Writer out(text);
    out.begin_object().members(rest).end_object();
    request.vendor_extensions.set("parameters", json_of(std::move(text)));
  }

  static Result<void> write_parameters(const ImageGenerationRequest& request, BodyWriter& body) {
    json::Writer& out = body.out();
    json::Document rest;
    if (const JsonText* kept = body.own() ? request.vendor_extensions.find("parameters") : nullptr)
      if (auto parsed = rest.parse(kept->text()); !parsed) return parsed;
    out.key("parameters").begin_object();
    // Google makes four where nothing is said; everybody else makes one.
    if (request.n || !body.is_return()) out.key("sampleCount").integer(request.n.value_or(1));
    write_ratio(request, body);
    body.say("negativePrompt", request.negative_prompt);
    body.say("seed", request.seed);
    write_output_options(request, rest.root()["outputOptions"], body);
    for (const json::Member member : rest.root().members())
      if (member.name != "outputOptions") out.foreign_key(member.name).raw(member.value.raw());
    out.end_object();
    return {};
  }

  static void write_ratio(const ImageGenerationRequest& request, BodyWriter& body) {
    body.say("aspectRatio", request.aspect_ratio);
    if (request.size.empty() || request.size == "auto") return;
    const auto ratio = google_ratio(request.size);
    if (!request.aspect_ratio.empty() || !ratio) return body.drop(true, "size");
    body.out().key("aspectRatio").string(ratio->ratio);
    std::string reason =
        "size " + request.size + " becomes an aspect ratio of " + std::string(ratio->ratio);
    if (ratio->is_exact)
      body.losses().note("size", "/size", std::move(reason));
    else
      body.losses().minor("size", "/size", std::move(reason));
  }

  static void write_output_options(const ImageGenerationRequest& request, json::Value kept,
                                   BodyWriter& body) {
    const bool known = request.output_format == "png" || request.output_format == "jpeg";
    const bool says_format = !request.output_format.empty() && (known || body.is_return());
    body.drop(!request.output_format.empty() && !says_format, "output_format");
    if (!says_format && kept.size() == 0) return;
    json::Writer& out = body.out();
    out.key("outputOptions").begin_object();
    if (says_format) out.key("mimeType").string(std::string(kImage) + request.output_format);
    for (const json::Member member : kept.members())
      if (!says_format || member.name != "mimeType")
        out.foreign_key(member.name).raw(member.value.raw());
    out.end_object();
  }
};

}  // namespace

const EndpointCodec& vertex_imagen() {
  static const VertexImagen codec;
  return codec;
}

}  // namespace omnillm::codec
