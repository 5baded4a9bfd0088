#pragma once
#include "operations/code_desk.h"
#include "platforms/wire.h"

namespace operations {

/// What gives an integration access to its platform: the token that was kept, and the codes brought for one.
/// `context` outlives it; its thread.
class PlatformAccess {
 public:
  /// Reads the kept token; one that is over or does not open counts as none.
  PlatformAccess(const Context& context, std::uint32_t integration_id);

  platforms::Wire line(const platforms::HttpClient& client, std::chrono::milliseconds within);
  /// Keeps a new token; drops one that the platform refused, unless somebody has a newer one by now.
  void keep();

 private:
  const Context& context_;
  std::uint32_t integration_id_;
  CodeDesk codes_;
  std::string kept_sealed_ = {};
  platforms::Session session_ = {};
};

}  // namespace operations
