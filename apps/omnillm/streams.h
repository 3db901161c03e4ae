// What subcommands read and write: a file or standard input, standard output.

#ifndef OMNILLM_APPS_STREAMS_H_
#define OMNILLM_APPS_STREAMS_H_

#include <string>
#include <string_view>

#include "omnillm/result.h"

namespace omnillm::app {

// The whole of a file; of standard input when the name is empty or "-".
// Errors: Configuration, also for more than 64 MiB.
[[nodiscard]] Result<std::string> read_input(const std::string& name);

// Writes to standard output and says whether all of it went.
[[nodiscard]] bool write_output(std::string_view bytes);

}  // namespace omnillm::app

#endif  // OMNILLM_APPS_STREAMS_H_
