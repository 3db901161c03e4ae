#include "gateway/measure.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace omnillm::gateway {

namespace {

// Sound has at least a thousand bytes a second: the least that any codec of speech makes of it.
std::int64_t milliseconds_of_sound(std::size_t bytes) { return static_cast<std::int64_t>(bytes); }

// Searches that a provider may make for one answer, where the request does not say how many.
constexpr std::int64_t kSearchesAllowed = 10;

// Tokens an image may have where images are sold by the token.
constexpr std::int64_t kTokensPerImageMade = 16'384;

// Pieces in a base64 text.
std::size_t decoded_size(std::size_t base64) { return base64 / 4 * 3 + 3; }

class PartCounter {
 public:
  explicit PartCounter(BoundInput& bound) : bound_(bound) {}

  [[nodiscard]] std::size_t media_bytes() const { return media_bytes_; }

  void count(const Message& message) {
    ++bound_.messages;
    for (const MessagePart& part : message.parts) count(part);
  }

  void count(const MessagePart& part) {
    if (part.is<part::ImageUrl>()) {
      ++bound_.images;
    } else if (const auto* image = part.get_if<part::ImageBase64>()) {
      ++bound_.images;
      media_bytes_ += image->data.held_bytes();
    } else if (const auto* audio = part.get_if<part::Audio>()) {
      media_bytes_ += audio->data.held_bytes();
      bound_.audio_milliseconds += milliseconds_of_sound(decoded_size(audio->data.held_bytes()));
      if (!audio->id.empty()) bound_.foreign_content = true;
    } else if (const auto* file = part.get_if<part::File>()) {
      media_bytes_ += file->data.held_bytes();
      // Its pages cannot be counted from outside.
      if (file->text.empty()) bound_.foreign_content = true;
    } else if (const auto* result = part.get_if<ToolResultPart>()) {
      for (const MessagePart& inner : result->output) count(inner);
    } else if (part.is<part::Raw>()) {
      bound_.foreign_content = true;
    }
  }

 private:
  BoundInput& bound_;
  std::size_t media_bytes_ = 0;
};

// Members with which a request refers to something that stands at the provider.
constexpr std::array<std::string_view, 5> kReferences = {
    "previous_response_id", "conversation", "prompt", "cachedContent", "cached_content"};

bool refers_to_something(const LlmRequest& request) {
  return std::any_of(kReferences.begin(), kReferences.end(), [&](std::string_view name) {
    return request.vendor_extensions.find(name) != nullptr;
  });
}

ServiceTier tier_of(std::string_view name) {
  if (name == "priority") return ServiceTier::Priority;
  if (name == "flex") return ServiceTier::Flex;
  if (name == "batch") return ServiceTier::Batch;
  return ServiceTier::Standard;
}

void count_builtin_tools(const LlmRequest& request, BoundInput& bound) {
  for (const BuiltinTool& tool : request.capabilities.builtin_tools) {
    ++bound.tools;
    switch (tool.kind) {
      case BuiltinTool::Kind::WebSearch:
      case BuiltinTool::Kind::Maps:
        bound.units.web_searches_high += kSearchesAllowed;
        bound.foreign_content = true;
        break;
      case BuiltinTool::Kind::ImageGeneration:
        bound.image_output = true;
        bound.foreign_content = true;
        break;
      case BuiltinTool::Kind::Shell:
      case BuiltinTool::Kind::TextEditor:
      case BuiltinTool::Kind::ComputerUse:
        break;  // run by the caller
      default:
        bound.foreign_content = true;
    }
  }
}

struct Measurer {
  std::size_t body_bytes;

