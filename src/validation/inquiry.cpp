#include "validation/inquiry.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "domain/answer.h"
#include "domain/credential.h"
#include "storage/checks.h"

namespace validation {

namespace {

using domain::Verdict;

/// Asks for any number of keys, k_most_keys at a time, and gathers the rows. False when the settings have
/// moved.
template <typename Key, typename RowType>
bool gather(storage::Db& db, std::uint64_t config_version, std::span<const Key> keys,
            std::vector<RowType>& rows,
            storage::Checked<RowType> (*find)(storage::Db&, std::span<const Key>)) {
  for (; !keys.empty(); keys = keys.subspan(std::min(keys.size(), storage::k_most_keys))) {
    auto found = find(db, keys.first(std::min(keys.size(), storage::k_most_keys)));
    if (found.config_version != config_version) return false;
    rows.insert(rows.end(), std::make_move_iterator(found.rows.begin()),
                std::make_move_iterator(found.rows.end()));
  }
  return true;
}

/// One turn's questions to the database, in the order in which each needs the answer of the one before.
class Asking {
 public:
  Asking(Session& session, const base::Keyring& keyring, base::Instant now,
         std::span<Inquiry* const> inquiries)
      : session_(session), keyring_(keyring), now_(now), inquiries_(inquiries) {}

  bool run() {
    if (!find_logins() || !find_products() || !find_subscribers()) return false;
    if (!asked_ && storage::find_config_version(session_.db) != session_.config.version) return false;
    for (auto* inquiry : inquiries_) conclude(*inquiry);
    return true;
  }

 private:
  template <typename Key, typename RowType>
  bool ask(const std::vector<Key>& keys, std::vector<RowType>& rows,
           storage::Checked<RowType> (*find)(storage::Db&, std::span<const Key>)) {
    asked_ = asked_ || !keys.empty();
    return gather<Key, RowType>(session_.db, session_.config.version, keys, rows, find);
  }

  bool find_logins() {
    std::vector<storage::LoginKey> keys;
    for (const auto* inquiry : inquiries_)
      if (by_login(*inquiry)) keys.push_back(key_of(*inquiry));
    std::vector<storage::LoginRow> rows;
    if (!ask(keys, rows, storage::find_logins)) return false;
    for (auto* inquiry : inquiries_)
      if (by_login(*inquiry)) check_login(*inquiry, rows);
    return true;
  }

  // An inactive integration denies all; nothing is asked for it.
  static bool by_login(const Inquiry& inquiry) { return inquiry.integration->active && inquiry.by_login(); }
  static bool has_subscriber(const Inquiry& inquiry) {
    return inquiry.integration->active && !inquiry.subscriber_id.empty();
  }

  static storage::LoginKey key_of(const Inquiry& inquiry) {
    return {inquiry.integration->id, inquiry.integration->generation, inquiry.login_key};
  }

  void check_login(Inquiry& inquiry, const std::vector<storage::LoginRow>& rows) {
    std::vector<domain::Holder> matching;
    std::vector<domain::Holder> holders;
    for (const auto& row : rows) {
      if (row.key.login_key != inquiry.login_key || row.key.integration_id != inquiry.integration->id)
        continue;
      holders.push_back({row.customer_id, row.subscriber_id});
      if (base::same_bytes(row.password_digest, keyring_.password_digest(row.service_id, inquiry.password)))
        matching.push_back(holders.back());
    }
    // An unknown log-in takes as long as a wrong password.
    if (holders.empty()) static_cast<void>(keyring_.password_digest(0, inquiry.password));
    const auto login = domain::settle_login(matching);
    inquiry.subscriber_known = login.known;
    inquiry.subscriber_id = login.subscriber_id;
    inquiry.login_holder = domain::settle_login(holders).subscriber_id;
    inquiry.met = domain::met_by(holders, matching);
  }

  bool find_products() {
    std::vector<std::string> keys;
    for (const auto* inquiry : inquiries_)
      if (!inquiry->items.empty() && has_subscriber(*inquiry)) keys.push_back(inquiry->subscriber_id);
    std::vector<storage::HeldProduct> rows;
    if (!ask(keys, rows, storage::find_held_products)) return false;
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
      return std::tie(a.subscriber_id, a.product_id) < std::tie(b.subscriber_id, b.product_id);
    });
    for (auto* inquiry : inquiries_)
      if (!inquiry->items.empty() && has_subscriber(*inquiry)) hand_out(*inquiry, rows);
    return true;
  }

  static void hand_out(Inquiry& inquiry, const std::vector<storage::HeldProduct>& rows) {
    const storage::HeldProduct own{inquiry.subscriber_id};
    const auto [first, last] =
        std::equal_range(rows.begin(), rows.end(), own,
                         [](const auto& a, const auto& b) { return a.subscriber_id < b.subscriber_id; });
    for (auto row = first; row != last; ++row) {
      if (row->integration_id != inquiry.integration->id) continue;
      inquiry.subscriber_known = true;
      for (auto& item : inquiry.items)
        if (item.product_id == row->product_id) item.entitlement = row->entitlement;
    }
  }

  /// Tells a subscriber who never had anything from one that does not exist.
  bool find_subscribers() {
    std::vector<std::string> keys;
    for (const auto* inquiry : inquiries_)
      if (!inquiry->subscriber_known && has_subscriber(*inquiry)) keys.push_back(inquiry->subscriber_id);
    std::vector<storage::KnownSubscriber> rows;
    if (!ask(keys, rows, storage::find_subscribers)) return false;
    for (auto* inquiry : inquiries_)
      for (const auto& row : rows)
        if (row.subscriber_id == inquiry->subscriber_id && row.integration_id == inquiry->integration->id)
          inquiry->subscriber_known = true;
    return true;
  }

  void conclude(Inquiry& inquiry) {
    auto facts = storage::facts_of(*inquiry.integration);
    facts.subscriber_known = inquiry.subscriber_known;
    inquiry.verdict = domain::decide_customer(facts, inquiry.by_login());
    for (auto& item : inquiry.items) {
      facts.product_known = item.product_id != 0;
      facts.entitlement = item.entitlement;
      item.verdict = inquiry.verdict == Verdict::liberado ? domain::decide(facts, now_) : inquiry.verdict;
    }
  }

  Session& session_;
  const base::Keyring& keyring_;
  base::Instant now_;
  std::span<Inquiry* const> inquiries_;
  bool asked_ = false;
};

}  // namespace

Inquiry inquiry_of(const storage::CheckedIntegration& integration, const Question& question,
                   const base::Keyring& keyring) {
  Inquiry inquiry{.integration = &integration, .question = &question};
  if (question.subscriber_id.empty()) {
    inquiry.login_key =
        keyring.login_key(domain::normalise_login(integration.source, integration.form, question.login));
    inquiry.password = domain::normalise_password(integration.source, integration.form, question.password);
  } else if (auto id = base::bytes_of_hex(question.subscriber_id); id.size() == 16) {
    inquiry.subscriber_id = std::move(id);
  }
  for (const auto& product : question.products) {
    const auto known = integration.products.find(std::string(domain::product_code(product)));
    inquiry.items.push_back({.product_id = known == integration.products.end() ? 0 : known->second});
  }
  return inquiry;
}

bool decide_all(Session& session, const base::Keyring& keyring, base::Instant now,
                std::span<Inquiry* const> inquiries) {
  return Asking(session, keyring, now, inquiries).run();
}

}  // namespace validation
