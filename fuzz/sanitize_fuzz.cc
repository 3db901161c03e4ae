// Recordings of anybody: what was sanitized stays as it is when sanitized again, JSON stays JSON,
// and a recording that is read survives being written.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "omnillm/replay.h"

namespace {

using namespace omnillm;

void check(bool holds) {
  if (!holds) std::abort();
}

void check_text(const std::string& text) {
  const std::string once = sanitize_text(text);
  check(sanitize_text(once) == once);
  if (JsonText::parse(text)) check(JsonText::parse(once).has_value());
}

void check_fixture(const std::string& text) {
  const auto fixture = ReplayFixture::parse(text);
  if (!fixture) return;
  const ReplayFixture clean = fixture->sanitized();
  check(clean.sanitized() == clean);
  check(ReplayFixture::parse(to_json(clean).text()).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_text(text);
  check_fixture(text);
  return 0;
}
