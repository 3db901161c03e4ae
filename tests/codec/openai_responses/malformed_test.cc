#include "responses_support.h"

namespace omnillm {
namespace {

using namespace testing_support;

struct Wrong {
  std::string_view body;
  std::string_view where;
};

TEST(ResponsesMalformed, ARequestIsRefusedWithThePlaceAtFault) {
  for (const Wrong& test : {
           Wrong{R"([])", "the body"},
           Wrong{R"({"model":1})", "/model"},
           Wrong{R"({"instructions":[]})", "/instructions"},
           Wrong{R"({"input":1})", "/input"},
           Wrong{R"({"input":["hi"]})", "/input/0"},
           Wrong{R"({"input":[{"type":1}]})", "/input/0/type"},
           Wrong{R"({"input":[{}]})", "/input/0/type"},
           Wrong{R"({"input":[{"role":1,"content":""}]})", "/input/0/role"},
           Wrong{R"({"input":[{"role":"user","content":1}]})", "/input/0/content"},
           Wrong{R"({"input":[{"role":"user","content":[1]}]})", "/input/0/content/0"},
           Wrong{R"({"input":[{"role":"user","content":[{"text":"a"}]}]})",
                 "/input/0/content/0/type"},
           Wrong{R"({"input":[{"role":"user","content":[{"type":"input_text","text":1}]}]})",
                 "/input/0/content/0/text"},
           Wrong{R"({"input":[{"role":"user","content":[{"type":"input_image","image_url":{}}]}]})",
                 "/input/0/content/0/image_url"},
           Wrong{R"({"input":[{"role":"assistant","content":[{"type":"output_text","text":"",
                   "annotations":[7]}]}]})",
                 "/input/0/content/0/annotations/0"},
           Wrong{R"({"input":[{"type":"function_call","name":"f","arguments":"{}"}]})",
                 "/input/0/call_id"},
           Wrong{R"({"input":[{"type":"function_call","call_id":"c","arguments":"{}"}]})",
                 "/input/0/name"},
           Wrong{R"({"input":[{"type":"function_call","call_id":"c","name":"f","arguments":{}}]})",
                 "/input/0/arguments"},
           Wrong{R"({"input":[{"type":"function_call_output","output":"x"}]})", "/input/0/call_id"},
           Wrong{R"({"input":[{"type":"function_call_output","call_id":"c","output":1}]})",
                 "/input/0/output"},
           Wrong{R"({"input":[{"type":"reasoning","summary":[{"text":1}]}]})",
                 "/input/0/summary/0/text"},
           Wrong{R"({"input":[{"type":"reasoning","encrypted_content":1}]})",
                 "/input/0/encrypted_content"},
           Wrong{R"({"tools":{}})", "/tools"},
           Wrong{R"({"tools":[{}]})", "/tools/0/type"},
           Wrong{R"({"tools":[{"type":"function"}]})", "/tools/0/name"},
           Wrong{R"({"tools":[{"type":"function","name":"f","strict":"yes"}]})", "/tools/0/strict"},
           Wrong{R"({"tools":[{"type":"function","name":"f","parameters":[]}]})",
                 "/tools/0/parameters"},
           Wrong{R"({"tool_choice":1})", "/tool_choice"},
           Wrong{R"({"parallel_tool_calls":"no"})", "/parallel_tool_calls"},
           Wrong{R"({"text":"json"})", "/text"},
           Wrong{R"({"text":{"format":"json"}})", "/text/format"},
           Wrong{R"({"text":{"format":{"type":"json_schema","schema":1}}})", "/text/format/schema"},
           Wrong{R"({"reasoning":"high"})", "/reasoning"},
           Wrong{R"({"reasoning":{"effort":3}})", "/reasoning/effort"},
           Wrong{R"({"max_output_tokens":-1})", "/max_output_tokens"},
           Wrong{R"({"max_output_tokens":1.5})", "/max_output_tokens"},
           Wrong{R"({"max_output_tokens":18446744073709551617})", "/max_output_tokens"},
           Wrong{R"({"temperature":"hot"})", "/temperature"},
           Wrong{R"({"temperature":1e999})", "/temperature"},
           Wrong{R"({"include":"all"})", "/include"},
           Wrong{R"({"stream":1})", "/stream"},
           Wrong{R"({"user":7})", "/user"},
           Wrong{R"({"safety_identifier":7})", "/safety_identifier"},
           Wrong{R"({"metadata":[]})", "/metadata"},
           Wrong{R"({"prompt_cache_key":1})", "/prompt_cache_key"},
       }) {
    const auto request = parse_request(kResponses, test.body);
    ASSERT_FALSE(request) << test.body;
    EXPECT_EQ(request.error().kind(), ErrorKind::BadRequest);
    EXPECT_EQ(request.error().message().substr(0, test.where.size() + 1),
              std::string(test.where) + ":")
        << test.body << "\n"
        << request.error();
  }
}

TEST(ResponsesMalformed, LimitsAreNeverWrapped) {
  EXPECT_EQ(parsed(R"({"max_output_tokens":4294967297})").generation.max_output_tokens,
            4'294'967'297);
}

TEST(ResponsesMalformed, TextThatIsNotUtf8IsRefusedBeforeItIsSent) {
  LlmRequest request;
  request.model = "m\xff";
  LossLog losses;
  std::string out;
  const auto refused = codec::openai_responses::emit_request(request, {}, losses, out);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::BadRequest);
}

}  // namespace
}  // namespace omnillm
