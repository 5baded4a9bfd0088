#include "web/site.h"

#include "operations/integrations.h"
#include "operations/packages.h"
#include "operations/people.h"
#include "operations/plans.h"
#include "operations/products.h"
#include "operations/service_packages.h"
#include "operations/services.h"
#include "operations/tokens.h"
#include "storage/accounts.h"
#include "storage/attempts.h"
#include "storage/losses.h"
#include "storage/products.h"
#include "storage/sessions.h"
#include "storage/sold_packages.h"
#include "storage/transmissions.h"
#include "web/guard.h"
#include "web/routes.h"

namespace test {

namespace {

void replace_all(std::string& text, std::string_view mark, std::uint64_t id) {
  const auto number = std::to_string(id);
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + number.size()))
    text.replace(at, mark.size(), number);
}

/// Catalogue of the records: an integration with a product, a package of it, a plan with the package.
void make_catalogue(const operations::Context& context, const std::string& text, const std::string& code,
                    Records& made) {
  made.integration =
      operations::put_integration(context, code, {.gateway = std::string("neo"), .description = text})
          .value()
          .id;
  made.product = operations::put_product(context, code, "P", {.name = text, .description = text}).value().id;
  made.package = operations::put_package(
                     context, code,
                     {.description = text,
                      .value = base::Cents{3000},
                      .integration = code,
                      .products = std::vector<std::string>{"P"},
                      .composition = std::vector<domain::CompositionPart>{{text, text.substr(0, 40), 3000}}})
                     .value()
                     .id;
  made.plan = operations::put_plan(context, code,
                                   {.description = text,
                                    .value = base::Cents{9990},
                                    .technology = text.substr(0, 40),
                                    .packages = std::vector<operations::PlanPackagePut>{{.code = code}}})
                  .value()
                  .id;
}

void make_customer(const operations::Context& context, const std::string& text, const std::string& code,
                   std::uint32_t number, Records& made) {
  made.customer =
      operations::put_customer(
          context, code, {.name = text, .document = std::string("52998224725"), .city = text.substr(0, 40)})
          .value()
          .id;
  operations::ServicePut put{.customer_code = code,
                             .plan = code,
                             .status_prefix = std::string("servico_habilitado"),
                             .login = text,
                             .password = text,
                             .contract_status = text.substr(0, 40),
                             .router = text,
                             .street = text};
  made.service = operations::put_service(context, number, put).value().id;
  made.service_package = storage::list_sold_packages_of_service(context.tenant, made.service).front().row.id;
}

/// The customer on a platform that is told by us: an account that has failed often, refused, tried once.
void make_account(const operations::Context& context, const std::string& text, const std::string& code,
                  Records& made) {
  const auto now = context.clock.now();
  made.told_integration =
      operations::put_integration(
          context, "t" + code,
          {.gateway = std::string("nxplay"),
           .description = text,
           .parameters = std::vector<operations::ParameterPut>{{"api_url", "http://127.0.0.1:1/v1"},
                                                               {"token", "segredo"}}})
          .value()
          .id;
  const auto integration = static_cast<std::uint32_t>(made.told_integration);
  const domain::Account account{.integration_id = integration,
                                .customer_id = made.customer,
                                .subscriber_id = base::random_bytes(16),
                                .told = true,
                                .created_at = now};
  storage::insert_accounts(context.tenant, {&account, 1});
  made.account = storage::find_account_by_subscriber(context.tenant, account.subscriber_id).value().id;
  const domain::RemoteObject there{.key = "assinante",
                                   .attributes = {{"nome", text},
                                                  {"email", text},
                                                  {"cpf", "52998224725"},
                                                  {"planos", text},
                                                  {"noggin", "true"},
                                                  {"paramount", "true"},
                                                  {"senha", "cpf_cnpj/1/0/0"}}};
  storage::save_account_object(context.tenant, made.account,
                               {.object = there, .platform_id = text.substr(0, 40), .since = now});
  domain::Attempt attempt{.integration_id = integration,
                          .account_id = made.account,
                          .change = {.kind = domain::CallKind::remove,
                                     .key = "assinante",
                                     .before = there,
                                     .platform_id = text.substr(0, 40)},
                          .begun_at = now};
  attempt.id = storage::insert_attempt(context.tenant, attempt, base::random_bytes(16));
  attempt.ended_at = now;
  attempt.delivery = domain::Delivery::rejected;
  attempt.reason = domain::Reason::permanent;
  attempt.message = text;
  storage::end_attempt(context.tenant, attempt, {{"PUT", text, text, 422, text, text, 12}});
  storage::save_refusal(context.tenant, made.account, attempt.change, attempt.reason, text, now);
  context.tenant.db.execute(
      "UPDATE account SET failures = 9, reason = 'tentar_de_novo', message = ?, failing_since = ?, due_at = "
      "? "
      "WHERE id = ?",
      {text, now - std::chrono::hours(3), now + std::chrono::hours(1), made.account});
  // The guard holds what it is about to lose.
  auto guard = storage::lock_loss_guard(context.tenant, integration);
  guard.shut_at = now;
  storage::save_loss_guard(context.tenant, integration, guard);
  storage::save_loss(context.tenant, made.account,
                     {domain::LossStand::held, domain::LossCause::suspended_by_feed, now});
  storage::change_hold(context.tenant, integration, domain::LossCause::suspended_by_feed, {.held = 1});
}

}  // namespace

