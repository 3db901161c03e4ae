#include <algorithm>

#include "omnillm/json.h"

namespace omnillm {
namespace {

using Member = VendorExtensions::Member;

std::vector<const Member*> sorted(const VendorExtensions& extensions) {
  std::vector<const Member*> members;
  for (const Member& member : extensions) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const Member* a, const Member* b) { return a->first < b->first; });
  return members;
}

}  // namespace

VendorExtensions::VendorExtensions(std::initializer_list<Member> members) {
  for (const Member& member : members) set(member.first, member.second);
}

const JsonText* VendorExtensions::find(std::string_view name) const {
  for (const Member& member : members_)
    if (member.first == name) return &member.second;
  return nullptr;
}

void VendorExtensions::set(std::string_view name, JsonText value) {
  for (Member& member : members_)
    if (member.first == name) {
      member.second = std::move(value);
      return;
    }
  append(std::string(name), std::move(value));
}

void VendorExtensions::append(std::string name, JsonText value) {
  members_.emplace_back(std::move(name), std::move(value));
}

std::optional<JsonText> VendorExtensions::take(std::string_view name) {
  const auto at = std::find_if(members_.begin(), members_.end(),
                               [name](const Member& member) { return member.first == name; });
  if (at == members_.end()) return std::nullopt;
  JsonText value = std::move(at->second);
  members_.erase(at);
  return value;
}

bool operator==(const VendorExtensions& a, const VendorExtensions& b) {
  if (a.size() != b.size()) return false;
  const auto of_a = sorted(a);
  const auto of_b = sorted(b);
  return std::equal(of_a.begin(), of_a.end(), of_b.begin(),
                    [](const Member* x, const Member* y) { return *x == *y; });
}

}  // namespace omnillm
