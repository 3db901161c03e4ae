// Cohere's embeddings as Bedrock has them; Cohere's own API differs in the model alone.
//
// An answer holds one list of vectors, or one a type when types were asked for. Floats, or else
// base64, are the vectors; other types (int8, binary) are kept beside them.

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "codec/endpoints/bedrock_invoke.h"
#include "codec/endpoints/embedding_task.h"
#include "codec/endpoints/embedding_vectors.h"
#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/object_reader.h"

namespace omnillm::codec {

namespace {

constexpr std::string_view kDefaultTask = "search_document";

// A lone type that our vectors have.
std::string encoding_of(json::Value types) {
  if (types.size() != 1) return {};
  const json::Value only = *types.elements().begin();
  return only.says("float") || only.says("base64") ? only.str() : std::string();
}

void write_types(std::string_view encoding, json::Writer& out) {
  out.begin_array().string(encoding).end_array();
}

// The members of an object but those that stand as vectors.
JsonText other_types(json::Value embeddings, std::string_view read) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  for (const json::Member member : embeddings.members())
    if (member.name != read) out.foreign_key(member.name).raw(member.value.raw());
  out.end_object();
  auto owner = std::make_shared<const std::string>(std::move(text));
  const std::string_view view = *owner;
  return JsonText::from_valid(std::move(owner), view);
}

void read_vectors(json::Value list, const Pointer& where, Reading& in, EmbeddingResponse& out) {
  if (!in.check(in.fields().array(list, where))) return;
  out.data.reserve(list.size());
  for (const json::Value element : list.elements()) {
    const std::size_t index = out.data.size();
    out.data.push_back({.index = static_cast<std::int64_t>(index),
                        .embedding = read_vector(element, where.at(index), in)});
  }
}

std::optional<TokenUsage> read_usage(json::Value meta) {
  const auto tokens = meta["billed_units"]["input_tokens"].to_int64();
  if (!tokens) return std::nullopt;
  return TokenUsage{.prompt_tokens = *tokens}.repaired();
}

void write_meta(const TokenUsage& usage, json::Writer& out) {
  out.begin_object().key("billed_units").begin_object();
  out.key("input_tokens").integer(usage.prompt_tokens);
  out.end_object().end_object();
}

class CohereEmbeddings final : public BedrockEmbeddings {
 public:
  CohereEmbeddings() : BedrockEmbeddings(WireFormat::BedrockCohereEmbeddings) {}

 protected:
  Result<EmbeddingRequest> read_request(const json::Document& document, LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingRequest request{.origin = format()};
    // A body names the model where it was meant for Cohere itself: it stays among the unknown, to
    // be written again.
    request.model = root["model"].str();
    read_texts(object, root, in, request);
    object.string("input_type", request.task);
    object.count("output_dimension", request.dimensions);
    const json::Value types = root["embedding_types"];
    request.encoding_format = encoding_of(types);
    if (!request.encoding_format.empty()) object.take("embedding_types");
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const EmbeddingRequest& request, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    if (body.own() && request.vendor_extensions.contains("model")) body.say("model", request.model);
    if (auto texts = write_texts(request, body); !texts) return texts;
    write_task(request, body);
    body.say("output_dimension", request.dimensions);
    if (request.encoding_format == "float" ||
        (body.is_return() && !request.encoding_format.empty()))
      write_types(request.encoding_format, out.key("embedding_types"));
    else
      body.drop(!request.encoding_format.empty(), "encoding_format");
    body.drop(!request.title.empty(), "title");
    body.drop(!request.user.empty(), "user");
    body.rest(request.vendor_extensions, {"model"});
    out.end_object();
    return {};
  }

  Result<EmbeddingResponse> read_response(json::Value root, LossLog&) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingResponse response{.origin = format()};
    const json::Value embeddings = object.take("embeddings");
    const Pointer where = object.at("embeddings");
    if (embeddings.is_object())
      read_types(embeddings, where, in, response);
    else
      read_vectors(embeddings, where, in, response);
    const json::Value meta = object.take("meta");
    response.usage = read_usage(meta);
    keep_if_it_says_more(
        meta, "meta",
        [&](json::Writer& out) {
          if (response.usage) write_meta(*response.usage, out);
        },
        response.vendor_extensions);
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const EmbeddingResponse& response, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    if (auto written = write_embeddings(response, body); !written) return written;
    const auto same = [&](json::Value kept) { return read_usage(kept) == response.usage; };
    if (!body.kept(response.vendor_extensions, "meta", same) && response.usage)
      write_meta(*response.usage, out.key("meta"));
    if (!body.own() && response.vendor_extensions.contains("embeddings"))
      body.losses().major("embeddings", "/embeddings", "vectors of other types are dropped");
    if (!body.is_return())
      out.key("response_type")
          .string(response.encoding_format.empty() ? "embeddings_floats" : "embeddings_by_type");
    body.rest(response.vendor_extensions, {"embeddings", "meta"});
    out.end_object();
    return {};
  }

