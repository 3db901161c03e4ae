// Which protocol a path belongs to, at which kind of provider.

#ifndef OMNILLM_SIM_HTTP_ROUTE_H_
#define OMNILLM_SIM_HTTP_ROUTE_H_

#include <optional>
#include <string>
#include <string_view>

#include "omnillm/protocol.h"

namespace omnillm::sim {

struct HttpRoute {
  WireFormat format = WireFormat::OpenAiChatCompletions;
  // The model, where the path says it: Azure's deployment, Vertex's and Bedrock's model. Gemini's
  // and Converse's own paths are left to their codecs.
  std::string model{};
  // The path says it, where the body cannot: Anthropic on Vertex and Bedrock.
  bool streams = false;
  // And in AWS frames, on Bedrock.
  bool aws_chunks = false;
};

// `path` is what stands behind the provider's address, without query: "/v1/chat/completions".
// Empty when this kind of provider has no such thing.
[[nodiscard]] std::optional<HttpRoute> find_route(ProviderKind kind, std::string_view method,
                                                  std::string_view path);

// What is put behind the provider's address to make the base address of its clients: "/v1".
[[nodiscard]] std::string_view base_path(ProviderKind kind);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_ROUTE_H_
