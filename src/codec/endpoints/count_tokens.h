// What the counting of tokens has in common: its request is one that would generate, read and
// written by that protocol's own codec, and its answer is a number or two.

#ifndef OMNILLM_CODEC_ENDPOINTS_COUNT_TOKENS_H_
#define OMNILLM_CODEC_ENDPOINTS_COUNT_TOKENS_H_

#include <string>
#include <string_view>

#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/typed_endpoint.h"
#include "omnillm/endpoints.h"

namespace omnillm::codec {

class CountTokens : public TypedEndpoint<CountTokensRequest, CountTokensResponse> {
 public:
  // What an answer calls the counts; `cached` is empty where it does not tell.
  struct Names {
    std::string_view total;
    std::string_view cached{};
  };

  // `generation` is the protocol whose requests are counted.
  CountTokens(WireFormat format, WireFormat generation, Names names)
      : TypedEndpoint(format), generation_(generation), names_(names) {}

 protected:
  [[nodiscard]] Result<CountTokensRequest> parse_generation(const json::Document& body,
                                                            LossLog& losses) const;
  // The same of a part of a body, which stands at `where`.
  [[nodiscard]] Result<CountTokensRequest> parse_generation(std::string_view text,
                                                            std::string_view where,
                                                            LossLog& losses) const;
  // The body that would be sent to generate, without the model.
  [[nodiscard]] Result<json::Document> emit_generation(const CountTokensRequest& request,
                                                       BodyWriter& body) const;

  // What else there is in an answer is kept.
  [[nodiscard]] Result<CountTokensResponse> read_response(json::Value root, LossLog&) const final;
  [[nodiscard]] Result<void> write_response(const CountTokensResponse& response,
                                            BodyWriter& body) const final;

 private:
  WireFormat generation_;
  Names names_;
};

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_COUNT_TOKENS_H_
