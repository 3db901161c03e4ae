#include "support/source_tree.h"

namespace omnillm {

std::string in_source_tree(std::string_view path) {
  return std::string(OMNILLM_SOURCE_DIR "/").append(path);
}

}  // namespace omnillm
