#include "gateway/failure.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "json/document.h"
#include "limit/retry_hints.h"
#include "omnillm/transcode.h"

namespace omnillm::gateway {

namespace {

// {"error": {"details": [{"@type": ".../RetryInfo", "retryDelay": "22s"}]}}
std::optional<Duration> delay_in_body(std::string_view body, WallTime wall) {
  if (body.find("retryDelay") == std::string_view::npos) return std::nullopt;
  json::Document document;
  if (!document.parse(std::string(body))) return std::nullopt;
  // A stream's error comes as an array of one.
  json::Value root = document.root();
  if (root.kind() == json::Kind::Array)
    for (const json::Value first : root.elements()) {
      root = first;
      break;
    }
  for (const json::Value detail : root["error"]["details"].elements()) {
    const json::Value delay = detail["retryDelay"];
    if (delay.kind() == json::Kind::String)
      return limit::parse_retry_delay(delay.str(), {.now = wall});
  }
  return std::nullopt;
}

std::optional<Duration> later_of(std::optional<Duration> a, std::optional<Duration> b) {
  if (a && b) return std::max(*a, *b);
  return a ? a : b;
}

// Shorter ones are stand-ins like "EMPTY", and may be words of the message.
constexpr std::size_t kShortestKey = 8;

void mask(std::string& text, const Secret& key) {
  const std::string_view hidden = key.reveal();
  if (hidden.size() < kShortestKey) return;
  for (std::size_t at = 0; (at = text.find(hidden, at)) != std::string::npos;)
    text.replace(at, hidden.size(), "***");
}

void mask(ProviderError& said, const Secret& key) {
  for (std::string* text : {&said.message, &said.code, &said.type, &said.param, &said.request_id})
    mask(*text, key);
}

}  // namespace

limit::RateHeaders rate_headers(const Headers& headers, WallTime wall) {
  return limit::read_rate_headers(wall, [&](auto&& see) {
    for (const auto [name, value] : headers) see(name, value);
  });
}

RateObservation observation_of(const limit::RateHeaders& rates) {
  return {.limit_tokens = rates.limit_tokens,
          .remaining_tokens = rates.remaining_tokens,
          .limit_requests = rates.limit_requests,
          .remaining_requests = rates.remaining_requests};
}

std::optional<Duration> retry_hint(const limit::RateHeaders& rates, ErrorKind kind,
                                   std::string_view body, WallTime wall) {
  if (rates.retry_after) return rates.retry_after;
  if (const auto delay = delay_in_body(body, wall)) return delay;
  if (kind != ErrorKind::ProviderLimit) return std::nullopt;
  // Of the limits, those that are used up say when they are there again.
  std::optional<Duration> hint;
  if (rates.remaining_requests == 0) hint = later_of(hint, rates.reset_requests);
  if (rates.remaining_tokens == 0) hint = later_of(hint, rates.reset_tokens);
  if (rates.remaining_input_tokens == 0) hint = later_of(hint, rates.reset_input_tokens);
  if (rates.remaining_output_tokens == 0) hint = later_of(hint, rates.reset_output_tokens);
  return hint;
}

Refusal refusal_of(WireFormat format, const HttpHead& head, const limit::RateHeaders& rates,
                   std::string_view body, std::string_view provider, const Secret& key,
                   WallTime wall) {
  TransportResponse response{.status = head.status, .headers = head.headers};
  response.content_type = std::string(head.headers.find("Content-Type").value_or(""));
  response.body = body::Text{std::string(body)};
  Refusal refusal{Error(ErrorKind::Server, ""), parse_transport_error(format, response)};
  mask(refusal.said, key);
  const auto hint = retry_hint(rates, refusal.said.kind, body, wall);
  refusal.error = refusal.said.to_error().with_provider(provider);
  if (hint) refusal.error = std::move(refusal.error).with_retry_after(*hint);
  return refusal;
}

std::string_view request_id_of(const Headers& headers, const Secret& key) {
  constexpr std::array<std::string_view, 5> kNames = {
      "x-request-id", "request-id", "x-amzn-requestid", "apim-request-id", "x-goog-request-id"};
  for (const std::string_view name : kNames)
    if (const auto id = headers.find(name))
      return key.empty() || id->find(key.reveal()) == std::string_view::npos ? *id
                                                                             : std::string_view();
  return {};
}

Error error_of_stream(ProviderError said, std::string_view provider, const Secret& key) {
  mask(said, key);
  return said.to_error().with_provider(provider);
}

}  // namespace omnillm::gateway
