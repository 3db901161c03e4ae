// Floor: 1 types
//
// Canonical requests and answers of everything that is not a conversation: embeddings, images,
// transcription, speech, rerank, moderation, token counts, lists of models.
//
//   EmbeddingRequest{.model = "text-embedding-3-small", .input = {"hello"}, .dimensions = 256};
//
// Every type here is a value: copyable, comparable, printable. `vendor_extensions` are the members
// no canonical field has; `origin` says which protocol they belong to, as in request.h.

#ifndef OMNILLM_ENDPOINTS_H_
#define OMNILLM_ENDPOINTS_H_

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "omnillm/json.h"
#include "omnillm/protocol.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/usage.h"

namespace omnillm {

// Bytes of a file: sound to transcribe, speech that was made. Kept as they are, not as base64.
struct Blob {
  std::string bytes{};
  std::string media_type{};
  std::string filename{};

  friend bool operator==(const Blob&, const Blob&) = default;
};

// ---- Embeddings

// One text to embed, as text or as the numbers of its tokens.
struct EmbeddingInput {
  std::variant<Text, std::vector<std::int32_t>> content{};

  EmbeddingInput() = default;
  EmbeddingInput(const char* text) : content(Text(text)) {}                         // NOLINT
  EmbeddingInput(Text text) : content(std::move(text)) {}                           // NOLINT
  EmbeddingInput(std::vector<std::int32_t> tokens) : content(std::move(tokens)) {}  // NOLINT

  friend bool operator==(const EmbeddingInput&, const EmbeddingInput&) = default;
};

struct EmbeddingRequest {
  std::string model{};
  std::vector<EmbeddingInput> input{};
  std::optional<std::int64_t> dimensions{};
  std::string encoding_format{};  // "float", "base64"; empty: not said
  std::string task{};             // "search_document", "RETRIEVAL_QUERY": where the protocol asks
  std::string title{};            // of the document, where the protocol takes it
  std::string user{};
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const EmbeddingRequest&, const EmbeddingRequest&) = default;
};

struct EmbeddingVector {
  std::int64_t index = 0;
  std::vector<float> embedding{};

  friend bool operator==(const EmbeddingVector&, const EmbeddingVector&) = default;
};

struct EmbeddingResponse {
  std::string model{};
  std::vector<EmbeddingVector> data{};
  std::optional<TokenUsage> usage{};
  std::string encoding_format{};  // how the vectors came, and are written again
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const EmbeddingResponse&, const EmbeddingResponse&) = default;
};

// ---- Images

struct ImageGenerationRequest {
  std::string model{};
  std::string prompt{};
  std::string size{};          // "1024x1024"
  std::string aspect_ratio{};  // "16:9", where the protocol has that instead
  std::string quality{};
  std::string style{};
  std::string background{};
  std::string output_format{};    // "png"
  std::string response_format{};  // "url", "b64_json"
  std::optional<std::int64_t> n{};
  std::optional<std::int64_t> seed{};
  std::string negative_prompt{};
  std::string user{};
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const ImageGenerationRequest&, const ImageGenerationRequest&) = default;
};

struct GeneratedImage {
  std::string url{};
  Text b64_json{};
  std::string revised_prompt{};
  std::string media_type{};
  // Why the provider held it back, where it says so.
  std::string filtered_reason{};

  friend bool operator==(const GeneratedImage&, const GeneratedImage&) = default;
};

struct ImageGenerationResponse {
  std::optional<std::int64_t> created{};
  std::vector<GeneratedImage> data{};
  std::optional<TokenUsage> usage{};
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const ImageGenerationResponse&, const ImageGenerationResponse&) = default;
};

// ---- Sound to text

struct AudioTranscriptionRequest {
  std::string model{};
  Blob audio{};
  std::string audio_url{};  // instead of the sound, where the protocol can fetch it
  std::string prompt{};
  std::string response_format{};  // "json", "text", "srt", "vtt", "verbose_json"
  std::string language{};
  std::optional<double> temperature{};
  std::vector<std::string> timestamp_granularities{};
  bool translate = false;  // into English, instead of the language spoken
  bool stream = false;
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const AudioTranscriptionRequest&,
                         const AudioTranscriptionRequest&) = default;
};

struct AudioSegment {
  std::optional<std::int64_t> id{};
  std::optional<double> start{};  // seconds
  std::optional<double> end{};
  std::string text{};
  VendorExtensions vendor_extensions{};

  friend bool operator==(const AudioSegment&, const AudioSegment&) = default;
};

struct TranscribedWord {
  std::string word{};
  std::optional<double> start{};
  std::optional<double> end{};

  friend bool operator==(const TranscribedWord&, const TranscribedWord&) = default;
};

struct AudioTranscriptionResponse {
  Text text{};
  std::string language{};
  std::optional<double> duration_seconds{};
  std::vector<AudioSegment> segments{};
  std::vector<TranscribedWord> words{};
  std::optional<TokenUsage> usage{};
  // Of a transcript that is no JSON, its format: "srt", "vtt", "text"; `text` is then all of it.
  std::string format{};
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const AudioTranscriptionResponse&,
                         const AudioTranscriptionResponse&) = default;
};

