// Bedrock's CountTokens: a request of Converse, or the body of an InvokeModel in base64. Of those
// bodies Anthropic's are understood; they are counted as what they mean, by way of Converse.

#include <absl/strings/escaping.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "codec/codec.h"
#include "codec/endpoints/count_tokens.h"
#include "codec/endpoints/endpoints.h"
#include "codec/model_path.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockCountTokens;
constexpr std::string_view kSuffix = "/count-tokens";
// What of a Converse request is counted; the others are refused.
constexpr std::array<std::string_view, 4> kCounted{"messages", "system", "toolConfig",
                                                   "additionalModelRequestFields"};

class BedrockCountTokens final : public CountTokens {
 public:
  BedrockCountTokens() : CountTokens(kFormat, WireFormat::BedrockConverse, {"inputTokens"}) {}

 protected:
  Result<CountTokensRequest> read_request(const json::Document& document,
                                          LossLog& losses) const override {
    const json::Value input = document.root()["input"];
    if (const json::Value converse = input["converse"])
      return parse_generation(converse.raw(), "/input/converse", losses);
    if (const json::Value body = input["invokeModel"]["body"])
      return read_invoke_body(body, losses);
    return fail(ErrorKind::BadRequest, "/input: expected converse or invokeModel");
  }

  Result<void> write_request(const CountTokensRequest& request, BodyWriter& body) const override {
    const auto generation = emit_generation(request, body);
    if (!generation) return tl::unexpected(generation.error());
    json::Writer& out = body.out();
    out.begin_object();
    out.key("input").begin_object().key("converse").begin_object();
    for (const json::Member member : generation->root().members())
      if (std::find(kCounted.begin(), kCounted.end(), member.name) != kCounted.end())
        out.foreign_key(member.name).raw(member.value.raw());
    out.end_object().end_object().end_object();
    return {};
  }

  EndpointTarget target(const CountTokensRequest& request) const override {
    return {bedrock_model_path(request.request.model) + std::string(kSuffix)};
  }

  Result<void> read_target(const TransportRequest& transport, CountTokensRequest& request,
                           LossLog&) const override {
    if (auto model = bedrock_model_of(transport.path, kSuffix))
      request.request.model = std::move(*model);
    return {};
  }

 private:
  static Result<CountTokensRequest> read_invoke_body(json::Value body, LossLog& losses) {
    constexpr std::string_view kWhere = "/input/invokeModel/body";
    std::string text;
    if (!body.is_string() || !absl::Base64Unescape(body.str(), &text))
      return fail(ErrorKind::BadRequest, std::string(kWhere) + ": expected base64");
    const auto document = read_json(text, ErrorKind::BadRequest);
    if (!document)
      return fail(ErrorKind::BadRequest, std::string(kWhere) + ": " + document.error().message());
    const GenerationCodec* anthropic = codec_for(WireFormat::AnthropicMessages);
    if (!anthropic || !document->root()["anthropic_version"])
      return fail(ErrorKind::BadRequest,
                  std::string(kWhere) + ": only Anthropic's bodies are understood; use converse");
    auto request = anthropic->parse_request(*document, losses);
    if (!request)
      return fail(ErrorKind::BadRequest, std::string(kWhere) + request.error().message());
    return CountTokensRequest{std::move(*request)};
  }
};

}  // namespace

const EndpointCodec& bedrock_count_tokens() {
  static const BedrockCountTokens codec;
  return codec;
}

}  // namespace omnillm::codec
