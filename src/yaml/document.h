// A YAML document, and the mistakes that are found in it. yaml-cpp is seen only behind this folder.

#ifndef OMNILLM_YAML_DOCUMENT_H_
#define OMNILLM_YAML_DOCUMENT_H_

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/result.h"

namespace omnillm::yaml {

// The mistakes found so far, in the order of the file.
class Problems {
 public:
  explicit Problems(std::string_view file, std::size_t most_shown = 8)
      : file_(file), most_shown_(most_shown) {}

  void add(const YAML::Mark& where, std::string_view what);
  [[nodiscard]] bool empty() const { return found_.empty(); }
  // All of them, a line each, "file.yaml:12:5: what"; at most as many as are to be shown.
  [[nodiscard]] Error to_error() const;

 private:
  struct Found {
    int line, column;
    std::string what;
  };
  std::string file_;
  std::size_t most_shown_;
  std::vector<Found> found_;
};

// Of a file that people write by hand: a page or two.
inline constexpr std::size_t kMostBytes = 256 * 1024;

// The document of `text`, or what is wrong with it. Bounded in size and depth.
// Errors: Configuration.
[[nodiscard]] Result<YAML::Node> read_yaml(std::string_view text, std::string_view file,
                                           std::size_t most_bytes = kMostBytes);

}  // namespace omnillm::yaml

#endif  // OMNILLM_YAML_DOCUMENT_H_
