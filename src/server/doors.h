// The addresses of the server, as one table: what is not in it does not exist.

#ifndef OMNILLM_SERVER_DOORS_H_
#define OMNILLM_SERVER_DOORS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "omnillm/protocol.h"

namespace omnillm::server {

// Who may come in.
enum class Guard : std::uint8_t {
  Nobody,  // open to everybody
  Caller,  // who shows a virtual key
  Admin,   // who shows the admin token
};

enum class DoorKind : std::uint8_t {
  Model,    // a request to a model, in `format`
  Models,   // the list of models, in the form of `format`
  Health,   // the process lives
  Ready,    // it takes calls
  Metrics,  // Prometheus's text
};

struct DoorRow {
  std::string_view method;  // "POST"
  // "/v1beta/models/{}:generateContent"; {} is one piece, not empty.
  std::string_view path;
  DoorKind kind;
  Guard guard;
  WireFormat format;  // how it speaks, also of errors
};

[[nodiscard]] std::span<const DoorRow> door_rows();

// What a target leads to. `path` and `query` are views of it.
struct Entrance {
  const DoorRow* door = nullptr;
  std::string_view path;
  std::string_view query;  // without the question mark
};

// Nothing when there is no such address; a door of another method is told by `other_method`.
struct Found {
  std::optional<Entrance> entrance;
  bool other_method = false;
  // The protocol that the address belongs to, to answer in.
  WireFormat format = WireFormat::OpenAiChatCompletions;
};
[[nodiscard]] Found find_door(std::string_view method, std::string_view target);

}  // namespace omnillm::server

#endif  // OMNILLM_SERVER_DOORS_H_
