// Arbitrary canonical values for properties: whole requests, answers and streams, with everything
// in them that the types can say.
//
//   expect_for_all(500, [] {
//     const LlmRequest request = *any_request();
//     RC_ASSERT(parse(emit(request)) == request);
//   });

#ifndef OMNILLM_TESTS_SUPPORT_CANONICAL_VALUES_H_
#define OMNILLM_TESTS_SUPPORT_CANONICAL_VALUES_H_

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "omnillm/message.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/stream_event.h"

namespace omnillm::testing_support {

// Short text with quotes, line feeds, several alphabets and emoji; sometimes empty.
rc::Gen<std::string> any_string();
// The same, sometimes held in JSON's escaped form.
rc::Gen<Text> any_text();
rc::Gen<JsonText> any_json();
rc::Gen<JsonText> any_json_object();
rc::Gen<VendorExtensions> any_extensions();
rc::Gen<WireFormat> any_wire_format();

rc::Gen<MessagePart> any_part();
rc::Gen<Message> any_message();
rc::Gen<Item> any_item();
rc::Gen<PromptCachePolicy> any_cache_policy();
rc::Gen<LlmRequest> any_request();
// Consistent, as a codec would report it.
rc::Gen<TokenUsage> any_usage();
rc::Gen<LlmResponse> any_response();
rc::Gen<ProviderError> any_provider_error();
rc::Gen<LlmStreamEvent> any_event();

// A stream that keeps the grammar, without its end: one answer of messages, thoughts and calls of
// tools, cut into deltas, some of the items interleaved.
rc::Gen<std::vector<LlmStreamEvent>> any_stream();

}  // namespace omnillm::testing_support

#endif  // OMNILLM_TESTS_SUPPORT_CANONICAL_VALUES_H_
