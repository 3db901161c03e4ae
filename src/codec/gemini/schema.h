// Gemini's own schemas beside JSON Schema.
//
// `parameters` and `responseSchema` hold a Schema in the manner of OpenAPI: types in capitals,
// `nullable`, whole numbers as strings, and nothing of $ref, oneOf, const or additionalProperties.
// Everybody else speaks JSON Schema, which newer models take as it stands (`parametersJsonSchema`,
// `responseJsonSchema`).

#ifndef OMNILLM_CODEC_GEMINI_SCHEMA_H_
#define OMNILLM_CODEC_GEMINI_SCHEMA_H_

#include <string>
#include <vector>

#include "omnillm/json.h"

namespace omnillm::codec::gemini {

// A Schema as JSON Schema says it. What is no object stays as it is.
[[nodiscard]] JsonText json_schema_of(const JsonText& schema);

struct OpenApiSchema {
  JsonText schema;
  // The keywords that could not be said, each once.
  std::vector<std::string> dropped;
};

// JSON Schema as a Schema, for models that take nothing else.
[[nodiscard]] OpenApiSchema openapi_schema_of(const JsonText& json_schema);

}  // namespace omnillm::codec::gemini

#endif  // OMNILLM_CODEC_GEMINI_SCHEMA_H_
