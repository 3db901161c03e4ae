// Writes one JSON object a line for every body that our codecs emit: each feature of the probes and
// each example under fixtures/, to every protocol, as requests, answers, events of streams and
// errors. schema_test.py holds them against the schemas that the providers publish.
//
//   {"format":"anthropic_messages","kind":"request","what":"from ...: tools","event":"","body":{}}

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "codec/codec.h"
#include "codec/framing.h"
#include "json/writer.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"
#include "support/fixtures.h"
#include "support/probes.h"

namespace omnillm {
namespace {

using namespace testing_support;

struct Body {
  WireFormat format;
  std::string_view kind;
  std::string what;
  std::string_view event;
  std::string_view json;
};

void print(const Body& body) {
  std::string line;
  json::Writer out(line);
  out.begin_object();
  out.key("format").string(to_string(body.format)).key("kind").string(body.kind);
  out.key("what").string(body.what).key("event").string(body.event);
  out.key("body").raw(body.json).end_object();
  // What was copied as it came may have line ends between its values.
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::cout << line << '\n';
}

// The frames of a stream, each a line.
void print_stream(WireFormat format, const std::string& what, std::string_view bytes) {
  const auto frames = codec::make_frame_reader(codec::codec_for(format)->framing({}), 1 << 20);
  frames->feed(bytes);
  for (;;) {
    const Result<std::optional<codec::Frame>> frame = frames->next();
    if (!frame || !*frame) return;
    if ((*frame)->data == "[DONE]") continue;
    print({format, (*frame)->is_exception ? "exception" : "event", what, (*frame)->event,
           (*frame)->data});
  }
}

// As it is sent: with the model in the path where that is its place.
void print_sent(WireFormat format, const ApiRequest& request, const std::string& what) {
  const auto sent = emit_transport_request(format, request);
  const auto* json = sent ? std::get_if<body::Json>(&sent->value.body) : nullptr;
  if (json) print({format, "request", what, "", json->value.text()});
}

void print_request(WireFormat from, LlmRequest request, const std::string& name) {
  if (request.model.empty()) request.model = "some-model";  // it stood in the path
  for (const WireFormat to : generation_formats())
    print_sent(to, request, "from " + std::string(to_string(from)) + ": " + name);
}

void print_answer(WireFormat from, const LlmResponse& response, const std::string& name) {
  for (const WireFormat to : generation_formats()) {
    const std::string what = "from " + std::string(to_string(from)) + ": " + name;
    if (const auto body = emit_response(to, response)) print({to, "response", what, "", *body});
    print_stream(to, what, encode_stream(to, events_of(response)));
  }
}

void print_probes() {
  for (const WireFormat from : generation_formats()) {
    for (const RequestProbe& probe : request_probes())
      print_request(from, probe.make(from), probe.name);
    for (const ResponseProbe& probe : response_probes())
      print_answer(from, probe.make(from), probe.name);
  }
}

// Where the examples of a protocol stand, and how their names begin.
struct Examples {
  WireFormat format;
  std::string_view folder;
  std::string_view request;
  std::string_view response;
  std::string_view stream;
  std::string_view suffix;  // of streams
};

constexpr Examples kExamples[] = {
    {WireFormat::OpenAiChatCompletions, "openai", "chat.request", "chat.response", "chat.stream",
     ".sse"},
    {WireFormat::OpenAiResponses, "openai", "responses.request", "responses.response",
     "responses.stream", ".sse"},
    {WireFormat::AnthropicMessages, "anthropic", "messages.request", "messages.response",
     "messages.stream", ".sse"},
    {WireFormat::GeminiGenerateContent, "gemini", "generateContent.request",
     "generateContent.response", "streamGenerateContent", ".sse"},
    {WireFormat::BedrockConverse, "bedrock", "converse.request", "converse.response",
     "converse_stream", ".bin"},
};

void print_examples() {
  for (const Examples& of : kExamples) {
    for (const std::string& name : fixtures(of.folder, of.request))
      if (const auto request = parse_request(of.format, fixture(name)))
        print_request(of.format, *request, name);
    for (const std::string& name : fixtures(of.folder, of.response))
      if (const auto response = parse_response(of.format, fixture(name)))
        print_answer(of.format, *response, name);
    for (const std::string& name : fixtures(of.folder, of.stream, of.suffix)) {
      const auto events = decode_stream(of.format, fixture(name));
      for (const WireFormat to : generation_formats())
        print_stream(to, "from " + std::string(to_string(of.format)) + ": " + name,
                     encode_stream(to, events));
    }
  }
}

void print_errors() {
  constexpr auto kLast = static_cast<int>(ErrorKind::Storage);
  for (int i = 0; i <= kLast; ++i)
    for (const WireFormat format : generation_formats()) {
      const auto kind = static_cast<ErrorKind>(i);
      const ProviderError error{.kind = kind, .message = "no luck"};
      print({format, "error", std::string(to_string(kind)), "", emit_error(format, error)});
    }
}

// Everything else: an example in its own format, and in every other of its kind.
struct Endpoint {
  WireFormat format;
  std::string_view kind;
  std::string_view fixture;
};

constexpr Endpoint kEndpoints[] = {
    {WireFormat::OpenAiEmbeddings, "request", "openai/embeddings.request.json"},
    {WireFormat::OpenAiImageGenerations, "request", "openai/images.request.json"},
    {WireFormat::OpenAiAudioSpeech, "request", "openai/audio.speech.request.json"},
    {WireFormat::OpenAiModerations, "request", "openai/moderations.request.json"},
    {WireFormat::OpenAiRerank, "request", "rerank/jina.rerank.request.json"},
    {WireFormat::CohereRerank, "request", "rerank/cohere.v2.rerank.request.json"},
    {WireFormat::BedrockCohereEmbeddings, "request", "rerank/cohere.v2.embed.request.json"},
    {WireFormat::GeminiEmbedContent, "request", "gemini/embedContent.request.json"},
    {WireFormat::GeminiBatchEmbedContents, "request", "gemini/batchEmbedContents.request.json"},
    {WireFormat::AnthropicCountTokens, "request", "anthropic/count_tokens.request.json"},
    {WireFormat::BedrockCountTokens, "request", "bedrock/count_tokens.request.json"},
    {WireFormat::GeminiCountTokens, "request", "gemini/countTokens.request.json"},
    {WireFormat::OpenAiEmbeddings, "response", "openai/embeddings.response.float.json"},
    {WireFormat::OpenAiImageGenerations, "response", "openai/images.response.json"},
    {WireFormat::OpenAiAudioTranscriptions, "response", "openai/audio.transcription.response.json"},
    {WireFormat::OpenAiModerations, "response", "openai/moderations.response.json"},
    {WireFormat::OpenAiModels, "response", "openai/models.list.json"},
    {WireFormat::OpenAiRerank, "response", "rerank/jina.rerank.response.json"},
    {WireFormat::CohereRerank, "response", "rerank/cohere.v2.rerank.response.json"},
    {WireFormat::BedrockCohereEmbeddings, "response", "rerank/cohere.v2.embed.response.json"},
    {WireFormat::GeminiEmbedContent, "response", "gemini/embedContent.response.json"},
    {WireFormat::GeminiBatchEmbedContents, "response", "gemini/batchEmbedContents.response.json"},
    {WireFormat::GeminiModels, "response", "gemini/models.list.json"},
    {WireFormat::GeminiCountTokens, "response", "gemini/countTokens.response.json"},
    {WireFormat::AnthropicCountTokens, "response", "anthropic/count_tokens.response.json"},
    {WireFormat::AnthropicModels, "response", "anthropic/models.list.json"},
    {WireFormat::BedrockCountTokens, "response", "bedrock/count_tokens.response.json"},
};

void name_model(ApiRequest& request) {
  if (auto* counted = std::get_if<CountTokensRequest>(&request)) counted->request.model = "a-model";
  if (auto* embedded = std::get_if<EmbeddingRequest>(&request)) embedded->model = "a-model";
}

void print_endpoint(const Endpoint& from, WireFormat to) {
  const std::string body = fixture(from.fixture);
  const std::string what = "from " + std::string(from.fixture);
  if (from.kind == "request") {
    auto request = parse_api_request(from.format, body);
    if (!request) return;
    name_model(request->value);
    print_sent(to, request->value, what);
  } else if (const auto written = transcode_api_response(from.format, to, body)) {
    print({to, from.kind, what, "", written->value});
  }
}

void print_endpoints() {
  for (const Endpoint& from : kEndpoints)
    for (const WireFormat to : all_wire_formats())
      if (wire_endpoint_kind(to) == wire_endpoint_kind(from.format)) print_endpoint(from, to);
}

}  // namespace
}  // namespace omnillm

int main() {
  omnillm::print_probes();
  omnillm::print_examples();
  omnillm::print_errors();
  omnillm::print_endpoints();
  return std::cout.good() ? 0 : 1;
}