  BoundInput operator()(const LlmRequest& request) const {
    BoundInput bound;
    PartCounter parts(bound);
    for (const RequestItem& item : request.input) {
      if (const Message* message = item.message())
        parts.count(*message);
      else
        parts.count(*item.single());
    }
    if (request.input.empty())
      for (const Message& message : request.messages) parts.count(message);
    bound.tools = static_cast<std::int64_t>(request.capabilities.tools.size());
    count_builtin_tools(request, bound);
    if (refers_to_something(request)) bound.foreign_content = true;
    bound.prompt_bytes =
        static_cast<std::int64_t>(body_bytes - std::min(body_bytes, parts.media_bytes()));
    bound.max_output_tokens = request.generation.max_output_tokens;
    bound.choices = std::max<std::int64_t>(1, request.generation.choices.value_or(1));
    for (const OutputModality modality : request.capabilities.modalities) {
      bound.audio_output |= modality == OutputModality::Audio;
      bound.image_output |= modality == OutputModality::Image;
    }
    bound.tier = tier_of(request.service_tier);
    return bound;
  }

  BoundInput operator()(const CountTokensRequest&) const { return without_output(); }
  BoundInput operator()(const EmbeddingRequest& request) const {
    BoundInput bound = without_output();
    // Tokens that are given as numbers have at least two bytes each, a comma included.
    bound.messages = static_cast<std::int64_t>(request.input.size());
    return bound;
  }
  BoundInput operator()(const ImageGenerationRequest& request) const {
    BoundInput bound = without_output();
    const std::int64_t count = std::clamp<std::int64_t>(request.n.value_or(1), 1, 1'000);
    bound.units.images_out = count;
    bound.units.pixels = count * pixels_of(request.size);
    bound.image_output = true;
    bound.max_output_tokens = count * kTokensPerImageMade;
    return bound;
  }
  BoundInput operator()(const AudioTranscriptionRequest& request) const {
    BoundInput bound = without_output();
    const std::size_t sound = request.audio.bytes.size();
    bound.prompt_bytes = static_cast<std::int64_t>(body_bytes - std::min(body_bytes, sound));
    bound.audio_milliseconds = milliseconds_of_sound(sound);
    bound.units.audio_in_milliseconds = bound.audio_milliseconds;
    bound.foreign_content = !request.audio_url.empty();
    // Nobody speaks more than fifty tokens a second.
    bound.max_output_tokens = bound.audio_milliseconds / 20 + 64;
    return bound;
  }
  BoundInput operator()(const AudioSpeechRequest& request) const {
    BoundInput bound = without_output();
    const auto characters = static_cast<std::int64_t>(request.input.size());
    bound.units.characters = characters;
    bound.units.audio_out_milliseconds = characters * 500;  // slowly read
    bound.audio_output = true;
    bound.max_output_tokens = characters * 25;
    return bound;
  }
  BoundInput operator()(const RerankRequest& request) const {
    BoundInput bound = without_output();
    // A query is sold with up to a hundred documents.
    bound.units.queries = static_cast<std::int64_t>(request.documents.size() / 100 + 1);
    return bound;
  }
  BoundInput operator()(const ModerationRequest&) const { return without_output(); }
  BoundInput operator()(const ModelListRequest&) const { return without_output(); }

 private:
  [[nodiscard]] BoundInput without_output() const {
    BoundInput bound;
    bound.prompt_bytes = static_cast<std::int64_t>(body_bytes);
    bound.max_output_tokens = 0;
    bound.cache_writes = CacheWrites::None;
    return bound;
  }

  // "1024x1536"; what cannot be read is taken for the largest that is sold.
  static std::int64_t pixels_of(std::string_view size) {
    constexpr std::int64_t kLargest = std::int64_t{4096} * 4096;
    std::array<std::int64_t, 2> sides{};
    std::size_t side = 0;
    for (const char c : size) {
      if (c == 'x' && side == 0) {
        side = 1;
      } else if (c >= '0' && c <= '9' && sides[side] < 100'000) {
        sides[side] = sides[side] * 10 + (c - '0');
      } else {
        return kLargest;
      }
    }
    const std::int64_t pixels = sides[0] * sides[1];
    return pixels == 0 ? kLargest : pixels;
  }
};

}  // namespace

BoundInput measure(const ApiRequest& request, std::size_t body_bytes) {
  return std::visit(Measurer{body_bytes}, request);
}

std::optional<std::int64_t> output_cap(const ApiRequest& request) {
  const auto* generation = std::get_if<LlmRequest>(&request);
  return generation ? generation->generation.max_output_tokens : 0;
}

}  // namespace omnillm::gateway
