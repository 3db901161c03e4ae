// OpenAI's embeddings, and those of everybody who speaks like it.

#include <limits>
#include <string>
#include <utility>

#include "codec/endpoints/embedding_vectors.h"
#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/prompt_usage.h"
#include "codec/endpoints/typed_endpoint.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::OpenAiEmbeddings;

std::vector<std::int32_t> read_tokens(json::Value array, const Pointer& where, Reading& in) {
  std::vector<std::int32_t> tokens;
  tokens.reserve(array.size());
  for (const json::Value element : array.elements()) {
    const auto token = element.to_int64();
    if (!token || *token < 0 || *token > std::numeric_limits<std::int32_t>::max()) {
      in.expected("the number of a token", element, where.at(tokens.size()));
      return {};
    }
    tokens.push_back(static_cast<std::int32_t>(*token));
  }
  return tokens;
}

// A string, the tokens of one text, or a list of either.
std::vector<EmbeddingInput> read_input(json::Value input, const Pointer& where, Reading& in) {
  if (input.is_string()) return {input.text()};
  if (!input.is_array()) {
    in.expected("a string or an array", input, where);
    return {};
  }
  std::vector<EmbeddingInput> out;
  if (input.size() == 0) return out;
  if ((*input.elements().begin()).is_number()) return {read_tokens(input, where, in)};
  out.reserve(input.size());
  for (const json::Value element : input.elements()) {
    const std::size_t index = out.size();
    if (element.is_string()) {
      out.emplace_back(element.text());
    } else if (element.is_array()) {
      out.emplace_back(read_tokens(element, where.at(index), in));
    } else {
      in.expected("a string or an array of tokens", element, where.at(index));
      break;
    }
  }
  return out;
}

void write_one(const EmbeddingInput& input, json::Writer& out) {
  if (const auto* text = std::get_if<Text>(&input.content)) {
    out.string(*text);
    return;
  }
  out.begin_array();
  for (const std::int32_t token : std::get<1>(input.content)) out.integer(token);
  out.end_array();
}

void write_input(const std::vector<EmbeddingInput>& input, json::Writer& out) {
  if (input.size() == 1) return write_one(input.front(), out);
  out.begin_array();
  for (const EmbeddingInput& one : input) write_one(one, out);
  out.end_array();
}

class OpenAiEmbeddings final : public TypedEndpoint<EmbeddingRequest, EmbeddingResponse> {
 public:
  OpenAiEmbeddings() : TypedEndpoint(kFormat) {}

 protected:
  Result<EmbeddingRequest> read_request(const json::Document& document, LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingRequest request{.origin = kFormat};
    object.string("model", request.model);
    // vLLM embeds conversations too: `messages` stand in place of the input.
    const json::Value input = object.take("input");
    if (!input.is_missing_or_null() || !root["messages"])
      request.input = read_input(input, object.at("input"), in);
    object.count("dimensions", request.dimensions);
    object.string("encoding_format", request.encoding_format);
    object.string("user", request.user);
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const EmbeddingRequest& request, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    body.say("model", request.model);
    const bool has_messages = body.own() && request.vendor_extensions.contains("messages");
    if (!request.input.empty() || !has_messages) {
      out.key("input");
      write_input(request.input, out);
    }
    body.say("encoding_format", request.encoding_format);
    body.say("dimensions", request.dimensions);
    body.say("user", request.user);
    body.drop(!request.task.empty(), "task");
    body.drop(!request.title.empty(), "title");
    body.rest(request.vendor_extensions);
    out.end_object();
    return {};
  }

  Result<EmbeddingResponse> read_response(json::Value root, LossLog& losses) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingResponse response{.origin = kFormat};
    object.take("object");
    object.string("model", response.model);
    const json::Value data = object.required_array("data");
    const Pointer list = object.at("data");
    response.data.reserve(data.size());
    for (const json::Value element : data.elements()) {
      const Pointer where = list.at(response.data.size());
      ObjectReader one(element, where, in);
      std::optional<std::int64_t> index;
      one.take("object");
      one.count("index", index);
      const json::Value vector = one.take("embedding");
      if (vector.is_string()) response.encoding_format = "base64";
      response.data.push_back(
          {.index = index.value_or(static_cast<std::int64_t>(response.data.size())),
           .embedding = read_vector(vector, one.at("embedding"), in)});
      one.report_rest(losses);
    }
    response.usage = read_prompt_usage(object.take("usage"), response.vendor_extensions);
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const EmbeddingResponse& response, BodyWriter& body) const override {
    json::Writer& out = body.out();
    bool finite = true;
    out.begin_object();
    out.key("object").word("list");
    out.key("data").begin_array();
    for (const EmbeddingVector& one : response.data) {
      out.begin_object();
      out.key("object").word("embedding");
      out.key("index").integer(one.index);
      out.key("embedding");
      if (response.encoding_format == "base64")
        write_vector_base64(one.embedding, out);
      else
        finite = write_vector(one.embedding, out) && finite;
      out.end_object();
    }
    out.end_array();
    out.key("model").string(response.model);
    write_prompt_usage(response.usage, response.vendor_extensions, body);
    body.rest(response.vendor_extensions, {"usage"});
    out.end_object();
    if (!finite) return fail(ErrorKind::Protocol, "/data: a vector holds what is no number");
    return {};
  }

  EndpointTarget target(const EmbeddingRequest&) const override { return {"/embeddings"}; }
};

}  // namespace

const EndpointCodec& openai_embeddings() {
  static const OpenAiEmbeddings codec;
  return codec;
}

}  // namespace omnillm::codec
