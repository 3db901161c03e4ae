#include "codec/openai_responses/errors.h"

#include "codec/openai_error.h"

namespace omnillm::codec::openai_responses {

namespace {

// The type of an event that is an error says no more than that.
ProviderError without_event_type(ProviderError error) {
  if (error.type == "error") error.type.clear();
  if (error.code == "error") error.code.clear();
  return error;
}

}  // namespace

ProviderError parse_error(int status, std::string_view body) {
  return without_event_type(parse_openai_error(WireFormat::OpenAiResponses, status, body));
}

ProviderError error_in(int status, json::Value body) {
  return without_event_type(parse_openai_error(WireFormat::OpenAiResponses, status, body));
}

void emit_error(const ProviderError& error, std::string& out) {
  json::Writer writer(out);
  writer.begin_object().key("error");
  write_openai_error(error, writer);
  writer.end_object();
}

int status_of(ErrorKind kind) { return openai_status_of(kind); }

std::string_view response_error_code(const ProviderError& error) {
  if (error.protocol == WireFormat::OpenAiResponses && !error.code.empty()) return error.code;
  switch (error.kind) {
    case ErrorKind::OwnLimit:
    case ErrorKind::OwnBudget:
    case ErrorKind::ProviderLimit:
    case ErrorKind::Quota:
      return "rate_limit_exceeded";
    case ErrorKind::BadRequest:
    case ErrorKind::ContextLength:
    case ErrorKind::ContentPolicy:
      return "invalid_prompt";
    default:
      return "server_error";
  }
}

std::string_view error_code(const ProviderError& error) {
  if (error.protocol == WireFormat::OpenAiResponses) return error.code;
  switch (error.kind) {
    case ErrorKind::OwnBudget:
    case ErrorKind::Quota:
      return "insufficient_quota";
    case ErrorKind::ContextLength:
      return "context_length_exceeded";
    case ErrorKind::ContentPolicy:
      return "content_policy_violation";
    default:
      return response_error_code(error);
  }
}

}  // namespace omnillm::codec::openai_responses
