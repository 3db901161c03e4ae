#include "codec/openai_responses/emission.h"

#include <algorithm>

namespace omnillm::codec::openai_responses {

void Emission::extensions(const VendorExtensions& members, const Pointer& where,
                          std::initializer_list<std::string_view> typed) {
  for (const auto& [name, value] : members) {
    if (std::find(typed.begin(), typed.end(), name) != typed.end()) continue;
    if (foreign)
      lose_extension(name, where.at(name));
    else
      out.foreign_key(name).json(value);
  }
}

void Emission::lose_extension(std::string_view name, const Pointer& where) {
  losses.minor("vendor_extensions", where.str(),
               std::string("some vendor_extensions fields are not emitted to open_ai_responses: ")
                   .append(name));
}

}  // namespace omnillm::codec::openai_responses
