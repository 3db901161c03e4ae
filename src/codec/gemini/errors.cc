#include "codec/gemini/errors.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <optional>

#include "codec/error_text.h"
#include "codec/gemini/names.h"
#include "codec/gemini/reader.h"
#include "json/writer.h"

namespace omnillm::codec::gemini {

namespace {

constexpr std::string_view kOurDomain = "omnillm";

// What google.rpc.Status carries beside code and message, as far as it tells kinds apart.
struct Details {
  std::string reason;  // of ErrorInfo
  std::string domain;
  std::string field;  // of BadRequest, the first
  std::string request_id;
  bool used_up = false;  // a quota of a day, or one that is zero
};

// A limit of a minute passes by itself; that of a day, or one of nothing at all, does not.
bool is_used_up(json::Value violation) {
  const std::string id = member(violation, "quotaId").str();
  return id.find("PerDay") != std::string::npos || member(violation, "quotaValue").says("0");
}

void read_detail(json::Value detail, Details& details) {
  const std::string type = detail["@type"].str();
  if (type.ends_with("google.rpc.ErrorInfo")) {
    details.reason = detail["reason"].str();
    details.domain = detail["domain"].str();
  } else if (type.ends_with("google.rpc.BadRequest")) {
    for (const json::Value violation : member(detail, "fieldViolations").elements())
      if (details.field.empty()) details.field = violation["field"].str();
  } else if (type.ends_with("google.rpc.RequestInfo")) {
    details.request_id = member(detail, "requestId").str();
  } else if (type.ends_with("google.rpc.QuotaFailure")) {
    for (const json::Value violation : detail["violations"].elements())
      details.used_up = details.used_up || is_used_up(violation);
  }
}

bool mentions(const std::string& lower, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// Reasons of ErrorInfo that say more than the status.
std::optional<ErrorKind> kind_of_reason(const Details& details) {
  const std::string& reason = details.reason;
  if (reason == "API_KEY_INVALID" || reason == "ACCESS_TOKEN_EXPIRED" ||
      reason == "CREDENTIALS_MISSING" || reason == "ACCESS_TOKEN_TYPE_UNSUPPORTED")
    return ErrorKind::Auth;
  if (reason == "BILLING_DISABLED") return ErrorKind::Quota;
  if (details.domain != kOurDomain) return std::nullopt;
  if (reason == "QUOTA") return ErrorKind::Quota;
  if (reason == "CONTEXT_LENGTH") return ErrorKind::ContextLength;
  if (reason == "CONTENT_POLICY") return ErrorKind::ContentPolicy;
  return std::nullopt;
}

std::optional<ErrorKind> kind_of_word(std::string_view word, const std::string& message,
                                      const Details& details) {
  if (word == "INVALID_ARGUMENT" || word == "OUT_OF_RANGE") {
    if (mentions(message, {"api key not valid", "api key expired", "api_key_invalid"}))
      return ErrorKind::Auth;
    if (mentions(message, {"token count", "input tokens"}) && mentions(message, {"exceed"}))
      return ErrorKind::ContextLength;
    if (mentions(message, {"responsible ai", "usage guidelines", "safety filter"}))
      return ErrorKind::ContentPolicy;
    return ErrorKind::BadRequest;
  }
  // The place or the account may not use this: another key's may.
  if (word == "FAILED_PRECONDITION")
    return mentions(message, {"location", "billing", "free tier"}) ? ErrorKind::Permission
                                                                   : ErrorKind::BadRequest;
  if (word == "RESOURCE_EXHAUSTED")
    return details.used_up || mentions(message, {"credits", "prepay", "spending cap"})
               ? ErrorKind::Quota
               : ErrorKind::ProviderLimit;
  if (word == "UNAUTHENTICATED") return ErrorKind::Auth;
  if (word == "PERMISSION_DENIED")
    return mentions(message, {"reported as leaked"}) ? ErrorKind::Auth : ErrorKind::Permission;
  if (word == "NOT_FOUND") return ErrorKind::NotFound;
  if (word == "ALREADY_EXISTS" || word == "UNIMPLEMENTED") return ErrorKind::BadRequest;
  if (word == "CANCELLED") return ErrorKind::Cancelled;
  if (word == "UNAVAILABLE" || word == "ABORTED") return ErrorKind::Overloaded;
  if (word == "DEADLINE_EXCEEDED") return ErrorKind::Timeout;
  if (word == "INTERNAL" || word == "UNKNOWN" || word == "DATA_LOSS") return ErrorKind::Server;
  return std::nullopt;
}

void read_status(json::Value error, ProviderError& result) {
  Details details;
  result.code = error["status"].str();
  if (const auto code = error["code"].to_int64(); code && *code >= 100 && *code < 600) {
    if (result.status == 0) result.status = static_cast<int>(*code);
  } else if (error["code"].is_string() && result.code.empty()) {
    result.code = error["code"].str();
  }
  for (const json::Value detail : error["details"].elements()) read_detail(detail, details);
  result.type = details.reason;
  result.param = details.field;
  result.request_id = details.request_id;
  if (result.type.empty()) result.type = error["type"].str();
  result.message = error["message"].str();
  if (result.message.empty()) result.message = message_of_json(error);

  const std::string lower = absl::AsciiStrToLower(result.message);
  if (auto kind = kind_of_reason(details))
    result.kind = *kind;
  else if (kind = kind_of_word(result.code, lower, details); kind)
    result.kind = *kind;
  else
    result.kind = kind_of_error(result.status, result.code, result.type, result.message);
}

struct Answer {
  ErrorKind kind;
  int status;
  std::string_view word;
};

constexpr Answer kAnswers[] = {
    {ErrorKind::OwnLimit, 429, "RESOURCE_EXHAUSTED"},
    {ErrorKind::OwnBudget, 429, "RESOURCE_EXHAUSTED"},
    {ErrorKind::NoKey, 503, "UNAVAILABLE"},
    {ErrorKind::ProviderLimit, 429, "RESOURCE_EXHAUSTED"},
    {ErrorKind::Quota, 429, "RESOURCE_EXHAUSTED"},
    {ErrorKind::Auth, 401, "UNAUTHENTICATED"},
    {ErrorKind::Permission, 403, "PERMISSION_DENIED"},
    {ErrorKind::BadRequest, 400, "INVALID_ARGUMENT"},
    {ErrorKind::NotFound, 404, "NOT_FOUND"},
    {ErrorKind::ContextLength, 400, "INVALID_ARGUMENT"},
    {ErrorKind::ContentPolicy, 400, "INVALID_ARGUMENT"},
    {ErrorKind::Overloaded, 503, "UNAVAILABLE"},
    {ErrorKind::Network, 503, "UNAVAILABLE"},
    {ErrorKind::Timeout, 504, "DEADLINE_EXCEEDED"},
    {ErrorKind::Cancelled, 499, "CANCELLED"},
};

Answer answer_to(ErrorKind kind) {
  for (const Answer& answer : kAnswers)
    if (answer.kind == kind) return answer;
  return {kind, 500, "INTERNAL"};
}

// Kinds that share their status with another are told apart by a reason, as google.rpc means it.
std::string_view reason_for(ErrorKind kind) {
  if (kind == ErrorKind::Quota) return "QUOTA";
  if (kind == ErrorKind::ContextLength) return "CONTEXT_LENGTH";
  if (kind == ErrorKind::ContentPolicy) return "CONTENT_POLICY";
  return {};
}

void write_details(const ProviderError& error, json::Writer& out) {
  json::Document document;
  if (error.protocol == kFormat && document.parse(error.raw_body.text())) {
    json::Value root = document.root();
    if (root.is_array() && root.size() > 0) root = *root.elements().begin();
    if (const json::Value details = root["error"]["details"]; details.is_array()) {
      out.key("details").json(details.json());
      return;
    }
  }
  const std::string_view reason = reason_for(error.kind);
  if (reason.empty()) return;
  out.key("details").begin_array().begin_object();
  out.key("@type").word("type.googleapis.com/google.rpc.ErrorInfo");
  out.key("reason").string(reason);
  out.key("domain").string(kOurDomain);
  out.end_object().end_array();
}

}  // namespace

ProviderError parse_error(int status, json::Value body) {
  ProviderError result{.protocol = kFormat, .status = status};
  result.raw_body = body.json();
  json::Value root = body;
  if (root.is_array() && root.size() > 0 && (*root.elements().begin()).is_object())
    root = *root.elements().begin();
  const json::Value error = root["error"];
  if (error.is_object())
    read_status(error, result);
  else if (root.is_object() && root["message"].is_string())
    read_status(root, result);
  else
    result.message = message_of_json(root);
  if (result.message.empty()) result.message = message_of_text(status, "");
  if (!error.is_object() && !root["message"].is_string())
    result.kind = kind_of_error(status, "", "", result.message);
  return result;
}

ProviderError parse_error(int status, std::string_view body) {
  json::Document document;
  if (document.parse(body)) return parse_error(status, document.root());
  ProviderError result{.protocol = kFormat, .status = status};
  result.message = message_of_text(status, body);
  result.kind = kind_of_error(status, "", "", result.message);
  return result;
}

void emit_error(const ProviderError& error, std::string& out) {
  Answer answer = answer_to(error.kind);
  const bool is_own = error.protocol == kFormat && !error.code.empty();
  if (is_own && error.status >= 400) answer.status = error.status;
  json::Writer writer(out);
  writer.begin_object().key("error").begin_object();
  writer.key("code").integer(answer.status);
  writer.key("message").string(error.message);
  writer.key("status").string(is_own ? std::string_view(error.code) : answer.word);
  write_details(error, writer);
  writer.end_object().end_object();
}

int status_of(ErrorKind kind) { return answer_to(kind).status; }

}  // namespace omnillm::codec::gemini
