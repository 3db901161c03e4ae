// What the counting of tokens has in common: its request is one that would generate, read and
// written by that protocol's own codec.

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
  // `generation` is the protocol whose requests are counted.
  CountTokens(WireFormat format, WireFormat generation)
      : TypedEndpoint(format), generation_(generation) {}

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

  // `name` is what the protocol calls the count. What else there is, is kept.
  [[nodiscard]] static CountTokensResponse read_count_as(std::string_view name,
                                                         ObjectReader& object, Reading& in);

 private:
  WireFormat generation_;
};

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_COUNT_TOKENS_H_
