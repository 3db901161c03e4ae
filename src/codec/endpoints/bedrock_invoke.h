// What the models behind Bedrock's InvokeModel have in common: the body is the vendor's own, the
// model stands in the path.

#ifndef OMNILLM_CODEC_ENDPOINTS_BEDROCK_INVOKE_H_
#define OMNILLM_CODEC_ENDPOINTS_BEDROCK_INVOKE_H_

#include <utility>

#include "codec/endpoints/typed_endpoint.h"
#include "codec/model_path.h"
#include "omnillm/endpoints.h"

namespace omnillm::codec {

class BedrockEmbeddings : public TypedEndpoint<EmbeddingRequest, EmbeddingResponse> {
 public:
  using TypedEndpoint::TypedEndpoint;

 protected:
  EndpointTarget target(const EmbeddingRequest& request) const final {
    return {bedrock_model_path(request.model) + "/invoke"};
  }

  Result<void> read_target(const TransportRequest& transport, EmbeddingRequest& request,
                           LossLog&) const final {
    if (auto model = bedrock_model_of(transport.path, "/invoke")) request.model = std::move(*model);
    return {};
  }
};

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_BEDROCK_INVOKE_H_
