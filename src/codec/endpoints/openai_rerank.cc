// The rerank that vLLM, Jina, Together and many others share. OpenAI itself has none. Voyage's
// answers, with `data` in place of `results`, and the bare lists of Hugging Face are read too.

#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/prompt_usage.h"
#include "codec/endpoints/rerank_documents.h"
#include "codec/endpoints/typed_endpoint.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::OpenAiRerank;

class OpenAiRerank final : public TypedEndpoint<RerankRequest, RerankResponse> {
 public:
  OpenAiRerank() : TypedEndpoint(kFormat) {}

 protected:
  Result<RerankRequest> read_request(const json::Document& document, LossLog&) const override {
    return read_rerank_request(document.root(), kFormat);
  }

  Result<void> write_request(const RerankRequest& request, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    body.say("model", request.model);
    if (!body.own() || !request.vendor_extensions.contains("query"))
      out.key("query").string(request.query);
    out.key("documents").begin_array();
    for (std::size_t i = 0; i < request.documents.size(); ++i) {
      if (body.own())
        write_document(request.documents[i], out);
      else
        write_as_text(request.documents[i], i, body);
    }
    out.end_array();
    body.say("top_n", request.top_n);
    body.say("return_documents", request.return_documents);
    body.rest(request.vendor_extensions);
    out.end_object();
    return {};
  }

  Result<RerankResponse> read_response(json::Value root, LossLog& losses) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    RerankResponse response{.origin = kFormat};
    if (root.is_array()) {
      response.results = read_results(root, top, in, losses);
      return std::move(in).finish(std::move(response));
    }
    ObjectReader object(root, top, in);
    object.string("id", response.id);
    object.string("model", response.model);
    const bool is_voyage = !root["results"] && root["data"];
    const json::Value results = object.take(is_voyage ? "data" : "results");
    response.results = read_results(results, object.at("results"), in, losses);
    response.usage = read_prompt_usage(object.take("usage"), response.vendor_extensions);
    if (const auto units = root["meta"]["billed_units"]["search_units"].to_int64();
        units && *units >= 0)
      response.units.queries = *units;
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const RerankResponse& response, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    body.say("id", response.id);
    body.say("model", response.model);
    out.key("results").begin_array();
    for (const RerankResult& result : response.results) write_result(result, body);
    out.end_array();
    write_prompt_usage(response.usage, response.vendor_extensions, body);
    if (response.units.queries > 0 && !body.is_return())
      out.key("meta")
          .begin_object()
          .key("billed_units")
          .begin_object()
          .key("search_units")
          .integer(response.units.queries)
          .end_object()
          .end_object();
    body.rest(response.vendor_extensions, {"usage"});
    out.end_object();
    return {};
  }

  EndpointTarget target(const RerankRequest&) const override { return {"/rerank"}; }
};

}  // namespace

const EndpointCodec& openai_rerank() {
  static const OpenAiRerank codec;
  return codec;
}

}  // namespace omnillm::codec
