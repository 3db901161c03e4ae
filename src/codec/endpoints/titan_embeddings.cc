// Amazon Titan's text embeddings: one text a call.

#include <string>
#include <utility>

#include "codec/endpoints/bedrock_invoke.h"
#include "codec/endpoints/embedding_vectors.h"
#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/object_reader.h"

namespace omnillm::codec {

namespace {

class TitanEmbeddings final : public BedrockEmbeddings {
 public:
  TitanEmbeddings() : BedrockEmbeddings(WireFormat::BedrockTitanEmbeddings) {}

 protected:
  Result<EmbeddingRequest> read_request(const json::Document& document, LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingRequest request{.origin = format()};
    Text text;
    object.required_text("inputText", text);
    request.input.emplace_back(std::move(text));
    object.count("dimensions", request.dimensions);
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const EmbeddingRequest& request, BodyWriter& body) const override {
    if (request.input.size() != 1)
      return fail(ErrorKind::BadRequest, "/input: Titan embeds one text a request");
    const Text* text = std::get_if<Text>(&request.input.front().content);
    if (!text) return fail(ErrorKind::BadRequest, "/input/0: this protocol takes text, not tokens");
    json::Writer& out = body.out();
    out.begin_object();
    out.key("inputText").string(*text);
    body.say("dimensions", request.dimensions);
    body.drop(!request.encoding_format.empty() && request.encoding_format != "float",
              "encoding_format");
    body.drop(!request.task.empty(), "task");
    body.drop(!request.title.empty(), "title");
    body.drop(!request.user.empty(), "user");
    body.rest(request.vendor_extensions);
    out.end_object();
    return {};
  }

  // `embeddingsByType`, which repeats the floats beside other types, is kept as it is.
  Result<EmbeddingResponse> read_response(json::Value root, LossLog&) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingResponse response{.origin = format()};
    const json::Value vector = object.take("embedding");
    const json::Value floats = root["embeddingsByType"]["float"];
    if (!vector.is_missing_or_null() || !root["embeddingsByType"])
      response.data.push_back({.embedding = read_vector(vector, object.at("embedding"), in)});
    else if (floats)
      response.data.push_back(
          {.embedding = read_vector(floats, object.at("embeddingsByType"), in)});
    std::optional<std::int64_t> tokens;
    object.count("inputTextTokenCount", tokens);
    if (tokens) response.usage = TokenUsage{.prompt_tokens = *tokens};
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const EmbeddingResponse& response, BodyWriter& body) const override {
    if (response.data.size() > 1)
      return fail(ErrorKind::Protocol, "/data: Titan answers with one vector, not with " +
                                           std::to_string(response.data.size()));
    json::Writer& out = body.out();
    bool finite = true;
    out.begin_object();
    if (!response.data.empty()) {
      out.key("embedding");
      finite = write_vector(response.data.front().embedding, out);
    }
    if (response.usage) out.key("inputTextTokenCount").integer(response.usage->prompt_tokens);
    body.rest(response.vendor_extensions);
    out.end_object();
    if (!finite) return fail(ErrorKind::Protocol, "a vector holds what is no number");
    return {};
  }
};

}  // namespace

const EndpointCodec& bedrock_titan_embeddings() {
  static const TitanEmbeddings codec;
  return codec;
}

}  // namespace omnillm::codec
