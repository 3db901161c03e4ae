#include "sim/http_endpoints.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

#include "sim/http_ascii.h"
#include "sim/http_hash.h"
#include "sim/http_text.h"
#include "sim/http_tokens.h"

namespace omnillm::sim {
namespace {

constexpr std::int64_t kDimensions = 256;
constexpr std::int64_t kMostDimensions = 8'192;
constexpr std::int64_t kImageTokens = 1'056;
// A grey pixel, as PNG.
constexpr std::string_view kPixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

// 16,000 samples of 16 bits a second: what a length is reckoned by when nobody decodes the sound.
constexpr double kBytesPerSecond = 32'000;

std::string text_of(const EmbeddingInput& input) {
  if (const auto* text = std::get_if<Text>(&input.content)) return text->str();
  std::string joined;
  for (const std::int32_t token : std::get<std::vector<std::int32_t>>(input.content))
    joined += std::to_string(token) + ' ';
  return joined;
}

std::int64_t tokens_of(const EmbeddingInput& input) {
  if (const auto* text = std::get_if<Text>(&input.content)) return count_tokens(text->str());
  return static_cast<std::int64_t>(std::get<std::vector<std::int32_t>>(input.content).size());
}

std::vector<float> unit_vector(const std::string& text, std::int64_t dimensions) {
  Rng rng(hash_of(text));
  std::vector<float> vector(static_cast<std::size_t>(dimensions));
  double squares = 0;
  for (float& one : vector) {
    one = static_cast<float>(rng.unit() * 2 - 1);
    squares += static_cast<double>(one) * static_cast<double>(one);
  }
  const double length = squares > 0 ? std::sqrt(squares) : 1;
  for (float& one : vector) one = static_cast<float>(static_cast<double>(one) / length);
  return vector;
}

struct Maker {
  WireFormat format;
  std::int64_t created;
  const std::vector<std::string>& models;
  Rng rng;

  EndpointAnswer operator()(const LlmRequest&) { return {}; }

  EndpointAnswer operator()(const EmbeddingRequest& request) {
    EmbeddingResponse made{.model = request.model};
    made.encoding_format = request.encoding_format;
    const std::int64_t dimensions =
        std::clamp<std::int64_t>(request.dimensions.value_or(kDimensions), 1, kMostDimensions);
    std::int64_t tokens = 0;
    for (const EmbeddingInput& input : request.input) {
      tokens += tokens_of(input);
      made.data.push_back({.index = static_cast<std::int64_t>(made.data.size()),
                           .embedding = unit_vector(text_of(input), dimensions)});
    }
    made.usage = TokenUsage{.prompt_tokens = tokens, .total_tokens = tokens};
    return {std::move(made), tokens, 0};
  }

  EndpointAnswer operator()(const ImageGenerationRequest& request) {
    ImageGenerationResponse made{.created = created};
    const std::int64_t count = std::clamp<std::int64_t>(request.n.value_or(1), 1, 10);
    for (std::int64_t i = 0; i < count; ++i) {
      GeneratedImage image{.media_type = "image/png"};
      if (request.response_format == "url")
        image.url = "https://images.example.com/" + random_id(rng, 24) + ".png";
      else
        image.b64_json = Text(kPixel);
      made.data.push_back(std::move(image));
    }
    const std::int64_t prompt = count_tokens(request.prompt), output = count * kImageTokens;
    made.usage = TokenUsage{.prompt_tokens = prompt,
                            .completion_tokens = output,
                            .total_tokens = prompt + output,
                            .image_completion_tokens = output};
    return {std::move(made), prompt, output};
  }

  EndpointAnswer operator()(const AudioTranscriptionRequest& request) {
    AudioTranscriptionResponse made;
    Rng heard(hash_of(request.audio.bytes));
    const std::string text = prose(heard, 12);
    const double seconds = static_cast<double>(request.audio.bytes.size()) / kBytesPerSecond;
    const std::string& wanted = request.response_format;
    if (wanted == "text" || wanted == "srt" || wanted == "vtt") {
      made.format = wanted;
      made.text = Text(subtitles(wanted, text));
      return {std::move(made), 0, count_tokens(text)};
    }
    made.text = Text(text);
    if (wanted == "verbose_json") {
      made.language = request.language.empty() ? "english" : request.language;
      made.duration_seconds = seconds;
      made.segments.push_back({.id = 0, .start = 0.0, .end = seconds, .text = text});
    }
    return {std::move(made), 0, count_tokens(text)};
  }

