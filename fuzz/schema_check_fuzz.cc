// A schema by anybody and a value by a model: the first line is the schema, the rest the value. The
// answer is bounded, the same each time, and says where.

#include "gateway/schema_check.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace omnillm;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  json::Document schema;
  json::Document value;
  if (!schema.parse(text.substr(0, line)) || !value.parse(text.substr(line + 1))) return 0;
  const auto problems = gateway::schema_problems(schema.root(), value.root());
  if (problems.size() > gateway::kMostProblems) std::abort();
  for (const auto& problem : problems)
    if (problem.empty() || !json::is_utf8(problem)) std::abort();
  if (gateway::schema_problems(schema.root(), value.root()) != problems) std::abort();
  // Nothing is asked of anything.
  json::Document everything;
  if (!everything.parse("{}") || !gateway::schema_problems(everything.root(), value.root()).empty())
    std::abort();
  return 0;
}
