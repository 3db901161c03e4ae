// generate_object: asking for an object that keeps to a schema, and seeing to it that it does.

#include <absl/strings/ascii.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/easy_reply.h"
#include "gateway/schema_check.h"
#include "json/document.h"
#include "omnillm/easy.h"

namespace omnillm {

namespace {

constexpr const char* kTool = "answer";

// The object in an answer's text; models put fences around JSON however they are asked.
std::string without_fence(std::string text) {
  const std::size_t open = text.find_first_not_of(" \t\r\n");
  if (open == std::string::npos || text.compare(open, 3, "```") != 0) return text;
  const std::size_t line = text.find('\n', open);
  const std::size_t close = text.rfind("```");
  if (line == std::string::npos || close <= line) return text;
  return text.substr(line + 1, close - line - 1);
}

// What providers and servers call the part of a request that asks for a schema, without '_', '-'
// and blanks: response_format, responseJsonSchema, output_config, text.format, "JSON mode", ...
constexpr std::string_view kSchemaWords[] = {
    "schema",        "responseformat", "outputformat", "outputconfig",
    "text.format",   "structured",     "guided",       "responsemimetype",
    "jsonmode",      "jsonobject",     "grammar",      "formatmustbe",
    "invalidformat", "'format'",       "\"format\"",   "`format`",
};

// Whether a refusal can be about the schema; anything else is refused again without it.
bool may_be_about_schema(const Error& refusal) {
  if (refusal.kind() != ErrorKind::BadRequest) return false;
  std::string said = refusal.provider_code() + " " + refusal.message();
  std::erase_if(said, [](char c) { return c == '_' || c == '-' || c == ' '; });
  absl::AsciiStrToLower(&said);
  return std::any_of(std::begin(kSchemaWords), std::end(kSchemaWords),
                     [&](std::string_view word) { return said.find(word) != std::string::npos; });
}

// What is wrong with it; empty when nothing is.
std::string complaint_about(const std::string& text, const json::Document& schema,
                            json::Document& object) {
  if (text.empty()) return "there is no JSON object in the answer";
  if (auto ok = object.parse(text); !ok) return "it is not JSON: " + ok.error().message();
  std::string all;
  for (const std::string& each : gateway::schema_problems(schema.root(), object.root()))
    all += (all.empty() ? "" : "; ") + each;
  return all;
}

// One question, asked at most twice.
class ObjectQuestion {
 public:
  ObjectQuestion(const ModelTarget& target, LlmRequest request, CallOptions options,
                 const JsonText& schema, const json::Document& read_schema)
      : target_(target),
        request_(std::move(request)),
        options_(std::move(options)),
        schema_(schema),
        read_schema_(read_schema) {}

  Result<ObjectReply> run() {
    if (!target_.takes_schema) use_tool();
    auto answer = ask();
    if (!answer && !uses_tool_ && may_be_about_schema(answer.error())) {
      // Models that are older than structured output refuse it. If the tool is refused as well, it
      // was something else.
      Error first = std::move(answer.error());
      use_tool();
      answer = ask();
      if (!answer) return tl::unexpected(std::move(first));
    }
    if (!answer) return tl::unexpected(std::move(answer.error()));
    std::string complaint = take(*answer);
    if (complaint.empty()) return std::move(reply_);

    tell(*answer, complaint);
    answer = ask();
    if (!answer) return tl::unexpected(std::move(answer.error()));
    complaint = take(*answer);
    if (complaint.empty()) return std::move(reply_);
    return fail(ErrorKind::Protocol,
                "the model's object does not keep to the schema, twice: " + complaint);
  }

 private:
  void use_tool() {
    uses_tool_ = true;
    request_.capabilities.structured_output.reset();
    request_.capabilities.tools = {
        {.name = kTool, .description = "Takes the answer.", .input_schema = schema_}};
    request_.capabilities.tool_choice = ToolChoice::named(kTool);
  }

