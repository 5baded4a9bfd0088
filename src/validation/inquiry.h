#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secrets.h"
#include "domain/decision.h"
#include "validation/database_link.h"
#include "validation/question.h"

namespace validation {

/// A question on its way to its verdict, under one state of the settings.
struct Inquiry {
  const storage::CheckedIntegration* integration = nullptr;
  const Question* question = nullptr;
  std::string login_key = {};      ///< asked by log-in: Keyring::login_key
  std::string password = {};       ///< … and the password as it is digested
  std::string subscriber_id = {};  ///< 16 bytes; empty: none that could be ours

  struct Item {
    std::uint32_t product_id = 0;  ///< 0: not a product of the integration
    std::optional<domain::Entitlement> entitlement = {};
    domain::Verdict verdict = domain::Verdict::liberado;
  };
  std::vector<Item> items = {};  ///< one a product asked for, in their order

  domain::Verdict verdict = domain::Verdict::liberado;  ///< on the whole question, before its products
  domain::Met met = domain::Met::nothing_asked;
  std::string login_holder =
      {};  ///< with a wrong password: subscriber_id of the one whose log-in it is; for the log
  bool subscriber_known = false;

  bool by_login() const { return !login_key.empty(); }
};

/// Reads the question under the integration's settings; asks nobody.
Inquiry inquiry_of(const storage::CheckedIntegration& integration, const Question& question,
                   const base::Keyring& keyring);

/// Decides all inquiries: one statement for what they ask alike (R26), none for a single one. False: the
/// settings have moved since they were read, so nothing is decided. Throws storage::Unavailable.
bool decide_all(Session& session, const base::Keyring& keyring, base::Instant now,
                std::span<Inquiry* const> inquiries);

}  // namespace validation
