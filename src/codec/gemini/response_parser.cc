#include "codec/gemini/response_parser.h"

#include <map>
#include <utility>
#include <vector>

#include "codec/gemini/answer_parser.h"
#include "codec/gemini/citations.h"
#include "codec/gemini/names.h"
#include "codec/gemini/part_parser.h"
#include "codec/gemini/usage.h"

namespace omnillm::codec::gemini {

namespace {

// Where a part of the wire has gone.
struct Place {
  std::size_t item = 0;
  std::size_t part = 0;
  bool is_text = false;
};

bool stands_alone(const MessagePart& part) {
  return part.is<part::Reasoning>() || part.is<ToolCallPart>() || part.is<ToolResultPart>() ||
         part.is<part::Raw>();
}

Place append(MessagePart part, std::vector<ResponseItem>& output) {
  if (stands_alone(part)) {
    output.emplace_back(std::move(part));
    return {output.size() - 1};
  }
  if (output.empty() || !output.back().message())
    output.emplace_back(Message{.role = MessageRole::Assistant});
  std::vector<MessagePart>& parts = output.back().message()->parts;
  const bool is_text = part.is<part::Text>();
  parts.push_back(std::move(part));
  return {output.size() - 1, parts.size() - 1, is_text};
}

part::Text* text_at(const Place& place, std::vector<ResponseItem>& output) {
  return output[place.item].message()->parts[place.part].get_if<part::Text>();
}

// A citation goes to the part it names, or to the first text.
void attach(std::vector<Grounding> groundings, const std::vector<Place>& places,
            std::vector<ResponseItem>& output) {
  const Place* first = nullptr;
  for (const Place& place : places)
    if (place.is_text && !first) first = &place;
  if (!first) return;
  std::map<const part::Text*, CharacterIndex> texts;
  for (Grounding& grounding : groundings) {
    const auto index = static_cast<std::size_t>(grounding.part_index);
    const bool is_there = grounding.part_index >= 0 && index < places.size();
    const Place& place = is_there && places[index].is_text ? places[index] : *first;
    part::Text& cited = *text_at(place, output);
    const auto text = texts.find(&cited);
    bytes_to_characters(text != texts.end()
                            ? text->second
                            : texts.emplace(&cited, CharacterIndex(cited.text.str())).first->second,
                        grounding.citation);
    cited.citations.push_back(std::move(grounding.citation));
  }
}

class ResponseParser {
 public:
  explicit ResponseParser(Reader& reader) : reader_(reader) {}

  LlmResponse parse(json::Value body);

 private:
  void read_members(json::Value body);
  void read_candidates();
  ResponseChoice read_candidate_at(const Pointer& at, std::size_t number, json::Value candidate);
  void read_feedback();

  Reader& reader_;
  LlmResponse response_{.provider_protocol = kFormat};
  CallNamer calls_;
  json::Value candidates_;
  json::Value feedback_;
};

void ResponseParser::read_members(json::Value body) {
  const Pointer root;
  for (const json::Member m : body.members()) {
    const CamelName name(m.name);
    const Pointer at = root.at(m.name);
    if (m.value.is_missing_or_null()) continue;
    if (name == "candidates") {
      if (reader_.array(at, m.value)) candidates_ = m.value;
    } else if (name == "usageMetadata") {
      if (!reader_.object(at, m.value)) continue;
      response_.usage = parse_usage(reader_, at, m.value);
      response_.raw_usage = m.value.json();
      response_.service_tier = tier_of_traffic(member(m.value, "trafficType").str());
    } else if (name == "modelVersion") {
      reader_.string(at, m.value, response_.model);
    } else if (name == "responseId") {
      reader_.string(at, m.value, response_.response_id);
    } else if (name == "createTime") {
      std::string time;
      reader_.string(at, m.value, time);
      response_.created = seconds_of_time(time);
    } else {
      if (name == "promptFeedback") {
        if (reader_.object(at, m.value)) feedback_ = m.value;
        response_.vendor_extensions.set("promptFeedback", m.value.json());
      } else if (!candidate_member_of(m.name)) {  // a name that only we give
        response_.vendor_extensions.append(std::string(m.name), m.value.json());
      }
    }
  }
}

ResponseChoice ResponseParser::read_candidate_at(const Pointer& at, std::size_t number,
                                                 json::Value candidate) {
  const CandidateMembers members =
      read_candidate(reader_, at, candidate, [&](std::string_view name, json::Value value) {
        response_.vendor_extensions.append(candidate_member(number, name), value.json());
      });
  ResponseChoice choice{.index = members.index.value_or(static_cast<std::int64_t>(number))};
  const Pointer content = at.at("content");
  const Pointer parts = content.at("parts");
  std::vector<Place> places;
  bool has_calls = false;
  for (const json::Value wire : members.parts.elements()) {
    MessagePart part = parse_part(reader_, parts.at(places.size()), wire);
    if (auto* call = part.get_if<ToolCallPart>()) {
      calls_.name(*call);
      has_calls = true;
    }
    if (part.is<part::ImageBase64>()) ++response_.units.images_out;
    const auto* text = part.get_if<part::Text>();
    const bool is_nothing = text && text->text.empty() && !part.signature;
    places.push_back(is_nothing ? Place{} : append(std::move(part), choice.output));
  }
  attach(read_grounding(members.grounding), places, choice.output);
  attach(read_citations(members.citations), places, choice.output);
  response_.units.web_searches += searches_in(members.grounding);
  if (!members.finish_reason.empty())
    choice.finish_reason =
        finish_reason_of(members.finish_reason, has_calls, !choice.output.empty());
  choice.logprobs = members.logprobs.json();
  return choice;
}

void ResponseParser::read_candidates() {
  const Pointer root;
  const Pointer candidates = root.at("candidates");
  std::size_t number = 0;
  for (const json::Value candidate : candidates_.elements()) {
    ResponseChoice choice = read_candidate_at(candidates.at(number), number, candidate);
    if (number++ > 0) {
      response_.alternatives.push_back(std::move(choice));
      continue;
    }
    response_.output = std::move(choice.output);
    response_.finish_reason = std::move(choice.finish_reason);
    response_.logprobs = std::move(choice.logprobs);
  }
}

void ResponseParser::read_feedback() {
  const std::string reason = member(feedback_, "blockReason").str();
  if (candidates_.size() == 0 && !reason.empty()) response_.finish_reason = blocked_prompt(reason);
}

LlmResponse ResponseParser::parse(json::Value body) {
  if (!body.is_object()) {
    reader_.wrong(Pointer(), "expected an object");
    return {};
  }
  read_members(body);
  calls_.begin(response_.response_id);
  read_candidates();
  read_feedback();
  const bool says_something = candidates_ || feedback_ || response_.usage ||
                              !response_.response_id.empty() || !response_.model.empty();
  if (!says_something) reader_.wrong(Pointer().at("candidates"), "expected an array");
  response_.content_text = visible_text(response_.output);
  return std::move(response_);
}

}  // namespace

LlmResponse parse_response(Reader& reader, json::Value body) {
  return ResponseParser(reader).parse(body);
}

}  // namespace omnillm::codec::gemini
