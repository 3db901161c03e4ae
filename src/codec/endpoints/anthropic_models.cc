// Anthropic's models.

#include <absl/time/time.h>

#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/model_list.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::AnthropicModels;

// One that is no instant says nothing.
std::optional<std::int64_t> read_instant(const std::string& text) {
  absl::Time time;
  std::string trouble;
  if (!absl::ParseTime(absl::RFC3339_full, text, &time, &trouble)) return std::nullopt;
  return absl::ToUnixSeconds(time);
}

std::string write_instant(std::int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

ModelInfo read_model(json::Value value, const Pointer& where, Reading& in) {
  ObjectReader object(value, where, in);
  ModelInfo model;
  std::string created;
  object.take("type");
  object.required_string("id", model.id);
  object.string("display_name", model.display_name);
  object.string("created_at", created);
  model.created = read_instant(created);
  object.count("max_input_tokens", model.context_window);
  object.count("max_tokens", model.max_output_tokens);
  object.keep_rest(model.vendor_extensions);
  return model;
}

class AnthropicModels final : public ModelLists {
 public:
  AnthropicModels() : ModelLists(kFormat, {.page = "after_id", .limit = "limit"}) {}

 protected:
  Result<ModelList> read_response(json::Value root, LossLog&) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    ModelList list{.origin = kFormat};
    const json::Value data = object.required_array("data");
    const Pointer where = object.at("data");
    list.models.reserve(data.size());
    for (const json::Value element : data.elements())
      list.models.push_back(read_model(element, where.at(list.models.size()), in));
    std::optional<bool> has_more;
    std::string last;
    object.boolean("has_more", has_more);
    object.take("first_id");
    object.string("last_id", last);
    if (has_more.value_or(false)) list.next_page = last;
    object.keep_rest(list.vendor_extensions);
    return std::move(in).finish(std::move(list));
  }

  Result<void> write_response(const ModelList& list, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    out.key("data").begin_array();
    for (const ModelInfo& model : list.models) write_model(model, body);
    out.end_array();
    out.key("has_more").boolean(!list.next_page.empty());
    out.key("first_id");
    write_id(list.models.empty() ? std::string() : list.models.front().id, out);
    out.key("last_id");
    write_id(!list.next_page.empty() ? list.next_page
             : list.models.empty()   ? std::string()
                                     : list.models.back().id,
             out);
    body.rest(list.vendor_extensions);
    out.end_object();
    return {};
  }

 private:
  static void write_id(const std::string& id, json::Writer& out) {
    if (id.empty())
      out.null();
    else
      out.string(id);
  }

  static void write_model(const ModelInfo& model, BodyWriter& body) {
    json::Writer& out = body.out();
    out.begin_object();
    out.key("type").word("model");
    out.key("id").string(model.id);
    // The protocol demands both; its own word for a day nobody knows is the first of 1970.
    if (!model.display_name.empty() || !body.is_return())
      out.key("display_name").string(model.display_name.empty() ? model.id : model.display_name);
    if (model.created || !body.is_return())
      out.key("created_at").string(write_instant(model.created.value_or(0)));
    body.say("max_input_tokens", model.context_window);
    body.say("max_tokens", model.max_output_tokens);
    body.rest_of_one(model.vendor_extensions, "models");
    out.end_object();
  }
};

}  // namespace

const EndpointCodec& anthropic_models() {
  static const AnthropicModels codec;
  return codec;
}

}  // namespace omnillm::codec
