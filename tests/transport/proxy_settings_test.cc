#include "transport/proxy_settings.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace omnillm::transport {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

Result<ProxySettings> read(Variables variables) {
  return ProxySettings::read(FixedEnvironment(std::move(variables)));
}

// The proxy for an address, "" for none.
std::string proxy(const Variables& variables, const std::string& origin) {
  const auto settings = read(variables);
  EXPECT_TRUE(settings);
  if (!settings) return "error";
  const Proxy* found = settings->proxy_for(http::Origin::parse(origin).value());
  return found ? found->at.host_and_port() : "";
}

TEST(ProxySettingsTest, KnowsAProxyForEachScheme) {
  const Variables both{{"HTTPS_PROXY", "http://secure.test:1"}, {"HTTP_PROXY", "plain.test:2"}};
  EXPECT_EQ(proxy(both, "https://a.com"), "secure.test:1");
  EXPECT_EQ(proxy(both, "http://a.com"), "plain.test:2");
  EXPECT_EQ(proxy({{"HTTPS_PROXY", "p:1"}}, "http://a.com"), "");
  EXPECT_EQ(proxy({}, "https://a.com"), "");
}

TEST(ProxySettingsTest, TakesLowerCaseFirst) {
  EXPECT_EQ(proxy({{"HTTPS_PROXY", "upper:1"}, {"https_proxy", "lower:1"}}, "https://a.com"),
            "lower:1");
  EXPECT_EQ(proxy({{"HTTPS_PROXY", "upper:1"}, {"https_proxy", ""}}, "https://a.com"), "upper:1");
  EXPECT_EQ(proxy({{"HTTPS_PROXY", ""}}, "https://a.com"), "");
}

// There, HTTP_PROXY is what a caller wrote into a header called Proxy.
TEST(ProxySettingsTest, BelievesNoProxyInAProgramForCgi) {
  EXPECT_EQ(proxy({{"HTTP_PROXY", "evil:1"}, {"REQUEST_METHOD", "GET"}}, "http://a.com"), "");
}

TEST(ProxySettingsTest, NeverAsksAProxyForThisMachine) {
  const Variables all{{"HTTPS_PROXY", "p:1"}, {"HTTP_PROXY", "p:1"}};
  for (const char* origin : {"http://localhost:8000", "http://127.0.0.1", "http://127.9.9.9",
                             "https://[::1]:1", "http://x.localhost"})
    EXPECT_EQ(proxy(all, origin), "") << origin;
  EXPECT_EQ(proxy(all, "http://128.0.0.1"), "p:1");
}

TEST(ProxySettingsTest, ReadsCredentialsAndShowsThemToNobody) {
  const auto settings = read({{"HTTPS_PROXY", "http://user:p%40ss@proxy.test:3128/"}});
  ASSERT_TRUE(settings);
  const Proxy* found = settings->proxy_for(http::Origin::parse("https://a.com").value());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at.host_and_port(), "proxy.test:3128");
  EXPECT_EQ(found->authorization.reveal(), "Basic dXNlcjpwQHNz");  // user:p@ss
}

TEST(ProxySettingsTest, RefusesWhatIsNoProxyWithoutRepeatingIt) {
  for (const char* value : {"socks5://canary:canary@p:1", "https://canary@p:1", "http://canary@",
                            "http://canary%zz@p:1", "http://p:canary", "http://p/canary"}) {
    const auto settings = read({{"HTTPS_PROXY", value}});
    ASSERT_FALSE(settings) << value;
    EXPECT_EQ(settings.error().kind(), ErrorKind::Configuration);
    EXPECT_EQ(settings.error().message().find("canary"), std::string::npos) << value;
    EXPECT_NE(settings.error().message().find("HTTPS_PROXY"), std::string::npos) << value;
  }
}

TEST(ProxySettingsTest, MakesTheExceptionsOfNoProxy) {
  const struct {
    const char* list;
    const char* origin;
    bool excepted;
  } rows[] = {
      {"*", "https://a.com", true},
      {"a.com", "https://a.com", true},
      {"a.com", "https://A.com:8443", true},
      {"A.COM", "https://a.com", true},
      {"a.com", "https://x.a.com", true},
      {"a.com", "https://xa.com", false},
      {"a.com", "https://a.com.evil.com", false},
      {".a.com", "https://x.a.com", true},
      {".a.com", "https://a.com", false},
      {"*.a.com", "https://x.a.com", true},
      {"b.com, a.com ,c.com", "https://a.com", true},
      {"a.com:443", "https://a.com", true},
      {"a.com:8443", "https://a.com", false},
      {"10.1.2.3", "https://10.1.2.3", true},
      {"10.1.2.3", "https://10.1.2.4", false},
      {"10.0.0.0/8", "https://10.9.9.9", true},
      {"10.0.0.0/8", "https://11.0.0.1", false},
      {"10.0.0.0/9", "https://10.127.0.1", true},
      {"10.0.0.0/9", "https://10.128.0.1", false},
      {"0.0.0.0/0", "https://10.0.0.1", true},
      {"0.0.0.0/0", "https://[2001:db8::1]", false},
      {"2001:db8::/32", "https://[2001:db8::1]", true},
      {"2001:db8::/32", "https://[2001:db9::1]", false},
      {"2001:db8::1", "https://[2001:db8::1]", true},
      {"[2001:db8::1]:443", "https://[2001:db8::1]", true},
      {"[2001:db8::1]:444", "https://[2001:db8::1]", false},
      {"10.0.0.0/33,/8,x/8,:,a.com:x", "https://10.0.0.1", false},
      {"", "https://a.com", false},
      {",,", "https://a.com", false},
  };
  for (const auto& row : rows)
    EXPECT_EQ(proxy({{"HTTPS_PROXY", "p:1"}, {"no_proxy", row.list}}, row.origin),
              row.excepted ? "" : "p:1")
        << row.list << " " << row.origin;
}

}  // namespace
}  // namespace omnillm::transport
