// Floor: 6 apps/omnillm
//
// What a configuration of the server amounts to, for people and for programs. No key is in it.

#ifndef OMNILLM_APPS_CONFIG_SUMMARY_H_
#define OMNILLM_APPS_CONFIG_SUMMARY_H_

#include <string>

#include "server/config.h"

namespace omnillm::app {

[[nodiscard]] std::string text_summary(const server::ServerConfig& config);
[[nodiscard]] std::string json_summary(const server::ServerConfig& config);

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_CONFIG_SUMMARY_H_
