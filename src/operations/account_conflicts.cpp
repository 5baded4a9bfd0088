#include <algorithm>

#include "base/text.h"
#include "operations/account_actions.h"
#include "operations/asked_account.h"
#include "platforms/account_calls.h"
#include "storage/account_actions.h"
#include "storage/accounts.h"

// Accounts in conflict: somebody else's stands in their place (D16).
namespace operations {

using base::Problem;
using base::Unexpected;
using platforms::Outcome;

base::Result<base::Done> part_account(const Context& context, std::uint64_t account_id,
                                      const std::string& typed) {
  return act(context, [&](Act& act) -> base::Result<base::Done> {
    const auto found = asked_for(context, account_id, AccountAction::part);
    if (!found) return Unexpected{found.error()};
    const auto email = given_email(typed, "é obrigatório: a conta é criada com ele");
    if (!email) return Unexpected{email.error()};
    name_email(act, *found, *email);
    storage::retry_accounts(context.tenant, {&account_id, 1}, context.clock.now());
    note_action(context, *found, "separada");
    return base::Done{};
  });
}

namespace {

base::Problem no_rival() {
  return Problem::rule("sem_rival",
                       "A plataforma não mostra quem está no lugar: transmita a conta de novo, e se o "
                       "conflito continuar, confira com a plataforma.");
}

/// What stands in the way, asked of the platform now.
platforms::Sight sighted(Asking& asking, const AskedAccount& found) {
  const auto& row = *found.conflict();
  platforms::Sight sight{.kind = platforms::Sight::Kind::absent};
  const auto& refused = asking.standing.refused;
  const auto change = std::ranges::find(refused, row.key, &domain::Change::key);
  if (change == refused.end()) return sight;
  sight.outcome = asking.ask([&](platforms::Wire& wire, const platforms::AccountView& view) {
    sight = platforms::account_calls(found.platform).rival(wire, view, change->after, row.message);
    return sight.outcome;
  });
  return sight;
}

/// Whose it is by our own books, if it is somebody's.
std::optional<Problem> held_by_us(const Context& context, const AskedAccount& found,
                                  const platforms::Sight& sight) {
  const auto& account = found.line.account;
  auto holder = storage::find_account_holding(context.tenant, account.integration_id,
                                              sight.object.platform_id, account.id);
  const auto key = sight.outcome.noted.find(std::string(platforms::k_rival_key));
  if (!holder && key != sight.outcome.noted.end() && key->second.size() == 32)
    if (const auto ours =
            storage::find_account_by_subscriber(context.tenant, base::bytes_of_hex(key->second));
        ours && ours->id != account.id && ours->customer_id != account.customer_id)
      holder = ours->id;
  if (!holder) return std::nullopt;
  const auto other = storage::find_transmission(context.tenant, *holder, context.clock.now());
  return Problem::rule(
      "conta_de_outro",
      "É a conta de outro cliente daqui" +
          (other ? ": (" + other->customer_code + ") " + other->customer_name : std::string()) +
          ". Confira se não é a mesma pessoa cadastrada duas vezes.");
}

}  // namespace

base::Result<Rival> find_rival(const Context& context, std::uint64_t account_id,
                               const platforms::HttpClient& client) {
  const auto found = asked_for(context, account_id, AccountAction::adopt);
  if (!found) return Unexpected{found.error()};
  Asking asking(context, *found, client);
  auto sight = sighted(asking, *found);
  auto exchanges = asking.take();
  if (sight.kind == platforms::Sight::Kind::unseen)
    return Unexpected{Problem::rule("plataforma_nao_respondeu", sight.outcome.message)};
  if (sight.kind == platforms::Sight::Kind::absent) return Unexpected{no_rival()};
  if (auto problem = held_by_us(context, *found, sight)) return Unexpected{std::move(*problem)};
  return Rival{std::move(sight.object), std::move(exchanges)};
}

base::Result<base::Done> adopt_rival(const Context& context, std::uint64_t account_id,
                                     const std::string& platform_id, const platforms::HttpClient& client) {
  const auto found = asked_for(context, account_id, AccountAction::adopt);
  if (!found) return Unexpected{found.error()};
  Asking asking(context, *found, client);
  auto sight = sighted(asking, *found);
  if (sight.kind != platforms::Sight::Kind::found || sight.object.platform_id != platform_id)
    return Unexpected{no_rival()};
  if (auto problem = held_by_us(context, *found, sight)) return Unexpected{std::move(*problem)};
  Outcome outcome;
  if (const auto take = platforms::account_calls(found->platform).take; take != nullptr)
    outcome = asking.ask([&](platforms::Wire& wire, const platforms::AccountView& view) {
      return take(wire, view, sight.object);
    });
  asking.record(domain::CallKind::adopt, sight.object, outcome, "Conta adotada.", asking.take());
  if (!went_well(outcome))
    return Unexpected{Problem::rule("plataforma_recusou", "Nada mudou aqui: " + outcome.message)};
  return context.tenant.db.transaction([&]() -> base::Result<base::Done> {
    auto known = std::move(sight.object);
    known.since = context.clock.now();
    known.object.attributes.insert({"senha", ""});
    storage::retry_accounts(context.tenant, {&account_id, 1}, context.clock.now());
    storage::save_account_object(context.tenant, account_id, known);
    storage::Changes changes;
    changes.noted("id_externo", "", known.platform_id);
    note_action(context, *found, "adotada", std::move(changes));
    return base::Done{};
  });
}

}  // namespace operations
