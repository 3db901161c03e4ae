#include "types/item_builder.h"

#include <algorithm>
#include <utility>

namespace omnillm::types {
namespace {

tl::unexpected<Error> broken(std::string_view what, std::string_view why) {
  return fail(ErrorKind::Protocol, std::string("the stream has ").append(what).append(why));
}

// The rest of a signature continues it; one of another protocol replaces it.
void join(std::optional<Signature>& so_far, const Signature& more) {
  if (so_far && so_far->origin == more.origin)
    so_far->value += more.value;
  else
    so_far = more;
}

}  // namespace

JsonText arguments_of(const std::string& text, bool is_custom) {
  if (is_custom) return JsonText::string(text);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return *JsonText::parse("{}");
  Result<JsonText> parsed = JsonText::parse(text);
  // A JSON string stands for what is no JSON; one that the model wrote keeps its quotes inside.
  return parsed && !parsed->is_string() ? *std::move(parsed) : JsonText::string(text);
}

ItemBuilder::ItemBuilder(ResponseItem begun) : item_(std::move(begun)) {
  MessagePart* alone = item_.single();
  if (!alone) return;
  if (auto* thought = alone->get_if<part::Reasoning>()) grow(std::exchange(thought->text, {}));
}

void ItemBuilder::grow(const Text& delta) {
  const std::size_t before = text_.size();
  delta.append_to(text_);
  output_bytes_ += text_.size() - before;
}

Result<Message*> ItemBuilder::message(std::string_view what) {
  if (done_) return broken(what, " after the end of its item");
  if (Message* found = item_.message()) return found;
  return broken(what, " outside a message");
}

template <class T>
Result<T*> ItemBuilder::single(std::string_view what) {
  if (done_) return broken(what, " after the end of its item");
  MessagePart* alone = item_.single();
  if (T* found = alone ? alone->get_if<T>() : nullptr) return found;
  return broken(what, " in an item of another kind");
}

std::optional<MessagePart> ItemBuilder::open_part() const {
  if (open_ == Open::Nothing) return std::nullopt;
  MessagePart grown;
  if (open_ == Open::Text)
    grown.content = part::Text{text_, citations_};
  else
    grown.content = part::Refusal{text_};
  grown.signature = signature_;
  return grown;
}

void ItemBuilder::close() {
  if (auto grown = open_part()) item_.message()->parts.push_back(*std::move(grown));
  open_ = Open::Nothing;
  text_.clear();
  citations_.clear();
  signature_.reset();
}

void ItemBuilder::open(Open what) {
  if (open_ == what) return;
  close();
  open_ = what;
}

Result<void> ItemBuilder::add_text(const Text& delta) {
  if (auto found = message("text"); !found) return tl::unexpected(found.error());
  open(Open::Text);
  grow(delta);
  return {};
}

Result<void> ItemBuilder::add_refusal(const Text& delta) {
  if (auto found = message("a refusal"); !found) return tl::unexpected(found.error());
  open(Open::Refusal);
  grow(delta);
  return {};
}

Result<void> ItemBuilder::add_reasoning(const Text& delta) {
  if (auto found = single<part::Reasoning>("a thought"); !found)
    return tl::unexpected(found.error());
  grow(delta);
  return {};
}

Result<void> ItemBuilder::add_arguments(const Text& delta, std::string_view call_id,
                                        std::string_view name) {
  auto call = single<ToolCallPart>("arguments");
  if (!call) return tl::unexpected(call.error());
  if ((*call)->call_id.empty()) (*call)->call_id = call_id;
  if ((*call)->name.empty()) (*call)->name = name;
  grow(delta);
  return {};
}

Result<void> ItemBuilder::add_signature(const std::optional<Signature>& signature,
                                        std::string_view encrypted) {
  if (done_) return broken("a signature", " after the end of its item");
  MessagePart* alone = item_.single();
  if (!encrypted.empty()) {
    auto thought = single<part::Reasoning>("an encrypted thought");
    if (!thought) return tl::unexpected(thought.error());
    (*thought)->encrypted += encrypted;
  }
  if (!signature) return {};
  if (alone) {
    join(alone->signature, *signature);
    return {};
  }
  // Of a message, it belongs to the part that grows, or else to the last one that is complete.
  std::vector<MessagePart>& parts = item_.message()->parts;
  if (open_ == Open::Nothing && !parts.empty()) {
    join(parts.back().signature, *signature);
    return {};
  }
  if (open_ == Open::Nothing) open(Open::Text);
  join(signature_, *signature);
  return {};
}

Result<void> ItemBuilder::add_citation(const Citation& citation) {
  auto found = message("a citation");
  if (!found) return tl::unexpected(found.error());
  if (open_ != Open::Text && !(*found)->parts.empty())
    if (auto* text = (*found)->parts.back().get_if<part::Text>()) {
      text->citations.push_back(citation);
      return {};
    }
  open(Open::Text);
  citations_.push_back(citation);
  return {};
}

Result<void> ItemBuilder::add_part(const MessagePart& piece) {
  auto found = message("a part");
  if (!found) return tl::unexpected(found.error());
  close();
  (*found)->parts.push_back(piece);
  return {};
}

Result<void> ItemBuilder::finish(const std::optional<ResponseItem>& whole) {
  if (done_) return broken("an item", " that ends twice");
  done_ = true;
  if (!whole) return {};
  // What was said in pieces has been shown; the whole is the better account of it.
  whole_ = true;
  open_ = Open::Nothing;
  item_ = *whole;
  const auto* call = item_.get_if<ToolCallPart>();
  if (!call || call->arguments.is_null()) return {};
  text_.clear();
  call->arguments.as_text().append_to(text_);
  output_bytes_ = std::max(output_bytes_, text_.size());
  return {};
}

ResponseItem ItemBuilder::item() const {
  ResponseItem all = item_;
  if (Message* said = all.message()) {
    if (auto grown = open_part()) said->parts.push_back(*std::move(grown));
    return all;
  }
  MessagePart& alone = *all.single();
  if (auto* thought = alone.get_if<part::Reasoning>()) {
    if (thought->text.empty()) thought->text = text_;
  } else if (auto* call = alone.get_if<ToolCallPart>()) {
    const bool given = !call->arguments.is_null() && (whole_ || text_.empty());
    if (!given) call->arguments = arguments_of(text_, call->is_custom);
  }
  return all;
}

}  // namespace omnillm::types
