// to_json() of every canonical type, and how they print: as their JSON.

#include <memory>
#include <ostream>
#include <string>

#include "omnillm/canonical_json.h"
#include "types/write_canonical.h"

namespace omnillm {
namespace types {

void write(json::Writer& out, const Loss& loss) {
  MemberWriter object(out);
  object.text("code", loss.code);
  object.put("pointer", loss.pointer);
  object.word("severity", to_string(loss.severity));
  object.text("reason", loss.reason);
  object.end();
}

}  // namespace types

namespace {

template <class T>
JsonText written(const T& value) {
  const auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  types::write(out, value);
  return JsonText::from_valid(text, *text);
}

}  // namespace

JsonText to_json(const MessagePart& part) { return written(part); }
JsonText to_json(const Message& message) { return written(message); }
JsonText to_json(const Item& item) { return written(item); }
JsonText to_json(const PromptCachePolicy& policy) { return written(policy); }
JsonText to_json(const LlmRequest& request) { return written(request); }
JsonText to_json(const TokenUsage& usage) { return written(usage); }
JsonText to_json(const LlmResponse& response) { return written(response); }
JsonText to_json(const ProviderError& error) { return written(error); }
JsonText to_json(const LlmStreamEvent& event) { return written(event); }
JsonText to_json(const Loss& loss) { return written(loss); }

JsonText to_json(const ConversionReport<JsonText>& report) {
  const auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  types::MemberWriter object(out);
  object.json("value", report.value);
  object.word("canonical_endpoint", to_string(report.canonical_endpoint));
  object.word("wire_format", to_string(report.wire_format));
  object.flag("bridged", report.bridged);
  object.flag("lossy", report.lossy);
  object.put("loss_reasons", report.loss_reasons);
  object.list("losses", report.losses,
              [](json::Writer& to, const Loss& loss) { types::write(to, loss); });
  object.end();
  return JsonText::from_valid(text, *text);
}

std::ostream& operator<<(std::ostream& out, const MessagePart& part) {
  return out << to_json(part).text();
}
std::ostream& operator<<(std::ostream& out, const Message& message) {
  return out << to_json(message).text();
}
std::ostream& operator<<(std::ostream& out, const Item& item) {
  return out << to_json(item).text();
}
std::ostream& operator<<(std::ostream& out, const LlmRequest& request) {
  return out << to_json(request).text();
}
std::ostream& operator<<(std::ostream& out, const LlmResponse& response) {
  return out << to_json(response).text();
}
std::ostream& operator<<(std::ostream& out, const ProviderError& error) {
  return out << to_json(error).text();
}
std::ostream& operator<<(std::ostream& out, const LlmStreamEvent& event) {
  return out << to_json(event).text();
}

}  // namespace omnillm
