// What lists of models have in common: they are asked for without a body, page by page where the
// protocol has pages.

#ifndef OMNILLM_CODEC_ENDPOINTS_MODEL_LIST_H_
#define OMNILLM_CODEC_ENDPOINTS_MODEL_LIST_H_

#include <string>
#include <string_view>

#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/typed_endpoint.h"
#include "omnillm/endpoints.h"

namespace omnillm::codec {

// What a protocol calls the place to go on from, and how many; empty where it has no pages.
struct PageNames {
  std::string_view page;
  std::string_view limit;
};

class ModelLists : public TypedEndpoint<ModelListRequest, ModelList> {
 public:
  ModelLists(WireFormat format, PageNames names) : TypedEndpoint(format), names_(names) {}

  Result<ApiRequest> parse_request(std::string_view, LossLog&) const final {
    return needs_transport(format(), "parse_transport_request");
  }
  Result<void> emit_request(const ApiRequest&, const Dialect&, LossLog&, std::string&) const final {
    return needs_transport(format(), "emit_transport_request");
  }

  Result<ApiRequest> parse_transport_request(const TransportRequest& request,
                                             LossLog& losses) const final;
  Result<TransportRequest> emit_transport_request(const ApiRequest& request, const Dialect& dialect,
                                                  LossLog& losses) const final;

 protected:
  EndpointTarget target(const ModelListRequest&) const final { return {"/models"}; }

 private:
  PageNames names_;
};

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_MODEL_LIST_H_
