#include "types/canonical_names.h"
#include "types/write_canonical.h"

namespace omnillm::types {
namespace {

struct WriteEvent {
  MemberWriter& object;

  void operator()(const event::ResponseStarted& event) const {
    object.put("response_id", event.response_id);
    object.text("model", event.model);
    write_protocol(object, event.provider_protocol);
    object.put("created", event.created);
    object.put("service_tier", event.service_tier);
    object.put("vendor_extensions", event.vendor_extensions);
  }
  void operator()(const event::OutputItemAdded& event) const {
    object.count("index", event.index);
    write(object.out().key("item"), event.item);
    object.put("choice", event.choice);
  }
  void operator()(const event::TextDelta& event) const {
    delta(event);
    object.put("logprobs", event.logprobs);
  }
  void operator()(const event::RefusalDelta& event) const { delta(event); }
  void operator()(const event::ReasoningDelta& event) const { delta(event); }
  void operator()(const event::SignatureDelta& event) const {
    object.count("index", event.index);
    if (event.signature) write(object.out().key("signature"), *event.signature);
    object.put("encrypted", event.encrypted);
  }
  void operator()(const event::ToolCallDelta& event) const {
    object.text("call_id", event.call_id);
    object.text("name", event.name);
    delta(event);
  }
  void operator()(const event::CitationAdded& event) const {
    object.count("index", event.index);
    write(object.out().key("citation"), event.citation);
  }
  void operator()(const event::ContentPartAdded& event) const {
    object.count("index", event.index);
    write(object.out().key("part"), event.part);
  }
  void operator()(const event::OutputItemDone& event) const {
    object.count("index", event.index);
    if (event.item) write(object.out().key("item"), *event.item);
  }
  void operator()(const event::Usage& event) const {
    write(object.out().key("usage"), event.usage);
    if (event.units != BillableUnits{}) write(object.out().key("units"), event.units);
    object.put("raw", event.raw);
    object.put("service_tier", event.service_tier);
  }
  void operator()(const event::Finished& event) const {
    write_finish(object, event.reason);
    object.put("stop_sequence", event.stop_sequence);
    object.put("choice", event.choice);
  }
  void operator()(const event::Raw& event) const {
    object.word("origin", to_string(event.origin));
    object.put("raw_type", event.type);
    object.json("value", event.json);
  }
  void operator()(const event::Completed& event) const {
    write(object.out().key("response"), event.response);
  }
  void operator()(const event::Error& event) const { write_members(object, event.error); }

 private:
  template <class Delta>
  void delta(const Delta& event) const {
    object.count("index", event.index);
    object.text("delta", event.delta);
    object.put("choice", event.choice);
  }
};

}  // namespace

void write(json::Writer& out, const LlmStreamEvent& event) {
  MemberWriter object(out);
  object.word("type", kEventTypes[event.content.index()]);
  std::visit(WriteEvent{object}, event.content);
  object.end();
}

}  // namespace omnillm::types
