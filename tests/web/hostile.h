#pragma once
#include <string>
#include <vector>

/// What hostile people type, and whether a page shows it harmlessly.
namespace test {

inline const std::string k_markup = R"(<script>alert(1)</script>"'><img src=x onerror=alert(2)>)";

inline std::vector<std::string> hostile_texts() {
  return {k_markup,
          "'; DROP TABLE customer; --",
          "\" onfocus=\"alert(1)\" autofocus=\"",
          "{{%AUTOESCAPE}}{{CSRF:none}}",
          std::string(10'000, 'A'),
          "😀👩‍👩‍👧 ação",
          "\xE2\x80\xAE"
          "odireves\xE2\x80\xAC",
          "javascript:alert(1)",
          "=cmd|' /C calc'!A0",
          "linha\r\nSet-Cookie: a=b",
          "%s%n%00"};
}

inline bool is_harmless(const std::string& body) {
  return body.find("<script>alert") == std::string::npos && body.find("<img src=x") == std::string::npos &&
         body.find("href=\"javascript:") == std::string::npos &&
         body.find(" onfocus=\"alert") == std::string::npos;
}

}  // namespace test
