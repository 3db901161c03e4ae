// Documents to rank: text, or an object whose `text` is read.

#ifndef OMNILLM_CODEC_ENDPOINTS_RERANK_DOCUMENTS_H_
#define OMNILLM_CODEC_ENDPOINTS_RERANK_DOCUMENTS_H_

#include <cstddef>
#include <optional>

#include "codec/endpoints/body_writer.h"
#include "codec/endpoints/object_reader.h"
#include "json/document.h"
#include "omnillm/endpoints.h"

namespace omnillm::codec {

[[nodiscard]] RerankDocument read_document(json::Value value);
// A document as it is: a string or an object.
void write_document(const RerankDocument& document, json::Writer& out);
// The text of {"text": "..."} with nothing else in it, or of a document that is text already.
[[nodiscard]] std::optional<Text> only_text(const RerankDocument& document);

// For a protocol whose models read texts: an object of several fields becomes the text of its JSON,
// with a note. `index` is its place in the request.
void write_as_text(const RerankDocument& document, std::size_t index, BodyWriter& body);

// `model`, `query`, `documents`, `top_n` and `return_documents`, as Cohere and all who follow it
// have them.
void read_rerank_request(ObjectReader& object, Reading& in, json::Value root, RerankRequest& out);

// One of `results`: {"index", "relevance_score", "document"?}.
[[nodiscard]] RerankResult read_result(json::Value value, const Pointer& where, Reading& in,
                                       LossLog& losses);
void write_result(const RerankResult& result, BodyWriter& body);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_RERANK_DOCUMENTS_H_