Site::Site(std::string callback_address) : callback_address_(std::move(callback_address)) {
  use(web::routes());
  for (const auto* role : {"leitura", "operador", "administrador"}) sessions_[role] = sign_in(role);
}

std::string Site::sign_in(const std::string& role) {
  const auto user = storage::insert_user(tenant(), {.email = role + "@exemplo.com.br",
                                                    .name = "Pessoa " + role,
                                                    .role = domain::role_from(role).value(),
                                                    .password_hash = "none",
                                                    .password_changed_at = clock.now(),
                                                    .created_at = clock.now()});
  const auto token = base::random_token();
  storage::insert_session(tenant(), {.token_hash = base::token_hash(token),
                                     .user_id = user,
                                     .created_at = clock.now(),
                                     .last_seen_at = clock.now(),
                                     .expires_at = clock.now() + std::chrono::hours(12)});
  return token;
}

http::Request Site::request(http::Method method, const std::string& path, std::string_view role) const {
  const auto mark = path.find('?');
  http::Request made{.method = method,
                     .path = path.substr(0, mark),
                     .query = mark == std::string::npos ? "" : path.substr(mark + 1),
                     .host = host,
                     .host_with_port = host + ":8080",
                     .remote_address = "127.0.0.1",
                     .request_id = "0123456789abcdef0123456789abcdef"};
  const auto session = sessions_.find(role);
  if (session != sessions_.end()) made.headers["Cookie"] = "sessao=" + session->second;
  return made;
}

http::Response Site::get(const std::string& path, std::string_view role) {
  return send(request(http::Method::get, path, role));
}

http::Response Site::post(const std::string& path, const Fields& fields, std::string_view role) {
  auto made = request(http::Method::post, path, role);
  made.headers["Content-Type"] = "application/x-www-form-urlencoded";
  made.body = encoded(fields);
  if (sessions_.contains(role))
    made.body += (made.body.empty() ? "" : "&") + encoded({{"_csrf", csrf(role)}});
  return send(made);
}

std::string Site::csrf(std::string_view role) const {
  return web::csrf_token(keyring, sessions_.find(role)->second);
}

Records Site::make_records(std::uint32_t provider, const std::string& text, std::uint32_t number) {
  Records made;
  const auto context = context_of(provider);
  const auto code = "codigo" + std::to_string(number);
  make_catalogue(context, text, code, made);
  make_customer(context, text, code, number, made);
  made.user = storage::insert_user({db, provider}, {.email = code + "@exemplo.com.br",
                                                    .name = text,
                                                    .password_hash = "none",
                                                    .password_changed_at = clock.now(),
                                                    .created_at = clock.now()});
  made.token =
      operations::issue_token(context, {.description = text, .scopes = {domain::Scope::reading}}).value().id;
  make_account(context, text, code, made);
  made.job = make_failed_job(provider, operations::JobKind::package_recompute, made.package, text);
  return made;
}

