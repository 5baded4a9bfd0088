#pragma once
#include <optional>
#include <string>

namespace platforms {

/// Where a platform brings the codes that we give it for a token (D59). A code counts once, and only one that
/// was asked for. Throws what the database throws.
class CodeDesk {
 public:
  virtual ~CodeDesk() = default;

  /// Where codes are brought.
  virtual std::string callback_url() = 0;
  /// The code that was brought, which is used from then on; of several callers one gets it.
  virtual std::optional<std::string> take() = 0;
  /// From now on one counts; false where one was asked for a while ago and may still come.
  virtual bool ask() = 0;
  /// None will come: the platform did not take the request.
  virtual void withdraw() = 0;

 protected:
  CodeDesk() = default;
  CodeDesk(const CodeDesk&) = default;
  CodeDesk& operator=(const CodeDesk&) = default;
};

}  // namespace platforms
