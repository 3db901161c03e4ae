#include "replay/json_sanitizer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "json/document.h"
#include "json/writer.h"
#include "replay/json_shapes.h"
#include "replay/spans.h"

namespace omnillm::replay {
namespace {

using json::Value;

// JSON in a string in JSON in a string ...: so deep, and what is deeper is plain text.
constexpr int kMaxNesting = 4;

// Members of a schema that give values of the property it describes.
constexpr std::array<std::string_view, 4> kSamples{"default", "const", "example", "examples"};

std::string quoted(std::string_view plain) {
  std::string out(1, '"');
  // Marks are ASCII, and what was UTF-8 before something went from it is UTF-8 still, unless an
  // exact value was half a character.
  if (!json::append_escaped(plain, out)) return std::string(JsonText::string(plain).text());
  return out += '"';
}

std::string sanitize_nested(std::string_view text, const Redactor& redactor, int nesting);

class Sanitizer {
 public:
  Sanitizer(std::string_view text, const Redactor& redactor, int nesting)
      : text_(std::make_shared<std::string>(text)), redactor_(redactor), nesting_(nesting) {}

  std::optional<std::string> run() {
    json::Document document;
    if (!document.parse(text_)) return std::nullopt;
    value(document.root(), {}, {});
    if (edits_.empty()) return *text_;
    return edited();
  }

 private:
  struct Edit {
    std::size_t begin;
    std::size_t end;
    std::string with;
  };

  // `name` is that of the member that holds the value. `property` is the secret property whose
  // schema this is; empty elsewhere.
  void value(Value value, std::string_view name, std::string_view property) {
    if (value.is_string()) return string(value);
    if (value.is_object()) return object({value, name}, property);
    for (const Value element : value.elements()) this->value(element, {}, {});
  }

  void string(Value value) {
    const std::string said = value.str();
    std::string clean = sanitize_nested(said, redactor_, nesting_);
    if (clean != said) replace(value, quoted(clean));
  }

  void object(const Place& place, std::string_view property) {
    names(place.object);
    const bool properties = holds_properties(place.name);
    for (const json::Member member : place.object.members()) {
      if (properties && looks_like_schema(member.value))
        this->property(member);
      else if (!property.empty() && is_sample(member.name))
        samples(member.value, property);
      else
        this->member(place, member);
    }
  }

  // A property is described, not given: its name says nothing about what stands there.
  void property(const json::Member& member) {
    const bool secret = redactor_.says(member.name) == NameSays::Credential;
    value(member.value, {}, secret ? std::string_view(member.name) : std::string_view());
  }

  static bool is_sample(std::string_view name) {
    return std::find(kSamples.begin(), kSamples.end(), name) != kSamples.end();
  }

  void samples(Value value, std::string_view property) {
    if (value.is_string()) replace(value, quoted(redactor_.mark(property)));
    for (const Value element : value.elements()) samples(element, property);
  }

  void member(const Place& place, const json::Member& member) {
    if (is_blob(place, member)) return blob(member);
    if (is_value_of_secret_name(place.object, member))
      return replace(member.value, quoted(redactor_.mark(place.object["name"].str())));
    if (is_secret(place, member)) return replace(member.value, quoted(redactor_.mark(member.name)));
    value(member.value, member.name, {});
  }

  // A data: URL keeps what it says of itself, also when its payload is gone already.
  void blob(const json::Member& member) {
    if (member.value.escaped().starts_with("data:")) return string(member.value);
    replace(member.value, quoted(redactor_.mark(member.name, "_blob")));
  }

  [[nodiscard]] bool is_secret(const Place& place, const json::Member& member) const {
    const Value value = member.value;
    if (value.is_missing_or_null() || value.is_bool() || value.raw() == "\"\"") return false;
    switch (redactor_.says(member.name)) {
      case NameSays::Nothing:
        return false;
      case NameSays::Perhaps:
        if (is_harmless(place, member)) return false;
        break;
      case NameSays::Credential:
        break;
    }
    return !(value.is_object() && value.size() != 0 && looks_like_schema(value));
  }

  // {"name": "Authorization", "value": "..."}
  [[nodiscard]] bool is_value_of_secret_name(Value object, const json::Member& member) const {
    if (member.name != "value" || !member.value.is_string() || member.value.escaped().empty())
      return false;
    const std::string name = object["name"].str();
    return redactor_.says(name) == NameSays::Credential || bare_name(name).ends_with("cookie");
  }

  // Names that are credentials themselves, as in a table of use by key.
  void names(Value object) {
    std::vector<std::pair<std::string_view, std::string>> renamed;  // the quoted name, and what for
    std::unordered_set<std::string> taken;
    const char* cursor = object.raw().data() + 1;
    for (const json::Member member : object.members()) {
      const std::string_view name = raw_name(cursor, member.value);
      cursor = member.value.raw().data() + member.value.raw().size();
      std::string clean = redactor_.plain(member.name);
      if (clean != member.name)
        renamed.emplace_back(name, std::move(clean));
      else if (clean.find('<') != std::string::npos)  // like those that are given here
        taken.insert(std::move(clean));
    }
    std::unordered_map<std::string, int> given;
    for (const auto& [name, clean] : renamed) {
      std::string unique = clean;
      while (!taken.insert(unique).second)
        unique = clean + "_" + std::to_string(++given[clean] + 1);
      edits_.push_back({offset(name.data()), offset(name.data()) + name.size(), quoted(unique)});
    }
  }

  // The name with its quotes, somewhere between `cursor` and its value.
  static std::string_view raw_name(const char* cursor, Value value) {
    while (*cursor != '"') ++cursor;
    const char* end = value.raw().data();
    while (end[-1] != '"') --end;
    return {cursor, static_cast<std::size_t>(end - cursor)};
  }

  [[nodiscard]] std::size_t offset(const char* at) const {
    return static_cast<std::size_t>(at - text_->data());
  }

  void replace(Value value, std::string with) {
    const std::string_view raw = value.raw();
    if (raw != with)
      edits_.push_back({offset(raw.data()), offset(raw.data()) + raw.size(), std::move(with)});
  }

  std::string edited() {
    std::sort(edits_.begin(), edits_.end(),
              [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
    std::string out;
    std::size_t at = 0;
    for (const Edit& edit : edits_) {
      out += std::string_view(*text_).substr(at, edit.begin - at);
      out += edit.with;
      at = edit.end;
    }
    return out += std::string_view(*text_).substr(at);
  }

  std::shared_ptr<const std::string> text_;
  const Redactor& redactor_;
  int nesting_;
  std::vector<Edit> edits_;
};

std::string sanitize_nested(std::string_view text, const Redactor& redactor, int nesting) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool may_be_json =
      first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  if (may_be_json && nesting < kMaxNesting)
    if (auto json = Sanitizer(text, redactor, nesting + 1).run()) return *std::move(json);
  return redactor.plain(text);
}

}  // namespace

std::optional<std::string> sanitize_json(std::string_view text, const Redactor& redactor) {
  return Sanitizer(text, redactor, 0).run();
}

std::string sanitize_string(std::string_view text, const Redactor& redactor) {
  return sanitize_nested(text, redactor, 0);
}

}  // namespace omnillm::replay
