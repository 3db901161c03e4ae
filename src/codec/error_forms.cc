#include "codec/error_forms.h"

#include <string>
#include <utility>

#include "json/writer.h"
#include "omnillm/transcode.h"

namespace omnillm::codec {

WireFormat error_family(WireFormat format) {
  switch (format) {
    case WireFormat::AnthropicCountTokens:
    case WireFormat::AnthropicModels:
      return WireFormat::AnthropicMessages;
    case WireFormat::GeminiEmbedContent:
    case WireFormat::GeminiBatchEmbedContents:
    case WireFormat::GeminiCountTokens:
    case WireFormat::GeminiModels:
    case WireFormat::VertexImagen:
    case WireFormat::VertexRerank:
      return WireFormat::GeminiGenerateContent;
    case WireFormat::BedrockTitanEmbeddings:
    case WireFormat::BedrockCohereEmbeddings:
    case WireFormat::BedrockCountTokens:
      return WireFormat::BedrockConverse;
    default:
      // Cohere's {"message"} and Jina's {"detail"} are among what OpenAI's relatives write too.
      return is_generation(format) ? format : WireFormat::OpenAiResponses;
  }
}

const GenerationCodec& error_codec(WireFormat format) { return *codec_for(error_family(format)); }

int error_status(WireFormat format, const ProviderError& error) {
  const bool is_own = error.protocol && error_family(*error.protocol) == error_family(format);
  if (is_own && error.status >= 400 && error.status < 600) return error.status;
  return error_codec(format).status_of(error.kind);
}

namespace {

// {"message": "...", "id"?: "..."}
void write_cohere_error(const ProviderError& error, std::string& text) {
  json::Writer out(text);
  out.begin_object();
  if (!error.request_id.empty()) out.key("id").string(error.request_id);
  out.key("message").string(error.message);
  out.end_object();
}

}  // namespace

}  // namespace omnillm::codec

namespace omnillm {

ProviderError parse_error(WireFormat format, int status, std::string_view body) {
  ProviderError error = codec::error_codec(format).parse_error(status, body);
  error.protocol = format;
  return error;
}

std::string emit_error(WireFormat format, const ProviderError& error) {
  std::string body;
  if (format == WireFormat::CohereRerank) {
    codec::write_cohere_error(error, body);
    return body;
  }
  const WireFormat family = codec::error_family(format);
  if (!error.protocol || *error.protocol == family ||
      codec::error_family(*error.protocol) != family) {
    codec::error_codec(format).emit_error(error, body);
    return body;
  }
  ProviderError own = error;  // its words are the family's
  own.protocol = family;
  codec::error_codec(format).emit_error(own, body);
  return body;
}

std::string transcode_error(WireFormat from, WireFormat to, int status, std::string_view body) {
  return emit_error(to, parse_error(from, status, body));
}

}  // namespace omnillm
