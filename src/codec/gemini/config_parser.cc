#include "codec/gemini/config_parser.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/gemini/names.h"
#include "codec/gemini/schema.h"
#include "json/writer.h"

namespace omnillm::codec::gemini {

namespace {

std::string lowered(std::string word) {
  for (char& c : word)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return word;
}

// -1 leaves the budget to the model and 0 forbids to think; neither is a number of tokens.
void read_budget(std::int64_t budget, ReasoningCapability& reasoning) {
  if (budget == 0)
    reasoning.enabled = false;
  else if (budget < 0)
    reasoning.enabled = true;
  else
    reasoning.budget_tokens = budget;
}

void parse_thinking(Reader& reader, const Pointer& at, json::Value config,
                    CapabilitySet& capabilities) {
  ReasoningCapability reasoning;
  for (const json::Member m : config.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (m.value.is_missing_or_null()) continue;
    if (name == "includeThoughts") {
      std::optional<bool> include;
      reader.boolean(here, m.value, include);
      if (include.value_or(false)) reasoning.summary = "auto";
    } else if (name == "thinkingBudget") {
      std::optional<std::int64_t> budget;
      reader.integer(here, m.value, budget);
      if (budget) read_budget(*budget, reasoning);
    } else if (name == "thinkingLevel") {
      reader.string(here, m.value, reasoning.effort);
      reasoning.effort = lowered(std::move(reasoning.effort));
      if (reasoning.effort == "thinking_level_unspecified") reasoning.effort.clear();
    } else {
      reasoning.vendor_extensions.append(std::string(m.name), m.value.json());
    }
  }
  capabilities.reasoning = std::move(reasoning);
}

// A list with a word nobody has a field for is kept as it stands.
void parse_modalities(Reader& reader, const Pointer& at, const json::Member& m,
                      LlmRequest& request) {
  std::vector<std::string> words;
  reader.strings(at, m.value, words);
  std::vector<OutputModality> modalities;
  for (const std::string& word : words) {
    if (word == "TEXT")
      modalities.push_back(OutputModality::Text);
    else if (word == "IMAGE")
      modalities.push_back(OutputModality::Image);
    else if (word == "AUDIO")
      modalities.push_back(OutputModality::Audio);
  }
  if (modalities.size() == words.size())
    request.capabilities.modalities = std::move(modalities);
  else
    request.generation.vendor_extensions.set(m.name, m.value.json());
}

// The members that say together what the answer has to look like.
struct OutputForm {
  std::string mime_type;
  JsonText openapi_schema;
  JsonText json_schema;
};

void apply(OutputForm form, LlmRequest& request) {
  const bool has_schema = !form.openapi_schema.is_null() || !form.json_schema.is_null();
  const bool is_json = form.mime_type == "application/json";
  if (is_json || (form.mime_type.empty() && has_schema)) {
    StructuredOutputConfig structured{.schema = form.json_schema};
    if (structured.schema.is_null() && has_schema) {
      structured.schema = json_schema_of(form.openapi_schema);
      structured.openapi_schema = form.openapi_schema;
    }
    request.capabilities.structured_output = std::move(structured);
    return;
  }
  VendorExtensions& others = request.generation.vendor_extensions;
  if (!form.mime_type.empty() && (form.mime_type != "text/plain" || has_schema))
    others.set("responseMimeType", JsonText::string(form.mime_type));
  if (!form.openapi_schema.is_null()) others.set("responseSchema", form.openapi_schema);
  if (!form.json_schema.is_null()) others.set("responseJsonSchema", form.json_schema);
}

void parse_function(Reader& reader, const Pointer& at, json::Value declaration,
                    CapabilitySet& capabilities) {
  if (!declaration.is_object()) return reader.wrong(at, "expected an object");
  ToolDefinition tool;
  for (const json::Member m : declaration.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (m.value.is_missing_or_null()) continue;
    if (name == "name")
      reader.string(here, m.value, tool.name);
    else if (name == "description")
      reader.string(here, m.value, tool.description);
    else if (name == "parametersJsonSchema")
      tool.input_schema = m.value.json();
    else if (name == "parameters") {
      if (reader.object(here, m.value)) tool.openapi_schema = m.value.json();
    } else {
      tool.vendor_extensions.append(std::string(m.name), m.value.json());
    }
  }
  if (tool.name.empty()) reader.wrong(at.at("name"), "expected the name of a function");
  if (!tool.openapi_schema.is_null() && tool.input_schema.is_null())
    tool.input_schema = json_schema_of(tool.openapi_schema);
  else
    tool.openapi_schema = JsonText();
  capabilities.tools.push_back(std::move(tool));
}

// A built-in tool is kept as the object in `tools` that asks for it alone.
BuiltinTool builtin(const json::Member& m, std::string_view name, json::Value tool) {
  BuiltinTool result{.kind = builtin_kind(name), .name = std::string(name), .origin = kFormat};
  if (tool.size() == 1) {
    result.settings = tool.json();
    return result;
  }
  auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  out.begin_object().foreign_key(m.name).json(m.value.json()).end_object();
  const std::string_view view = *text;
  result.settings = JsonText::from_valid(std::move(text), view);
  return result;
}

std::string in_tool_config(std::string_view name) {
  return std::string("toolConfig/").append(name);
}

// A slash stands in names of ours alone.
void keep(std::string prefix, const json::Member& m, CapabilitySet& capabilities) {
  if (m.name.find('/') == std::string_view::npos)
    capabilities.vendor_extensions.append(prefix.append(m.name), m.value.json());
}

void parse_calling_config(Reader& reader, const Pointer& at, json::Value config,
                          CapabilitySet& capabilities) {
  std::string mode;
  ToolChoice choice;
  for (const json::Member m : config.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (name == "mode")
      reader.string(here, m.value, mode);
    else if (name == "allowedFunctionNames")
      reader.strings(here, m.value, choice.names);
    else if (!m.value.is_missing_or_null())
      keep(in_tool_config("functionCallingConfig/"), m, capabilities);
  }
  if (mode == "ANY")
    choice.mode = choice.names.size() == 1 ? ToolChoice::Mode::Named : ToolChoice::Mode::Required;
  else if (mode == "NONE")
    choice.mode = ToolChoice::Mode::None;
  // Other modes let the model choose, in some way of their own.
  const bool is_known = mode.empty() || mode == "AUTO" || mode == "ANY" || mode == "NONE" ||
                        mode == "MODE_UNSPECIFIED";
  if (!is_known)
    capabilities.vendor_extensions.set(in_tool_config("functionCallingConfig/mode"),
                                       JsonText::string(mode));
  const bool says_nothing = (mode.empty() || mode == "MODE_UNSPECIFIED") && choice.names.empty();
  if (!says_nothing) capabilities.tool_choice = std::move(choice);
}

}  // namespace

void parse_generation_config(Reader& reader, const Pointer& at, json::Value config,
                             LlmRequest& request) {
  GenerationConfig& generation = request.generation;
  OutputForm form;
  for (const json::Member m : config.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (m.value.is_missing_or_null()) continue;
    if (name == "temperature")
      reader.number(here, m.value, generation.temperature);
    else if (name == "topP")
      reader.number(here, m.value, generation.top_p);
    else if (name == "topK")
      reader.count(here, m.value, generation.top_k);
    else if (name == "maxOutputTokens")
      reader.count(here, m.value, generation.max_output_tokens);
    else if (name == "candidateCount")
      reader.count(here, m.value, generation.choices);
    else if (name == "stopSequences")
      reader.strings(here, m.value, generation.stop_sequences);
    else if (name == "presencePenalty")
      reader.number(here, m.value, generation.presence_penalty);
    else if (name == "frequencyPenalty")
      reader.number(here, m.value, generation.frequency_penalty);
    else if (name == "seed")
      reader.integer(here, m.value, generation.seed);
    else if (name == "responseLogprobs")
      reader.boolean(here, m.value, generation.logprobs);
    else if (name == "logprobs")
      reader.count(here, m.value, generation.top_logprobs);
    else if (name == "responseModalities")
      parse_modalities(reader, here, m, request);
    else if (name == "responseMimeType")
      reader.string(here, m.value, form.mime_type);
    else if (name == "responseSchema")
      form.openapi_schema = m.value.json();
    else if (name == "responseJsonSchema" || m.name == "_responseJsonSchema")
      form.json_schema = m.value.json();
    else if (name == "thinkingConfig") {
      if (reader.object(here, m.value)) parse_thinking(reader, here, m.value, request.capabilities);
    } else {
      generation.vendor_extensions.append(std::string(m.name), m.value.json());
    }
  }
  apply(std::move(form), request);
}

void parse_tools(Reader& reader, const Pointer& at, json::Value tools,
                 CapabilitySet& capabilities) {
  std::size_t index = 0;
  for (const json::Value tool : tools.elements()) {
    const Pointer one = at.at(index++);
    if (!tool.is_object()) {
      reader.wrong(one, "expected an object");
      continue;
    }
    for (const json::Member m : tool.members()) {
      const CamelName name(m.name);
      if (m.value.is_missing_or_null()) continue;
      if (name == "functionDeclarations") {
        const Pointer here = one.at(m.name);
        if (!reader.array(here, m.value)) continue;
        std::size_t number = 0;
        for (const json::Value declaration : m.value.elements())
          parse_function(reader, here.at(number++), declaration, capabilities);
      } else {
        capabilities.builtin_tools.push_back(builtin(m, name.view(), tool));
      }
    }
  }
}

void parse_tool_config(Reader& reader, const Pointer& at, json::Value config,
                       CapabilitySet& capabilities) {
  for (const json::Member m : config.members()) {
    const CamelName name(m.name);
    const Pointer here = at.at(m.name);
    if (m.value.is_missing_or_null()) continue;
    if (name == "functionCallingConfig") {
      if (reader.object(here, m.value)) parse_calling_config(reader, here, m.value, capabilities);
    } else {
      keep(in_tool_config(""), m, capabilities);
    }
  }
}

}  // namespace omnillm::codec::gemini
