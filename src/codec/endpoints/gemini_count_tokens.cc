// Gemini's countTokens: contents alone, or a whole request in `generateContentRequest`. Vertex AI
// takes the members of a request as they are.

#include <string>
#include <utility>

#include "codec/endpoints/count_tokens.h"
#include "codec/endpoints/endpoints.h"
#include "codec/model_path.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::GeminiCountTokens;
constexpr std::string_view kVerb = ":countTokens";
constexpr std::string_view kWhole = "generateContentRequest";

void write_members(json::Value object, json::Writer& out) {
  for (const json::Member member : object.members())
    if (member.name != "model") out.foreign_key(member.name).raw(member.value.raw());
}

class GeminiCountTokens final : public CountTokens {
 public:
  GeminiCountTokens()
      : CountTokens(kFormat, WireFormat::GeminiGenerateContent,
                    {"totalTokens", "cachedContentTokenCount"}) {}

 protected:
  Result<CountTokensRequest> read_request(const json::Document& document,
                                          LossLog& losses) const override {
    const json::Value whole = document.root()[kWhole];
    auto request = whole.is_missing_or_null()
                       ? parse_generation(document, losses)
                       : parse_generation(whole.raw(), "/" + std::string(kWhole), losses);
    if (request && request->request.model.empty())
      request->request.model = plain_model_name(whole["model"].str());
    return request;
  }

  Result<void> write_request(const CountTokensRequest& request, BodyWriter& body) const override {
    const auto generation = emit_generation(request, body);
    if (!generation) return tl::unexpected(generation.error());
    const json::Value root = generation->root();
    const bool is_flat = (body.dialect() && !body.dialect()->model_in_body) ||
                         (root.size() == 1 && root["contents"]);
    json::Writer& out = body.out();
    out.begin_object();
    if (is_flat) {
      write_members(root, out);
    } else {
      out.foreign_key(kWhole).begin_object();
      out.key("model").string(google_model_name(request.request.model));
      write_members(root, out);
      out.end_object();
    }
    out.end_object();
    return {};
  }

  EndpointTarget target(const CountTokensRequest& request) const override {
    return {google_model_path(request.request.model) + std::string(kVerb)};
  }

  Result<void> read_target(const TransportRequest& transport, CountTokensRequest& request,
                           LossLog&) const override {
    if (auto model = google_model_of(transport.path, kVerb))
      request.request.model = std::move(*model);
    return {};
  }
};

}  // namespace

const EndpointCodec& gemini_count_tokens() {
  static const GeminiCountTokens codec;
  return codec;
}

}  // namespace omnillm::codec
