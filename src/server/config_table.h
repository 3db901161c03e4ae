// The configuration file as tables: each section is a list of members, and a member is a row that
// says what it is called, what it is for, what may stand there, and how it is read. The parser
// (config_file.h) and the schema for editors (config_schema.h) both go through them, so that
// neither knows a member that the other does not.

#ifndef OMNILLM_SERVER_CONFIG_TABLE_H_
#define OMNILLM_SERVER_CONFIG_TABLE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "omnillm/clock.h"
#include "omnillm/money.h"
#include "server/config_reading.h"

namespace omnillm::server {

struct SectionView;

// What may stand in a member.
struct Shape {
  enum class Kind : std::uint8_t {
    Text,
    Flag,
    Count,  // in `range`
    Money,
    Duration,
    Time,      // RFC 3339
    Secret,    // a reference to one
    Choice,    // one of `names`
    Texts,     // a list of texts, or one
    TextMap,   // texts by name
    Percents,  // a list of whole numbers
    Section,   // `section`
    Sections,  // many of `section`, in a list or by name
    Route,
    Routes,  // by name
  };
  Kind kind = Kind::Text;
  yaml::Fields::Range range{};
  std::span<const std::string_view> names{};
  SectionView (*section)() = nullptr;
  // What a section may be written as in short; Text for none.
  Kind in_short = Kind::Section;
};

// A member as a reader of documentation sees it.
struct MemberView {
  std::string_view name;
  std::string_view what;
  Shape shape{};
  bool required = false;
};

struct SectionView {
  std::string_view name;  // "a provider"
  std::vector<MemberView> members{};
};

// Where a member is being read.
struct Place {
  ConfigReading& reading;
  yaml::Fields& fields;
  const MemberView& member;

  [[nodiscard]] bool is_there() const { return fields.has(member.name); }
  [[nodiscard]] std::string path() const { return fields.path_of(member.name); }
  [[nodiscard]] YAML::Node node() const { return fields.get(member.name); }
  void complain(std::string_view what) const { fields.complain(member.name, what); }

  // Each leaves `to` alone when the member is missing, or wrong.
  void read(std::string& to) const;
  void read(bool& to) const { fields.read(member.name, to); }
  void read(Duration& to) const { fields.read(member.name, to); }
  void read(Money& to) const { fields.read(member.name, to); }
  void read(std::int64_t& to) const { fields.read(member.name, to, member.shape.range); }
  void read(std::optional<std::int64_t>& to) const {
    fields.read(member.name, to, member.shape.range);
  }
  void read(std::optional<Money>& to) const { fields.read(member.name, to); }
  void read(std::optional<WallTime>& to) const;
  void read(Secret& to) const;
  void read(std::vector<std::string>& to) const;
  void read(std::vector<int>& to) const;
  void read(std::vector<std::pair<std::string, std::string>>& to) const;
  // Requires: the member's range is within the type's.
  template <class Whole>
  requires(std::is_integral_v<Whole> && !std::is_same_v<Whole, bool>) void read(Whole& to) const {
    auto value = static_cast<std::int64_t>(to);
    read(value);
    to = static_cast<Whole>(value);
  }
  // One of the member's names, as its place among them.
  template <class Enum>
  requires std::is_enum_v<Enum>
  void read(Enum& to) const {
    auto place = static_cast<std::size_t>(to);
    fields.read_choice(member.name, member.shape.names, place);
    to = static_cast<Enum>(place);
  }
};

template <class T>
struct MemberRow {
  MemberView view;
  void (*read)(const Place&, T&);
};

template <class T>
void append_views(std::span<const MemberRow<T>> rows, std::vector<MemberView>& to) {
  for (const MemberRow<T>& row : rows) to.push_back(row.view);
}

// Reads the members that `rows` name, and misses those that are required.
template <class T>
void read_rows(ConfigReading& reading, yaml::Fields& fields, std::span<const MemberRow<T>> rows,
               T& to) {
  for (const MemberRow<T>& row : rows) {
    const Place place{reading, fields, row.view};
    if (row.view.required && !place.is_there())
      fields.complain("'" + std::string(row.view.name) +
                      "' is missing: " + std::string(row.view.what));
    row.read(place, to);
  }
}

// A section of one table.
template <class T>
void read_section(const Place& place, std::string_view what, std::span<const MemberRow<T>> rows,
                  T& to) {
  if (!place.is_there()) return;
  yaml::Fields fields(place.node(), what, place.path(), place.reading.problems);
  read_rows(place.reading, fields, rows, to);
  fields.done();
}

// One of the sections of a list, or of a mapping by name.
struct NamedNode {
  YAML::Node node;
  std::string path;
  std::string name;  // empty in a list
};
// All of a member, each once. Complains about what is neither list nor mapping.
[[nodiscard]] std::vector<NamedNode> named_nodes(const Place& place);

// ---- Shapes, as rows write them

[[nodiscard]] constexpr Shape shape(Shape::Kind kind) { return {.kind = kind}; }
[[nodiscard]] constexpr Shape count(std::int64_t least, std::int64_t most = 1'000'000'000'000) {
  return {.kind = Shape::Kind::Count, .range = {.least = least, .most = most}};
}
[[nodiscard]] constexpr Shape choice(std::span<const std::string_view> names) {
  return {.kind = Shape::Kind::Choice, .names = names};
}
[[nodiscard]] constexpr Shape section(SectionView (*view)(),
                                      Shape::Kind in_short = Shape::Kind::Section) {
  return {.kind = Shape::Kind::Section, .section = view, .in_short = in_short};
}
[[nodiscard]] constexpr Shape sections(SectionView (*view)(),
                                       Shape::Kind in_short = Shape::Kind::Section) {
  return {.kind = Shape::Kind::Sections, .section = view, .in_short = in_short};
}

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CONFIG_TABLE_H_