  Result<Reply<LlmResponse>> ask() {
    if (!uses_tool_)
      request_.capabilities.structured_output = StructuredOutputConfig{.schema = schema_};
    auto answer = target_.gateway.call(request_, options_);
    if (answer) add_up(*answer);
    return answer;
  }

  void add_up(const Reply<LlmResponse>& answer) {
    const bool is_first = reply_.records.empty();
    const std::optional<Money> cost = gateway::known_cost(answer.record.get());
    if (is_first) {
      reply_.usage = answer.usage;
      reply_.cost = cost;
    } else {
      reply_.usage = sum(reply_.usage, answer.usage);
      reply_.cost = reply_.cost && cost ? reply_.cost->checked_add(*cost) : std::nullopt;
    }
    reply_.records.push_back(answer.record);
  }

  // Of two that both are known.
  static std::optional<TokenUsage> sum(const std::optional<TokenUsage>& a,
                                       const std::optional<TokenUsage>& b) {
    if (!a || !b) return std::nullopt;
    TokenUsage both = *a;
    both.total_tokens.reset();
    for (auto member : {&TokenUsage::prompt_tokens, &TokenUsage::completion_tokens,
                        &TokenUsage::cache_read_tokens, &TokenUsage::cache_write_5m_tokens,
                        &TokenUsage::cache_write_1h_tokens, &TokenUsage::audio_prompt_tokens,
                        &TokenUsage::image_prompt_tokens, &TokenUsage::reasoning_tokens,
                        &TokenUsage::audio_completion_tokens, &TokenUsage::image_completion_tokens})
      both.*member = usage_detail::saturating_sum((*a).*member, (*b).*member);
    return both;
  }

  // Keeps the object when it is right; says what is wrong with it otherwise.
  std::string take(const LlmResponse& answer) {
    std::string text;
    if (uses_tool_) {
      const auto calls = answer.tool_calls();
      if (!calls.empty()) text = calls.front()->arguments.as_text().str();
    } else {
      text = without_fence(answer.content_text.str());
    }
    json::Document object;
    std::string complaint = complaint_about(text, read_schema_, object);
    if (complaint.empty()) reply_.object = object.root().json();
    return complaint;
  }

  // The answer goes back to the model with what is wrong with it.
  void tell(const LlmResponse& answer, const std::string& complaint) {
    const std::string again = "That does not keep to the schema: " + complaint +
                              ". Answer again with the whole object, corrected.";
    if (!answer.output.empty()) request_.input.emplace_back(answer.to_message());
    for (const ToolCallPart* call : answer.tool_calls())
      request_.input.emplace_back(
          Message::tool_result(call->call_id, MessagePart(again), /*is_error=*/true));
    if (answer.tool_calls().empty()) request_.input.emplace_back(Message::user(Text(again)));
  }

  const ModelTarget& target_;
  LlmRequest request_;
  const CallOptions options_;
  const JsonText& schema_;
  const json::Document& read_schema_;
  bool uses_tool_ = false;
  ObjectReply reply_{};
};

}  // namespace

Result<ObjectReply> EasyClient::generate_object(std::string_view model, std::string_view prompt,
                                                const JsonText& schema,
                                                const EasyOptions& options) const {
  json::Document read;
  if (auto ok = read.parse(std::string(schema.text())); !ok)
    return tl::unexpected(std::move(ok.error()));
  if (!read.root()["type"].says("object"))
    return fail(ErrorKind::Configuration,
                "the schema has to be one of an object: {\"type\":\"object\",\"properties\":...}; "
                "put other values into a member of one");
  auto there = target(model, options);
  if (!there) return tl::unexpected(std::move(there.error()));
  return ObjectQuestion(*there, gateway::easy_request(*there, prompt, options),
                        gateway::easy_call_options(*there, options), schema, read)
      .run();
}

}  // namespace omnillm
