#include "base/documents.h"
#include "base/text.h"
#include "storage/customer_search.h"
#include "storage/customers.h"
#include "web/answers.h"
#include "web/page.h"
#include "web/pages/handlers.h"

namespace web {

namespace {

constexpr std::uint32_t k_most = 50;

std::string path_of(std::uint64_t id) { return "/clientes/" + std::to_string(id); }

void fill_hit(const Context& context, View& body, const storage::CustomerHit& hit) {
  const auto customer = storage::find_customer(context.db, context.provider.id, hit.id);
  if (!customer) return;
  auto row = body.each("HIT");
  row.set("HREF", path_of(hit.id))
      .set("NAME", customer->name)
      .set("CODE", customer->code)
      .set("DOCUMENT", base::document_masked(customer->document.value_or("")))
      .set("CITY", customer->city.value_or(""))
      .set("FOUND_BY", hit.found_by);
}

}  // namespace

http::Response search(Context& context) {
  const auto wanted = context.query.get("q");
  const auto text = base::trim(wanted);
  const auto hits = storage::search_customers(context.db, context.provider.id, text, k_most);
  if (hits.size() == 1) return redirect(path_of(hits.front().id));
  Page page(context, "search.html", "Busca");
  if (text.empty()) {
    page.body().show("NO_TEXT");
  } else if (hits.empty()) {
    page.body().each("NONE").set("TEXT", text);
  } else {
    auto found = page.body().each("FOUND");
    found.set("TOTAL", hits.size()).show_if(hits.size() == k_most, "MORE");
    for (const auto& hit : hits) fill_hit(context, found, hit);
  }
  return page.answer();
}

}  // namespace web
