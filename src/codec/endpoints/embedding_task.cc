#include "codec/endpoints/embedding_task.h"

namespace omnillm::codec {

namespace {

struct Row {
  std::string_view google;
  std::string_view cohere;
  bool is_exact;  // the two mean the same; if not, Cohere's stands for Google's
};

// Of several rows with one word the first is the translation.
constexpr Row kRows[] = {
    {"RETRIEVAL_DOCUMENT", "search_document", true},
    {"RETRIEVAL_QUERY", "search_query", true},
    {"CLASSIFICATION", "classification", true},
    {"CLUSTERING", "clustering", true},
    {"SEMANTIC_SIMILARITY", "clustering", false},
    {"QUESTION_ANSWERING", "search_query", false},
    {"FACT_VERIFICATION", "search_query", false},
    {"CODE_RETRIEVAL_QUERY", "search_query", false},
};

}  // namespace

TaskWord google_task(std::string_view task) {
  for (const Row& row : kRows)
    if (row.cohere == task) return {std::string(row.google), row.is_exact};
  return {std::string(task), true};
}

TaskWord cohere_task(std::string_view task) {
  for (const Row& row : kRows)
    if (row.google == task) return {std::string(row.cohere), row.is_exact};
  return {std::string(task), true};
}

}  // namespace omnillm::codec
