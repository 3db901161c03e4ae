// Gemini's models.

#include <string>
#include <utility>

#include "codec/endpoints/endpoints.h"
#include "codec/endpoints/model_list.h"
#include "codec/model_path.h"

namespace omnillm::codec {

namespace {

constexpr WireFormat kFormat = WireFormat::GeminiModels;

class GeminiModels final : public ModelLists {
 public:
  GeminiModels() : ModelLists(kFormat, {.page = "pageToken", .limit = "pageSize"}) {}

 protected:
  Result<ModelList> read_response(json::Value root, LossLog&) const override {
    Reading in = Reading::of_answer();
    const Pointer top;
    ObjectReader object(root, top, in);
    ModelList list{.origin = kFormat};
    const json::Value models = object.take("models");
    const Pointer where = object.at("models");
    if (models) in.check(in.fields().array(models, where));
    list.models.reserve(models.size());
    for (const json::Value element : models.elements()) {
      const Pointer at = where.at(list.models.size());
      ObjectReader one(element, at, in);
      ModelInfo model;
      one.required_string("name", model.id);
      model.id = plain_model_name(model.id);
      one.string("displayName", model.display_name);
      one.count("inputTokenLimit", model.context_window);
      one.count("outputTokenLimit", model.max_output_tokens);
      keep_unless(model.id, "baseModelId", one, model);
      keep_unless("", "version", one, model);
      one.keep_rest(model.vendor_extensions);
      list.models.push_back(std::move(model));
    }
    object.string("nextPageToken", list.next_page);
    object.keep_rest(list.vendor_extensions);
    return std::move(in).finish(std::move(list));
  }

  Result<void> write_response(const ModelList& list, BodyWriter& body) const override {
    json::Writer& out = body.out();
    out.begin_object();
    out.key("models").begin_array();
    for (const ModelInfo& model : list.models) {
      out.begin_object();
      out.key("name").string(google_model_name(model.id));
      write_required(model, body);
      body.say("displayName", model.display_name);
      body.say("inputTokenLimit", model.context_window);
      body.say("outputTokenLimit", model.max_output_tokens);
      body.rest_of_one(model.vendor_extensions, "models");
      out.end_object();
    }
    out.end_array();
    body.say("nextPageToken", list.next_page);
    body.rest(list.vendor_extensions);
    out.end_object();
    return {};
  }

 private:
  // Keeps a member that says more than write_required() would say without it.
  static void keep_unless(std::string_view plain, std::string_view name, ObjectReader& one,
                          ModelInfo& model) {
    const json::Value value = one.take(name);
    if (value && !value.says(plain))
      model.vendor_extensions.append(std::string(name), value.json());
  }

  // What clients demand of every model, where it is not among what is kept.
  static void write_required(const ModelInfo& model, BodyWriter& body) {
    const auto is_kept = [&](std::string_view name) {
      return body.own() && model.vendor_extensions.contains(name);
    };
    if (!is_kept("baseModelId")) body.out().key("baseModelId").string(plain_model_name(model.id));
    if (!is_kept("version")) body.out().key("version").word("");
  }
};

}  // namespace

const EndpointCodec& gemini_models() {
  static const GeminiModels codec;
  return codec;
}

}  // namespace omnillm::codec
