#include "operations/denials.h"

#include <algorithm>
#include <charconv>

#include "base/documents.h"
#include "base/text.h"
#include "storage/customer_search.h"
#include "web/integration_choice.h"
#include "web/list.h"
#include "web/pages/call.h"
#include "web/pages/customer_page.h"
#include "web/pages/denial_page.h"
#include "web/pages/denial_parts.h"
#include "web/pages/handlers.h"
#include "web/product_choice.h"
#include "web/texts.h"
#include "web/verdicts.h"

namespace web {

namespace {

constexpr std::uint32_t k_most_customers = 20;

std::string asked_product(const Context& context) {
  return ProductChoice(context).code_of(context.query.get("produto"));
}

// --- whom it is about
// -----------------------------------------------------------------------------------------------

/// The customer of a link or form, those with the log-in, or what the search finds.
std::vector<std::uint64_t> customers_of(const Context& context, const domain::Integration* integration) {
  if (const auto id = number_of(context.query, "cliente"); id != 0) return {id};
  if (const auto id = number_of(context.form, "cliente"); id != 0) return {id};
  const auto typed = context.query.get("quem");
  const auto who = std::string(base::trim(typed));
  std::vector<std::uint64_t> ids;
  if (who.empty()) return ids;
  if (integration != nullptr) {
    const auto checked = storage::find_checked_integration(context.tenant(), integration->id);
    if (checked) ids = operations::find_customers_by_login(context.operations(), *checked, who);
  }
  if (!ids.empty()) return ids;
  for (const auto& hit : storage::search_customers(context.tenant(), who, k_most_customers))
    ids.push_back(hit.id);
  return ids;
}

/// The page's own address about one of several customers.
std::string narrowed_to(const Context& context, std::uint64_t customer_id) {
  auto path = denial_path(customer_id);
  for (const auto* name : {"integracao", "produto"})
    if (const auto value = context.query.get(name); !value.empty())
      path += "&" + std::string(name) + "=" + http::url_encode(value);
  return path;
}

void fill_candidates(const Context& context, View& body, const std::vector<std::uint64_t>& ids) {
  auto view = body.each("CANDIDATES");
  view.show_if(ids.size() == k_most_customers, "FIRST_ONES");
  for (const auto id : ids) {
    const auto customer = storage::find_customer(context.tenant(), id);
    if (!customer) continue;
    view.each("CANDIDATE")
        .set("NAME", customer->name)
        .set("CODE", customer->code)
        .set("DOCUMENT", base::document_masked(customer->document.value_or("")))
        .set("HREF", narrowed_to(context, id));
  }
}

void fill_question(const Context& context, View& body, const IntegrationChoice& integrations,
                   const domain::Customer* customer) {
  const ProductChoice products(context);
  const auto product = asked_product(context);
  body.set("PATH", k_denial_root).set("PRODUCT", product.empty() ? "" : products.label_of(product));
  if (customer != nullptr)
    body.each("ABOUT").set("ID", customer->id).set("NAME", customer_title(*customer));
  else
    body.each("WHO").set("WHO", context.query.get("quem"));
  for (const auto& option : integrations.filter("Escolha").options) {
    auto item = body.each("INTEGRATION");
    item.set("VALUE", option.value).set("LABEL", option.label);
    item.show_if(option.value == context.query.get("integracao"), "SELECTED");
  }
  for (const auto& label : products.labels()) body.each("PRODUCT_LABEL").set("TEXT", label);
}

// --- all products of a customer
// -------------------------------------------------------------------------------------

void fill_overview(View& body, const Call& call) {
  auto view = body.each("OVERVIEW");
  fill_products(view.include("ALL_PRODUCTS", "decisions/products.html"), call, Extent::all);
}

void fill_answer(const Context& context, View& body, const IntegrationChoice& integrations,
                 const Call& call) {
  const auto product = asked_product(context);
  if (integrations.chosen() == nullptr || product.empty()) return fill_overview(body, call);
  const auto denial =
      operations::explain_denial(context.operations(), {.integration_id = integrations.chosen()->id,
                                                        .customer_id = call.customer.id,
                                                        .product_code = product});
  if (denial) fill_denial(context, body, call, *denial, product);
}

/// The page, with what a log-in and password came to where they were tried.
http::Response denial_page(const Context& context, const Trial* trial) {
  Page page(context, "decisions/denial.html", "Por que foi negado?");
  page.lead("Responde com a mesma regra e os mesmos registros da validação.");
  const IntegrationChoice integrations(context);
  const auto ids = customers_of(context, integrations.chosen());
  std::optional<domain::Customer> customer;
  if (ids.size() == 1) customer = storage::find_customer(context.tenant(), ids.front());
  std::optional<Call> call;
  if (customer) call.emplace(context, *customer);
  auto& body = page.body();
  fill_question(context, body, integrations, customer ? &*customer : nullptr);
  fill_trial(context, body, integrations, call ? &*call : nullptr, trial);
  if (call) {
    fill_answer(context, body, integrations, *call);
    fill_attempts(context, body.include("ATTEMPTS", "decisions/attempts.html"), *call);
  } else if (ids.size() > 1) {
    fill_candidates(context, body, ids);
  } else if (!ids.empty() || !context.query.get("quem").empty()) {
    body.show("NOBODY");
  }
  return page.answer();
}

}  // namespace

std::uint64_t number_of(const http::Params& params, std::string_view name) {
  const auto text = params.get(name);
  std::uint64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : 0;
}

std::string denial_path(std::uint64_t customer_id) {
  return std::string(k_denial_root) + "?cliente=" + std::to_string(customer_id);
}

std::string denial_path(std::uint64_t customer_id, std::uint32_t integration_id,
                        std::string_view product_code) {
  return denial_path(customer_id) + "&integracao=" + std::to_string(integration_id) +
         "&produto=" + http::url_encode(product_code);
}

http::Response denial_explain(Context& context) { return denial_page(context, nullptr); }

http::Response denial_try(Context& context) {
  const auto trial = try_typed(context);
  return denial_page(context, &trial);
}

}  // namespace web
