#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "codec/openai_responses/codec.h"
#include "codec/openai_responses/items.h"
#include "codec/openai_responses/reader.h"
#include "codec/openai_responses/tools.h"
#include "json/writer.h"

namespace omnillm::codec::openai_responses {

namespace {

constexpr std::string_view kLogprobsInclude = "message.output_text.logprobs";

// Writes an object of some members of another one.
class RestObject {
 public:
  void keep(const json::Member& m) { openai_responses::keep(members_, m); }
  [[nodiscard]] bool empty() const { return members_.empty(); }
  [[nodiscard]] JsonText json() const {
    auto text = std::make_shared<std::string>();
    json::Writer out(*text);
    out.begin_object().members(members_).end_object();
    return JsonText::from_valid(text, *text);
  }

 private:
  VendorExtensions members_;
};

class RequestParser {
 public:
  explicit RequestParser(json::Value body) : body_(body) {}

  Result<LlmRequest> parse() {
    if (!body_.is_object()) reader_.fault(root_, "expected an object");
    for (const json::Member m : body_.members())
      if (!take(m)) keep(request_.vendor_extensions, m);
    settle_user();
    request_.origin = WireFormat::OpenAiResponses;
    if (auto ok = reader_.result(); !ok) return tl::unexpected(ok.error());
    return std::move(request_);
  }

 private:
  using Take = void (RequestParser::*)(json::Value, const Pointer&);
  struct Known {
    std::string_view name;
    Take take;
  };
  static const Known kKnown[];

  // False for a member no field has.
  bool take(const json::Member& m);

  void model(json::Value value, const Pointer& at) { request_.model = reader_.string(value, at); }

  void instructions(json::Value value, const Pointer& at) {
    if (!value.is_missing_or_null()) request_.instructions = reader_.text(value, at);
  }

  void input(json::Value value, const Pointer& at) {
    if (value.is_string())
      request_.input.emplace_back(message_of_string(value));
    else if (value.is_missing_or_null() || value.is_array())
      request_.input = parse_items(value, at, reader_);
    else
      reader_.fault(at, "expected a string or an array");
  }

  void tools(json::Value value, const Pointer& at) {
    parse_tools(value, at, request_.capabilities, reader_);
  }

  void tool_choice(json::Value value, const Pointer& at) {
    request_.capabilities.tool_choice = parse_tool_choice(value, at, reader_);
    if (!request_.capabilities.tool_choice)
      keep(request_.vendor_extensions, {json::Name("tool_choice"), value});
  }

  void parallel_tool_calls(json::Value value, const Pointer& at) {
    request_.capabilities.parallel_tool_calls = reader_.boolean(value, at);
  }

  void text(json::Value value, const Pointer& at) {
    if (!reader_.object(value, at)) return;
    RestObject rest;
    for (const json::Member m : value.members()) {
      if (m.name == "verbosity")
        request_.generation.verbosity = reader_.string(m.value, at.at(m.name));
      else if (m.name != "format" || !format(m.value, at.at(m.name)))
        rest.keep(m);
    }
    if (!rest.empty()) request_.vendor_extensions.append("text", rest.json());
  }

  // False for a format of a kind nobody has heard of.
  bool format(json::Value value, const Pointer& at) {
    if (!reader_.object(value, at)) return true;
    const json::Value type = value["type"];
    if (type.says("text")) return true;
    if (!type.says("json_schema") && !type.says("json_object")) return false;
    StructuredOutputConfig output;
    if (type.says("json_schema")) {
      output.name = reader_.string(value["name"], at.at("name"));
      output.description = reader_.string(value["description"], at.at("description"));
      output.strict = reader_.boolean(value["strict"], at.at("strict"));
      if (reader_.object(value["schema"], at.at("schema"))) output.schema = value["schema"].json();
    }
    request_.capabilities.structured_output = std::move(output);
    return true;
  }

  void reasoning(json::Value value, const Pointer& at) {
    if (!reader_.object(value, at)) return;
    ReasoningCapability reasoning;
    for (const json::Member m : value.members()) {
      if (m.name == "effort")
        reasoning.effort = reader_.string(m.value, at.at(m.name));
      else if (m.name == "summary")
        reasoning.summary = reader_.string(m.value, at.at(m.name));
      else
        keep(reasoning.vendor_extensions, m);
    }
    request_.capabilities.reasoning = std::move(reasoning);
  }

