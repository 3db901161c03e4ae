#include "omnillm/provider_error.h"

#include <gtest/gtest.h>

namespace omnillm {
namespace {

TEST(KindOfStatus, IsWhatTheStatusMeansWhenTheBodySaysNothing) {
  struct Row {
    int status;
    ErrorKind kind;
  };
  for (const Row row : {Row{400, ErrorKind::BadRequest},    {401, ErrorKind::Auth},
                        Row{402, ErrorKind::Quota},         {403, ErrorKind::Permission},
                        Row{404, ErrorKind::NotFound},      {408, ErrorKind::Timeout},
                        Row{410, ErrorKind::NotFound},      {413, ErrorKind::BadRequest},
                        Row{422, ErrorKind::BadRequest},    {424, ErrorKind::Server},
                        Row{429, ErrorKind::ProviderLimit}, {499, ErrorKind::Cancelled},
                        Row{500, ErrorKind::Server},        {502, ErrorKind::Server},
                        Row{503, ErrorKind::Overloaded},    {504, ErrorKind::Timeout},
                        Row{529, ErrorKind::Overloaded},    {302, ErrorKind::Protocol},
                        Row{200, ErrorKind::Server},        {0, ErrorKind::Server}})
    EXPECT_EQ(kind_of_status(row.status), row.kind) << row.status;
}

TEST(ProviderError, TellsTheCallerKindStatusAndCode) {
  const ProviderError refused{.kind = ErrorKind::Quota,
                              .status = 429,
                              .code = "insufficient_quota",
                              .type = "rate_limit",
                              .message = "no credit left"};
  const Error error = refused.to_error();
  EXPECT_EQ(error.kind(), ErrorKind::Quota);
  EXPECT_EQ(error.status(), 429);
  EXPECT_EQ(error.provider_code(), "insufficient_quota");
  EXPECT_EQ(error.message(), "no credit left");
}

TEST(ProviderError, GivesTheTypeWhereThereIsNoCode) {
  const ProviderError refused{.type = "overloaded_error", .message = "busy"};
  EXPECT_EQ(refused.to_error().provider_code(), "overloaded_error");
  EXPECT_EQ(refused.to_error().status(), 0);
  EXPECT_EQ((ProviderError{.message = "busy"}).to_error().provider_code(), "");
}

TEST(ProviderError, NamesTheMemberAtFaultWhereItsMessageDoesNot) {
  const ProviderError vague{.message = "not supported", .param = "response_format"};
  EXPECT_EQ(vague.to_error().message(), "not supported (response_format)");
  const ProviderError plain{.message = "response_format is not supported",
                            .param = "response_format"};
  EXPECT_EQ(plain.to_error().message(), "response_format is not supported");
}

TEST(ProviderError, LetsNoCredentialThrough) {
  const ProviderError refused{.kind = ErrorKind::Auth,
                              .message = "Incorrect API key provided: sk-abcdefghijklmnopqrstuvwx"};
  EXPECT_EQ(refused.to_error().message().find("abcdefghijklmnop"), std::string::npos);
}

}  // namespace
}  // namespace omnillm
