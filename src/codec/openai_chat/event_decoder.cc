#include "codec/openai_chat/event_decoder.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "codec/fields.h"
#include "codec/openai_chat/choice_decoder.h"
#include "codec/openai_chat/chunk_members.h"
#include "codec/openai_chat/names.h"
#include "codec/openai_chat/response_parser.h"
#include "codec/openai_chat/usage.h"
#include "codec/openai_error.h"

namespace omnillm::codec::openai_chat {

namespace {

using json::Value;

const Fields kFields = Fields::of_answer();

// As many as the protocol lets one ask for.
constexpr std::int64_t kMaxChoices = 128;
constexpr std::size_t kMaxOwnNames = 64;

class ChatEventDecoder final : public EventDecoder {
 public:
  Result<void> read(const Frame& frame, Events& out) override {
    if (ended_) return {};
    if (frame.data == "[DONE]") {
      if (!started_) return fail(ErrorKind::Protocol, "the stream ended before it began");
      finish(out);
      return {};
    }
    if (auto parsed = document_.parse(frame.data); !parsed)
      return fail(ErrorKind::Protocol, "a chunk of the stream is " + parsed.error().message());
    const Value root = document_.root();
    if (auto ok = kFields.object(root, Pointer()); !ok) return ok;
    others_.clear();
    const ChunkMembers chunk = ChunkMembers::of(root, others_);
    if (frame.event == "error" || says_error(chunk.error) || chunk.object.says("error")) {
      out.emplace_back(event::Error{parse_openai_error(kFormat, 0, root)});
      ended_ = true;
      return {};
    }
    return read_chunk(chunk, out);
  }

  Result<void> end(Events& out) override {
    if (ended_) return {};
    const bool complete =
        !choices_.empty() && std::all_of(choices_.begin(), choices_.end(),
                                         [](const ChoiceDecoder& one) { return one.finished(); });
    if (!complete) return fail(ErrorKind::Protocol, "the stream was cut off before its end");
    finish(out);
    return {};
  }

  [[nodiscard]] bool ended() const override { return ended_; }

 private:
  Result<void> read_chunk(const ChunkMembers& chunk, Events& out) {
    if (!chunk.choices.is_missing_or_null())
      if (auto ok = kFields.array(chunk.choices, Pointer().at("choices")); !ok) return ok;
    for (const json::Member member : others_) read_own_member(member, out);
    if (!started_ && begins(chunk)) start(chunk, out);
    if (!started_) return {};
    if (auto ok = read_choices(chunk.choices, out); !ok) return ok;
    if (chunk.service_tier.is_string() && !chunk.service_tier.says(service_tier_))
      service_tier_ = told_tier_ = chunk.service_tier.str();
    read_usage(chunk.usage.is_object() ? chunk.usage : usage_of_groq(), out);
    return {};
  }

  // Azure's first chunk has no name and no choice, only what its filter found in the prompt.
  static bool begins(const ChunkMembers& chunk) {
    return !chunk.id.escaped().empty() || chunk.choices.size() > 0 || chunk.usage.is_object();
  }

  [[nodiscard]] Value usage_of_groq() const {
    for (const json::Member member : others_)
      if (member.name == "x_groq") return member.value["usage"];
    return {};
  }

  void start(const ChunkMembers& chunk, Events& out) {
    event::ResponseStarted started{.response_id = chunk.id.str(),
                                   .model = chunk.model.str(),
                                   .provider_protocol = kFormat,
                                   .created = chunk.created.to_int64(),
                                   .service_tier = service_tier_ = chunk.service_tier.str(),
                                   .vendor_extensions = std::move(own_)};
    out.emplace_back(std::move(started));
    started_ = true;
  }

  // Members nobody else has: those before the start belong to it, later ones are told once.
  void read_own_member(const json::Member& member, Events& out) {
    if (is_seen(member.name) || seen_.size() == kMaxOwnNames) return;
    seen_.emplace_back(member.name);
    if (started_)
      out.emplace_back(event::Raw{kFormat, std::string(member.name), member.value.json()});
    else
      own_.append(std::string(member.name), member.value.json());
  }

  [[nodiscard]] bool is_seen(std::string_view name) const {
    return std::find(seen_.begin(), seen_.end(), name) != seen_.end();
  }

  Result<void> read_choices(Value choices, Events& out) {
    const Pointer root;
    const Pointer where = root.at("choices");
    std::size_t place = 0;
    for (const Value value : choices.elements()) {
      const Pointer at = where.at(place++);
      if (auto ok = kFields.object(value, at); !ok) return ok;
      const ChoiceMembers members = ChoiceMembers::of(value);
      const std::int64_t index = members.index.to_int64().value_or(0);
      if (index < 0 || index >= kMaxChoices) return kFields.wrong(at.at("index"), "out of range");
      if (auto ok = choice(index).read(value, members, at, out); !ok) return ok;
      read_usage(members.usage, out);  // Moonshot
    }
    return {};
  }

  ChoiceDecoder& choice(std::int64_t index) {
    for (ChoiceDecoder& known : choices_)
      if (known.choice() == index) return known;
    return choices_.emplace_back(index, items_);
  }

  void read_usage(Value value, Events& out) {
    if (!value.is_object()) return;
    const Usage usage = parse_usage(value);
    out.emplace_back(event::Usage{usage.tokens, usage.units, value.json(), told_tier_});
  }

  // The reasons are told when everything is there: one choice may end long before another, and
  // usage comes after both.
  void finish(Events& out) {
    items_.close_all(out);
    for (const ChoiceDecoder& one : choices_)
      out.emplace_back(event::Finished{one.finish_reason(), {}, one.choice()});
    ended_ = true;
  }

  json::Document document_;           // used again for every chunk
  std::vector<json::Member> others_;  // of the chunk that is being read
  OpenItems items_;
  std::deque<ChoiceDecoder> choices_;  // they stay where they are
  VendorExtensions own_;
  std::string service_tier_;  // as it was said last
  std::string told_tier_;     // one that was said after the beginning
  std::vector<std::string> seen_;
  bool started_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<EventDecoder> make_event_decoder() { return std::make_unique<ChatEventDecoder>(); }

}  // namespace omnillm::codec::openai_chat
