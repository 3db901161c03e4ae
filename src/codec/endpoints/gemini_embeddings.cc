// Gemini's embedContent and batchEmbedContents, the first also as Vertex AI has it.
//
// A content that is more than one text is kept whole, and written as it came.

#include <string>
#include <utility>

#include "codec/endpoints/embedding_task.h"
#include "codec/endpoints/embedding_vectors.h"
#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/google_text.h"
#include "codec/endpoints/object_reader.h"
#include "codec/endpoints/typed_endpoint.h"
#include "codec/model_path.h"

namespace omnillm::codec {

namespace {

// One content with its settings, as it stands alone and in a batch.
struct OneContent {
  EmbeddingInput input;
  std::string model;
  std::string task;
  std::string title;
  std::optional<std::int64_t> dimensions;
};

OneContent read_content(ObjectReader& object, Reading& in) {
  OneContent out;
  object.string("model", out.model);
  out.model = plain_model_name(out.model);
  out.input = read_google_text(object.take("content"), object.at("content"), in);
  in.check(
      in.fields().string(object.take("taskType", "task_type"), object.at("taskType"), out.task));
  object.string("title", out.title);
  read_count(object.take("outputDimensionality", "output_dimensionality"),
             object.at("outputDimensionality"), in, out.dimensions);
  return out;
}

void put(OneContent&& content, EmbeddingRequest& request) {
  request.model = std::move(content.model);
  request.task = std::move(content.task);
  request.title = std::move(content.title);
  request.dimensions = content.dimensions;
}

Result<void> check_texts(const EmbeddingRequest& request) {
  for (std::size_t i = 0; i < request.input.size(); ++i)
    if (!std::holds_alternative<Text>(request.input[i].content))
      return fail(ErrorKind::BadRequest,
                  "/input/" + std::to_string(i) + ": this protocol takes text, not tokens");
  return {};
}

void write_settings(const EmbeddingRequest& request, BodyWriter& body) {
  if (!request.task.empty()) {
    const TaskWord task = google_task(request.task);
    body.out().key("taskType").string(task.word);
  }
  body.say("title", request.title);
  body.say("outputDimensionality", request.dimensions);
}

void report_unsaid(const EmbeddingRequest& request, BodyWriter& body) {
  body.drop(!request.encoding_format.empty() && request.encoding_format != "float",
            "encoding_format");
  body.drop(!request.user.empty(), "user");
}

// ---- Answers

EmbeddingVector read_values(json::Value value, const Pointer& where, Reading& in, LossLog& losses) {
  ObjectReader object(value, where, in);
  EmbeddingVector out{.embedding = read_vector(object.take("values"), object.at("values"), in)};
  object.report_rest(losses);
  return out;
}

// Vertex counts what it read; the Gemini API does not.
std::optional<TokenUsage> read_usage(json::Value usage) {
  const json::Value prompt = usage["promptTokenCount"];
  if (!prompt.is_number()) return std::nullopt;
  return TokenUsage{.prompt_tokens = prompt.to_int64().value_or(0),
                    .total_tokens = usage["totalTokenCount"].to_int64()}
      .repaired();
}

void write_usage(const TokenUsage& usage, json::Writer& out) {
  out.begin_object().key("promptTokenCount").integer(usage.prompt_tokens);
  if (usage.total_tokens) out.key("totalTokenCount").integer(*usage.total_tokens);
  out.end_object();
}

void read_usage_member(ObjectReader& object, EmbeddingResponse& response) {
  const json::Value usage = object.take("usageMetadata");
  response.usage = read_usage(usage);
  keep_if_it_says_more(
      usage, "usageMetadata",
      [&](json::Writer& out) {
        if (response.usage) write_usage(*response.usage, out);
      },
      response.vendor_extensions);
}

void write_usage_member(const EmbeddingResponse& response, BodyWriter& body) {
  const auto same = [&](json::Value kept) { return read_usage(kept) == response.usage; };
  if (body.kept(response.vendor_extensions, "usageMetadata", same) || !response.usage) return;
  if (!body.is_return()) return body.drop(true, "usage");
  body.out().key("usageMetadata");
  write_usage(*response.usage, body.out());
}

Result<void> write_values(const EmbeddingVector& vector, json::Writer& out) {
  out.begin_object().key("values");
  const bool finite = write_vector(vector.embedding, out);
  out.end_object();
  if (!finite) return fail(ErrorKind::Protocol, "a vector holds what is no number");
  return {};
}

class GeminiEmbeddings : public TypedEndpoint<EmbeddingRequest, EmbeddingResponse> {
 public:
  GeminiEmbeddings(WireFormat format, std::string_view verb) : TypedEndpoint(format), verb_(verb) {}

