#pragma once
#include "operations/context.h"
#include "platforms/code_desk.h"

namespace operations {

/// The codes that a platform brings to an integration's callback URL, kept sealed. `context` outlives it; its
/// thread. Every call is a transaction of its own: what is asked for stands before the platform hears of it.
class CodeDesk final : public platforms::CodeDesk {
 public:
  CodeDesk(const Context& context, std::uint32_t integration_id)
      : context_(context), integration_id_(integration_id) {}

  std::string callback_url() override;
  std::optional<std::string> take() override;
  bool ask() override;
  void withdraw() override;

 private:
  const Context& context_;
  std::uint32_t integration_id_;
};

}  // namespace operations
