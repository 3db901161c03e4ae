#ifndef OMNILLM_SIM_HTTP_SCHEMA_H_
#define OMNILLM_SIM_HTTP_SCHEMA_H_

#include "omnillm/json.h"
#include "omnillm/rng.h"

namespace omnillm::sim {

// A value that satisfies a JSON schema, as far as schemas for tools and structured answers go:
// types, properties, items, enum, const, bounds of numbers, lengths and counts, formats, anyOf,
// oneOf, allOf, and $ref within the document. Patterns are not looked at. Recursion ends where the
// schema allows it to, and at the latest some levels down. Null for a schema of nothing.
[[nodiscard]] JsonText value_for_schema(const JsonText& schema, Rng& rng);

}  // namespace omnillm::sim

#endif  // OMNILLM_SIM_HTTP_SCHEMA_H_
