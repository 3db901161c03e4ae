#include "support/canonical_values.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace omnillm::testing_support {
namespace {

using rc::gen::exec;

bool maybe() { return *rc::gen::inRange(0, 3) == 0; }

template <class T>
T one_of(std::initializer_list<T> values) {
  return *rc::gen::elementOf(std::vector<T>(values));
}

template <class Enum>
Enum up_to(Enum last) {
  return static_cast<Enum>(*rc::gen::inRange(0, static_cast<int>(last) + 1));
}

std::int64_t any_count() { return one_of<std::int64_t>({0, 1, 7, 4'096, std::int64_t{1} << 40}); }

std::int64_t any_int64() {
  return one_of<std::int64_t>({0, 1, -1, 42, std::numeric_limits<std::int64_t>::max(),
                               std::numeric_limits<std::int64_t>::min()});
}

double any_double() { return one_of<double>({0, 0.2, 1, -1.5, 1e-9, 1e300, 0.1 + 0.2}); }

template <class T>
std::optional<T> perhaps(T (*make)()) {
  return maybe() ? std::optional<T>(make()) : std::nullopt;
}

std::optional<bool> perhaps_bool() { return maybe() ? std::optional<bool>(maybe()) : std::nullopt; }

std::string string_or_empty() { return maybe() ? *any_string() : std::string(); }
JsonText json_or_null() { return maybe() ? *any_json() : JsonText(); }
VendorExtensions extensions_or_none() { return maybe() ? *any_extensions() : VendorExtensions(); }

template <class T>
std::vector<T> few(const rc::Gen<T>& gen, int most = 3) {
  std::vector<T> values;
  for (int i = *rc::gen::inRange(0, most + 1); i > 0; --i) values.push_back(*gen);
  return values;
}

std::vector<std::string> few_strings() { return few(any_string(), 2); }

PromptCacheRetention any_retention() { return up_to(PromptCacheRetention::Long); }

CacheMark any_mark() {
  return {.retention = any_retention(), .vendor_extensions = extensions_or_none()};
}

Signature any_signature() { return {.value = *any_string(), .origin = *any_wire_format()}; }

Citation any_citation() {
  return {.url = string_or_empty(),
          .title = string_or_empty(),
          .cited_text = *any_text(),
          .start_index = perhaps(any_int64),
          .end_index = perhaps(any_int64),
          .source_id = string_or_empty(),
          .origin = maybe() ? std::optional(*any_wire_format()) : std::nullopt,
          .raw = json_or_null()};
}

std::vector<Citation> few_citations() {
  return maybe() ? few(exec(any_citation), 2) : std::vector<Citation>();
}

MessagePart::Content any_content(int depth) {
  switch (*rc::gen::inRange(0, depth > 0 ? 11 : 10)) {
    case 0:
      return part::Text{*any_text(), few_citations()};
    case 1:
      return part::ImageUrl{*any_string(), string_or_empty(), string_or_empty()};
    case 2:
      return part::ImageBase64{*any_text(), string_or_empty(), string_or_empty()};
    case 3:
      return part::Audio{*any_text(), string_or_empty(), *any_text(), string_or_empty()};
    case 4:
      return part::File{string_or_empty(), string_or_empty(), *any_text(),
                        *any_text(),       string_or_empty(), string_or_empty()};
    case 5:
      return part::Json{*any_json()};
    case 6:
      return ToolCallPart{*any_string(), *any_string(), *any_json(), maybe()};
    case 7:
      return part::Reasoning{*any_text(), maybe(), string_or_empty()};
    case 8:
      return part::Refusal{*any_text()};
    case 9:
      return part::Raw{*any_wire_format(), string_or_empty(), *any_json()};
    default: {
      ToolResultPart result;
      result.call_id = *any_string();
      result.name = string_or_empty();
      for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
        result.output.emplace_back(any_content(depth - 1));
      result.is_error = maybe();
      result.is_custom = maybe();
      return result;
    }
  }
}

ToolDefinition any_tool() {
  return {.name = *any_string(),
          .description = string_or_empty(),
          .input_schema = json_or_null(),
          .strict = perhaps_bool(),
          .is_custom = maybe(),
          .custom_format = json_or_null(),
          .cache_mark = perhaps(any_mark),
          .vendor_extensions = extensions_or_none()};
}

BuiltinTool any_builtin() {
  return {.kind = up_to(BuiltinTool::Kind::Vendor),
          .name = string_or_empty(),
          .settings = json_or_null(),
          .origin = maybe() ? std::optional(*any_wire_format()) : std::nullopt};
}

ToolChoice any_tool_choice() {
  return {.mode = up_to(ToolChoice::Mode::Named), .names = few_strings()};
}

StructuredOutputConfig any_structured_output() {
  return {.name = string_or_empty(),
          .description = string_or_empty(),
          .schema = json_or_null(),
          .strict = perhaps_bool()};
}

ReasoningCapability any_reasoning() {
  return {.effort = string_or_empty(),
          .budget_tokens = perhaps(any_int64),
          .enabled = perhaps_bool(),
          .summary = string_or_empty(),
          .vendor_extensions = extensions_or_none()};
}

SafetySettings any_safety() {
  return {.policy = json_or_null(), .vendor_extensions = extensions_or_none()};
}

PromptCachePolicy policy() { return *any_cache_policy(); }

CapabilitySet any_capabilities() {
  return {.tools = few(exec(any_tool), 2),
          .builtin_tools = few(exec(any_builtin), 2),
          .tool_choice = perhaps(any_tool_choice),
          .parallel_tool_calls = perhaps_bool(),
          .structured_output = perhaps(any_structured_output),
          .reasoning = perhaps(any_reasoning),
          .modalities = few(exec([] { return up_to(OutputModality::Json); }), 2),
          .safety = perhaps(any_safety),
          .prompt_cache = perhaps(policy),
          .vendor_extensions = extensions_or_none()};
}

GenerationConfig any_generation() {
  return {.max_output_tokens = perhaps(any_int64),
          .temperature = perhaps(any_double),
          .top_p = perhaps(any_double),
          .top_k = perhaps(any_int64),
          .stop_sequences = few_strings(),
          .presence_penalty = perhaps(any_double),
          .frequency_penalty = perhaps(any_double),
          .seed = perhaps(any_int64),
          .choices = perhaps(any_int64),
          .logprobs = perhaps_bool(),
          .top_logprobs = perhaps(any_int64),
          .verbosity = string_or_empty(),
          .vendor_extensions = extensions_or_none()};
}

BillableUnits any_units() {
  return {.images_out = any_count(),
          .characters = any_count(),
          .requests = any_count(),
          .web_searches = any_count()};
}

// Words are kept for the reasons that keep them: a word without an origin says nothing new.
FinishReason any_finish() {
  const auto code = up_to(FinishReason::Other);
  return maybe() ? FinishReason(code, *any_string(), *any_wire_format()) : FinishReason(code);
}

ResponseChoice any_choice() {
  return {.index = any_count(),
          .output = few(any_item(), 2),
          .finish_reason = perhaps(any_finish),
          .logprobs = json_or_null()};
}

// An item of a stream, and what comes of it after its beginning.
struct Growth {
  ResponseItem begun;
  std::vector<LlmStreamEvent> deltas;
  std::size_t told = 0;  // deltas that were given out
};

Growth any_message_growth(std::int64_t index) {
  Growth growth{.begun = Message{.role = MessageRole::Assistant}, .deltas = {}};
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i)
    growth.deltas.emplace_back(event::TextDelta{.index = index, .delta = "a" + *any_string()});
  return growth;
}

Growth any_thought_growth(std::int64_t index) {
  Growth growth{.begun = part::Reasoning{}, .deltas = {}};
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i)
    growth.deltas.emplace_back(event::ReasoningDelta{.index = index, .delta = "a" + *any_string()});
  return growth;
}

Growth any_call_growth(std::int64_t index) {
  const std::string id = "call_" + std::to_string(index);
  const auto name = one_of<std::string>({"search", "get_weather"});
  Growth growth{.begun = ToolCallPart{.call_id = id, .name = name}, .deltas = {}};
  for (const char* piece : {"{\"q\":", " \"x", "yz\"}"})
    growth.deltas.emplace_back(
        event::ToolCallDelta{.index = index, .call_id = id, .name = name, .delta = piece});
  return growth;
}

Growth any_growth(std::int64_t index) {
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return any_message_growth(index);
    case 1:
      return any_thought_growth(index);
    default:
      return any_call_growth(index);
  }
}

// Begins the items in their order and lets those that are open grow in turns.
void add_items(std::int64_t count, std::vector<LlmStreamEvent>& events) {
  std::vector<std::pair<std::int64_t, Growth>> open;
  std::int64_t begun = 0;
  while (begun < count || !open.empty()) {
    if (begun < count && (open.empty() || maybe())) {
      open.emplace_back(begun, any_growth(begun));
      events.emplace_back(event::OutputItemAdded{.index = begun, .item = open.back().second.begun});
      ++begun;
      continue;
    }
    const auto at = open.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(open));
    auto& [index, growth] = *at;
    if (growth.told < growth.deltas.size()) {
      events.push_back(growth.deltas[growth.told++]);
    } else {
      events.emplace_back(event::OutputItemDone{.index = index});
      open.erase(at);
    }
  }
}

