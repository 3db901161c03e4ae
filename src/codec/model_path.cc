#include "codec/model_path.h"

#include "base/percent.h"

namespace omnillm::codec {

namespace {

// Each segment on its own, so that a model's name cannot reach another path.
std::string encode_segments(std::string_view path) {
  std::string out;
  for (;;) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    // "." and ".." would be resolved away by whoever reads the path.
    if (segment == "." || segment == "..")
      for (std::size_t i = 0; i < segment.size(); ++i) out += "%2E";
    else
      out += percent_encode(segment);
    if (slash == std::string_view::npos) return out;
    out.push_back('/');
    path.remove_prefix(slash + 1);
  }
}

bool is_google_path(std::string_view model) {
  for (const std::string_view folder :
       {"models/", "tunedModels/", "projects/", "publishers/", "endpoints/"})
    if (model.starts_with(folder)) return true;
  return false;
}

// What stands between the last `before` and the end of a path that ends with `suffix`, decoded.
std::optional<std::string> model_between(std::string_view path, std::string_view before,
                                         std::string_view suffix) {
  if (!path.ends_with(suffix)) return std::nullopt;
  const std::string_view rest = path.substr(0, path.size() - suffix.size());
  const std::size_t start = rest.rfind(before);
  if (start == std::string_view::npos) return std::nullopt;
  auto model = percent_decode(rest.substr(start + before.size()));
  if (!model || model->empty()) return std::nullopt;
  return model;
}

}  // namespace

std::string google_model_path(std::string_view model) {
  return (is_google_path(model) ? "/" : "/models/") + encode_segments(model);
}

std::string google_model_name(std::string_view model) {
  return std::string(is_google_path(model) ? "" : "models/").append(model);
}

std::string plain_model_name(std::string_view name) {
  constexpr std::string_view kFolder = "models/";
  return std::string(name.starts_with(kFolder) ? name.substr(kFolder.size()) : name);
}

std::string bedrock_model_path(std::string_view model) { return "/model/" + percent_encode(model); }

std::optional<std::string> google_model_of(std::string_view path, std::string_view suffix) {
  if (auto model = model_between(path, "models/", suffix)) return model;
  const auto tuned = model_between(path, "tunedModels/", suffix);
  return tuned ? std::optional("tunedModels/" + *tuned) : std::nullopt;
}

std::optional<std::string> bedrock_model_of(std::string_view path, std::string_view suffix) {
  return model_between(path, "/model/", suffix);
}

}  // namespace omnillm::codec
