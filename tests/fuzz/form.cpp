// A query or form, cookies and typed values: what is taken is clean, and survives being written and read
// again.
#include "web/form_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/documents.h"
#include "base/text.h"

namespace {

void must(bool right) {
  if (!right) std::abort();
}

void read_typed(const http::Params& params) {
  web::FormReader reader(params);
  for (const auto& [name, value] : params.all()) {
    must(base::is_clean_text(name) && base::is_clean_text(value));
    reader.text(name);
    if (const auto money = reader.money(name); money.value)
      must(base::money_from(base::money_br(*money.value)) == money.value);
    if (const auto date = reader.date(name); date.value)
      must(base::date_from_iso(base::to_iso(*date.value)) == date.value);
    reader.number(name, 1000);
    reader.rows(name);
    const auto plain = base::document_plain(value);
    if (base::is_cpf(plain)) must(base::document_masked(plain).starts_with("***."));
    must(base::is_clean_text(base::fold(value)) && base::is_clean_text(base::to_lower(value)));
    if (const auto slug = base::slug_of(value); !slug.empty()) must(base::is_code(slug));
  }
}

void write_again(const http::Params& params) {
  std::string text;
  for (const auto& [name, value] : params.all())
    text += (text.empty() ? "" : "&") + http::url_encode(name) + "=" + http::url_encode(value);
  const auto again = http::Params::parse(text);
  must(again.ok() && again->all() == params.all());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto params = http::Params::parse(text)) {
    read_typed(*params);
    write_again(*params);
  }
  const http::Request request{.headers = {{"Cookie", std::string(text)}}};
  request.cookie("catraca");
  return 0;
}
