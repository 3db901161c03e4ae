#include "codec/gemini/partial_args.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "codec/gemini/reader.h"

namespace omnillm::codec::gemini {

namespace {

// A piece must not make us hold much more than it weighs.
constexpr std::size_t kMaxNodes = 4'096;
constexpr std::size_t kMaxSteps = 64;

tl::unexpected<Error> no_path(std::string_view path) {
  return fail(
      ErrorKind::Protocol,
      std::string("partialArgs: no path that can be followed: ").append(path.substr(0, 80)));
}

}  // namespace

PartialArgs::Node* PartialArgs::member_of(Node& at, std::string_view name) {
  if (at.kind == Kind::Nothing) at.kind = Kind::Object;
  if (at.kind != Kind::Object) return nullptr;
  const auto there = std::find(at.names.begin(), at.names.end(), name);
  if (there != at.names.end())
    return &at.children[static_cast<std::size_t>(there - at.names.begin())];
  if (++nodes_ > kMaxNodes) return nullptr;
  at.names.emplace_back(name);
  return &at.children.emplace_back();
}

PartialArgs::Node* PartialArgs::element_of(Node& at, std::size_t index) {
  if (at.kind == Kind::Nothing) at.kind = Kind::Array;
  if (at.kind != Kind::Array || index >= kMaxNodes) return nullptr;
  if (index < at.children.size()) return &at.children[index];
  nodes_ += index + 1 - at.children.size();
  if (nodes_ > kMaxNodes) return nullptr;
  at.children.resize(index + 1);
  return &at.children[index];
}

// Takes one step of a JSON path off its beginning: `.name`, `['name']` or `[2]`.
PartialArgs::Node* PartialArgs::take_step(Node& at, std::string_view& path) {
  if (path.front() == '.') {
    const std::size_t end = std::min(path.find_first_of(".[", 1), path.size());
    const std::string_view name = path.substr(1, end - 1);
    path.remove_prefix(end);
    return name.empty() ? nullptr : member_of(at, name);
  }
  const std::size_t end = path.find(']');
  if (path.front() != '[' || end == std::string_view::npos) return nullptr;
  const std::string_view inside = path.substr(1, end - 1);
  path.remove_prefix(end + 1);
  const bool is_quoted = inside.size() >= 2 && inside.front() == inside.back() &&
                         (inside.front() == '\'' || inside.front() == '"');
  if (is_quoted) return member_of(at, inside.substr(1, inside.size() - 2));
  std::size_t index = 0;
  const char* last = inside.data() + inside.size();
  const auto [stopped, error] = std::from_chars(inside.data(), last, index);
  return error == std::errc() && stopped == last ? element_of(at, index) : nullptr;
}

Result<PartialArgs::Node*> PartialArgs::find(std::string_view path) {
  std::string_view rest = path;
  if (rest.starts_with('$')) rest.remove_prefix(1);
  Node* at = &root_;
  std::size_t steps = 0;
  while (at && !rest.empty()) at = ++steps > kMaxSteps ? nullptr : take_step(*at, rest);
  if (!at || at == &root_) return no_path(path);
  return at;
}

void PartialArgs::put(json::Value piece, Node& at) {
  for (const json::Member m : piece.members()) {
    const CamelName name(m.name);
    if (name == "stringValue") {
      if (at.kind != Kind::String) at = Node{.kind = Kind::String};
      at.text += m.value.str();
    } else if (name == "numberValue" || name == "boolValue") {
      at = Node{.kind = Kind::Value, .text = std::string(m.value.raw())};
    } else if (name == "nullValue") {
      at = Node{.kind = Kind::Value, .text = "null"};
    }
  }
}

Result<void> PartialArgs::add(json::Value pieces) {
  for (const json::Value piece : pieces.elements()) {
    auto at = find(member(piece, "jsonPath").str());
    if (!at) return tl::unexpected(at.error());
    put(piece, **at);
  }
  return {};
}

void PartialArgs::write(const Node& node, json::Writer& out) {
  switch (node.kind) {
    case Kind::Nothing:
      out.null();
      return;
    case Kind::Value:
      out.raw(node.text);
      return;
    case Kind::String:
      out.string(node.text);
      return;
    case Kind::Object:
      out.begin_object();
      for (std::size_t i = 0; i < node.children.size(); ++i)
        write(node.children[i], out.foreign_key(node.names[i]));
      out.end_object();
      return;
    case Kind::Array:
      out.begin_array();
      for (const Node& child : node.children) write(child, out);
      out.end_array();
      return;
  }
}

JsonText PartialArgs::object() const {
  auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  write(root_, out);
  const std::string_view view = *text;
  return JsonText::from_valid(std::move(text), view);
}

}  // namespace omnillm::codec::gemini
