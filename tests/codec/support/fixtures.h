// The examples under fixtures/, and the questions every codec's tests ask about them.

#ifndef OMNILLM_TESTS_CODEC_SUPPORT_FIXTURES_H_
#define OMNILLM_TESTS_CODEC_SUPPORT_FIXTURES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "omnillm/dialect.h"
#include "omnillm/protocol.h"
#include "omnillm/stream_event.h"

namespace omnillm::testing_support {

// The bytes of fixtures/<name>: "bedrock/converse.request.basic.json".
[[nodiscard]] std::string fixture(std::string_view name);
// The names of those in a folder that begin with `prefix` and end with `suffix`, sorted, folder and
// all. Never empty: a test over none would prove nothing.
[[nodiscard]] std::vector<std::string> fixtures(std::string_view folder, std::string_view prefix,
                                                std::string_view suffix = ".json");

// The `status` and the `body` of an error's fixture.
struct ErrorFixture {
  int status = 0;
  std::string body;
};
[[nodiscard]] ErrorFixture error_fixture(std::string_view name);

// Every event of a stream's body, handed over in pieces of `step` bytes.
[[nodiscard]] std::vector<LlmStreamEvent> decode_stream(WireFormat format, std::string_view body,
                                                        std::size_t step = 1 << 20,
                                                        const Dialect& dialect = {});
// The same with one cut at `at`.
[[nodiscard]] std::vector<LlmStreamEvent> decode_stream_cut_at(WireFormat format,
                                                               std::string_view body,
                                                               std::size_t at,
                                                               const Dialect& dialect = {});
// The bytes that a format's encoder writes for these events.
[[nodiscard]] std::string encode_stream(WireFormat format,
                                        const std::vector<LlmStreamEvent>& events);

// That a stream's events are the same wherever the bytes are cut.
void expect_same_events_wherever_cut(WireFormat format, std::string_view body,
                                     const Dialect& dialect = {});
// That a request's body, parsed, emitted and parsed again, is the same request.
void expect_request_round_trip(WireFormat format, std::string_view body);
void expect_response_round_trip(WireFormat format, std::string_view body);

}  // namespace omnillm::testing_support

#endif  // OMNILLM_TESTS_CODEC_SUPPORT_FIXTURES_H_
