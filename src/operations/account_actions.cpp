#include "operations/account_actions.h"

#include <algorithm>
#include <stdexcept>

#include "operations/asked_account.h"
#include "operations/customers.h"
#include "operations/transmissions.h"
#include "platforms/account_calls.h"
#include "storage/account_actions.h"
#include "storage/customers.h"

namespace operations {

using base::Unexpected;
using platforms::Platform;

AccountActionWords words_of(AccountAction action) {
  switch (action) {
    case AccountAction::transmit:
      return {"transmitir", "Re-transmitir", "broadcast"};
    case AccountAction::password:
      return {"senha", "Redefinir senha", "key"};
    case AccountAction::activation:
      return {"ativacao", domain::words_of(domain::CallKind::activate).label, "envelope"};
    case AccountAction::email:
      return {"email", "Corrigir e-mail", "at"};
    case AccountAction::remake:
      return {"recriar", "Recriar conta", "arrow-repeat"};
    case AccountAction::adopt:
      return {"adotar", domain::words_of(domain::CallKind::adopt).label, "person-check"};
    case AccountAction::part:
      return {"separar", "Separar", "person-plus"};
  }
  throw std::logic_error("no such action");
}

bool has_action(const Platform& platform, AccountAction action) {
  if (!platform.is_told()) return false;
  const auto& calls = platforms::account_calls(platform);
  switch (action) {
    case AccountAction::transmit:
      return true;
    case AccountAction::password:
      return takes_new_password(platform);
    case AccountAction::activation:
      return calls.activate != nullptr;
    case AccountAction::email:
      return platform.can.changes_email;
    case AccountAction::remake:
      return calls.remakes;
    case AccountAction::adopt:
      return calls.rival != nullptr;
    case AccountAction::part:
      return calls.rival != nullptr && names_email(platform);
  }
  throw std::logic_error("no such action");
}

base::Result<base::Done> check_action(const Context& context, std::uint64_t account_id,
                                      AccountAction action) {
  const auto found = asked_for(context, account_id, action);
  return found ? base::Result<base::Done>(base::Done{}) : Unexpected{found.error()};
}

std::vector<AccountAction> offered_actions(const Context& context, std::uint64_t account_id) {
  std::vector<AccountAction> offered;
  const auto found = find_asked(context, account_id);
  if (!found) return offered;
  for (const auto action : k_account_actions)
    if (has_action(found->platform, action) && refusal_of(*found, action).empty()) offered.push_back(action);
  return offered;
}

base::Result<PlatformAnswer> resend_activation(const Context& context, std::uint64_t account_id,
                                               const platforms::HttpClient& client) {
  const auto found = asked_for(context, account_id, AccountAction::activation);
  if (!found) return Unexpected{found.error()};
  PlatformAnswer answer;
  Asking asking(context, *found, client);
  std::uint32_t sent = 0;
  for (const auto& row : found->objects) {
    if (!row.known || row.known->object.suspended) continue;
    const auto outcome = asking.ask([&](platforms::Wire& wire, const platforms::AccountView& view) {
      return platforms::account_calls(found->platform).activate(wire, view, *row.known);
    });
    auto exchanges = asking.take();
    asking.record(domain::CallKind::activate, *row.known, outcome, "Ativação reenviada.", exchanges);
    std::ranges::move(exchanges, std::back_inserter(answer.exchanges));
    if (went_well(outcome))
      ++sent;
    else if (answer.failure.empty())
      answer.failure =
          outcome.gone ? "A plataforma não tem mais esta conta: transmita-a de novo." : outcome.message;
  }
  if (sent == 0 && answer.failure.empty())
    answer.failure = "A conta está suspensa na plataforma: não há ativação a reenviar.";
  storage::Changes changes;
  changes.noted("plataforma", "", answer.failure.empty() ? "aceitou" : answer.failure);
  note_action(context, *found, "ativacao_reenviada", std::move(changes));
  return answer;
}

base::Result<base::Done> remake_account(const Context& context, std::uint64_t account_id,
                                        const std::string& typed) {
  const auto email = checked_email(typed);
  if (!email) return Unexpected{email.error()};
  return act(context, [&](Act& act) -> base::Result<base::Done> {
    const auto found = asked_for(context, account_id, AccountAction::remake);
    if (!found) return Unexpected{found.error()};
    const auto registry = storage::find_customer(context.tenant, found->line.account.customer_id)->email;
    if (names_email(found->platform)) name_email(act, *found, *email == registry ? std::string() : *email);
    storage::ask_remake(context.tenant, account_id);
    storage::retry_accounts(context.tenant, {&account_id, 1}, context.clock.now());
    note_action(context, *found, "recriada");
    return base::Done{};
  });
}

base::Result<base::Done> correct_email(const Context& context, std::uint64_t account_id,
                                       const std::string& typed) {
  return act(context, [&](Act& act) -> base::Result<base::Done> {
    const auto found = asked_for(context, account_id, AccountAction::email);
    if (!found) return Unexpected{found.error()};
    const auto email = given_email(typed, "é obrigatório: é o e-mail do cadastro, que a plataforma recebe");
    if (!email) return Unexpected{email.error()};
    CustomerPut put;
    put.email = *email;
    if (const auto done = put_customer(act, found->line.customer_code, put); !done)
      return Unexpected{done.error()};
    storage::retry_accounts(context.tenant, {&account_id, 1}, context.clock.now());
    note_action(context, *found, "retransmitida");
    return base::Done{};
  });
}

}  // namespace operations
