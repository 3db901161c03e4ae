// The configuration file as a JSON schema, for editors that complete and check it.

#ifndef OMNILLM_SERVER_CONFIG_SCHEMA_H_
#define OMNILLM_SERVER_CONFIG_SCHEMA_H_

#include <string>
#include <vector>

#include "server/config_table.h"

namespace omnillm::server {

// Draft 2020-12, one line for each member. Written from the tables that the parser goes by; only
// the form of routes, which is that of docs/routing.md, is written down a second time.
[[nodiscard]] std::string config_schema();

// Every section there is, the document first.
[[nodiscard]] std::vector<SectionView> config_sections();

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_CONFIG_SCHEMA_H_
