#include "codec/endpoints/rerank_documents.h"

namespace omnillm::codec {

namespace {

void read_members(ObjectReader& object, Reading& in, json::Value root, RerankRequest& out) {
  object.string("model", out.model);
  // A query may be an image, in an object; it is then kept as it is.
  if (!root["query"].is_object()) object.required_string("query", out.query);
  const json::Value documents = object.required_array("documents");
  const Pointer list = object.at("documents");
  out.documents.reserve(documents.size());
  for (const json::Value element : documents.elements()) {
    if (!element.is_string() && !element.is_object())
      return in.expected("a string or an object", element, list.at(out.documents.size()));
    out.documents.push_back(read_document(element));
  }
  object.count("top_n", out.top_n);
  object.boolean("return_documents", out.return_documents);
}

RerankResult read_result(json::Value value, const Pointer& where, Reading& in, LossLog& losses) {
  ObjectReader object(value, where, in);
  RerankResult result;
  std::optional<std::int64_t> index;
  std::optional<double> score;
  object.count("index", index);
  in.check(in.fields().number(object.take("relevance_score", "score"), object.at("relevance_score"),
                              score));
  if (!index) in.complain(object.at("index"), "expected a whole number");
  if (!score) in.complain(object.at("relevance_score"), "expected a number");
  result.index = index.value_or(0);
  result.relevance_score = score.value_or(0);
  const json::Value document = object.take("document", "text");
  if (document.is_string() || document.is_object()) result.document = read_document(document);
  object.report_rest(losses);
  return result;
}

}  // namespace

RerankDocument read_document(json::Value value) {
  return value.is_string() ? RerankDocument(value.text()) : RerankDocument(value.json());
}

void write_document(const RerankDocument& document, json::Writer& out) {
  if (const Text* text = std::get_if<Text>(&document.content))
    out.string(*text);
  else
    out.json(std::get<JsonText>(document.content));
}

std::optional<Text> only_text(const RerankDocument& document) {
  if (const Text* text = std::get_if<Text>(&document.content)) return *text;
  json::Document parsed;
  if (!parsed.parse(std::get<JsonText>(document.content).text())) return std::nullopt;
  std::optional<Text> text;
  for (const json::Member member : parsed.root().members()) {
    if (member.name == "text" && member.value.is_string())
      text = member.value.text();
    else if (!member.value.is_missing_or_null())
      return std::nullopt;
  }
  return text;
}

void write_as_text(const RerankDocument& document, std::size_t index, BodyWriter& body) {
  if (const auto text = only_text(document)) {
    body.out().string(*text);
    return;
  }
  // Cohere reads structured documents as YAML, of which JSON is a part; to others it is text.
  body.out().string(std::get<JsonText>(document.content).text());
  body.losses().note("document", "/documents/" + std::to_string(index),
                     "a document of several fields is written as text");
}

Result<RerankRequest> read_rerank_request(json::Value root, WireFormat format) {
  Reading in = Reading::of_request();
  const Pointer top;
  ObjectReader object(root, top, in);
  RerankRequest request{.origin = format};
  read_members(object, in, root, request);
  object.keep_rest(request.vendor_extensions);
  return std::move(in).finish(std::move(request));
}

std::vector<RerankResult> read_results(json::Value list, const Pointer& where, Reading& in,
                                       LossLog& losses) {
  std::vector<RerankResult> results;
  if (!in.check(in.fields().array(list, where))) return results;
  results.reserve(list.size());
  for (const json::Value element : list.elements())
    results.push_back(read_result(element, where.at(results.size()), in, losses));
  return results;
}

void write_result(const RerankResult& result, BodyWriter& body) {
  json::Writer& out = body.out();
  out.begin_object();
  out.key("index").integer(result.index);
  if (result.document) {
    const Text* text = std::get_if<Text>(&result.document->content);
    out.key("document");
    // Everybody answers with objects; who answered with strings is spoken to in strings.
    if (text && !body.is_return())
      out.begin_object().key("text").string(*text).end_object();
    else
      write_document(*result.document, out);
  }
  out.key("relevance_score").number(result.relevance_score);
  out.end_object();
}

}  // namespace omnillm::codec
