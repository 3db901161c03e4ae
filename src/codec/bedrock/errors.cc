#include <algorithm>
#include <string>

#include "codec/bedrock/codec.h"

namespace omnillm::codec::bedrock {

namespace {

constexpr WireFormat kFormat = WireFormat::BedrockConverse;

struct Row {
  std::string_view exception;
  ErrorKind kind;
  int status;
};

// The first row of a kind is the one that is written for it.
constexpr Row kRows[] = {
    {"ValidationException", ErrorKind::BadRequest, 400},
    {"ServiceQuotaExceededException", ErrorKind::Quota, 400},
    {"ConflictException", ErrorKind::BadRequest, 400},
    {"UnrecognizedClientException", ErrorKind::Auth, 403},
    {"ExpiredTokenException", ErrorKind::Auth, 403},
    {"InvalidSignatureException", ErrorKind::Auth, 403},
    {"MissingAuthenticationTokenException", ErrorKind::Auth, 403},
    {"AccessDeniedException", ErrorKind::Permission, 403},
    {"ResourceNotFoundException", ErrorKind::NotFound, 404},
    {"ModelTimeoutException", ErrorKind::Timeout, 408},
    {"ModelErrorException", ErrorKind::Server, 424},
    {"ModelStreamErrorException", ErrorKind::Server, 424},
    {"ThrottlingException", ErrorKind::ProviderLimit, 429},
    {"ModelNotReadyException", ErrorKind::Overloaded, 429},
    {"InternalServerException", ErrorKind::Server, 500},
    {"ServiceUnavailableException", ErrorKind::Overloaded, 503},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

// Only the message tells a prompt that does not fit from other invalid requests.
ErrorKind refine(ErrorKind kind, std::string_view message) {
  if (kind != ErrorKind::BadRequest) return kind;
  for (const std::string_view words :
       {"Input is too long", "too many tokens", "context window", "prompt is too long"})
    if (message.find(words) != std::string_view::npos) return ErrorKind::ContextLength;
  return kind;
}

// "com.amazon.coral#ThrottlingException", "ThrottlingException:http://..." -> ThrottlingException
std::string_view bare_name(std::string_view type) {
  if (const std::size_t hash = type.rfind('#'); hash != std::string_view::npos)
    type.remove_prefix(hash + 1);
  return type.substr(0, type.find(':'));
}

}  // namespace

std::optional<ErrorKind> kind_of_exception(std::string_view name) {
  for (const Row& row : kRows)
    if (same_word(row.exception, bare_name(name))) return row.kind;
  return std::nullopt;
}

std::string_view exception_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::OwnLimit:
    case ErrorKind::NoKey:
      return "ThrottlingException";
    case ErrorKind::OwnBudget:
      return "ServiceQuotaExceededException";
    case ErrorKind::ContextLength:
    case ErrorKind::ContentPolicy:
      return "ValidationException";
    default:
      break;
  }
  for (const Row& row : kRows)
    if (row.kind == kind) return row.exception;
  return "InternalServerException";
}

int status_of(ErrorKind kind) {
  const std::string_view exception = exception_of(kind);
  for (const Row& row : kRows)
    if (row.exception == exception) return row.status;
  return 500;
}

ProviderError parse_error(int status, std::string_view body) {
  ProviderError error{.kind = kind_of_status(status), .protocol = kFormat, .status = status};
  json::Document document;
  if (document.parse(body)) {
    const json::Value root = document.root();
    error.raw_body = root.json();
    error.message = root["message"].is_string() ? root["message"].str() : root["Message"].str();
    if (error.message.empty() && root.is_string()) error.message = root.str();
    error.code = bare_name(root["__type"].str());
    if (error.code.empty()) error.code = bare_name(root["code"].str());
    if (const auto kind = kind_of_exception(error.code)) error.kind = *kind;
    // A model's own failure says what the model's server answered.
    if (error.kind == ErrorKind::Server)
      if (const auto original = root["originalStatusCode"].to_int64();
          original && *original >= 400 && *original < 600)
        error.kind = kind_of_status(static_cast<int>(*original));
  } else {
    error.message = std::string(body.substr(0, 300));
  }
  if (error.message.empty())
    error.message =
        error.code.empty() ? "Bedrock answered with status " + std::to_string(status) : error.code;
  error.kind = refine(error.kind, error.message);
  return error;
}

void emit_error(const ProviderError& error, std::string& text) {
  json::Writer out(text);
  out.begin_object();
  out.key("message").string(error.message);
  out.key("__type").string(error.protocol == kFormat && !error.code.empty()
                               ? std::string_view(error.code)
                               : exception_of(error.kind));
  out.end_object();
}

}  // namespace omnillm::codec::bedrock
