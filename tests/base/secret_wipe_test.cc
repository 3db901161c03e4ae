// Looks at the memory of a secret at the moment it is given back. Replacing operator delete is the
// way to do so without reading freed memory, so this is a program of its own.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <string_view>

#include "omnillm/secret.h"

namespace {

const void* watched = nullptr;
std::size_t watched_size = 0;
bool was_wiped = false;

void look(void* memory) {
  if (memory == nullptr || memory != watched) return;
  const auto* bytes = static_cast<const char*>(memory);
  was_wiped = std::all_of(bytes, bytes + watched_size, [](char c) { return c == 0; });
}

}  // namespace

void* operator new[](std::size_t size) {
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete[](void* memory) noexcept {
  look(memory);
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept { operator delete[](memory); }

namespace omnillm {
namespace {

void watch(const Secret& secret) {
  watched = secret.reveal().data();
  watched_size = secret.reveal().size();
  was_wiped = false;
}

TEST(SecretWipe, NothingIsLeftWhenASecretDies) {
  {
    const Secret secret("sk-0123456789");
    watch(secret);
  }
  EXPECT_TRUE(was_wiped);
}

TEST(SecretWipe, NothingIsLeftOfTheOldValueAfterAnAssignment) {
  Secret secret("sk-0123456789");
  watch(secret);
  secret = Secret("other");
  EXPECT_TRUE(was_wiped);
}

}  // namespace
}  // namespace omnillm