std::uint64_t Site::make_failed_job(std::uint32_t provider, operations::JobKind kind, std::uint64_t subject,
                                    const std::string& text) {
  const auto id = operations::enqueue(context_of(provider), kind, subject);
  db.execute(
      "UPDATE job SET status = 'falhou', done = 40, total = 100, attempts = 5, run_at = created_at,"
      " finished_at = created_at, message = ?, created_by = ? WHERE id = ?",
      {text, text.substr(0, 190), id});
  return id;
}

std::string Site::filled(std::string_view pattern, const Records& records) {
  std::string path(pattern);
  const std::pair<std::string_view, std::uint64_t> by_root[] = {
      {"/clientes/", records.customer},
      {"/servicos/", records.service},
      {"/pacotes/", records.package},
      {"/planos/", records.plan},
      {"/contas/", records.account},
      {"/plataformas/{id:int}/transmissoes", records.told_integration},
      {"/plataformas/{id:int}/retidas", records.told_integration},
      {"/plataformas/{id:int}/pausar", records.told_integration},
      {"/plataformas/{id:int}/retomar", records.told_integration},
      {"/plataformas/{id:int}/remover-contas", records.told_integration},
      {"/plataformas/{id:int}/manter-contas", records.told_integration},
      {"/plataformas/{id:int}/produtos/sincronizar", records.told_integration},
      {"/plataformas/", records.integration},
      {"/usuarios/", records.user},
      {"/tokens/", records.token},
      {"/tarefas/", records.job},
      {"/diferem-do-erp/", records.customer}};
  replace_all(path, "{produto:int}", records.product);
  replace_all(path, "{pacote:int}", records.service_package);
  replace_all(path, "{sessao}", 0);
  if (const auto at = path.find("{registro}"); at != std::string::npos) path.replace(at, 10, "cliente");
  if (const auto at = path.find("{espera}"); at != std::string::npos) path.replace(at, 8, "erro");
  if (const auto at = path.find("{causa}"); at != std::string::npos)
    path.replace(at, 7, domain::words_of(domain::LossCause::suspended_by_feed).name);
  if (const auto at = path.find("{pagina}"); at != std::string::npos) path.replace(at, 8, "glossario");
  for (const auto& [root, id] : by_root)
    if (pattern.starts_with(root)) replace_all(path, "{id:int}", id);
  return path;
}

std::string Site::form_page(std::string_view pattern, const Records& records, const std::string& plan,
                            std::uint64_t package) {
  const auto plan_query = "?plano=" + plan;
  const auto package_query = "?pacote=" + std::to_string(package);
  const std::map<std::string_view, std::string> queries{
      {"/clientes/{id:int}/servicos/novo", plan_query},
      {"/servicos/{id:int}/migrar", plan_query},
      {"/servicos/{id:int}/pacotes/novo", package_query},
      {"/servicos/{id:int}/pacotes/{pacote:int}/trocar", package_query},
      {"/plataformas/novo", "?gateway=outros"},
      {"/plataformas/{id:int}/testar", "?cliente=" + std::to_string(records.customer)}};
  const auto query = queries.find(pattern);
  return filled(pattern, records) + (query == queries.end() ? "" : query->second);
}

std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return "";
}

std::string body_of(const http::Response& response) {
  auto body = response.body;
  if (response.stream)
    response.stream([&](std::string_view piece) {
      body += piece;
      return true;
    });
  return body;
}

std::string encoded(const Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields)
    body += (body.empty() ? "" : "&") + http::url_encode(name) + "=" + http::url_encode(value);
  return body;
}

}  // namespace test
