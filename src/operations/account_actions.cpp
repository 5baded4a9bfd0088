#include "operations/account_actions.h"

#include <algorithm>
#include <stdexcept>

#include "base/log.h"
#include "base/text.h"
#include "operations/account_standing.h"
#include "operations/act.h"
#include "operations/checks.h"
#include "operations/platform_access.h"
#include "operations/transmissions.h"
#include "platforms/account_calls.h"
#include "storage/account_actions.h"
#include "storage/accounts.h"
#include "storage/attempts.h"
#include "storage/customers.h"
#include "storage/integrations.h"
#include "storage/sold_packages.h"
#include "storage/transmission_list.h"

namespace operations {

namespace {

using base::Problem;
using base::Unexpected;
using platforms::Outcome;
using platforms::Platform;

constexpr std::string_view k_email = "email";

/// An account with all that is asked about it.
struct Found {
  storage::TransmissionLine line = {};
  const Platform& platform;
  std::vector<storage::ObjectRow> objects = {};

  bool stands() const {
    return std::ranges::any_of(objects, [](const auto& row) { return !!row.known; });
  }
  /// The change that was refused since somebody else's is in the way.
  const storage::ObjectRow* conflict() const {
    const auto row = std::ranges::find(objects, domain::Reason::conflict, &storage::ObjectRow::reason);
    return row == objects.end() || row->refused_change.empty() ? nullptr : &*row;
  }
};

std::optional<Found> find(const Context& context, std::uint64_t account_id) {
  auto line = storage::find_transmission(context.tenant, account_id, context.clock.now());
  if (!line) return std::nullopt;
  const auto& platform = platforms::at(line->gateway);
  return Found{std::move(*line), platform, storage::list_account_objects(context.tenant, account_id)};
}

/// The parameter by which a package names the account's e-mail.
bool names_email(const Platform& platform) {
  const auto* parameter = platform.find_package_parameter(k_email);
  return parameter != nullptr && parameter->prefilled_email;
}

/// Why the account as it stands has no use of it; empty: it has.
std::string refusal_of(const Found& found, AccountAction action) {
  switch (action) {
    case AccountAction::transmit:
    case AccountAction::email:
      return {};
    case AccountAction::password:
    case AccountAction::activation:
    case AccountAction::remake:
      return found.stands() ? "" : "A plataforma ainda não tem esta conta: transmita-a antes.";
    case AccountAction::adopt:
    case AccountAction::part:
      return found.conflict() != nullptr ? ""
                                         : "A conta não está em conflito: não há outro assinante no lugar.";
  }
  throw std::logic_error("no such action");
}

base::Result<Found> found_for(const Context& context, std::uint64_t account_id, AccountAction action) {
  auto found = find(context, account_id);
  if (!found) return Unexpected{Problem::missing("Esta conta não existe.")};
  if (!has_action(found->platform, action))
    return Unexpected{Problem::rule("acao_indisponivel", "A " + std::string(found->platform.name) +
                                                             " não tem uma chamada para isto: " +
                                                             std::string(words_of(action).label) + ".")};
  if (auto why = refusal_of(*found, action); !why.empty())
    return Unexpected{Problem::rule("acao_sem_efeito", std::move(why))};
  return std::move(*found);
}

void note_action(const Context& context, const Found& found, std::string action,
                 storage::Changes changes = {}) {
  note(context, {.entity = domain::Entity::account,
                 .entity_id = found.line.account.id,
                 .customer_id = found.line.account.customer_id,
                 .action = std::move(action),
                 .changes = changes.take()});
}

/// An integration's account, and the line to its platform.
class Asking {
 public:
  Asking(const Context& context, const Found& found, const platforms::HttpClient& client)
      : context_(context),
        account_(found.line.account),
        access_(context, account_.integration_id),
        wire_(access_.line(client, platforms::k_patience)) {
    const auto integration = storage::find_integration_by_id(context.tenant, account_.integration_id).value();
    standing =
        standing_of(context, integration, storage::find_account_to_tell(context.tenant, account_.id).value());
  }

