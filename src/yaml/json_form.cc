#include "yaml/json_form.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "json/writer.h"
#include "omnillm/json.h"

namespace omnillm::yaml {
namespace {

bool is_number(std::string_view text) {
  if (text.empty() || (text.front() != '-' && (text.front() < '0' || text.front() > '9')))
    return false;
  return JsonText::parse(text).has_value();
}

class Form {
 public:
  explicit Form(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  bool write(const YAML::Node& node) {
    if (text_.size() > most_bytes_) return false;
    switch (node.Type()) {
      case YAML::NodeType::Scalar:
        write_scalar(node);
        return text_.size() <= most_bytes_;
      case YAML::NodeType::Sequence:
        return write_list(node);
      case YAML::NodeType::Map:
        return write_map(node);
      default:
        writer_.null();
        return true;
    }
  }
  std::string take() && { return std::move(text_); }

 private:
  void write_scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!")
      writer_.string(text);  // it stood in quotes
    else if (text == "true" || text == "false" || is_number(text))
      writer_.raw(text);
    else
      writer_.string(text);
  }

  bool write_list(const YAML::Node& node) {
    writer_.begin_array();
    for (const auto& item : node)
      if (!write(item)) return false;
    writer_.end_array();
    return true;
  }

  bool write_map(const YAML::Node& node) {
    writer_.begin_object();
    for (const auto& member : node) {
      if (!member.first.IsScalar()) return false;
      writer_.foreign_key(member.first.Scalar());
      if (!write(member.second)) return false;
    }
    writer_.end_object();
    return true;
  }

  const std::size_t most_bytes_;
  std::string text_;
  json::Writer writer_{text_};
};

// The first step of a pointer, unescaped; it is taken off.
std::string take_step(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::size_t end = std::min(pointer.find('/'), pointer.size());
  std::string step;
  for (std::size_t i = 0; i < end; ++i) {
    const bool is_escape = pointer[i] == '~' && i + 1 < end;
    step += !is_escape ? pointer[i] : pointer[++i] == '1' ? '/' : '~';
  }
  pointer.remove_prefix(end);
  return step;
}

YAML::Node child_of(const YAML::Node& node, const std::string& step) {
  if (node.IsSequence()) {
    std::size_t index = 0;
    const char* end = step.data() + step.size();
    const auto [stop, error] = std::from_chars(step.data(), end, index);
    if (error == std::errc() && stop == end && index < node.size()) return node[index];
  } else if (node.IsMap()) {
    for (const auto& member : node)
      if (member.first.IsScalar() && member.first.Scalar() == step) return member.second;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

}  // namespace

std::optional<std::string> json_form(const YAML::Node& node, std::size_t most_bytes) {
  Form form(most_bytes);
  if (!form.write(node)) return std::nullopt;
  return std::move(form).take();
}

PlaceInYaml find_in(const YAML::Node& node, std::string_view pointer) {
  YAML::Node at = node;
  PlaceInYaml place{.mark = node.Mark()};
  while (!pointer.empty() && pointer.front() == '/') {
    const bool is_list = at.IsSequence();
    const std::string step = take_step(pointer);
    place.path += is_list ? '[' + step + ']' : '.' + step;
    const YAML::Node child = child_of(at, step);
    if (!child.IsDefined()) break;  // that is what is missing
    at.reset(child);
    place.mark = at.Mark();
  }
  return place;
}

}  // namespace omnillm::yaml
