#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/attempt.h"
#include "domain/loss.h"
#include "domain/remote_object.h"
#include "storage/tenant.h"

/// What platforms are to be told, under leases (D46, D47).
namespace storage {

/// Marks the accounts of these customers that are told by us: due now. In the transaction of the cause.
void mark_accounts(const Tenant& tenant, std::span<const std::uint64_t> customer_ids, base::Instant now);
/// What a step of a job marked.
struct Marked {
  std::uint64_t last = 0;  ///< the last account's id
  std::uint32_t accounts = 0;
};
/// Marks accounts of an integration behind `after`, at most `limit`: for a change that concerns all of them.
Marked mark_accounts_of(const Tenant& tenant, std::uint32_t integration_id, std::uint64_t after,
                        std::uint32_t limit, base::Instant now);

/// An integration with something to tell.
struct DueQueue {
  std::uint32_t integration_id = 0;
  std::uint32_t provider_id = 0;
  std::string gateway = {};
  std::uint32_t unreachable = 0;  ///< accounts in a row that could not be reached
};
/// Active integrations, neither paused nor waiting for a probe, that have an account due at `now`.
std::vector<DueQueue> list_due_queues(Db& db, base::Instant now);

/// What an account is about to lose on its platform (D70).
struct Loss {
  domain::LossStand stand = domain::LossStand::none;
  domain::LossCause cause = domain::LossCause::other;
  base::Instant since = {};  ///< when it became known
};
/// Of a row of account.
Loss loss_of(const Row& row);

/// A row of the snapshot, or a change that was refused where nothing stands.
struct ObjectRow {
  std::string key = {};
  std::optional<domain::KnownObject> known = {};
  std::string refused_change = {};  ///< planned_text() of it; empty: nothing was refused
  domain::Reason reason = domain::Reason::none;
  std::string message = {};
  std::optional<base::Instant> refused_at = {};
};
std::vector<ObjectRow> list_account_objects(const Tenant& tenant, std::uint64_t account_id);
/// By account; one without any has no entry.
std::map<std::uint64_t, std::vector<ObjectRow>> list_account_objects(
    const Tenant& tenant, std::span<const std::uint64_t> account_ids);
/// Writes what stands there now; what was refused before is forgotten.
void save_account_object(const Tenant& tenant, std::uint64_t account_id, const domain::KnownObject& known);
/// What stands for an account now.
struct StandingObject {
  std::uint64_t account_id = 0;
  domain::KnownObject known = {};
};
void save_account_objects(const Tenant& tenant, std::span<const StandingObject> objects);
void save_refusal(const Tenant& tenant, std::uint64_t account_id, const domain::Change& change,
                  domain::Reason reason, const std::string& message, base::Instant now);
/// Of each of these accounts.
void delete_account_objects(const Tenant& tenant, std::span<const std::uint64_t> account_ids,
                            std::string_view key);
/// Lets what was refused be tried again.
void forget_refusals(const Tenant& tenant, std::uint64_t account_id);

/// The same for the integration's accounts behind `after` up to `last`.
void forget_refusals_of(const Tenant& tenant, std::uint32_t integration_id, std::uint64_t after,
                        std::uint64_t last);

/// Writes how sold packages stand at their platform, by their id.
void save_told_packages(const Tenant& tenant, const std::map<std::uint64_t, domain::ToldPackage>& told);

/// Who pauses a queue: the platform, by refusing the credential, or a person.
inline constexpr std::string_view k_paused_by_credential = "credencial";
inline constexpr std::string_view k_paused_by_person = "pessoa";

/// How an integration's queue stands.
struct QueueState {
  std::string paused_by = {};  ///< one of those; empty: it runs
  std::optional<base::Instant> paused_at = {};
  std::string message = {};
  std::uint32_t unreachable = 0;
  std::optional<base::Instant> probe_at = {};
};
QueueState find_queue_state(const Tenant& tenant, std::uint32_t integration_id);
void save_queue_state(const Tenant& tenant, std::uint32_t integration_id, const QueueState& state);
/// Lets the queue wait because the platform refused the credential; one that waits already stays as it is.
void pause_queue(const Tenant& tenant, std::uint32_t integration_id, const std::string& message,
                 base::Instant now);
/// Writes how well the platform is reached, and nothing of a pause.
void save_reach(const Tenant& tenant, std::uint32_t integration_id, std::uint32_t unreachable,
                const std::optional<base::Instant>& probe_at);

/// A platform's access token, sealed; opens with session_context().
struct SessionRow {
  std::string token_sealed = {};
  base::Instant expires_at = {};
};
std::string session_context(std::uint32_t integration_id);
std::optional<SessionRow> find_integration_session(const Tenant& tenant, std::uint32_t integration_id);
void save_integration_session(const Tenant& tenant, std::uint32_t integration_id, const SessionRow& row);
void delete_integration_session(const Tenant& tenant, std::uint32_t integration_id);
/// Deletes it where it still is the one that the platform refused.
void delete_refused_session(const Tenant& tenant, std::uint32_t integration_id,
                            std::string_view token_sealed);

/// A parameter row of a customer's package: value and when it was edited.
struct EditedParameter {
  std::uint64_t service_package_id = 0;
  std::string name = {};
  std::string value = {};
  base::Instant edited_at = {};
};
std::vector<EditedParameter> list_edited_parameters(const Tenant& tenant,
                                                    std::span<const std::uint64_t> customer_ids);
/// Product codes of packages, by package id.
std::map<std::uint32_t, std::vector<std::string>> list_product_codes(
    const Tenant& tenant, std::span<const std::uint32_t> package_ids);

}  // namespace storage
