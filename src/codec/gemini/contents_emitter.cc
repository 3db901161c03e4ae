#include "codec/gemini/contents_emitter.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codec/gemini/names.h"
#include "codec/gemini/part_parser.h"

namespace omnillm::codec::gemini {

namespace {

using Turn = Conversation::Turn;

bool is_system(const Message& message) {
  return message.role == MessageRole::System || message.role == MessageRole::Developer;
}

std::string_view wire_role(const Message& message) {
  return message.role == MessageRole::Assistant ? "model" : "user";
}

std::string_view pointer_name(const EmitContext& context) {
  return context.conversation->pointer().substr(1);
}

// The ids we gave to calls that had none do not stand in the bytes.
void adopt_invented_ids(const Message& message, Message& again) {
  const std::size_t parts = std::min(message.parts.size(), again.parts.size());
  for (std::size_t i = 0; i < parts; ++i) {
    const auto* call = message.parts[i].get_if<ToolCallPart>();
    auto* same_call = again.parts[i].get_if<ToolCallPart>();
    if (call && same_call && same_call->call_id.empty()) same_call->call_id = call->call_id;
    const auto* result = message.parts[i].get_if<ToolResultPart>();
    auto* same_result = again.parts[i].get_if<ToolResultPart>();
    if (result && same_result && same_result->call_id.empty())
      same_result->call_id = result->call_id;
  }
}

// Whether the bytes a message came in still say it.
bool raw_says_it(const Message& message) {
  if (!message.raw_message || message.raw_message->origin != kFormat) return false;
  json::Document document;
  if (!document.parse(message.raw_message->json.text())) return false;
  Reader reader = Reader::of_request();
  Message again = parse_content(reader, Pointer(), document.root());
  if (!reader.ok()) return false;
  adopt_invented_ids(message, again);
  return again.role == message.role && again.parts == message.parts && message.name.empty() &&
         again.vendor_extensions == message.vendor_extensions;
}

// Writes the parts of one message; false when none of them could be said. Requires: `turn` is one
// of the conversation's own.
bool write_parts(const Turn& turn, EmitContext& context, json::Writer& out) {
  const Pointer root;
  const Pointer all = root.at(pointer_name(context));
  const Pointer here = all.at(turn.index);
  const Pointer parts = here.at("parts");
  bool wrote = false;
  context.turn = static_cast<std::size_t>(&turn - context.conversation->turns().data());
  for (std::size_t i = 0; i < turn.message->parts.size(); ++i)
    if (write_part(turn.message->parts[i], parts.at(i), context, out)) wrote = true;
  if (!turn.message->name.empty())
    context.losses.minor("name", here.at("name").str(), dropped("name"));
  report_extensions(turn.message->vendor_extensions, here, context);
  return wrote;
}

void write_merged(std::span<const Turn* const> turns, EmitContext& context, json::Writer& out) {
  const std::size_t before = out.out().size();
  out.begin_object();
  out.key("role").string(wire_role(*turns.front()->message));
  out.key("parts").begin_array();
  bool wrote = false;
  for (const Turn* turn : turns) wrote = write_parts(*turn, context, out) || wrote;
  out.end_array();
  if (context.takes_extensions()) out.members(turns.front()->message->vendor_extensions);
  out.end_object();
  // A content without parts is refused.
  if (!wrote) out.out().resize(before);
}

void write_group(std::span<const Turn* const> turns, EmitContext& context, json::Writer& out) {
  if (turns.empty()) return;
  const bool as_they_stand = std::all_of(
      turns.begin(), turns.end(), [](const Turn* turn) { return raw_says_it(*turn->message); });
  if (!as_they_stand) return write_merged(turns, context, out);
  for (const Turn* turn : turns) out.json(turn->message->raw_message->json);
}

}  // namespace

void write_system_instruction(const LlmRequest& request, EmitContext& context, json::Writer& out) {
  const std::size_t before = out.out().size();
  out.key("systemInstruction").begin_object().key("parts").begin_array();
  bool wrote = false;
  if (request.instructions && !request.instructions->empty()) {
    out.begin_object().key("text").string(*request.instructions).end_object();
    wrote = true;
  }
  bool has_begun = false;
  const VendorExtensions* extensions = nullptr;
  for (const Turn& turn : context.conversation->turns()) {
    if (!is_system(*turn.message)) {
      has_begun = true;
      continue;
    }
    if (has_begun) {
      const Pointer root;
      const Pointer all = root.at(pointer_name(context));
      context.losses.minor("system_position", all.at(turn.index).str(),
                           "a system message inside the conversation is moved to its beginning "
                           "when bridging to gemini_generate_content");
    }
    wrote = write_parts(turn, context, out) || wrote;
    if (!extensions) extensions = &turn.message->vendor_extensions;
  }
  out.end_array();
  if (extensions && context.takes_extensions()) out.members(*extensions);
  out.end_object();
  if (!wrote) out.out().resize(before);
}

void write_contents(EmitContext& context, json::Writer& out) {
  std::vector<const Turn*> turns;
  for (const Turn& turn : context.conversation->turns())
    if (!is_system(*turn.message)) turns.push_back(&turn);
  out.key("contents").begin_array();
  for (auto turn = turns.begin(); turn != turns.end();) {
    const auto end = std::find_if(turn, turns.end(), [&](const Turn* other) {
      return wire_role(*other->message) != wire_role(*(*turn)->message);
    });
    write_group({turn, end}, context, out);
    turn = end;
  }
  out.end_array();
}

}  // namespace omnillm::codec::gemini
