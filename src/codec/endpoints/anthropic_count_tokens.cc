// Anthropic's messages/count_tokens: a request of Messages without what only steers the answer.

#include <algorithm>
#include <array>
#include <utility>

#include "codec/endpoints/count_tokens.h"
#include "codec/endpoints/endpoints.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::AnthropicCountTokens;
// Members of Messages that this endpoint refuses.
constexpr std::array<std::string_view, 9> kNotCounted{
    "max_tokens", "stream",         "temperature", "top_p",        "top_k",
    "metadata",   "stop_sequences", "container",   "service_tier",
};

class AnthropicCountTokens final : public CountTokens {
 public:
  AnthropicCountTokens() : CountTokens(kFormat, WireFormat::AnthropicMessages, {"input_tokens"}) {}

 protected:
  Result<CountTokensRequest> read_request(const json::Document& document,
                                          LossLog& losses) const override {
    return parse_generation(document, losses);
  }

  Result<void> write_request(const CountTokensRequest& request, BodyWriter& body) const override {
    const auto generation = emit_generation(request, body);
    if (!generation) return tl::unexpected(generation.error());
    json::Writer& out = body.out();
    out.begin_object();
    for (const json::Member member : generation->root().members())
      if (std::find(kNotCounted.begin(), kNotCounted.end(), member.name) == kNotCounted.end())
        out.foreign_key(member.name).raw(member.value.raw());
    out.end_object();
    return {};
  }

  EndpointTarget target(const CountTokensRequest&) const override {
    return {"/messages/count_tokens"};
  }
};

}  // namespace

const EndpointCodec& anthropic_count_tokens() {
  static const AnthropicCountTokens codec;
  return codec;
}

}  // namespace omnillm::codec