 protected:
  EndpointTarget target(const EmbeddingRequest& request) const override {
    return {google_model_path(request.model) + std::string(verb_)};
  }

  Result<void> read_target(const TransportRequest& transport, EmbeddingRequest& request,
                           LossLog&) const override {
    if (auto model = google_model_of(transport.path, verb_)) request.model = std::move(*model);
    return {};
  }

 private:
  std::string_view verb_;
};

class EmbedContent final : public GeminiEmbeddings {
 public:
  EmbedContent() : GeminiEmbeddings(WireFormat::GeminiEmbedContent, ":embedContent") {}

 protected:
  Result<EmbeddingRequest> read_request(const json::Document& document, LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingRequest request{.origin = format()};
    OneContent content = read_content(object, in);
    keep_if_it_says_more(
        root["content"], "content",
        [&](json::Writer& out) { write_google_text(std::get<Text>(content.input.content), out); },
        request.vendor_extensions);
    request.input.push_back(std::move(content.input));
    put(std::move(content), request);
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const EmbeddingRequest& request, BodyWriter& body) const override {
    if (auto ok = check_texts(request); !ok) return ok;
    if (request.input.size() != 1)
      return fail(ErrorKind::BadRequest,
                  "/input: gemini_embed_content embeds one text; several are for "
                  "gemini_batch_embed_contents");
    const Text& text = std::get<Text>(request.input.front().content);
    json::Writer& out = body.out();
    out.begin_object();
    if (!request.model.empty() && (!body.dialect() || body.dialect()->model_in_body))
      out.key("model").string(google_model_name(request.model));
    const auto same = [&](json::Value kept) {
      Reading in = Reading::of_request();
      return read_google_text(kept, Pointer(), in) == text;
    };
    if (!body.kept(request.vendor_extensions, "content", same)) {
      out.key("content");
      write_google_text(text, out);
    }
    write_settings(request, body);
    report_unsaid(request, body);
    body.rest(request.vendor_extensions, {"content"});
    out.end_object();
    return {};
  }

  Result<EmbeddingResponse> read_response(json::Value root, LossLog& losses) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingResponse response{.origin = format()};
    response.data.push_back(
        read_values(object.take("embedding"), object.at("embedding"), in, losses));
    read_usage_member(object, response);
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const EmbeddingResponse& response, BodyWriter& body) const override {
    if (response.data.size() != 1)
      return fail(ErrorKind::Protocol,
                  "/data: gemini_embed_content answers with one vector, not with " +
                      std::to_string(response.data.size()));
    json::Writer& out = body.out();
    out.begin_object();
    out.key("embedding");
    if (auto written = write_values(response.data.front(), out); !written) return written;
    write_usage_member(response, body);
    body.rest(response.vendor_extensions, {"usageMetadata"});
    out.end_object();
    return {};
  }
};

class BatchEmbedContents final : public GeminiEmbeddings {
 public:
  BatchEmbedContents()
      : GeminiEmbeddings(WireFormat::GeminiBatchEmbedContents, ":batchEmbedContents") {}

