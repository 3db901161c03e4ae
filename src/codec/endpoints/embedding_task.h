// What vectors are wanted for. Google and Cohere have words of their own for it; a request keeps
// the one it came with.

#ifndef OMNILLM_CODEC_ENDPOINTS_EMBEDDING_TASK_H_
#define OMNILLM_CODEC_ENDPOINTS_EMBEDDING_TASK_H_

#include <string>
#include <string_view>

namespace omnillm::codec {

struct TaskWord {
  std::string word;
  bool is_exact = true;  // false: the nearest there is
};

// "search_query" -> "RETRIEVAL_QUERY". Words nobody knows are taken for the protocol's own.
[[nodiscard]] TaskWord google_task(std::string_view task);
// "RETRIEVAL_QUERY" -> "search_query".
[[nodiscard]] TaskWord cohere_task(std::string_view task);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_EMBEDDING_TASK_H_
