// Routes and conditions as JSON; docs/routing.md describes the form.

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <variant>

#include "json/writer.h"
#include "omnillm/route.h"
#include "routing/route_names.h"
#include "routing/visit.h"

namespace omnillm {
namespace {

using routing::Overloaded;

void write_text(json::Writer& out, const std::string& text) { out.json(JsonText::string(text)); }

JsonText finish(std::shared_ptr<std::string> text) {
  const std::string_view view = *text;
  return JsonText::from_valid(std::move(text), view);
}

void write(json::Writer& out, const RouteValue& value) {
  std::visit(Overloaded{[&](std::monostate) { out.null(); }, [&](bool flag) { out.boolean(flag); },
                        [&](std::int64_t whole) { out.integer(whole); },
                        [&](double broken) { out.number(broken); },
                        [&](const std::string& text) { write_text(out, text); }},
             value);
}

void write(json::Writer& out, const Condition& condition) {
  using Op = Condition::Op;
  out.begin_object();
  if (condition.op == Op::All || condition.op == Op::Any) {
    out.foreign_key(routing::kOpNames[condition.op]).begin_array();
    for (const Condition& each : condition.of) write(out, each);
    out.end_array();
  } else if (condition.op == Op::Not) {
    out.key("not");
    write(out, condition.of.empty() ? Condition{} : condition.of.front());
  } else {
    out.key("field");
    write_text(out, condition.field.to_string());
    out.foreign_key(routing::kOpNames[condition.op]);
    if (condition.op == Op::In) out.begin_array();
    for (const RouteValue& value : condition.values) write(out, value);
    if (condition.op == Op::In) out.end_array();
    if (condition.op != Op::In && condition.values.empty()) out.null();
  }
  out.end_object();
}

void write(json::Writer& out, const Route& route);

void write(json::Writer& out, const Target& target) {
  const bool short_form = target.overrides.empty() && !target.provider.empty() &&
                          target.provider.find('/') == std::string::npos;
  if (short_form) {
    write_text(out, target.model.empty() ? target.provider : target.provider + "/" + target.model);
    return;
  }
  out.begin_object();
  out.key("provider");
  write_text(out, target.provider);
  if (!target.model.empty()) {
    out.key("model");
    write_text(out, target.model);
  }
  if (!target.overrides.empty()) out.key("overrides").json(to_json(target.overrides));
  out.end_object();
}

void write_kinds(json::Writer& out, ErrorKinds kinds) {
  out.key("on").begin_array();
  for (std::size_t i = 0; i < kErrorKinds; ++i)
    if (const auto kind = static_cast<ErrorKind>(i); kinds.contains(kind))
      out.string(to_string(kind));
  out.end_array();
}

void write(json::Writer& out, const Fallback& node) {
  out.begin_object();
  out.key("fallback").begin_array();
  for (const Fallback::Step& step : node.steps) {
    if (step.on.empty()) {
      write(out, step.route);
      continue;
    }
    out.begin_object();
    write_kinds(out, step.on);
    out.key("to");
    write(out, step.route);
    out.end_object();
  }
  out.end_array();
  out.end_object();
}

void write(json::Writer& out, const Weighted& node) {
  out.begin_object();
  out.key("weighted").begin_array();
  for (const Weighted::Share& share : node.shares) {
    out.begin_object();
    out.key("weight").integer(share.weight);
    out.key("to");
    write(out, share.route);
    out.end_object();
  }
  out.end_array();
  if (node.sticky) {
    out.key("sticky");
    write_text(out, node.sticky->to_string());
  }
  if (node.seed != 0) out.key("seed").unsigned_integer(node.seed);
  out.end_object();
}

void write_children(json::Writer& out, std::string_view name, const std::vector<Route>& children) {
  out.foreign_key(name).begin_array();
  for (const Route& child : children) write(out, child);
  out.end_array();
}

void write(json::Writer& out, const Fastest& node) {
  const Fastest usual;
  out.begin_object();
  write_children(out, "fastest", node.children);
  if (node.by != usual.by) out.key("by").string(routing::kByNames[node.by]);
  if (node.quantile != usual.quantile)
    out.key("quantile").string(routing::kQuantileNames[node.quantile]);
  if (node.explore_permille != usual.explore_permille)
    out.key("explore_permille").integer(node.explore_permille);
  out.end_object();
}

void write(json::Writer& out, const Cheapest& node) {
  out.begin_object();
  write_children(out, "cheapest", node.children);
  out.end_object();
}

void write(json::Writer& out, const LeastLoaded& node) {
  out.begin_object();
  write_children(out, "least_loaded", node.children);
  out.end_object();
}

void write(json::Writer& out, const Conditional& node) {
  out.begin_object();
  out.key("when").begin_array();
  for (const Conditional::Case& each : node.cases) {
    out.begin_object();
    out.key("if");
    write(out, each.condition);
    out.key("to");
    write(out, each.route);
    out.end_object();
  }
  out.end_array();
  if (node.fallthrough) {
    out.key("otherwise");
    write(out, *node.fallthrough);
  }
  out.end_object();
}

void write(json::Writer& out, const Route& route) {
  std::visit([&](const auto& node) { write(out, node); }, route.node().kind);
}

}  // namespace

JsonText to_json(const Route& route) {
  auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  write(out, route);
  return finish(std::move(text));
}

JsonText to_json(const Condition& condition) {
  auto text = std::make_shared<std::string>();
  json::Writer out(*text);
  write(out, condition);
  return finish(std::move(text));
}

std::ostream& operator<<(std::ostream& out, const Condition& condition) {
  return out << to_json(condition).text();
}

}  // namespace omnillm