  void max_output_tokens(json::Value value, const Pointer& at) {
    request_.generation.max_output_tokens = reader_.count(value, at);
  }
  void temperature(json::Value value, const Pointer& at) {
    request_.generation.temperature = reader_.number(value, at);
  }
  void top_p(json::Value value, const Pointer& at) {
    request_.generation.top_p = reader_.number(value, at);
  }
  void top_logprobs(json::Value value, const Pointer& at) {
    request_.generation.top_logprobs = reader_.count(value, at);
  }

  // What is to be included belongs to this protocol, the probabilities of the text excepted.
  void include(json::Value value, const Pointer& at) {
    if (!reader_.array(value, at)) return;
    auto rest = std::make_shared<std::string>();
    json::Writer out(*rest);
    out.begin_array();
    bool others = value.size() == 0;
    for (const json::Value what : value.elements()) {
      if (what.says(kLogprobsInclude)) {
        request_.generation.logprobs = true;
      } else {
        out.json(what.json());
        others = true;
      }
    }
    out.end_array();
    if (others) request_.vendor_extensions.append("include", JsonText::from_valid(rest, *rest));
  }

  void stream(json::Value value, const Pointer& at) {
    if (reader_.boolean(value, at).value_or(false)) request_.stream.emplace();
  }

  void user(json::Value value, const Pointer& at) { request_.user = reader_.string(value, at); }

  void service_tier(json::Value value, const Pointer& at) {
    request_.service_tier = reader_.string(value, at);
  }

  void metadata(json::Value value, const Pointer& at) {
    if (!reader_.object(value, at)) return;
    for (const json::Member m : value.members()) keep(request_.metadata, m);
  }

  PromptCachePolicy& cache() {
    auto& policy = request_.capabilities.prompt_cache;
    return policy ? *policy : policy.emplace();
  }

  void prompt_cache_key(json::Value value, const Pointer& at) {
    if (std::string key = reader_.string(value, at); !key.empty())
      cache().key = PromptCacheKey{PromptCacheKey::Kind::Explicit, std::move(key), {}};
  }

  void prompt_cache_retention(json::Value value, const Pointer& at) {
    const std::string retention = reader_.string(value, at);
    if (retention == "in_memory" || retention == "in-memory")
      cache().retention = PromptCacheRetention::Short;
    else if (retention == "24h")
      cache().retention = PromptCacheRetention::Long;
    else if (!retention.empty())
      keep(request_.vendor_extensions, {json::Name("prompt_cache_retention"), value});
  }

  // The newer name of `user`. It is kept as well, so that it is written under that name again.
  void settle_user() {
    const json::Value identifier = body_["safety_identifier"];
    const std::string name = reader_.string(identifier, root_.at("safety_identifier"));
    if (request_.user.empty()) request_.user = name;
  }

  json::Value body_;
  Pointer root_;
  Reader reader_{ErrorKind::BadRequest};
  LlmRequest request_;
};

constexpr RequestParser::Known RequestParser::kKnown[] = {
    {"model", &RequestParser::model},
    {"input", &RequestParser::input},
    {"instructions", &RequestParser::instructions},
    {"tools", &RequestParser::tools},
    {"tool_choice", &RequestParser::tool_choice},
    {"parallel_tool_calls", &RequestParser::parallel_tool_calls},
    {"text", &RequestParser::text},
    {"reasoning", &RequestParser::reasoning},
    {"max_output_tokens", &RequestParser::max_output_tokens},
    {"temperature", &RequestParser::temperature},
    {"top_p", &RequestParser::top_p},
    {"top_logprobs", &RequestParser::top_logprobs},
    {"include", &RequestParser::include},
    {"stream", &RequestParser::stream},
    {"user", &RequestParser::user},
    {"service_tier", &RequestParser::service_tier},
    {"metadata", &RequestParser::metadata},
    {"prompt_cache_key", &RequestParser::prompt_cache_key},
    {"prompt_cache_retention", &RequestParser::prompt_cache_retention},
};

bool RequestParser::take(const json::Member& m) {
  for (const Known& known : kKnown)
    if (known.name == m.name) {
      (this->*known.take)(m.value, root_.at(m.name));
      return true;
    }
  return false;
}

}  // namespace

Result<LlmRequest> parse_request(const json::Document& body) {
  return RequestParser(body.root()).parse();
}

}  // namespace omnillm::codec::openai_responses
