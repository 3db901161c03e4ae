// A multipart body from anybody: what is read from it survives being written and read again, with a
// boundary that stands in none of its values.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "omnillm/transport_form.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnillm;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto fields = decode_multipart(bytes, "B");
  if (!fields) {
    check(fields.error().kind() == ErrorKind::BadRequest);
    return 0;
  }
  const std::string boundary = multipart_boundary(*fields);
  const auto again = decode_multipart(encode_multipart(*fields, boundary), boundary);
  // Control characters in a media type are left out, so what is written may say less, once.
  check(again.has_value() && again->size() == fields->size());
  for (std::size_t i = 0; i < fields->size(); ++i) {
    check((*again)[i].name == (*fields)[i].name);
    check((*again)[i].value.index() == (*fields)[i].value.index());
  }
  const auto third = decode_multipart(encode_multipart(*again, boundary), boundary);
  check(third.has_value() && *third == *again);
  return 0;
}
