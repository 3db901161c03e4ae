// Floor: 1 types
//
// Where requests of one wire format go: an address, how they are signed, the headers they carry.
//
//   auto endpoint = ProviderEndpoint::claude_messages().with_default_header("anthropic-beta",
//   "..."); endpoint.url_for(emit_transport_request(endpoint.wire_format, request)->value);
//
// Addresses are the base that a provider documents, and the path of the request is put behind it:
// - a base that ends with that path already is taken as it stands;
// - a query in the base (?api-version=...) stays a query, with the request's behind it;
// - a Gemini base without a version is given /v1beta;
// - blanks around it and slashes at its end do not matter.
// A `compat` endpoint is the whole address, used as it stands for answers and for streams.
//
// Thread safety: a value.

#ifndef OMNILLM_PROVIDER_ENDPOINT_H_
#define OMNILLM_PROVIDER_ENDPOINT_H_

#include <optional>
#include <string>
#include <string_view>

#include "omnillm/auth_scheme.h"
#include "omnillm/protocol.h"
#include "omnillm/result.h"
#include "omnillm/transport_form.h"

namespace omnillm {

struct ProviderEndpoint {
  WireFormat wire_format = WireFormat::OpenAiResponses;
  std::string base_url{};
  bool compat = false;               // base_url is the whole address
  std::optional<AuthScheme> auth{};  // empty: the protocol's own
  Headers default_headers{};
  std::string dialect{};  // "groq"; empty for the plain protocol

  // With the headers the protocol demands (Anthropic's version).
  [[nodiscard]] static ProviderEndpoint at(WireFormat format, std::string base_url);

  // The official ones.
  [[nodiscard]] static ProviderEndpoint openai_responses();
  [[nodiscard]] static ProviderEndpoint openai_chat_completions();
  [[nodiscard]] static ProviderEndpoint claude_messages();
  [[nodiscard]] static ProviderEndpoint gemini_generate_content();
  [[nodiscard]] static ProviderEndpoint bedrock_converse(std::string_view region);

  // Somebody else's, at exactly this address.
  [[nodiscard]] static ProviderEndpoint openai_responses_compat(std::string url);
  [[nodiscard]] static ProviderEndpoint openai_chat_completions_compat(std::string url);
  [[nodiscard]] static ProviderEndpoint claude_messages_compat(std::string url);
  [[nodiscard]] static ProviderEndpoint gemini_generate_content_compat(std::string url);

  // Reads "openai_chat_completions", "anthropic_messages_compat" and their like with an address.
  // Errors: Configuration.
  [[nodiscard]] static Result<ProviderEndpoint> of_profile(std::string_view profile,
                                                           std::string base_url);

  // Replaces the header of that name, whatever its case.
  ProviderEndpoint with_default_header(std::string_view name, std::string value) &&;
  ProviderEndpoint with_auth(AuthScheme scheme) &&;

  [[nodiscard]] AuthScheme auth_scheme() const;

  // The address of a request: `path` is percent-encoded, as TransportRequest has it.
  [[nodiscard]] std::string url_for(const TransportRequest& request) const;

  friend bool operator==(const ProviderEndpoint&, const ProviderEndpoint&) = default;
};

}  // namespace omnillm

#endif  // OMNILLM_PROVIDER_ENDPOINT_H_
