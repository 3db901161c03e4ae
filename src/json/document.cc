#include "json/document.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <utility>

#include "base/asymmetric_fence.h"
#include "json/document_builder.h"

namespace omnillm::json {

namespace {

// A stream with one huge event in it does not hold so much until its end.
constexpr std::size_t kMostKept = 64 << 10;
constexpr std::size_t kLeastRoom = 512;

constexpr std::size_t kTooLong = std::numeric_limits<std::uint32_t>::max();

tl::unexpected<Error> too_long() {
  return fail(ErrorKind::Protocol, "not read: 4 GiB of JSON or more");
}

// Whether no piece of it is left anywhere. Whoever dropped the last one may have read it until
// then, on another thread: the fence puts that before what we write next.
bool is_free([[maybe_unused]] const std::shared_ptr<char[]>& bytes) {
#ifdef OMNILLM_FENCES_IN_FLAGS
  return false;  // ThreadSanitizer knows no fences
#else
  if (bytes.use_count() != 1) return false;
  std::atomic_thread_fence(std::memory_order_acquire);
  return true;
#endif
}

}  // namespace

void Document::forget() {
  node_count_ = 0;
  unescaped_names_.clear();
  owner_.reset();
  begin_ = nullptr;
  size_ = 0;
}

char* Document::room_for(std::size_t bytes) {
  if (bytes > room_ || room_ > kMostKept || !is_free(copy_)) {
    room_ = std::max(bytes, kLeastRoom);
    copy_ = std::make_shared_for_overwrite<char[]>(room_);
  }
  return copy_.get();
}

Result<void> Document::parse(std::string_view text, std::size_t max_depth) {
  forget();
  if (text.size() >= kTooLong) return too_long();
  char* const copy = room_for(text.size() + 1);
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  owner_ = copy_;
  begin_ = copy;
  size_ = text.size();
  return read(max_depth);
}

Result<void> Document::parse(std::string&& text, std::size_t max_depth) {
  return parse(std::make_shared<const std::string>(std::move(text)), max_depth);
}

Result<void> Document::parse(std::shared_ptr<const std::string> text, std::size_t max_depth) {
  forget();
  if (text == nullptr) return fail(ErrorKind::Protocol, "not JSON: there is no text");
  begin_ = text->data();
  size_ = text->size();
  owner_ = std::move(text);
  return read(max_depth);
}

Result<void> Document::read(std::size_t max_depth) {
  if (size_ >= kTooLong) {
    forget();
    return too_long();
  }
  DocumentBuilder builder(*this, max_depth);
  if (builder.build()) return {};
  auto refusal = tl::unexpected(builder.error());
  forget();
  return refusal;
}

}  // namespace omnillm::json
