// Google's ranking API: records with an id, a title and a content. An answer names records by their
// ids; ours are their places.

#include <charconv>
#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/rerank_documents.h"
#include "codec/endpoints/typed_endpoint.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::VertexRerank;

std::optional<std::int64_t> place_of(std::string_view id) {
  std::int64_t place = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), place);
  if (error != std::errc() || end != id.data() + id.size() || place < 0) return std::nullopt;
  return place;
}

// A record that is a text at its place is a text; every other is kept, but for the score.
RerankDocument document_of(json::Value record, std::int64_t place) {
  std::string text;
  json::Writer out(text);
  bool is_text = record["content"].is_string() && place_of(record["id"].str()) == place;
  out.begin_object();
  for (const json::Member member : record.members()) {
    if (member.name == "score") continue;
    is_text = is_text && (member.name == "id" || member.name == "content");
    out.foreign_key(member.name).raw(member.value.raw());
  }
  out.end_object();
  if (is_text) return RerankDocument(record["content"].text());
  return RerankDocument(json_of(std::move(text)));
}

// Whether it is one of this API's records already.
bool is_record(const RerankDocument& document, const BodyWriter& body) {
  return body.is_return() && std::holds_alternative<JsonText>(document.content);
}

// The members of a record that was none.
void write_record(const RerankDocument& document, std::size_t index, BodyWriter& body) {
  body.out().key("id").string(std::to_string(index));
  body.out().key("content");
  write_as_text(document, index, body);
}

class VertexRerank final : public TypedEndpoint<RerankRequest, RerankResponse> {
 public:
  VertexRerank() : TypedEndpoint(kFormat) {}

 protected:
  Result<RerankRequest> read_request(const json::Document& document, LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    RerankRequest request{.origin = kFormat};
    object.string("model", request.model);
    object.required_string("query", request.query);
    const json::Value records = object.required_array("records");
    const Pointer list = object.at("records");
    for (const json::Value element : records.elements()) {
      const Pointer where = list.at(request.documents.size());
      if (!in.check(in.fields().object(element, where))) break;
      request.documents.push_back(
          document_of(element, static_cast<std::int64_t>(request.documents.size())));
    }
    object.count("topN", request.top_n);
    std::optional<bool> ids_only;
    object.boolean("ignoreRecordDetailsInResponse", ids_only);
    if (ids_only) request.return_documents = !*ids_only;
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const RerankRequest& request, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    body.say("model", request.model);
    out.key("query").string(request.query);
    out.key("records").begin_array();
    for (std::size_t i = 0; i < request.documents.size(); ++i) {
      const RerankDocument& document = request.documents[i];
      if (is_record(document, body)) {
        write_document(document, out);
        continue;
      }
      out.begin_object();
      write_record(document, i, body);
      out.end_object();
    }
    out.end_array();
    body.say("topN", request.top_n);
    if (request.return_documents)
      out.key("ignoreRecordDetailsInResponse").boolean(!*request.return_documents);
    body.rest(request.vendor_extensions);
    out.end_object();
    return {};
  }

  Result<RerankResponse> read_response(json::Value root, LossLog& losses) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    RerankResponse response{.origin = kFormat};
    const json::Value records = object.take("records");
    const Pointer list = object.at("records");
    if (records) in.check(in.fields().array(records, list));
    response.results.reserve(records.size());
    for (const json::Value element : records.elements())
      response.results.push_back(
          read_record(element, list.at(response.results.size()), in, losses, response));
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const RerankResponse& response, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    out.key("records").begin_array();
    for (const RerankResult& result : response.results) {
      out.begin_object();
      if (result.document && is_record(*result.document, body))
        write_members(std::get<JsonText>(result.document->content), out);
      else if (result.document)
        write_record(*result.document, static_cast<std::size_t>(result.index), body);
      else
        out.key("id").string(std::to_string(result.index));
      out.key("score").number(result.relevance_score);
      out.end_object();
    }
    out.end_array();
    body.drop(response.usage.has_value(), "usage");
    body.drop(!response.id.empty(), "id");
    if (!response.model.empty())
      body.losses().note("model", "/model", "the answers of this protocol do not name the model");
    body.rest(response.vendor_extensions);
    out.end_object();
    return {};
  }

  EndpointTarget target(const RerankRequest&) const override {
    return {"/rankingConfigs/default_ranking_config:rank"};
  }

 private:
  static RerankResult read_record(json::Value value, const Pointer& where, Reading& in,
                                  LossLog& losses, const RerankResponse& response) {
    ObjectReader object(value, where, in);
    std::string id;
    std::optional<double> score;
    object.string("id", id);
    object.number("score", score);
    if (!score) in.complain(object.at("score"), "expected a number");
    const auto place = place_of(id);
    if (!place)
      losses.minor("index", object.at("id").str(),
                   "the id of a record does not say its place in the request");
    RerankResult result{.index = place.value_or(static_cast<std::int64_t>(response.results.size())),
                        .relevance_score = score.value_or(0)};
    if (!place || value.size() > 2) result.document = document_of(value, result.index);
    return result;
  }

  static void write_members(const JsonText& object, json::Writer& out) {
    json::Document document;
    if (!document.parse(object.text())) return;  // never: it is valid JSON
    for (const json::Member member : document.root().members())
      out.foreign_key(member.name).raw(member.value.raw());
  }
};

}  // namespace

const EndpointCodec& vertex_rerank() {
  static const VertexRerank codec;
  return codec;
}

}  // namespace omnillm::codec
