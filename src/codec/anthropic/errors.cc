#include "codec/anthropic/errors.h"

#include <string>
#include <string_view>
#include <utility>

#include "codec/anthropic/bodies.h"
#include "codec/error_text.h"

namespace omnillm::codec::anthropic {

namespace {

struct Word {
  std::string_view word;
  ErrorKind kind;
  int status;
};

// The protocol's own words.
constexpr Word kWords[] = {
    {"invalid_request_error", ErrorKind::BadRequest, 400},
    {"authentication_error", ErrorKind::Auth, 401},
    {"billing_error", ErrorKind::Quota, 402},
    {"permission_error", ErrorKind::Permission, 403},
    {"not_found_error", ErrorKind::NotFound, 404},
    {"request_too_large", ErrorKind::BadRequest, 413},
    {"rate_limit_error", ErrorKind::ProviderLimit, 429},
    {"api_error", ErrorKind::Server, 500},
    {"timeout_error", ErrorKind::Timeout, 504},
    {"overloaded_error", ErrorKind::Overloaded, 529},
};

const Word* find(std::string_view word) {
  for (const Word& known : kWords)
    if (known.word == word) return &known;
  return nullptr;
}

// A request that is wrong says how in its sentence alone; one that failed for the credit or for
// the policy comes as a wrong request too.
ErrorKind kind_of(int status, std::string_view word, std::string_view message) {
  const Word* known = find(word);
  if (known && known->kind != ErrorKind::BadRequest) return known->kind;
  if (known && word == "request_too_large") return ErrorKind::BadRequest;
  if (message.find("content filtering policy") != std::string_view::npos)
    return ErrorKind::ContentPolicy;
  return kind_of_error(known && status == 0 ? known->status : status, {}, {}, message);
}

const Word& word_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::OwnLimit:
    case ErrorKind::ProviderLimit:
      return *find("rate_limit_error");
    case ErrorKind::OwnBudget:
    case ErrorKind::Quota:
      return *find("billing_error");
    case ErrorKind::NoKey:
    case ErrorKind::Overloaded:
      return *find("overloaded_error");
    case ErrorKind::Auth:
      return *find("authentication_error");
    case ErrorKind::Permission:
      return *find("permission_error");
    case ErrorKind::BadRequest:
    case ErrorKind::ContextLength:
    case ErrorKind::ContentPolicy:
      return *find("invalid_request_error");
    case ErrorKind::NotFound:
      return *find("not_found_error");
    case ErrorKind::Timeout:
      return *find("timeout_error");
    case ErrorKind::Configuration:
    case ErrorKind::Server:
    case ErrorKind::Network:
    case ErrorKind::Cancelled:
    case ErrorKind::Protocol:
    case ErrorKind::Storage:
      break;
  }
  return *find("api_error");
}

}  // namespace

ProviderError read_error(int status, json::Value body) {
  ProviderError error{.protocol = WireFormat::AnthropicMessages, .status = status};
  error.raw_body = body.json();
  const json::Value inner = body["error"];
  for (const json::Value holder : {inner, body}) {
    if (error.code.empty() && !holder["type"].says("error")) error.code = holder["type"].str();
    if (error.request_id.empty()) error.request_id = holder["request_id"].str();
  }
  // A host's own word: "RESOURCE_EXHAUSTED".
  if (error.code.empty()) error.code = inner["status"].str();
  error.message = message_of_json(inner ? inner : body);
  error.kind = kind_of(status, error.code, error.message);
  if (error.message.empty()) error.message = message_of_text(status, {});
  return error;
}

ProviderError parse_error(int status, std::string_view body) {
  json::Document document;
  if (document.parse(body)) return read_error(status, document.root());
  ProviderError error{.protocol = WireFormat::AnthropicMessages, .status = status};
  error.message = message_of_text(status, body);
  error.kind = kind_of(status, {}, error.message);
  return error;
}

void write_error(const ProviderError& error, json::Writer& out) {
  const bool own = error.protocol == WireFormat::AnthropicMessages && find(error.code);
  out.begin_object().key("type").word("error");
  out.key("error").begin_object();
  out.key("type").string(own ? std::string_view(error.code) : word_for(error.kind).word);
  out.key("message").string(error.message.empty() ? to_string(error.kind)
                                                  : std::string_view(error.message));
  out.end_object();
  if (!error.request_id.empty()) out.key("request_id").string(error.request_id);
  out.end_object();
}

void emit_error(const ProviderError& error, std::string& out) {
  json::Writer writer(out);
  write_error(error, writer);
}

int status_of(ErrorKind kind) { return word_for(kind).status; }

}  // namespace omnillm::codec::anthropic