 protected:
  Result<EmbeddingRequest> read_request(const json::Document& document, LossLog&) const override {
    const json::Value root = document.root();
    Reading in = Reading::of_request();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingRequest request{.origin = format()};
    const json::Value requests = object.required_array("requests");
    read_requests(requests, object.at("requests"), in, request);
    keep_if_it_says_more(
        requests, "requests", [&](json::Writer& out) { write_requests(request, out); },
        request.vendor_extensions);
    object.keep_rest(request.vendor_extensions);
    return std::move(in).finish(std::move(request));
  }

  Result<void> write_request(const EmbeddingRequest& request, BodyWriter& body) const override {
    if (auto ok = check_texts(request); !ok) return ok;
    json::Writer& out = body.out();
    out.begin_object();
    const auto same = [&](json::Value kept) {
      Reading in = Reading::of_request();
      EmbeddingRequest again;
      read_requests(kept, Pointer(), in, again);
      return again.input == request.input && again.model == request.model &&
             again.task == request.task && again.title == request.title &&
             again.dimensions == request.dimensions;
    };
    if (!body.kept(request.vendor_extensions, "requests", same)) {
      out.key("requests");
      write_requests(request, out);
    }
    report_unsaid(request, body);
    body.rest(request.vendor_extensions, {"requests"});
    out.end_object();
    return {};
  }

  Result<EmbeddingResponse> read_response(json::Value root, LossLog& losses) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    EmbeddingResponse response{.origin = format()};
    const json::Value embeddings = object.take("embeddings");
    const Pointer list = object.at("embeddings");
    if (embeddings) in.check(in.fields().array(embeddings, list));
    response.data.reserve(embeddings.size());
    for (const json::Value element : embeddings.elements()) {
      const std::size_t index = response.data.size();
      response.data.push_back(read_values(element, list.at(index), in, losses));
      response.data.back().index = static_cast<std::int64_t>(index);
    }
    read_usage_member(object, response);
    object.keep_rest(response.vendor_extensions);
    return std::move(in).finish(std::move(response));
  }

  Result<void> write_response(const EmbeddingResponse& response, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    out.key("embeddings").begin_array();
    for (const EmbeddingVector* vector : by_index(response.data))
      if (auto written = write_values(*vector, out); !written) return written;
    out.end_array();
    write_usage_member(response, body);
    body.rest(response.vendor_extensions, {"usageMetadata"});
    out.end_object();
    return {};
  }

 private:
  // The settings are the first one's; when the others differ, the requests are kept whole.
  static void read_requests(json::Value requests, const Pointer& where, Reading& in,
                            EmbeddingRequest& out) {
    std::optional<OneContent> first;
    for (const json::Value element : requests.elements()) {
      const Pointer at = where.at(out.input.size());
      ObjectReader object(element, at, in);
      OneContent content = read_content(object, in);
      out.input.push_back(content.input);
      if (!first) first = std::move(content);
    }
    if (first) put(std::move(*first), out);
  }

  static void write_requests(const EmbeddingRequest& request, json::Writer& out) {
    const std::string model = google_model_name(request.model);
    out.begin_array();
    for (const EmbeddingInput& input : request.input) {
      out.begin_object();
      if (!request.model.empty()) out.key("model").string(model);
      out.key("content");
      write_google_text(std::get<Text>(input.content), out);
      if (!request.task.empty()) out.key("taskType").string(google_task(request.task).word);
      if (!request.title.empty()) out.key("title").string(request.title);
      if (request.dimensions) out.key("outputDimensionality").integer(*request.dimensions);
      out.end_object();
    }
    out.end_array();
  }
};

}  // namespace

const EndpointCodec& gemini_embed_content() {
  static const EmbedContent codec;
  return codec;
}

const EndpointCodec& gemini_batch_embed_contents() {
  static const BatchEmbedContents codec;
  return codec;
}

}  // namespace omnillm::codec
