#include "operations/asked_account.h"

#include <algorithm>
#include <stdexcept>

#include "base/checks.h"
#include "base/text.h"
#include "platforms/account_calls.h"
#include "storage/accounts.h"
#include "storage/attempts.h"
#include "storage/integrations.h"
#include "storage/sold_packages.h"

namespace operations {

using base::Problem;
using base::Unexpected;
using platforms::Outcome;
using platforms::Platform;

namespace {

constexpr std::string_view k_email = "email";

}  // namespace

std::optional<AskedAccount> find_asked(const Context& context, std::uint64_t account_id) {
  auto line = storage::find_transmission(context.tenant, account_id, context.clock.now());
  if (!line) return std::nullopt;
  const auto& platform = platforms::at(line->gateway);
  return AskedAccount{std::move(*line), platform, storage::list_account_objects(context.tenant, account_id)};
}

bool names_email(const Platform& platform) {
  const auto* parameter = platform.find_package_parameter(k_email);
  return parameter != nullptr && parameter->prefilled_email;
}

std::string refusal_of(const AskedAccount& asked, AccountAction action) {
  switch (action) {
    case AccountAction::transmit:
    case AccountAction::email:
      return {};
    case AccountAction::password:
    case AccountAction::activation:
    case AccountAction::remake:
      return asked.stands() ? "" : "A plataforma ainda não tem esta conta: transmita-a antes.";
    case AccountAction::adopt:
    case AccountAction::part:
      return asked.conflict() != nullptr ? ""
                                         : "A conta não está em conflito: não há outro assinante no lugar.";
  }
  throw std::logic_error("no such action");
}

base::Result<AskedAccount> asked_for(const Context& context, std::uint64_t account_id, AccountAction action) {
  auto found = find_asked(context, account_id);
  if (!found) return Unexpected{Problem::missing("Esta conta não existe.")};
  if (!has_action(found->platform, action))
    return Unexpected{Problem::rule("acao_indisponivel", "A " + std::string(found->platform.name) +
                                                             " não tem uma chamada para isto: " +
                                                             std::string(words_of(action).label) + ".")};
  if (auto why = refusal_of(*found, action); !why.empty())
    return Unexpected{Problem::rule("acao_sem_efeito", std::move(why))};
  return std::move(*found);
}

void note_action(const Context& context, const AskedAccount& asked, std::string action,
                 storage::Changes changes) {
  note(context, {.entity = domain::Entity::account,
                 .entity_id = asked.line.account.id,
                 .customer_id = asked.line.account.customer_id,
                 .action = std::move(action),
                 .changes = changes.take()});
}

Asking::Asking(const Context& context, const AskedAccount& asked, const platforms::HttpClient& client)
    : context_(context),
      account_(asked.line.account),
      access_(context, account_.integration_id),
      wire_(access_.line(client, platforms::k_patience)) {
  const auto integration = storage::find_integration_by_id(context.tenant, account_.integration_id).value();
  standing =
      standing_of(context, integration, storage::find_account_to_tell(context.tenant, account_.id).value());
}

std::vector<domain::Exchange> Asking::take() {
  access_.keep();
  return wire_.take_exchanges();
}
void Asking::record(domain::CallKind kind, const domain::KnownObject& about, const Outcome& outcome,
                    const std::string& said, const std::vector<domain::Exchange>& exchanges) {
  domain::Attempt attempt{.integration_id = account_.integration_id,
                          .account_id = account_.id,
                          .change = {.kind = kind,
                                     .key = about.object.key,
                                     .before = about.object,
                                     .after = about.object,
                                     .platform_id = about.platform_id},
                          .begun_at = context_.clock.now(),
                          .ended_at = context_.clock.now(),
                          .delivery = outcome.delivery,
                          .reason = outcome.reason,
                          .message = outcome.message.empty() ? said : outcome.message};
  context_.tenant.db.transaction([&] {
    attempt.id = storage::insert_attempt(context_.tenant, attempt, base::random_bytes(16));
    storage::end_attempt(context_.tenant, attempt, exchanges);
    storage::close_attempt(context_.tenant, attempt.id, outcome.delivery, context_.clock.now());
  });
}

bool went_well(const Outcome& outcome) {
  return outcome.delivery == domain::Delivery::delivered && !outcome.gone;
}

base::Result<std::string> checked_email(const std::string& typed) {
  auto email = base::tidied(typed);
  if (!email.empty() && !base::is_email(email))
    return Unexpected{Problem::field(std::string(k_email), "não é um endereço de e-mail (nome@domínio)")};
  return email;
}

base::Result<std::string> given_email(const std::string& typed, std::string why) {
  auto email = checked_email(typed);
  if (email && email->empty()) return Unexpected{Problem::field(std::string(k_email), std::move(why))};
  return email;
}

void name_email(Act& act, const AskedAccount& asked, const std::string& email) {
  const auto& account = asked.line.account;
  act.lock(account.customer_id);
  for (const auto& sold : storage::list_sold_packages_of_customer(act.tenant(), account.customer_id)) {
    if (sold.integration_id != account.integration_id) continue;
    auto parameters = storage::list_parameters(act.tenant(), sold.row.id);
    parameters.erase(std::string(k_email));
    if (!email.empty()) parameters.emplace(k_email, email);
    storage::replace_parameters(act.tenant(), sold.row.id, parameters, act.context().clock.now());
  }
  act.concerns(account.customer_id);
}

}  // namespace operations
