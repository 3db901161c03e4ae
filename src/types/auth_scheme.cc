#include "omnillm/auth_scheme.h"

#include <ostream>

#include "types/canonical_names.h"

namespace omnillm {

std::string_view to_string(AuthScheme::Kind kind) { return types::kAuthNames[kind]; }

AuthScheme AuthScheme::default_for(WireFormat format) {
  switch (format) {
    case WireFormat::AnthropicMessages:
    case WireFormat::AnthropicCountTokens:
    case WireFormat::AnthropicModels:
      return header("x-api-key");
    case WireFormat::GeminiGenerateContent:
    case WireFormat::GeminiEmbedContent:
    case WireFormat::GeminiBatchEmbedContents:
    case WireFormat::GeminiCountTokens:
    case WireFormat::GeminiModels:
      return header("x-goog-api-key");
    case WireFormat::VertexImagen:
    case WireFormat::VertexRerank:
      return google();
    case WireFormat::BedrockConverse:
    case WireFormat::BedrockTitanEmbeddings:
    case WireFormat::BedrockCohereEmbeddings:
    case WireFormat::BedrockCountTokens:
      return sigv4("bedrock");
    default:
      return bearer();
  }
}

std::ostream& operator<<(std::ostream& out, const AuthScheme& scheme) {
  out << to_string(scheme.kind);
  return scheme.name.empty() ? out : out << ' ' << scheme.name;
}

}  // namespace omnillm
