// A block of a stream that only this protocol has, put together from what it began with and from
// its deltas.

#ifndef OMNILLM_CODEC_ANTHROPIC_RAW_BLOCK_H_
#define OMNILLM_CODEC_ANTHROPIC_RAW_BLOCK_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/document.h"
#include "omnillm/message.h"

namespace omnillm::codec::anthropic {

class RawBlock {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

  explicit RawBlock(json::Value start);

  // False when the block grows beyond its limit.
  [[nodiscard]] bool add(json::Value delta);
  [[nodiscard]] part::Raw finish();

 private:
  // The text that a string of a delta goes on with; null when it stands for itself.
  std::string* growing(std::string_view name, json::Value more);

  std::string type_;
  VendorExtensions members_;
  std::string input_;                                       // fragments of the JSON of `input`
  std::vector<std::pair<std::string, std::string>> texts_;  // members that grow, by name
  std::size_t bytes_ = 0;
};

}  // namespace omnillm::codec::anthropic

#endif  // OMNILLM_CODEC_ANTHROPIC_RAW_BLOCK_H_
