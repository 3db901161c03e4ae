#include "registry/exact_json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>

namespace omnillm::registry {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxText = std::size_t{16} << 20;

ExactJson of_kind(ExactJson::Kind kind) {
  ExactJson node;
  node.kind = kind;
  return node;
}

// Builds the tree from the parser's events. Texts may come in parts.
class TreeBuilder {
 public:
  static constexpr std::size_t max_object_size = kMaxText;
  static constexpr std::size_t max_array_size = kMaxText;
  static constexpr std::size_t max_key_size = kMaxText;
  static constexpr std::size_t max_string_size = kMaxText;
  using error_code = json::error_code;
  using part = json::string_view;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(ExactJson::Kind::Object); }
  bool on_object_end(std::size_t, error_code& error) { return close_object(error); }
  bool on_array_begin(error_code&) { return open(ExactJson::Kind::Array); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_key_part(part text, std::size_t, error_code&) { return gather(text); }
  bool on_key(part text, std::size_t, error_code&) {
    gather(text);
    names_.push_back(taken());
    return true;
  }
  bool on_string_part(part text, std::size_t, error_code&) { return gather(text); }
  bool on_string(part text, std::size_t, error_code&) {
    return scalar(ExactJson::Kind::String, text);
  }
  bool on_number_part(part text, error_code&) { return gather(text); }
  bool on_int64(std::int64_t, part text, error_code&) {
    return scalar(ExactJson::Kind::Number, text);
  }
  bool on_uint64(std::uint64_t, part text, error_code&) {
    return scalar(ExactJson::Kind::Number, text);
  }
  bool on_double(double, part text, error_code&) { return scalar(ExactJson::Kind::Number, text); }
  bool on_bool(bool value, error_code&) {
    ExactJson node = of_kind(ExactJson::Kind::Boolean);
    node.boolean = value;
    return put(std::move(node));
  }
  bool on_null(error_code&) { return put({}); }
  bool on_comment_part(part, error_code&) { return true; }
  bool on_comment(part, error_code&) { return true; }

  ExactJson root;
  std::string duplicate;  // the name that stood twice

 private:
  bool gather(part text) {
    text_.append(text.data(), text.size());
    return true;
  }
  std::string taken() { return std::exchange(text_, {}); }

  bool scalar(ExactJson::Kind kind, part text) {
    gather(text);
    ExactJson node = of_kind(kind);
    node.text = taken();
    return put(std::move(node));
  }
  bool open(ExactJson::Kind kind) {
    open_.push_back(of_kind(kind));
    return true;
  }
  bool close() {
    ExactJson node = std::move(open_.back());
    open_.pop_back();
    return put(std::move(node));
  }
  bool close_object(error_code& error) {
    const ExactJson& node = open_.back();
    std::vector<std::string_view> names;
    for (const ExactMember& member : node.members) names.push_back(member.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice == names.end()) return close();
    duplicate = *twice;
    error = json::error::syntax;
    return false;
  }
  bool put(ExactJson node) {
    if (open_.empty()) {
      root = std::move(node);
    } else if (open_.back().kind == ExactJson::Kind::Array) {
      open_.back().items.push_back(std::move(node));
    } else {
      open_.back().members.push_back({std::move(names_.back()), std::move(node)});
      names_.pop_back();
    }
    return true;
  }

  std::vector<ExactJson> open_;
  std::vector<std::string> names_;
  std::string text_;
};

}  // namespace

Result<ExactJson> parse_exact_json(std::string_view text) {
  if (text.size() > kMaxText)
    return fail(ErrorKind::Configuration, "not read: more than 16 MiB of JSON");
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::basic_parser<TreeBuilder> parser(options);
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!parser.handler().duplicate.empty())
    return fail(ErrorKind::Configuration,
                "the name \"" + parser.handler().duplicate + "\" stands twice in one object");
  if (error || used != text.size())
    return fail(ErrorKind::Configuration,
                "not JSON: " + (error ? error.message() : std::string("text after the end")) +
                    " at byte " + std::to_string(used));
  return std::move(parser.handler().root);
}

}  // namespace omnillm::registry