event::ResponseStarted any_start() {
  return {.response_id = string_or_empty(),
          .model = *any_string(),
          .provider_protocol = perhaps(+[] { return *any_wire_format(); }),
          .created = perhaps(any_int64),
          .service_tier = string_or_empty(),
          .vendor_extensions = extensions_or_none()};
}

}  // namespace

rc::Gen<std::string> any_string() {
  return exec([] {
    std::string text;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
      text += one_of<std::string>({"a", "Hello, world", "\"", "\\", "\n", "\t", "\x01", "/", "ü",
                                   "日本語", "😀", "</script>", "null", "{}", " "});
    return text;
  });
}

rc::Gen<Text> any_text() {
  return exec([] {
    const std::string plain = *any_string();
    return maybe() ? JsonText::string(plain).as_text() : Text(plain);
  });
}

rc::Gen<JsonText> any_json() {
  return exec([] {
    const auto* text = one_of<const char*>(
        {"null", "true", "0", "-1.50", "1e400", "123456789012345678901234567890", "\"\"",
         R"("a\u00e9\n")", "[]", "{}", R"({"a":[1,{"b":null}]})", R"([ 1 , "x" ])"});
    return *JsonText::parse(text);
  });
}

rc::Gen<JsonText> any_json_object() {
  return exec([] {
    const auto* text = one_of<const char*>(
        {"{}", R"({"q":"weather in Köln"})", R"({"n":1.10,"deep":{"list":[1,2,{"x":null}]}})",
         R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"});
    return *JsonText::parse(text);
  });
}

rc::Gen<VendorExtensions> any_extensions() {
  return exec([] {
    VendorExtensions extensions;
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
      extensions.set(one_of<const char*>({"enable_thinking", "x-y", "üml\"aut", ""}), *any_json());
    return extensions;
  });
}

rc::Gen<WireFormat> any_wire_format() {
  return exec([] { return up_to(WireFormat::BedrockCountTokens); });
}

rc::Gen<MessagePart> any_part() {
  return exec([] {
    MessagePart piece(any_content(2));
    piece.id = string_or_empty();
    piece.signature = perhaps(any_signature);
    piece.cache_mark = perhaps(any_mark);
    piece.vendor_extensions = extensions_or_none();
    return piece;
  });
}

rc::Gen<Message> any_message() {
  return exec([] {
    Message message;
    message.role = up_to(MessageRole::Tool);
    message.parts = few(any_part());
    message.name = string_or_empty();
    message.id = string_or_empty();
    if (maybe()) message.raw_message = RawMessage{*any_wire_format(), *any_json()};
    message.vendor_extensions = extensions_or_none();
    return message;
  });
}

rc::Gen<Item> any_item() {
  return exec([] { return maybe() ? Item(*any_part()) : Item(*any_message()); });
}

rc::Gen<PromptCachePolicy> any_cache_policy() {
  return exec([] {
    PromptCachePolicy policy;
    policy.mode = up_to(PromptCachePolicy::Mode::Required);
    if (maybe())
      policy.key = PromptCacheKey{up_to(PromptCacheKey::Kind::StablePrefixHash), *any_string(),
                                  perhaps(+[] { return *any_string(); })};
    policy.retention = any_retention();
    policy.breakpoint = one_of(
        {CacheBreakpoint{}, CacheBreakpoint::end_of_tools(), CacheBreakpoint::end_of_instructions(),
         CacheBreakpoint::end_of_message(3), CacheBreakpoint::end_of_content_block(2, 1)});
    policy.vendor_extensions = extensions_or_none();
    return policy;
  });
}

rc::Gen<LlmRequest> any_request() {
  return exec([] {
    LlmRequest request;
    request.model = *any_string();
    request.instructions = perhaps(+[] { return *any_text(); });
    request.input = maybe() ? few(any_item()) : std::vector<Item>();
    request.messages = few(any_message());
    if (maybe()) request.capabilities = any_capabilities();
    if (maybe()) request.generation = any_generation();
    request.stream = perhaps(+[] { return StreamOptions{.include_usage = maybe()}; });
    request.user = string_or_empty();
    request.service_tier = string_or_empty();
    request.metadata = extensions_or_none();
    request.vendor_extensions = extensions_or_none();
    request.origin = perhaps(+[] { return *any_wire_format(); });
    return request;
  });
}

rc::Gen<TokenUsage> any_usage() {
  return exec([] {
    return TokenUsage{.prompt_tokens = any_count(),
                      .completion_tokens = any_count(),
                      .total_tokens = perhaps(any_count),
                      .cache_read_tokens = any_count(),
                      .cache_write_5m_tokens = any_count(),
                      .cache_write_1h_tokens = any_count(),
                      .audio_prompt_tokens = any_count(),
                      .image_prompt_tokens = any_count(),
                      .reasoning_tokens = any_count(),
                      .audio_completion_tokens = any_count(),
                      .image_completion_tokens = any_count()}
        .repaired();
  });
}

rc::Gen<LlmResponse> any_response() {
  return exec([] {
    LlmResponse response;
    response.output = few(any_item());
    response.content_text = visible_text(response.output);
    response.usage = perhaps(+[] { return *any_usage(); });
    if (maybe()) response.units = any_units();
    response.model = *any_string();
    response.provider_protocol = perhaps(+[] { return *any_wire_format(); });
    response.finish_reason = perhaps(any_finish);
    response.stop_sequence = string_or_empty();
    response.response_id = string_or_empty();
    response.created = perhaps(any_int64);
    response.service_tier = string_or_empty();
    response.logprobs = json_or_null();
    if (maybe()) response.alternatives = few(exec(any_choice), 2);
    response.raw_usage = json_or_null();
    response.vendor_extensions = extensions_or_none();
    return response;
  });
}

rc::Gen<ProviderError> any_provider_error() {
  return exec([] {
    return ProviderError{.kind = up_to(ErrorKind::Storage),
                         .protocol = perhaps(+[] { return *any_wire_format(); }),
                         .status = one_of({0, 400, 429, 529, 999}),
                         .code = string_or_empty(),
                         .type = string_or_empty(),
                         .message = *any_string(),
                         .param = string_or_empty(),
                         .request_id = string_or_empty(),
                         .raw_body = json_or_null()};
  });
}

rc::Gen<LlmStreamEvent> any_event() {
  return exec([]() -> LlmStreamEvent {
    const std::int64_t index = any_count();
    const std::int64_t choice = maybe() ? 2 : 0;
    switch (*rc::gen::inRange(0, 15)) {
      case 0:
        return any_start();
      case 1:
        return event::OutputItemAdded{index, *any_item(), choice};
      case 2:
        return event::TextDelta{index, *any_text(), choice, json_or_null()};
      case 3:
        return event::RefusalDelta{index, *any_text(), choice};
      case 4:
        return event::ReasoningDelta{index, *any_text(), choice};
      case 5:
        return event::SignatureDelta{index, perhaps(any_signature), string_or_empty()};
      case 6:
        return event::ToolCallDelta{index, *any_string(), *any_string(), *any_text(), choice};
      case 7:
        return event::CitationAdded{index, any_citation()};
      case 8:
        return event::ContentPartAdded{index, *any_part()};
      case 9:
        return event::OutputItemDone{index, perhaps(+[] { return *any_item(); })};
      case 10:
        return event::Usage{*any_usage(), any_units(), json_or_null(), string_or_empty()};
      case 11:
        return event::Finished{any_finish(), string_or_empty(), choice};
      case 12:
        return event::Raw{*any_wire_format(), string_or_empty(), *any_json()};
      case 13:
        return event::Completed{*any_response()};
      default:
        return event::Error{*any_provider_error()};
    }
  });
}

rc::Gen<std::vector<LlmStreamEvent>> any_stream() {
  return exec([] {
    std::vector<LlmStreamEvent> events{any_start()};
    add_items(*rc::gen::inRange(0, 5), events);
    events.emplace_back(event::Finished{
        .reason = one_of({FinishReason::Stop, FinishReason::Length, FinishReason::ToolCall})});
    if (maybe()) events.emplace_back(event::Usage{.usage = *any_usage()});
    return events;
  });
}

}  // namespace omnillm::testing_support
