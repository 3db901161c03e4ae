// How a fixture keeps a blob that was taken out: the mark in place of base64, which has no '<'.

#ifndef OMNILLM_REPLAY_FIXTURE_MARKS_H_
#define OMNILLM_REPLAY_FIXTURE_MARKS_H_

#include <string_view>

namespace omnillm::replay {

[[nodiscard]] inline bool is_blob_mark(std::string_view bytes) {
  return bytes.size() < 96 && bytes.starts_with("<redacted:") && bytes.ends_with("_blob>");
}

}  // namespace omnillm::replay

#endif  // OMNILLM_REPLAY_FIXTURE_MARKS_H_
