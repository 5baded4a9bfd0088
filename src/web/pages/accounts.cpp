#include <algorithm>

#include "base/documents.h"
#include "base/log.h"
#include "base/text.h"
#include "operations/account_actions.h"
#include "operations/account_standing.h"
#include "operations/service_packages.h"
#include "storage/account_actions.h"
#include "storage/attempts.h"
#include "storage/integrations.h"
#include "web/answers.h"
#include "web/history.h"
#include "web/pages/account_page.h"
#include "web/pages/attempt_lines.h"
#include "web/pages/customer_page.h"
#include "web/pages/handlers.h"
#include "web/pages/trail.h"
#include "web/texts.h"

/// A customer's account on a platform, and *Passo a passo*: what should stand there, what was transmitted,
/// and the calls that follow, before they are made.
namespace web {

namespace {

using domain::RemoteObject;
using domain::Waiting;

constexpr std::uint32_t k_attempts = 20;

// --- words
// ------------------------------------------------------------------------------------------------------

constexpr std::pair<std::string_view, std::string_view> k_attributes[] = {
    {"nome", "Nome"},           {"name", "Nome"},         {"email", "E-mail"},    {"cpf", "CPF"},
    {"documento", "CPF/CNPJ"},  {"document", "CPF/CNPJ"}, {"planos", "Produtos"}, {"produto", "Produto"},
    {"product", "Produto"},     {"senha", "Senha"},       {"password", "Senha"},  {"noggin", "Noggin"},
    {"paramount", "Paramount"}, {"telefone", "Telefone"}, {"phone", "Telefone"},  {"label", "Rótulo"},
    {"login", "Login"},
};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

bool is_password(std::string_view name) { return is_one_of(name, {"senha", "password"}); }

Cell object_cell(const RemoteObject& object) {
  return object.suspended ? Cell{.text = "Suspenso", .tone = Cell::Tone::suspended}
                          : Cell{.text = "Ativo", .tone = Cell::Tone::good};
}

// --- step by step
// ------------------------------------------------------------------------------------------------

void fill_object(View view, const RemoteObject& object) {
  auto shown = view.include("OBJECT", "accounts/object.html");
  shown.set("KEY_LABEL", object.key);
  auto state = shown.include("STATE", "parts/state.html");
  fill_state(state, object_cell(object));
  for (const auto& [name, value] : object.attributes)
    shown.each("ATTRIBUTE").set("NAME", attribute_label(name)).set("VALUE", attribute_text(name, value));
}

void add_change(View& call, const std::string& field, const std::string& before, const std::string& after) {
  auto item = call.each("CHANGE");
  item.set("FIELD", field).set("AFTER", after);
  if (!before.empty()) item.each("FROM").set("BEFORE", before);
}

/// What the call changes there, attribute by attribute.
void fill_differences(View& call, const domain::Change& change) {
  if (change.kind == domain::CallKind::remove) return;
  const bool fresh = change.kind == domain::CallKind::create;
  if (!fresh && change.before.suspended != change.after.suspended)
    add_change(call, std::string(k_status), object_cell(change.before).text, object_cell(change.after).text);
  for (const auto& [name, value] : change.after.attributes) {
    const auto before = change.before.attributes.find(name);
    const bool known = before != change.before.attributes.end();
    if (known && before->second == value) continue;
    const bool same_words = known && attribute_text(name, before->second) == attribute_text(name, value);
    add_change(call, attribute_label(name), known ? attribute_text(name, before->second) : "",
               same_words ? "enviada de novo" : attribute_text(name, value));
  }
}

void fill_call(const Context& context, View& steps, const domain::Change& change,
               const storage::ObjectRow* refused) {
  auto call = steps.each("CALL");
  call.set("LABEL", domain::words_of(change.kind).label).set("KEY", change.key);
  if (refused != nullptr)
    call.each("REFUSED")
        .set("AT", refused->refused_at ? context.provider.zone.minute_br(*refused->refused_at) : "—")
        .set("WHY", refused->message);
  fill_differences(call, change);
}

void fill_standing(const Context& context, View& steps, const operations::AccountStanding& standing) {
  steps.show_if(standing.wanted.objects.empty() && standing.wanted.waiting.empty(), "NOTHING_WANTED");
  if (!standing.wanted.missing.empty()) steps.each("MISSING").set("TEXT", standing.wanted.missing);
  for (const auto& object : standing.wanted.objects) fill_object(steps.each("WANTED"), object);
  const auto known = operations::known_of(standing.objects);
  steps.show_if(known.empty(), "NOTHING_KNOWN");
  for (const auto& object : known) fill_object(steps.each("KNOWN"), object.object);
  for (const auto& change : standing.changes) fill_call(context, steps, change, nullptr);
  for (const auto& change : standing.refused) {
    const auto row = std::ranges::find(standing.objects, change.key, &storage::ObjectRow::key);
    fill_call(context, steps, change, row == standing.objects.end() ? nullptr : &*row);
  }
  steps.show_if(standing.changes.empty() && standing.refused.empty() && standing.wanted.missing.empty(),
                "NO_CALLS");
}

/// What stands there and should; a line in its place where that cannot be worked out.
std::optional<operations::AccountStanding> standing_or_note(const Context& context, View& steps,
                                                            const storage::TransmissionLine& line) {
  try {
    const auto integration =
        storage::find_integration_by_id(context.tenant(), line.account.integration_id).value();
    const auto account = storage::find_account_to_tell(context.tenant(), line.account.id).value();
    return operations::standing_of(context.operations(), integration, account);
  } catch (const storage::Unavailable&) {
    throw;
  } catch (const std::exception& error) {
    base::log::error("an account's standing failed", {{"account", std::to_string(line.account.id)},
                                                      {"error", base::log::mask_documents(error.what())}});
    steps.each("UNKNOWN").set(
        "TEXT",
        "um segredo da integração não abre, ou o cadastro tem um valor que ela não lê. Salve de novo "
        "os parâmetros da integração; se continuar, passe a quem cuida do servidor o número da conta, " +
            std::to_string(line.account.id) + ".");
    return std::nullopt;
  }
}

std::string stop_text(const storage::Queue& queue) {
  if (!queue.active) return "A integração está inativa: nada é transmitido.";
  if (!queue.state.paused_at) return "";
  if (queue.state.paused_by == storage::k_paused_by_move)
    return "A integração passa a outra conta da plataforma: a chamada espera até que isso termine.";
  return queue.state.paused_by == storage::k_paused_by_person
             ? "As transmissões da integração estão pausadas: a chamada espera até que sejam retomadas."
             : "A credencial da integração foi recusada: a chamada espera até que os parâmetros sejam "
               "corrigidos.";
}

void fill_steps(const Context& context, View& body, const storage::TransmissionLine& line,
                const storage::Queue& queue) {
  auto steps = body.each("STEPS");
  const auto standing = standing_or_note(context, steps, line);
  if (standing) fill_standing(context, steps, *standing);
  const auto path = account_path(line.account.id) + "/transmitir";
  // What the guard holds is let go by cause, not from here.
  if (line.waiting != Waiting::held && may_use(context, http::Method::post, path))
    steps.each("TELL")
        .set("ACTION", path)
        .set("LABEL", standing && !standing->refused.empty() ? "Re-transmitir" : "Transmitir agora");
  if (const auto text = stop_text(queue); !text.empty()) steps.each("STOPPED").set("TEXT", text);
}

// --- the page
// -----------------------------------------------------------------------------------------------------

void add_fact(View& body, std::string_view label, const std::string& text) {
  if (!text.empty()) body.each("FACT").set("LABEL", label).set("TEXT", text);
}

void fill_facts(const Context& context, View& body, const storage::TransmissionLine& line,
                const storage::Queue& queue) {
  const auto& zone = context.provider.zone;
  body.set("CUSTOMER", "(" + line.customer_code + ") " + line.customer_name)
      .set("CUSTOMER_HREF", customer_path(line.account.customer_id))
      .set("INTEGRATION", line.integration)
      .set("INTEGRATION_HREF", "/plataformas/" + std::to_string(line.account.integration_id))
      .set("SUBSCRIBER_ID", base::hex_of(line.account.subscriber_id));
  add_fact(body, "ID na plataforma", line.platform_id);
  add_fact(body, "Existe desde", zone.minute_br(line.account.created_at));
  if (!line.account.told) return;
  if (line.waiting) {
    add_fact(body, "Espera desde", zone.second_br(line.since) + " (" + age_text(context, line.since) + ")");
    add_fact(body, "Próxima tentativa", next_attempt_text(context, line, &queue));
  }
  if (line.failures > 0) add_fact(body, "Falhas seguidas", std::to_string(line.failures));
}

void fill_status(const Context& context, View& body, const storage::TransmissionLine& line) {
  const auto statuses = operations::account_statuses(context.operations(), line.account.customer_id);
  const auto shown = statuses.find(line.account.integration_id);
  auto badge = body.include("STATUS", "parts/state.html");
  const auto status = shown == statuses.end()
                          ? package_status_cell(domain::Transmission::removed, "")
                          : package_status_cell(shown->second.status, shown->second.message);
  fill_state(badge, status);
  const auto waits = waiting_cell(line);
  if (line.waiting && line.waiting != Waiting::held && waits.text != status.text) {
    auto waiting = body.include("WAITING", "parts/state.html");
    fill_state(waiting, waits);
  }
  body.set_or_hide("MESSAGE", line.message);
  if (line.waiting && !line.message.empty())
    body.each("CURE").set("TEXT", domain::words_of(*line.waiting).cure);
}

/// True while it is about to change by itself.
bool is_moving(const Context& context, const storage::TransmissionLine& line, const storage::Queue& queue) {
  if (line.at_work) return true;
  return line.due_at && *line.due_at <= context.house.clock.now() && queue.active && !queue.state.paused_at;
}

void fill_attempts(const Context& context, View& body, const storage::TransmissionLine& line) {
  auto part = body.each("ATTEMPTS");
  const auto attempts =
      storage::list_attempts(context.tenant(), line.account.id, before_of(context), k_attempts);
  auto lines = part.include("ATTEMPT_LINES", "accounts/attempts.html");
  for (const auto& attempt : attempts) fill_attempt(context, lines, attempt, "");
  lines.show_if(attempts.empty(), "NONE");
  if (attempts.size() == k_attempts)
    lines.each("OLDER").set("HREF", context.request.path + "?antes=" + std::to_string(attempts.back().id));
}

}  // namespace

std::string attribute_label(std::string_view name) {
  for (const auto& [known, label] : k_attributes)
    if (known == name) return std::string(label);
  return std::string(name);
}

/// Never a password: the snapshot holds where it comes from, and of that only the field is told.
std::string attribute_text(std::string_view name, const std::string& value) {
  if (is_password(name))
    return value.empty() ? "como está na plataforma"
                         : "tirada de " + std::string(base::split(value, '/').front());
  if (value.empty()) return "vazio";
  if (is_one_of(name, {"cpf", "documento", "document"})) return base::document_masked(value);
  if (value == "true") return "Sim";
  if (value == "false") return "Não";
  return value;
}

std::string known_text(const domain::KnownObject& known) {
  std::string text = "ID " + known.platform_id;
  const auto& attributes = known.object.attributes;
  for (const auto* name : {"nome", "email", "cpf", "documento", "telefone", "planos"})
    if (const auto found = attributes.find(name); found != attributes.end() && !found->second.empty())
      text += "; " + attribute_label(name) + ": " + attribute_text(name, found->second);
  return text;
}

std::string tried_text(const domain::Change& change) {
  const auto text = std::string(domain::words_of(change.kind).label) + " " + change.key;
  if (change.kind != domain::CallKind::update) return text;
  std::vector<std::string_view> names;
  for (const auto& [name, value] : change.after.attributes) {
    const auto before = change.before.attributes.find(name);
    if (before == change.before.attributes.end() || before->second != value) names.push_back(name);
  }
  if (names.size() == 1 && is_password(names.front()))
    return std::string(operations::words_of(operations::AccountAction::password).label) + ": " + change.key;
  std::string all;
  for (const auto name : names) all += (all.empty() ? "" : ", ") + attribute_label(name);
  return all.empty() ? text : text + ": " + all;
}

std::optional<storage::TransmissionLine> find_account(const Context& context) {
  return storage::find_transmission(context.tenant(), context.id(), context.house.clock.now());
}

std::string account_path(std::uint64_t id) { return std::string(k_account_root) + std::to_string(id); }

Cell waiting_cell(const storage::TransmissionLine& line) {
  if (!line.waiting) return {.text = "Em dia", .tone = Cell::Tone::good};
  const auto words = domain::words_of(*line.waiting);
  const bool by_itself = *line.waiting == Waiting::again || *line.waiting == Waiting::queued;
  return {.text = std::string(words.label),
          .tone = by_itself ? Cell::Tone::waiting : Cell::Tone::bad,
          .title = std::string(words.cure)};
}

std::string next_attempt_text(const Context& context, const storage::TransmissionLine& line,
                              const storage::Queue* queue) {
  if (line.at_work) return "transmitindo agora";
  if (queue != nullptr && !queue->active) return "integração inativa";
  if (queue != nullptr && queue->state.paused_at) return "transmissões pausadas";
  if (!line.due_at) return "quando algo mudar";
  return *line.due_at <= context.house.clock.now() ? "agora" : context.provider.zone.second_br(*line.due_at);
}

const storage::Queue* queue_of(const std::vector<storage::Queue>& queues, std::uint32_t integration_id) {
  const auto found = std::ranges::find(queues, integration_id, &storage::Queue::integration_id);
  return found == queues.end() ? nullptr : &*found;
}

http::Response account_show(Context& context) {
  const auto line = find_account(context);
  if (!line) return failure(context, 404, k_no_account);
  const auto& platform = platforms::at(line->gateway);
  const auto queues = storage::list_queues(context.tenant());
  const auto queue = *queue_of(queues, line->account.integration_id);
  Page page(context, "accounts/show.html", "Conta em " + line->integration);
  lead_to_customer_of(page, *line);
  const auto path = account_path(line->account.id);
  for (const auto action : operations::offered_actions(context.operations(), line->account.id)) {
    if (action == operations::AccountAction::transmit) continue;  // its button stands beside the calls
    const auto words = operations::words_of(action);
    page.side_action(words.label, path + "/" + std::string(words.name), words.icon);
  }
  page.side_action("Histórico(s)", path + "/historico", "clock-history");
  auto& body = page.body();
  fill_status(context, body, *line);
  fill_facts(context, body, *line, queue);
  if (!line->account.told || !platform.is_told()) {
    body.show("PASSIVE");
    return page.answer();
  }
  fill_steps(context, body, *line, queue);
  fill_attempts(context, body, *line);
  if (is_moving(context, *line, queue)) page.look_again(body);
  return page.answer();
}

http::Response account_history(Context& context) {
  const auto line = find_account(context);
  if (!line) return failure(context, 404, k_no_account);
  Page page(context, "history.html", "Histórico(s)");
  lead_to(page, *line);
  return history_answer(context, page, domain::Entity::account, line->account.id);
}

}  // namespace web
