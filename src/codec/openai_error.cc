#include "codec/openai_error.h"

#include <string>

#include "codec/error_text.h"

namespace omnillm::codec {

namespace {

std::string word_of(json::Value value) {
  if (value.is_string()) return value.str();
  return value.is_number() ? std::string(value.raw()) : std::string();
}

// Some write the HTTP status as the code: 400, "429". It counts where there is no better one.
int status_in(json::Value code) {
  std::int64_t number = code.to_int64().value_or(0);
  if (const std::string text = code.str(); text.size() == 3)
    for (const char c : text) number = c >= '0' && c <= '9' ? number * 10 + (c - '0') : 1'000'000;
  return number >= 400 && number < 600 ? static_cast<int>(number) : 0;
}

struct Words {
  std::string_view type;
  std::string_view code;  // empty: null
};

Words words_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::BadRequest:
      return {"invalid_request_error", ""};
    case ErrorKind::ContextLength:
      return {"invalid_request_error", "context_length_exceeded"};
    case ErrorKind::ContentPolicy:
      return {"invalid_request_error", "content_policy_violation"};
    case ErrorKind::Auth:
      return {"invalid_request_error", "invalid_api_key"};
    case ErrorKind::Permission:
      return {"permission_error", ""};
    case ErrorKind::NotFound:
      return {"invalid_request_error", "model_not_found"};
    case ErrorKind::OwnLimit:
    case ErrorKind::ProviderLimit:
      return {"rate_limit_error", "rate_limit_exceeded"};
    case ErrorKind::OwnBudget:
    case ErrorKind::Quota:
      return {"insufficient_quota", "insufficient_quota"};
    case ErrorKind::NoKey:
    case ErrorKind::Overloaded:
      return {"service_unavailable_error", ""};
    default:
      return {"server_error", ""};
  }
}

bool speaks_openai(const ProviderError& error) {
  return error.protocol == WireFormat::OpenAiChatCompletions ||
         error.protocol == WireFormat::OpenAiResponses;
}

}  // namespace

ProviderError parse_openai_error(WireFormat protocol, int status, json::Value body) {
  ProviderError error{.protocol = protocol, .status = status, .raw_body = body.json()};
  // {"error": {...}}; xAI has a bare string there and its code beside it; Mistral and old servers
  // have no `error` at all.
  const json::Value inner = body["error"].is_object() ? body["error"] : body;
  error.message = message_of_json(inner);
  error.type = word_of(inner["type"]);
  error.code = word_of(inner["code"]);
  error.param = word_of(inner["param"]);
  error.request_id = word_of(body["request_id"]);
  if (error.status < 400)
    if (const int found = status_in(inner["code"])) error.status = found;
  std::string_view code = error.code;
  std::string innermost;
  for (const std::string_view name : {"innererror", "inner_error"})
    if (const json::Value deeper = inner[name]; deeper.is_object() && deeper["code"].is_string()) {
      innermost = deeper["code"].str();
      if (code.empty()) code = innermost;
    }
  error.kind = kind_of_error(error.status, code, error.type, error.message);
  if (error.code.empty()) error.code = error.type;
  if (error.message.empty()) error.message = message_of_text(error.status, {});
  return error;
}

ProviderError parse_openai_error(WireFormat protocol, int status, std::string_view body) {
  json::Document document;
  if (document.parse(body)) return parse_openai_error(protocol, status, document.root());
  ProviderError error{
      .protocol = protocol, .status = status, .message = message_of_text(status, body)};
  error.kind = kind_of_error(status, {}, {}, error.message);
  return error;
}

void write_openai_error(const ProviderError& error, json::Writer& out) {
  const Words words = words_of(error.kind);
  const bool own = speaks_openai(error) && !error.type.empty();
  const std::string_view type = own ? std::string_view(error.type) : words.type;
  // A code that only repeats the type was null where it came from, but for OpenAI's quota.
  const bool repeated = error.code == error.type && error.code != words.code;
  const std::string_view code = !own ? words.code : repeated ? "" : std::string_view(error.code);
  out.begin_object();
  out.key("message").string(error.message);
  out.key("type").string(type);
  out.key("param");
  error.param.empty() ? out.null() : out.string(error.param);
  out.key("code");
  code.empty() ? out.null() : out.string(code);
  out.end_object();
}

int openai_status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::BadRequest:
    case ErrorKind::ContextLength:
    case ErrorKind::ContentPolicy:
      return 400;
    case ErrorKind::Auth:
      return 401;
    case ErrorKind::Permission:
      return 403;
    case ErrorKind::NotFound:
      return 404;
    case ErrorKind::Cancelled:
      return 499;
    case ErrorKind::OwnLimit:
    case ErrorKind::OwnBudget:
    case ErrorKind::ProviderLimit:
    case ErrorKind::Quota:
      return 429;
    case ErrorKind::NoKey:
    case ErrorKind::Overloaded:
      return 503;
    case ErrorKind::Timeout:
      return 504;
    case ErrorKind::Network:
    case ErrorKind::Protocol:
      return 502;
    case ErrorKind::Configuration:
    case ErrorKind::Server:
    case ErrorKind::Storage:
      return 500;
  }
  return 500;
}

}  // namespace omnillm::codec
