#include "codec/error_text.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>

#include <string>

#include "omnillm/provider_error.h"

namespace omnillm::codec {

namespace {

constexpr std::size_t kMaxMessage = 500;

// Cuts between two characters, never inside one.
std::string shortened(std::string_view text) {
  if (text.size() <= kMaxMessage) return std::string(text);
  std::size_t end = kMaxMessage;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)).append("...");
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string of_status(int status) {
  return status ? "the provider answered " + std::to_string(status) + " without saying why"
                : "the provider failed without saying why";
}

// What stands between <title> and </title>; empty when there is none.
std::string_view title_of(std::string_view html, std::string_view lower) {
  const std::size_t tag = lower.find("<title");
  if (tag == std::string_view::npos) return {};
  const std::size_t begin = lower.find('>', tag);
  const std::size_t end = lower.find("</title", tag);
  if (begin == std::string_view::npos || end == std::string_view::npos || begin >= end) return {};
  return trimmed(html.substr(begin + 1, end - begin - 1));
}

// Names under which people put a sentence, the most telling first.
constexpr std::string_view kMessageNames[] = {"message",     "msg",   "detail", "error",
                                              "description", "title", "reason", "errors"};

std::string message_within(json::Value value, int depth) {
  if (value.is_string()) return shortened(trimmed(value.str()));
  if (value.is_number()) return std::string(value.raw());
  if (depth == 0) return {};
  if (value.is_object()) {
    for (const std::string_view name : kMessageNames)
      if (std::string found = message_within(value[name], depth - 1); !found.empty()) return found;
    return {};
  }
  std::string all;
  for (const json::Value element : value.elements()) {
    const std::string one = message_within(element, depth - 1);
    if (one.empty()) continue;
    if (!all.empty()) all += "; ";
    all += one;
    if (all.size() > kMaxMessage) break;
  }
  return shortened(all);
}

struct Word {
  std::string_view word;
  ErrorKind kind;
};

// Codes and types, as they stand.
constexpr Word kCodes[] = {
    {"insufficient_quota", ErrorKind::Quota},
    {"billing_hard_limit_reached", ErrorKind::Quota},
    {"billing_not_active", ErrorKind::Quota},
    {"billing_error", ErrorKind::Quota},
    {"context_length_exceeded", ErrorKind::ContextLength},
    {"request_too_large", ErrorKind::ContextLength},
    {"content_policy_violation", ErrorKind::ContentPolicy},
    {"content_filter", ErrorKind::ContentPolicy},
    {"ResponsibleAIPolicyViolation", ErrorKind::ContentPolicy},
    {"invalid_prompt", ErrorKind::ContentPolicy},
    {"bio_policy", ErrorKind::ContentPolicy},
    {"image_content_policy_violation", ErrorKind::ContentPolicy},
    {"invalid_api_key", ErrorKind::Auth},
    {"authentication_error", ErrorKind::Auth},
    {"Unauthorized", ErrorKind::Auth},
    {"permission_error", ErrorKind::Permission},
    {"request_forbidden", ErrorKind::Permission},
    {"unsupported_country_region_territory", ErrorKind::Permission},
    {"model_not_found", ErrorKind::NotFound},
    {"DeploymentNotFound", ErrorKind::NotFound},
    {"NotFoundError", ErrorKind::NotFound},
    {"not_found_error", ErrorKind::NotFound},
    {"rate_limit_exceeded", ErrorKind::ProviderLimit},
    {"rate_limit_error", ErrorKind::ProviderLimit},
    {"rate_limited", ErrorKind::ProviderLimit},
    {"overloaded_error", ErrorKind::Overloaded},
    {"service_unavailable_error", ErrorKind::Overloaded},
    {"capacity_exceeded", ErrorKind::Overloaded},
    {"timeout_error", ErrorKind::Timeout},
};

// Words that say no more than a status does: they count when there is none.
constexpr Word kVagueCodes[] = {
    {"server_error", ErrorKind::Server},        {"api_error", ErrorKind::Server},
    {"InternalServerError", ErrorKind::Server}, {"invalid_request_error", ErrorKind::BadRequest},
    {"BadRequestError", ErrorKind::BadRequest},
};

// Sentences of providers whose codes do not tell, in lower case.
constexpr Word kPhrases[] = {
    {"insufficient balance", ErrorKind::Quota},
    {"insufficient credits", ErrorKind::Quota},
    {"exceeded your current quota", ErrorKind::Quota},
    {"credit balance is too low", ErrorKind::Quota},
    {"maximum context length", ErrorKind::ContextLength},
    {"context length exceeded", ErrorKind::ContextLength},
    {"exceeds the context window", ErrorKind::ContextLength},
    {"prompt is too long", ErrorKind::ContextLength},
    {"input is too long", ErrorKind::ContextLength},
    {"incorrect api key", ErrorKind::Auth},
    {"invalid api key", ErrorKind::Auth},
};

template <std::size_t N>
std::optional<ErrorKind> find(const Word (&words)[N], std::string_view word) {
  for (const Word& known : words)
    if (known.word == word) return known.kind;
  return {};
}

std::optional<ErrorKind> find_phrase(std::string_view message) {
  const std::string lower = absl::AsciiStrToLower({message.data(), message.size()});
  for (const Word& known : kPhrases)
    if (lower.find(known.word) != std::string::npos) return known.kind;
  return {};
}

ErrorKind kind_of_number(int status) {
  switch (status) {
    case 402:
      return ErrorKind::Quota;
    case 408:
    case 504:
      return ErrorKind::Timeout;
    case 498:  // Groq: no capacity in the flexible tier
      return ErrorKind::Overloaded;
    default:
      return kind_of_status(status);
  }
}

}  // namespace

std::string message_of_text(int status, std::string_view body) {
  const std::string_view text = trimmed(body);
  if (text.empty()) return of_status(status);
  if (text.front() != '<') return shortened(text);
  const std::string_view title = title_of(text, absl::AsciiStrToLower({text.data(), text.size()}));
  return title.empty() ? of_status(status) : shortened(title);
}

std::string message_of_json(json::Value value) { return message_within(value, 6); }

ErrorKind kind_of_error(int status, std::string_view code, std::string_view type,
                        std::string_view message) {
  if (const auto kind = find(kCodes, code)) return *kind;
  if (const auto kind = find(kCodes, type)) return *kind;
  // A server that failed may well speak of a context in passing.
  if (status < 500)
    if (const auto kind = find_phrase(message)) return *kind;
  if (status >= 400) return kind_of_number(status);
  if (const auto kind = find(kVagueCodes, code)) return *kind;
  if (const auto kind = find(kVagueCodes, type)) return *kind;
  return ErrorKind::Server;
}

}  // namespace omnillm::codec