// ---- Text to sound

struct AudioSpeechRequest {
  std::string model{};
  std::string input{};
  std::string voice{};
  std::string instructions{};
  std::string response_format{};  // "mp3", "wav", "opus", "aac", "flac", "pcm"
  std::optional<double> speed{};
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const AudioSpeechRequest&, const AudioSpeechRequest&) = default;
};

struct AudioSpeechResponse {
  Blob audio{};

  friend bool operator==(const AudioSpeechResponse&, const AudioSpeechResponse&) = default;
};

// ---- Rerank

// A document to rank: text, or an object whose fields the model reads.
struct RerankDocument {
  std::variant<Text, JsonText> content{};

  RerankDocument() = default;
  RerankDocument(const char* text) : content(Text(text)) {}        // NOLINT
  RerankDocument(Text text) : content(std::move(text)) {}          // NOLINT
  RerankDocument(JsonText fields) : content(std::move(fields)) {}  // NOLINT

  friend bool operator==(const RerankDocument&, const RerankDocument&) = default;
};

struct RerankRequest {
  std::string model{};
  std::string query{};
  std::vector<RerankDocument> documents{};
  std::optional<std::int64_t> top_n{};
  std::optional<bool> return_documents{};
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const RerankRequest&, const RerankRequest&) = default;
};

struct RerankResult {
  std::int64_t index = 0;
  double relevance_score = 0;
  std::optional<RerankDocument> document{};

  friend bool operator==(const RerankResult&, const RerankResult&) = default;
};

struct RerankResponse {
  std::string model{};
  std::string id{};
  std::vector<RerankResult> results{};
  std::optional<TokenUsage> usage{};
  BillableUnits units{};  // search units
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const RerankResponse&, const RerankResponse&) = default;
};

// ---- Moderation

struct ModerationRequest {
  std::string model{};
  std::vector<MessagePart> input{};  // texts and images
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const ModerationRequest&, const ModerationRequest&) = default;
};

struct ModerationResult {
  bool flagged = false;
  std::vector<std::pair<std::string, bool>> categories{};
  std::vector<std::pair<std::string, double>> scores{};
  VendorExtensions vendor_extensions{};

  friend bool operator==(const ModerationResult&, const ModerationResult&) = default;
};

struct ModerationResponse {
  std::string id{};
  std::string model{};
  std::vector<ModerationResult> results{};
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const ModerationResponse&, const ModerationResponse&) = default;
};

// ---- Token counts and models

struct CountTokensRequest {
  LlmRequest request{};  // the one that would be sent

  friend bool operator==(const CountTokensRequest&, const CountTokensRequest&) = default;
};

struct CountTokensResponse {
  std::int64_t prompt_tokens = 0;
  std::optional<std::int64_t> cached_tokens{};
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const CountTokensResponse&, const CountTokensResponse&) = default;
};

struct ModelInfo {
  std::string id{};
  std::string display_name{};
  std::string owned_by{};
  std::optional<std::int64_t> created{};  // seconds since 1970
  std::optional<std::int64_t> context_window{};
  std::optional<std::int64_t> max_output_tokens{};
  VendorExtensions vendor_extensions{};

  friend bool operator==(const ModelInfo&, const ModelInfo&) = default;
};

struct ModelList {
  std::vector<ModelInfo> models{};
  std::string next_page{};  // the token or id to go on with; empty at the end
  VendorExtensions vendor_extensions{};
  std::optional<WireFormat> origin{};

  friend bool operator==(const ModelList&, const ModelList&) = default;
};

// A list of models is asked for with nothing but a place to go on from.
struct ModelListRequest {
  std::string page{};
  std::optional<std::int64_t> limit{};

  friend bool operator==(const ModelListRequest&, const ModelListRequest&) = default;
};

// ---- Any of them

using ApiRequest = std::variant<LlmRequest, EmbeddingRequest, ImageGenerationRequest,
                                AudioTranscriptionRequest, AudioSpeechRequest, RerankRequest,
                                ModerationRequest, CountTokensRequest, ModelListRequest>;
using ApiResponse = std::variant<LlmResponse, EmbeddingResponse, ImageGenerationResponse,
                                 AudioTranscriptionResponse, AudioSpeechResponse, RerankResponse,
                                 ModerationResponse, CountTokensResponse, ModelList>;

[[nodiscard]] EndpointKind canonical_endpoint_kind(const ApiRequest& request);
[[nodiscard]] EndpointKind canonical_endpoint_kind(const ApiResponse& response);

// The name of the model that a request asks for; null where it asks for none. Lifetime: a part of
// the request.
[[nodiscard]] std::string* requested_model(ApiRequest& request);

}  // namespace omnillm

#endif  // OMNILLM_ENDPOINTS_H_
