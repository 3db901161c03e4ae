// OpenAI's models, and those of everybody who speaks like it.
//
// How much a model reads and writes is no part of it, but many say it, each under a name of its
// own. It is read from any of them, and the member itself is kept.

#include <array>
#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/model_list.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::OpenAiModels;
// The first is what we write for models of other protocols.
constexpr std::array<std::string_view, 4> kContextNames{"context_window", "context_length",
                                                        "max_model_len", "max_context_length"};
constexpr std::array<std::string_view, 2> kOutputNames{"max_completion_tokens",
                                                       "max_output_tokens"};

template <std::size_t N>
std::optional<std::int64_t> first_count(json::Value model,
                                        const std::array<std::string_view, N>& names) {
  for (const std::string_view name : names)
    if (const auto count = model[name].to_int64(); count && *count > 0) return count;
  return std::nullopt;
}

template <std::size_t N>
void write_count(const std::optional<std::int64_t>& count, const VendorExtensions& kept,
                 const std::array<std::string_view, N>& names, bool is_return, json::Writer& out) {
  if (!count) return;
  if (is_return)
    for (const std::string_view name : names)
      if (kept.contains(name)) return;  // it says so itself
  out.foreign_key(names.front()).integer(*count);
}

ModelInfo read_model(json::Value value, const Pointer& where, Reading& in) {
  ObjectReader object(value, where, in);
  ModelInfo model;
  object.take("object");
  object.required_string("id", model.id);
  object.integer("created", model.created);
  object.string("owned_by", model.owned_by);
  object.string("display_name", model.display_name);
  model.context_window = first_count(value, kContextNames);
  model.max_output_tokens = first_count(value, kOutputNames);
  object.keep_rest(model.vendor_extensions);
  return model;
}

class OpenAiModels final : public ModelLists {
 public:
  OpenAiModels() : ModelLists(kFormat, {}) {}

 protected:
  Result<ModelList> read_response(json::Value root, LossLog&) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ModelList list{.origin = kFormat};
    ObjectReader object(root, top, in);
    object.take("object");
    const json::Value data = object.required_array("data");
    const Pointer where = object.at("data");
    list.models.reserve(data.size());
    for (const json::Value element : data.elements())
      list.models.push_back(read_model(element, where.at(list.models.size()), in));
    object.keep_rest(list.vendor_extensions);
    return std::move(in).finish(std::move(list));
  }

  Result<void> write_response(const ModelList& list, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    out.key("object").word("list");
    out.key("data").begin_array();
    for (const ModelInfo& model : list.models) {
      out.begin_object();
      out.key("id").string(model.id);
      out.key("object").word("model");
      // The protocol demands both; nobody knows them of models of others.
      if (model.created || !body.is_return()) out.key("created").integer(model.created.value_or(0));
      out.key("owned_by").string(model.owned_by);
      body.say("display_name", model.display_name);
      write_count(model.context_window, model.vendor_extensions, kContextNames, body.own(), out);
      write_count(model.max_output_tokens, model.vendor_extensions, kOutputNames, body.own(), out);
      body.rest_of_one(model.vendor_extensions, "models");
      out.end_object();
    }
    out.end_array();
    body.drop(!list.next_page.empty(), "next_page");
    body.rest(list.vendor_extensions);
    out.end_object();
    return {};
  }
};

}  // namespace

const EndpointCodec& openai_models() {
  static const OpenAiModels codec;
  return codec;
}

}  // namespace omnillm::codec