  EndpointAnswer operator()(const AudioSpeechRequest& request) {
    AudioSpeechResponse made;
    const std::string& wanted = request.response_format;
    made.audio.media_type = media_type(wanted);
    // Silence, as long as the text: two bytes a sample, a hundred samples a letter.
    made.audio.bytes.assign(std::min<std::size_t>(request.input.size() * 200, 2'000'000), '\0');
    return {std::move(made), count_tokens(request.input), 0};
  }

  EndpointAnswer operator()(const RerankRequest& request) {
    RerankResponse made{.model = request.model, .id = random_id(rng, 24)};
    std::int64_t tokens = 0;
    for (const RerankDocument& document : request.documents) {
      const std::string text = words_of(document);
      tokens += count_tokens(text) + count_tokens(request.query);
      RerankResult result{.index = static_cast<std::int64_t>(made.results.size()),
                          .relevance_score = score(request.query, text)};
      if (request.return_documents.value_or(false)) result.document = document;
      made.results.push_back(std::move(result));
    }
    std::stable_sort(made.results.begin(), made.results.end(),
                     [](const RerankResult& a, const RerankResult& b) {
                       return a.relevance_score > b.relevance_score;
                     });
    if (request.top_n && *request.top_n >= 0 &&
        static_cast<std::size_t>(*request.top_n) < made.results.size())
      made.results.resize(static_cast<std::size_t>(*request.top_n));
    made.units.queries = 1;
    made.usage = TokenUsage{.prompt_tokens = tokens, .total_tokens = tokens};
    return {std::move(made), tokens, 0};
  }

  EndpointAnswer operator()(const ModerationRequest& request) {
    ModerationResponse made{.id = "modr-" + random_id(rng, 24), .model = request.model};
    for (const MessagePart& part : request.input) {
      const auto* text = part.get_if<part::Text>();
      const std::string said = text ? lower(text->text.str()) : std::string();
      const bool violence = said.find("kill") != std::string::npos;
      const bool hate = said.find("hate") != std::string::npos;
      made.results.push_back(
          {.flagged = violence || hate,
           .categories = {{"hate", hate}, {"violence", violence}},
           .scores = {{"hate", hate ? 0.9 : 0.001}, {"violence", violence ? 0.9 : 0.001}}});
    }
    return {std::move(made), 0, 0};
  }

  EndpointAnswer operator()(const CountTokensRequest& request) {
    return {CountTokensResponse{.prompt_tokens = count_prompt_tokens(request.request)}, 0, 0};
  }

  EndpointAnswer operator()(const ModelListRequest&) {
    ModelList made;
    for (const std::string& model : models)
      made.models.push_back(
          {.id = model, .display_name = model, .owned_by = "omnillm", .created = created});
    return {std::move(made), 0, 0};
  }

  static std::string subtitles(const std::string& wanted, const std::string& text) {
    if (wanted == "srt") return "1\n00:00:00,000 --> 00:00:04,000\n" + text + "\n";
    if (wanted == "vtt") return "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n" + text + "\n";
    return text + "\n";
  }

  static std::string media_type(const std::string& wanted) {
    if (wanted == "wav") return "audio/wav";
    if (wanted == "opus") return "audio/ogg";
    if (wanted == "aac") return "audio/aac";
    if (wanted == "flac") return "audio/flac";
    if (wanted == "pcm") return "audio/pcm";
    return "audio/mpeg";
  }

  static std::string words_of(const RerankDocument& document) {
    if (const auto* text = std::get_if<Text>(&document.content)) return text->str();
    return std::string(std::get<JsonText>(document.content).text());
  }

  static double score(const std::string& query, const std::string& document) {
    const std::string asked = lower(query);
    const std::string read = lower(document);
    double words = 0, found = 0;
    for (std::string_view word : split_tokens(asked)) {
      word = trimmed(word);
      if (word.empty()) continue;
      ++words;
      if (read.find(word) != std::string::npos) ++found;
    }
    return words > 0 ? found / words : 0;
  }
};

}  // namespace

EndpointAnswer answer_endpoint(const ApiRequest& request, WireFormat format, std::int64_t created,
                               const std::vector<std::string>& models, Rng rng) {
  return std::visit(Maker{format, created, models, rng}, request);
}

}  // namespace omnillm::sim
