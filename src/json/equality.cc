#include "json/equality.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "json/number.h"

namespace omnillm::json {
namespace {

using Pair = std::pair<Value, Value>;

bool same_string(Value a, Value b) { return a.raw() == b.raw() || a.text() == b.text(); }

std::vector<Member> sorted_members(Value object) {
  std::vector<Member> members;
  for (const Member member : object.members()) members.push_back(member);
  std::sort(members.begin(), members.end(),
            [](const Member& a, const Member& b) { return a.name < b.name; });
  return members;
}

// Of two containers: whether they can be equal; what is in them is compared later.
bool pair_elements(Value a, Value b, std::vector<Pair>& to_compare) {
  if (a.size() != b.size()) return false;
  auto other = b.elements().begin();
  for (const Value element : a.elements()) {
    to_compare.emplace_back(element, *other);
    ++other;
  }
  return true;
}

bool pair_members(Value a, Value b, std::vector<Pair>& to_compare) {
  if (a.size() != b.size()) return false;
  const std::vector<Member> of_a = sorted_members(a);
  const std::vector<Member> of_b = sorted_members(b);
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    if (of_a[i].name != of_b[i].name) return false;
    to_compare.emplace_back(of_a[i].value, of_b[i].value);
  }
  return true;
}

bool same_so_far(Value a, Value b, std::vector<Pair>& to_compare) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::Number:
      return same_number(a.raw(), b.raw());
    case Kind::String:
      return same_string(a, b);
    case Kind::Array:
      return pair_elements(a, b, to_compare);
    case Kind::Object:
      return pair_members(a, b, to_compare);
    default:
      return true;
  }
}

}  // namespace

bool same_meaning(Value a, Value b) {
  std::vector<Pair> to_compare{{a, b}};
  while (!to_compare.empty()) {
    const auto [x, y] = to_compare.back();
    to_compare.pop_back();
    if (!same_so_far(x, y, to_compare)) return false;
  }
  return true;
}

}  // namespace omnillm::json
