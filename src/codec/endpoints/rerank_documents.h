// Documents to rank: text, or an object whose `text` is read.

#ifndef OMNILLM_CODEC_ENDPOINTS_RERANK_DOCUMENTS_H_
#define OMNILLM_CODEC_ENDPOINTS_RERANK_DOCUMENTS_H_

#include <cstddef>
#include <optional>
#include <vector>

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

// A request in `format`, as Cohere and all who follow it have them: `model`, `query`, `documents`,
// `top_n` and `return_documents`.
[[nodiscard]] Result<RerankRequest> read_rerank_request(json::Value root, WireFormat format);

// `results`: a list of {"index", "relevance_score", "document"?}.
[[nodiscard]] std::vector<RerankResult> read_results(json::Value list, const Pointer& where,
                                                     Reading& in, LossLog& losses);
void write_result(const RerankResult& result, BodyWriter& body);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_RERANK_DOCUMENTS_H_
