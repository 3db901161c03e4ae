// Cohere's own rerank, v1 and v2. The second knows texts alone and never gives them back: what came
// in the first's words is written in them again, everything else in words that both take.

#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/rerank_documents.h"
#include "codec/endpoints/typed_endpoint.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::CohereRerank;

struct Meta {
  std::optional<TokenUsage> usage;
  std::int64_t queries = 0;

  friend bool operator==(const Meta&, const Meta&) = default;
};

Meta read_meta(json::Value meta) {
  Meta out;
  const auto input = meta["tokens"]["input_tokens"].to_int64();
  const auto output = meta["tokens"]["output_tokens"].to_int64();
  if (input || output)
    out.usage =
        TokenUsage{.prompt_tokens = input.value_or(0), .completion_tokens = output.value_or(0)}
            .repaired();
  if (const auto units = meta["billed_units"]["search_units"].to_int64(); units && *units >= 0)
    out.queries = *units;
  return out;
}

void write_meta(const Meta& meta, json::Writer& out) {
  out.begin_object();
  if (meta.queries > 0)
    out.key("billed_units").begin_object().key("search_units").integer(meta.queries).end_object();
  if (meta.usage)
    out.key("tokens")
        .begin_object()
        .key("input_tokens")
        .integer(meta.usage->prompt_tokens)
        .end_object();
  out.end_object();
}

class CohereRerank final : public TypedEndpoint<RerankRequest, RerankResponse> {
 public:
  CohereRerank() : TypedEndpoint(kFormat) {}

 protected:
  Result<RerankRequest> read_request(const json::Document& document, LossLog&) const override {
    return read_rerank_request(document.root(), kFormat);
  }

  Result<void> write_request(const RerankRequest& request, BodyWriter& body) const override {
    if (request.query.empty())
      return fail(ErrorKind::BadRequest, "/query: this protocol takes text alone");
    json::Writer& out = body.out();
    out.begin_object();
    body.say("model", request.model);
    out.key("query").string(request.query);
    out.key("documents").begin_array();
    for (std::size_t i = 0; i < request.documents.size(); ++i) {
      if (body.is_return())
        write_document(request.documents[i], out);
      else
        write_as_text(request.documents[i], i, body);
    }
    out.end_array();
    body.say("top_n", request.top_n);
    if (body.is_return())
      body.say("return_documents", request.return_documents);
    else
      body.drop(request.return_documents.value_or(false), "return_documents");
    body.rest(request.vendor_extensions);
    out.end_object();
    return {};
  }

  Result<RerankResponse> read_response(json::Value root, LossLog& losses) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    RerankResponse response{.origin = kFormat};
    object.string("id", response.id);
    response.results = read_results(object.take("results"), object.at("results"), in, losses);
    const json::Value raw = object.take("meta");
    const Meta meta = read_meta(raw);
    response.usage = meta.usage;
    response.units.queries = meta.queries;
    keep_if_it_says_more(
        raw, "meta", [&](json::Writer& out) { write_meta(meta, out); }, response.vendor_extensions);
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const RerankResponse& response, BodyWriter& body) const override {
    json::Writer& out = body.out();
    const Meta meta{response.usage, response.units.queries};
    out.begin_object();
    body.say("id", response.id);
    out.key("results").begin_array();
    for (const RerankResult& result : response.results) write_result(result, body);
    out.end_array();
    const auto same = [&](json::Value kept) { return read_meta(kept) == meta; };
    if (!body.kept(response.vendor_extensions, "meta", same) && meta != Meta{})
      write_meta(meta, out.key("meta"));
    if (!response.model.empty())
      body.losses().note("model", "/model", "Cohere's answers do not name the model");
    body.rest(response.vendor_extensions, {"meta"});
    out.end_object();
    return {};
  }

  EndpointTarget target(const RerankRequest&) const override { return {"/rerank"}; }
};

}  // namespace

const EndpointCodec& cohere_rerank() {
  static const CohereRerank codec;
  return codec;
}

}  // namespace omnillm::codec
