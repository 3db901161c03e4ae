// Asks a simulated provider as our own codecs would: canonical values in, canonical values out.

#ifndef OMNILLM_TESTS_SUPPORT_SIM_CLIENT_H_
#define OMNILLM_TESTS_SUPPORT_SIM_CLIENT_H_

#include <string>
#include <utility>
#include <vector>

#include "omnillm/provider_endpoint.h"
#include "omnillm/sim_server.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"
#include "support/raw_client.h"

namespace omnillm::tests {

// A provider of the simulation, and the protocol to speak to it.
struct SimPeer {
  std::string provider{};
  WireFormat format = WireFormat::OpenAiChatCompletions;
  std::string base{};  // empty: the provider's base_url()
};

inline std::string bytes_of(const RequestBody& body, std::string& content_type) {
  if (const auto* json = std::get_if<body::Json>(&body)) return std::string(json->value.text());
  if (const auto* text = std::get_if<body::Text>(&body)) return text->value;
  if (const auto* parts = std::get_if<body::Multipart>(&body)) {
    const std::string boundary = multipart_boundary(parts->fields);
    content_type = "multipart/form-data; boundary=" + boundary;
    return encode_multipart(parts->fields, boundary);
  }
  return {};
}

inline std::string credential_field(WireFormat format, const std::string& key) {
  const AuthScheme scheme = AuthScheme::default_for(format);
  if (scheme.kind == AuthScheme::Kind::Header) return scheme.name + ": " + key + "\r\n";
  return "authorization: Bearer " + key + "\r\n";
}

// The request as bytes; `headers` are whole lines.
inline std::string http_text(const SimServer& sim, const SimPeer& peer, const ApiRequest& request,
                             const std::string& headers = {}, const std::string& key = "k1") {
  const auto transport = emit_transport_request(peer.format, request).value().value;
  const std::string base =
      peer.base.empty() ? sim.base_url(peer.provider) : sim.origin() + peer.base;
  const std::string url = ProviderEndpoint::at(peer.format, base).url_for(transport);
  std::string type = "application/json";
  const std::string body = bytes_of(transport.body, type);
  std::string text = std::string(to_string(transport.method)) + ' ' +
                     url.substr(sim.origin().size()) + " HTTP/1.1\r\nhost: sim\r\n";
  for (const auto [name, value] : transport.headers)
    text.append(name).append(": ").append(value) += "\r\n";
  text += "content-type: " + type + "\r\n" + credential_field(peer.format, key) + headers;
  return text + "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline RawAnswer ask(const SimServer& sim, const SimPeer& peer, const ApiRequest& request,
                     const std::string& headers = {}, const std::string& key = "k1") {
  RawClient client(sim.port());
  client.send(http_text(sim, peer, request, headers, key));
  return client.read_answer();
}

inline TransportResponse as_transport(const RawAnswer& answer) {
  TransportResponse response{
      .status = answer.status,
      .content_type = answer.field("content-type"),
      .body = body::Binary{Blob{.bytes = answer.body, .media_type = answer.field("content-type")}}};
  for (const char* name : {"x-amzn-errortype", "content-type", "retry-after"})
    if (const std::string value = answer.field(name); !value.empty())
      response.headers.set(name, value);
  return response;
}

inline Result<ApiResponse> read_whole(WireFormat format, const RawAnswer& answer) {
  auto parsed = parse_transport_response(format, as_transport(answer));
  if (!parsed) return tl::unexpected(parsed.error());
  return std::move(parsed->value);
}

inline std::vector<LlmStreamEvent> read_stream(WireFormat format, const std::string& body) {
  StreamDecoder decoder(format);
  std::vector<LlmStreamEvent> events;
  decoder.feed(body, events);
  decoder.finish(events);
  return events;
}

}  // namespace omnillm::tests

#endif  // OMNILLM_TESTS_SUPPORT_SIM_CLIENT_H_