 private:
  static void read_texts(ObjectReader& object, json::Value root, Reading& in,
                         EmbeddingRequest& request) {
    // Images may stand in place of texts, and are kept as they are.
    const bool has_others = root["images"] || root["inputs"];
    std::vector<std::string> texts;
    const json::Value list = object.take("texts");
    if (list.is_missing_or_null() && has_others) return;
    if (!in.check(in.fields().array(list, object.at("texts")))) return;
    const Pointer where = object.at("texts");
    for (const json::Value element : list.elements()) {
      if (!element.is_string())
        return in.expected("a string", element, where.at(request.input.size()));
      request.input.emplace_back(element.text());
    }
  }

  static Result<void> write_texts(const EmbeddingRequest& request, BodyWriter& body) {
    if (request.input.empty() && body.is_return()) return {};
    json::Writer& out = body.out();
    out.key("texts").begin_array();
    for (std::size_t i = 0; i < request.input.size(); ++i) {
      const Text* text = std::get_if<Text>(&request.input[i].content);
      if (!text)
        return fail(ErrorKind::BadRequest,
                    "/input/" + std::to_string(i) + ": this protocol takes text, not tokens");
      out.string(*text);
    }
    out.end_array();
    return {};
  }

  // Cohere wants to know; whoever does not say so embeds documents.
  static void write_task(const EmbeddingRequest& request, BodyWriter& body) {
    if (request.task.empty() && body.is_return()) return;
    TaskWord task = cohere_task(request.task);
    if (request.task.empty()) {
      task.word = kDefaultTask;
      body.losses().note("task", "/task", "no task is said; search_document is assumed");
    } else if (!task.is_exact) {
      body.losses().minor("task", "/task",
                          "task " + request.task + " becomes " + task.word + " when bridging to " +
                              std::string(body.target_name()));
    }
    body.out().key("input_type").string(task.word);
  }

  static void read_types(json::Value embeddings, const Pointer& where, Reading& in,
                         EmbeddingResponse& response) {
    for (const std::string_view type : {"float", "base64"}) {
      const json::Value list = embeddings[type];
      if (!list.is_array()) continue;
      response.encoding_format = type;
      const Pointer at = where.at(type);
      read_vectors(list, at, in, response);
      break;
    }
    if (embeddings.size() > (response.encoding_format.empty() ? 0U : 1U))
      response.vendor_extensions.set("embeddings",
                                     other_types(embeddings, response.encoding_format));
  }

  static Result<void> write_embeddings(const EmbeddingResponse& response, BodyWriter& body) {
    json::Writer& out = body.out();
    const JsonText* others = body.own() ? response.vendor_extensions.find("embeddings") : nullptr;
    const bool by_type = !response.encoding_format.empty() || others;
    const std::string_view type =
        response.encoding_format.empty() ? "float" : std::string_view(response.encoding_format);
    out.key("embeddings");
    if (by_type) out.begin_object();
    if (!by_type || !response.data.empty()) {
      if (by_type) out.foreign_key(type);
      out.begin_array();
      for (const EmbeddingVector* one : by_index(response.data)) {
        if (response.encoding_format == "base64")
          write_vector_base64(one->embedding, out);
        else if (!write_vector(one->embedding, out))
          return fail(ErrorKind::Protocol, "a vector holds what is no number");
      }
      out.end_array();
    }
    if (others) {
      json::Document document;
      if (auto parsed = document.parse(others->text()); !parsed) return parsed;
      for (const json::Member member : document.root().members())
        if (member.name != type || response.data.empty())
          out.foreign_key(member.name).raw(member.value.raw());
    }
    if (by_type) out.end_object();
    return {};
  }
};

}  // namespace

const EndpointCodec& bedrock_cohere_embeddings() {
  static const CohereEmbeddings codec;
  return codec;
}

}  // namespace omnillm::codec
