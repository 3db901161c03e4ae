#include "sim/http_errors.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "codec/error_forms.h"
#include "json/writer.h"

namespace omnillm::sim {
namespace {

using K = FaultKind;

// What OpenAI and its relatives say. An empty code is null.
struct OpenAiWords {
  int status;
  std::string_view type, code, message;
};

OpenAiWords openai_words(K reason, const ErrorContext& context) {
  constexpr std::string_view kInvalid = "invalid_request_error";
  switch (reason) {
    case K::BadRequest:
      return {400, kInvalid, "invalid_value", "Invalid value for 'messages'."};
    case K::Unauthorized:
      return {401, kInvalid, "invalid_api_key", "Incorrect API key provided."};
    case K::PaymentRequired:
      return {402, "insufficient_quota", "insufficient_balance", "Insufficient balance."};
    case K::Quota:
      return {429, "insufficient_quota", "insufficient_quota",
              "You exceeded your current quota, please check your plan and billing details."};
    case K::Forbidden:
      return {403, "permission_error", "", "You are not allowed to use this model."};
    case K::NotFound:
      return {404, kInvalid, "model_not_found",
              "The model does not exist or you do not have access to it."};
    case K::RequestTimeout:
      return {408, "server_error", "", "The request timed out."};
    case K::Conflict:
      return {409, kInvalid, "", "Another request is changing this resource."};
    case K::TooLarge:
      return {413, kInvalid, "", "The request is too large."};
    case K::ContextLength:
      return {400, kInvalid, "context_length_exceeded",
              "This model's maximum context length was exceeded."};
    case K::ContentPolicy:
      return {400, kInvalid, "content_policy_violation",
              "Your request was rejected by the safety system."};
    case K::Unprocessable:
      return {422, kInvalid, "", "The request could not be processed."};
    case K::RateLimit:
    case K::RateLimitSilent:
      return {429, context.out_of_tokens ? "tokens" : "requests", "rate_limit_exceeded",
              "Rate limit reached."};
    case K::BadGateway:
      return {502, "server_error", "", "Bad gateway."};
    case K::Unavailable:
    case K::Overloaded:
      return {503, "server_error", "",
              "The engine is currently overloaded, please try again later."};
    case K::GatewayTimeout:
      return {504, "server_error", "", "The upstream server took too long."};
    default:
      return {500, "server_error", "", "The server had an error while processing your request."};
  }
}

std::string_view message_of(std::string_view usual, const ErrorContext& context) {
  return context.detail.empty() ? usual : std::string_view(context.detail);
}

std::string openai_body(const OpenAiWords& words, const ErrorContext& context) {
  std::string body;
  json::Writer out(body);
  out.begin_object().key("error").begin_object();
  out.key("message").string(message_of(words.message, context));
  out.key("type").string(words.type);
  out.key("param").null();
  out.key("code");
  words.code.empty() ? out.null() : out.string(words.code);
  out.end_object().end_object();
  return body;
}

std::string azure_body(K reason, const OpenAiWords& words, const ErrorContext& context) {
  const std::string status = std::to_string(words.status);
  std::string_view code = status;
  if (reason == K::NotFound) code = "DeploymentNotFound";
  if (reason == K::ContentPolicy) code = "content_filter";
  if (reason == K::ContextLength) code = "context_length_exceeded";
  if (reason == K::Quota) code = "insufficient_quota";
  std::string body;
  json::Writer out(body);
  out.begin_object().key("error").begin_object();
  out.key("code").string(code);
  out.key("message").string(message_of(words.message, context));
  if (reason == K::ContentPolicy) {
    out.key("param").string("prompt").key("type").null().key("status").integer(400);
    out.key("innererror").begin_object();
    out.key("code").string("ResponsibleAIPolicyViolation");
    out.key("content_filter_result").begin_object().key("violence").begin_object();
    out.key("filtered").boolean(true).key("severity").string("medium");
    out.end_object().end_object().end_object();
  }
  out.end_object().end_object();
  return body;
}

std::string_view vllm_type(int status) {
  if (status == 404) return "NotFoundError";
  return status >= 500 ? "InternalServerError" : "BadRequestError";
}

std::string vllm_body(const OpenAiWords& words, const ErrorContext& context) {
  std::string body;
  json::Writer out(body);
  out.begin_object().key("error");
  if (words.status == 401) {
    out.string("Unauthorized").end_object();
    return body;
  }
  out.begin_object();
  out.key("message").string(message_of(words.message, context));
  out.key("type").string(vllm_type(words.status));
  out.key("param").null();
  out.key("code").integer(words.status);
  out.end_object().end_object();
  return body;
}

std::string single_member(std::string_view name, std::string_view message) {
  std::string body;
  json::Writer out(body);
  out.begin_object();
  out.foreign_key(name).string(message);
  out.end_object();
  return body;
}

// ---- Anthropic --------------------------------------------------------------------------------

struct PlainWords {
  int status;
  std::string_view word, message;
};

PlainWords anthropic_words(K reason) {
  constexpr std::string_view kInvalid = "invalid_request_error";
  switch (reason) {
    case K::BadRequest:
      return {400, kInvalid, "messages: at least one message is required"};
    case K::Unauthorized:
      return {401, "authentication_error", "invalid x-api-key"};
    case K::PaymentRequired:
      return {402, "billing_error", "Your account has an unpaid bill."};
    case K::Quota:
      return {400, kInvalid, "Your credit balance is too low to access the Anthropic API."};
    case K::Forbidden:
      return {403, "permission_error", "Your API key does not have permission to use this model."};
    case K::NotFound:
      return {404, "not_found_error", "model: not found"};
    case K::RequestTimeout:
      return {408, "timeout_error", "Request timed out"};
    case K::Conflict:
      return {409, kInvalid, "Another request is changing this resource."};
    case K::TooLarge:
      return {413, "request_too_large", "Request exceeds the maximum size"};
    case K::ContextLength:
      return {400, kInvalid, "prompt is too long: 210000 tokens > 200000 maximum"};
    case K::ContentPolicy:
      return {400, kInvalid, "Output blocked by content filtering policy"};
    case K::Unprocessable:
      return {422, kInvalid, "The request could not be processed"};
    case K::RateLimit:
    case K::RateLimitSilent:
      return {429, "rate_limit_error", "This request would exceed your rate limit"};
    case K::BadGateway:
      return {502, "api_error", "Bad gateway"};
    case K::Unavailable:
      return {503, "api_error", "Service unavailable"};
    case K::GatewayTimeout:
      return {504, "timeout_error", "Request timed out"};
    case K::Overloaded:
      return {529, "overloaded_error", "Overloaded"};
    default:
      return {500, "api_error", "Internal server error"};
  }
}

std::string anthropic_body(const PlainWords& words, const ErrorContext& context) {
  std::string body;
  json::Writer out(body);
  out.begin_object();
  out.key("type").string("error").key("error").begin_object();
  out.key("type").string(words.word);
  out.key("message").string(message_of(words.message, context));
  out.end_object();
  out.key("request_id").string(context.request_id);
  out.end_object();
  return body;
}

// ---- Google -----------------------------------------------------------------------------------

PlainWords google_words(K reason) {
  constexpr std::string_view kInvalid = "INVALID_ARGUMENT";
  switch (reason) {
    case K::BadRequest:
    case K::Unprocessable:
      return {400, kInvalid, "Request contains an invalid argument."};
    case K::Unauthorized:
      return {400, kInvalid, "API key not valid. Please pass a valid API key."};
    case K::PaymentRequired:
      return {403, "PERMISSION_DENIED", "Billing is disabled for this project."};
    case K::Forbidden:
      return {403, "PERMISSION_DENIED", "The caller does not have permission."};
    case K::NotFound:
      return {404, "NOT_FOUND", "The model is not found for this API version."};
    case K::RequestTimeout:
      return {408, "DEADLINE_EXCEEDED", "The request timed out."};
    case K::Conflict:
      return {409, "ABORTED", "The request was aborted."};
    case K::TooLarge:
      return {413, kInvalid, "Request payload size exceeds the limit."};
    case K::ContextLength:
      return {400, kInvalid, "The input token count exceeds the maximum number of tokens allowed."};
    case K::ContentPolicy:
      return {400, kInvalid, "The prompt violates the usage guidelines."};
    case K::Quota:
    case K::RateLimit:
    case K::RateLimitSilent:
      return {429, "RESOURCE_EXHAUSTED",
              "You exceeded your current quota, please check your plan and billing details."};
    case K::BadGateway:
      return {502, "INTERNAL", "Bad gateway."};
    case K::Unavailable:
    case K::Overloaded:
      return {503, "UNAVAILABLE", "The model is overloaded. Please try again later."};
    case K::GatewayTimeout:
      return {504, "DEADLINE_EXCEEDED", "The deadline expired before the operation could finish."};
    default:
      return {500, "INTERNAL", "An internal error has occurred."};
  }
}

void write_error_info(std::string_view reason, json::Writer& out) {
  out.begin_object();
  out.key("@type").string("type.googleapis.com/google.rpc.ErrorInfo");
  out.key("reason").string(reason);
  out.key("domain").string("googleapis.com");
  out.end_object();
}

void write_quota_failure(K reason, const ErrorContext& context, json::Writer& out) {
  out.begin_object();
  out.key("@type").string("type.googleapis.com/google.rpc.QuotaFailure");
  out.key("violations").begin_array().begin_object();
  std::string id = context.out_of_tokens ? "GenerateContentInputTokens" : "GenerateRequests";
  id += reason == K::Quota ? "PerDay" : "PerMinute";
  out.key("quotaId").string(id + "PerProjectPerModel");
  out.key("quotaValue").string(std::to_string(context.limit));
  out.end_object().end_array().end_object();
}

void write_google_details(K reason, const ErrorContext& context, json::Writer& out) {
  const bool limited = reason == K::RateLimit || reason == K::Quota;
  if (!limited && reason != K::Unauthorized && reason != K::PaymentRequired) return;
  out.key("details").begin_array();
  if (reason == K::Unauthorized) write_error_info("API_KEY_INVALID", out);
  if (reason == K::PaymentRequired) write_error_info("BILLING_DISABLED", out);
  if (limited) write_quota_failure(reason, context, out);
  if (reason == K::RateLimit && context.retry_after) {
    out.begin_object();
    out.key("@type").string("type.googleapis.com/google.rpc.RetryInfo");
    char delay[32];
    std::snprintf(delay, sizeof delay, "%.3fs",
                  std::chrono::duration<double>(*context.retry_after).count());
    out.key("retryDelay").string(delay);
    out.end_object();
  }
  out.end_array();
}

std::string google_body(K reason, const PlainWords& words, const ErrorContext& context) {
  std::string body;
  json::Writer out(body);
  out.begin_object().key("error").begin_object();
  out.key("code").integer(words.status);
  out.key("message").string(message_of(words.message, context));
  out.key("status").string(words.word);
  write_google_details(reason, context, out);
  out.end_object().end_object();
  return body;
}

// ---- Bedrock ----------------------------------------------------------------------------------

PlainWords bedrock_words(K reason) {
  constexpr std::string_view kInvalid = "ValidationException";
  switch (reason) {
    case K::BadRequest:
    case K::Unprocessable:
    case K::TooLarge:
      return {400, kInvalid, "The provided request is not valid"};
    case K::Unauthorized:
      return {403, "UnrecognizedClientException",
              "The security token included in the request is invalid."};
    case K::PaymentRequired:
    case K::Forbidden:
      return {403, "AccessDeniedException",
              "You don't have access to the model with the specified model ID."};
    case K::Quota:
      return {400, "ServiceQuotaExceededException", "Your request exceeds a service quota."};
    case K::NotFound:
      return {404, "ResourceNotFoundException", "Could not resolve the foundation model."};
    case K::RequestTimeout:
    case K::GatewayTimeout:
      return {408, "ModelTimeoutException", "The request took too long to process."};
    case K::Conflict:
      return {400, "ConflictException", "Another request is changing this resource."};
    case K::ContextLength:
      return {400, kInvalid, "Input is too long for requested model."};
    case K::ContentPolicy:
      return {400, kInvalid, "The content was blocked by a content filter."};
    case K::RateLimit:
    case K::RateLimitSilent:
      return {429, "ThrottlingException", "Too many requests, please wait before trying again."};
    case K::BadGateway:
      return {502, "InternalServerException", "Bad gateway"};
    case K::Unavailable:
    case K::Overloaded:
      return {503, "ServiceUnavailableException", "The service is temporarily unavailable."};
    default:
      return {500, "InternalServerException", "An internal server error occurred."};
  }
}

// ---- all of them ------------------------------------------------------------------------------

constexpr std::string_view kGatewayPage =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

void add_retry_hint(const ErrorContext& context, Headers& headers) {
  if (!context.retry_after) return;
  const bool openai = context.style == ErrorStyle::OpenAi || context.style == ErrorStyle::Azure;
  if (openai || context.style == ErrorStyle::Anthropic)
    headers.set("retry-after", std::to_string(whole_seconds(*context.retry_after)));
  if (openai)
    headers.set(
        "retry-after-ms",
        std::to_string(std::chrono::ceil<std::chrono::milliseconds>(*context.retry_after).count()));
}

ErrorAnswer with_body(int status, std::string body) {
  return {status, {{"content-type", "application/json"}}, std::move(body)};
}

ErrorAnswer answer_in_style(K reason, const ErrorContext& context) {
  switch (context.style) {
    case ErrorStyle::Anthropic: {
      const PlainWords words = anthropic_words(reason);
      return with_body(words.status, anthropic_body(words, context));
    }
    case ErrorStyle::Google: {
      const PlainWords words = google_words(reason);
      return with_body(words.status, google_body(reason, words, context));
    }
    case ErrorStyle::Bedrock: {
      const PlainWords words = bedrock_words(reason);
      ErrorAnswer answer =
          with_body(words.status, single_member("message", message_of(words.message, context)));
      answer.headers.set("x-amzn-errortype", words.word);
      return answer;
    }
    default:
      break;
  }
  const OpenAiWords words = openai_words(reason, context);
  switch (context.style) {
    case ErrorStyle::Azure:
      return with_body(words.status, azure_body(reason, words, context));
    case ErrorStyle::Vllm:
      return with_body(words.status, vllm_body(words, context));
    case ErrorStyle::Cohere:
      return with_body(words.status, single_member("message", message_of(words.message, context)));
    case ErrorStyle::Jina:
      return with_body(words.status, single_member("detail", message_of(words.message, context)));
    default:
      return with_body(words.status, openai_body(words, context));
  }
}

}  // namespace

ErrorStyle error_style(ProviderKind kind, WireFormat format) {
  switch (codec::error_family(format)) {
    case WireFormat::AnthropicMessages:
      return ErrorStyle::Anthropic;
    case WireFormat::GeminiGenerateContent:
      return ErrorStyle::Google;
    case WireFormat::BedrockConverse:
      return ErrorStyle::Bedrock;
    default:
      break;
  }
  switch (kind) {
    case ProviderKind::AzureOpenAi:
      return ErrorStyle::Azure;
    case ProviderKind::Vllm:
      return ErrorStyle::Vllm;
    case ProviderKind::Cohere:
      return format == WireFormat::CohereRerank ? ErrorStyle::Cohere : ErrorStyle::OpenAi;
    case ProviderKind::Jina:
      return ErrorStyle::Jina;
    default:
      return ErrorStyle::OpenAi;
  }
}

ErrorAnswer error_answer(FaultKind reason, const ErrorContext& context) {
  if (reason == K::BadGateway)
    return {502, {{"content-type", "text/html"}}, std::string(kGatewayPage)};
  ErrorAnswer answer = answer_in_style(reason, context);
  if (reason == K::RateLimit) add_retry_hint(context, answer.headers);
  return answer;
}

int error_status(FaultKind reason, ErrorStyle style) {
  return error_answer(reason, {.style = style}).status;
}

std::string go_duration(Duration value) {
  using namespace std::chrono;
  const auto total = std::max<std::int64_t>(0, ceil<milliseconds>(value).count());
  if (total < 1'000) return std::to_string(total) + "ms";
  std::string text;
  if (total >= 3'600'000) text += std::to_string(total / 3'600'000) + "h";
  if (total >= 60'000) text += std::to_string(total / 60'000 % 60) + "m";
  text += std::to_string(total / 1'000 % 60);
  if (std::int64_t rest = total % 1'000; rest > 0) {
    std::string digits = std::to_string(1'000 + rest).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += '.' + digits;
  }
  return text + 's';
}

std::int64_t whole_seconds(Duration value) {
  return std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::seconds>(value).count());
}

}  // namespace omnillm::sim