  /// What `call` says; a failure of the platform's file is one that says so.
  template <typename Call>
  Outcome ask(Call call) {
    try {
      return call(wire_, standing.view);
    } catch (const storage::Unavailable&) {
      throw;
    } catch (const std::exception& error) {
      base::log::error("asking a platform failed",
                       {{"account", std::to_string(account_.id)}, {"error", error.what()}});
      return platforms::refused(domain::Reason::again,
                                "A resposta da plataforma não pôde ser lida; veja o registro do sistema.");
    }
  }
  /// The exchanges since the last time, and what opens the platform is kept.
  std::vector<domain::Exchange> take() {
    access_.keep();
    return wire_.take_exchanges();
  }
  /// Keeps what was said among the account's attempts, under `said`.
  void record(const domain::KnownObject& about, const Outcome& outcome, const std::string& said,
              const std::vector<domain::Exchange>& exchanges) {
    domain::Attempt attempt{.integration_id = account_.integration_id,
                            .account_id = account_.id,
                            .change = {.kind = domain::CallKind::update,
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

  AccountStanding standing = {};

 private:
  const Context& context_;
  const domain::Account account_;
  PlatformAccess access_;
  platforms::Wire wire_;
};

bool went_well(const Outcome& outcome) {
  return outcome.delivery == domain::Delivery::delivered && !outcome.gone;
}

/// An e-mail as it is stored; empty stays empty.
base::Result<std::string> checked_email(const std::string& typed) {
  auto email = base::tidied(typed);
  if (!email.empty() && !is_email(email))
    return Unexpected{Problem::field(std::string(k_email), "não é um endereço de e-mail (nome@domínio)")};
  return email;
}

/// The packages of the account name this e-mail from now on; empty: none, so that the registry's holds.
void name_email(Act& act, const Found& found, const std::string& email) {
  const auto& account = found.line.account;
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

base::Problem no_rival() {
  return Problem::rule("sem_rival",
                       "A plataforma não mostra quem está no lugar: transmita a conta de novo, e se o "
                       "conflito continuar, confira com a plataforma.");
}

}  // namespace

AccountActionWords words_of(AccountAction action) {
  switch (action) {
    case AccountAction::transmit:
      return {"transmitir", "Re-transmitir", "broadcast"};
    case AccountAction::password:
      return {"senha", "Redefinir senha", "key"};
    case AccountAction::activation:
      return {"ativacao", "Reenviar ativação", "envelope"};
    case AccountAction::email:
      return {"email", "Corrigir e-mail", "at"};
    case AccountAction::remake:
      return {"recriar", "Recriar conta", "arrow-repeat"};
    case AccountAction::adopt:
      return {"adotar", "Adotar", "person-check"};
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
  const auto found = found_for(context, account_id, action);
  return found ? base::Result<base::Done>(base::Done{}) : Unexpected{found.error()};
}

std::vector<AccountAction> offered_actions(const Context& context, std::uint64_t account_id) {
  std::vector<AccountAction> offered;
  const auto found = find(context, account_id);
  if (!found) return offered;
  for (const auto action : k_account_actions)
    if (has_action(found->platform, action) && refusal_of(*found, action).empty()) offered.push_back(action);
  return offered;
}

base::Result<PlatformAnswer> resend_activation(const Context& context, std::uint64_t account_id,
                                               const platforms::HttpClient& client) {
  const auto found = found_for(context, account_id, AccountAction::activation);
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
    asking.record(*row.known, outcome, "Ativação reenviada.", exchanges);
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
    const auto found = found_for(context, account_id, AccountAction::remake);
    if (!found) return Unexpected{found.error()};
    const auto registry = storage::find_customer(context.tenant, found->line.account.customer_id)->email;
    if (names_email(found->platform)) name_email(act, *found, *email == registry ? std::string() : *email);
    storage::ask_remake(context.tenant, account_id);
    storage::retry_accounts(context.tenant, {&account_id, 1}, context.clock.now());
    note_action(context, *found, "recriada");
    return base::Done{};
  });
}

base::Result<base::Done> part_account(const Context& context, std::uint64_t account_id,
                                      const std::string& typed) {
  const auto email = checked_email(typed);
  if (!email) return Unexpected{email.error()};
  if (email->empty())
    return Unexpected{Problem::field(std::string(k_email), "é obrigatório: a conta é criada com ele")};
  return act(context, [&](Act& act) -> base::Result<base::Done> {
    const auto found = found_for(context, account_id, AccountAction::part);
    if (!found) return Unexpected{found.error()};
    name_email(act, *found, *email);
    storage::retry_accounts(context.tenant, {&account_id, 1}, context.clock.now());
    note_action(context, *found, "separada");
    return base::Done{};
  });
}

namespace {

/// What stands in the way, asked of the platform now.
platforms::Sight sighted(Asking& asking, const Found& found) {
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
std::optional<Problem> held_by_us(const Context& context, const Found& found, const platforms::Sight& sight) {
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
  const auto found = found_for(context, account_id, AccountAction::adopt);
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
  const auto found = found_for(context, account_id, AccountAction::adopt);
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
  asking.record(sight.object, outcome, "Conta adotada.", asking.take());
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
