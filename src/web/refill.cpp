#include "web/refill.h"

#include "web/answers.h"
#include "web/form_record.h"
#include "web/page.h"
#include "web/router.h"

namespace web {

namespace {

constexpr std::string_view k_purpose = "kept form";
constexpr std::size_t k_largest = 128 * 1024;
constexpr auto k_kept_for = std::chrono::hours(2);

/// What belongs to a form's way, not to its content.
bool is_own(std::string_view name) { return name.starts_with('_') && name != "_"; }

http::Params typed_of(const http::Params& form, const FormRecord& record) {
  http::Params typed;
  for (const auto& [name, value] : form.all())
    if (!is_own(name) && !record.is_secret(name)) typed.set(name, value);
  return typed;
}

std::string encoded(const http::Params& params) {
  std::string text;
  for (const auto& [name, value] : params.all())
    text += (text.empty() ? "" : "&") + http::url_encode(name) + "=" + http::url_encode(value);
  return text;
}

/// A form as it came, and the record that it carries.
struct Sent {
  http::Params form = {};
  std::string record_text = {};
  FormRecord record = {};
};
std::optional<Sent> sent_in(const Context& context) {
  auto text = http::find_param(context.request.body, k_form_record).value_or("");
  auto record = FormRecord::open(context, text);
  if (!record || record->url.empty()) return std::nullopt;
  auto form = http::Params::parse(context.request.body);
  if (!form) return std::nullopt;
  return Sent{std::move(*form), std::move(text), std::move(*record)};
}

base::Problem said(std::string message) { return base::Problem::rule("", std::move(message)); }

}  // namespace

http::Response shown_again(const Context& context, std::string_view url, const Refill& refill) {
  const auto mark = std::min(url.find('?'), url.size());
  auto request = head_of(context.request);
  request.method = http::Method::get;
  request.path = url.substr(0, mark);
  request.query = url.substr(std::min(mark + 1, url.size()));
  const auto match = context.router.match(request.method, request.path);
  const auto query = http::Params::parse(request.query);
  if (match.route == nullptr || !query || !may_visit(context, request.path)) return redirect("/");
  auto page = context.with(request, match.args, *query);
  page.refill = &refill;
  page.form = refill.typed;
  page.form_record = refill.record;
  auto response = match.route->handler(page);
  if (response.status == 200) response.status = refill.status;
  return response;
}

std::string kept_form(const Context& context) {
  const auto sent = sent_in(context);
  if (!sent) return "";
  const auto text = std::to_string(context.house.clock.now().time_since_epoch().count()) + "\n" +
                    sent->record_text + "\n" + encoded(typed_of(sent->form, sent->record));
  return text.size() <= k_largest ? seal_text(context.house.keyring, text, k_purpose) : "";
}

std::optional<http::Response> reopened(const Context& context, std::string_view kept) {
  const auto text = kept.empty() ? std::nullopt : open_text(context.house.keyring, kept, k_purpose);
  if (!text) return std::nullopt;
  const auto first = text->find('\n');
  const auto second = text->find('\n', first + 1);
  const auto at = base::Instant(base::Instant::duration(std::stoll(text->substr(0, first))));
  auto record_text = text->substr(first + 1, second - first - 1);
  const auto record = FormRecord::open(context, record_text);
  auto typed = http::Params::parse(std::string_view(*text).substr(second + 1));
  if (!record || !record->is_of(context) || !typed || context.house.clock.now() - at > k_kept_for)
    return std::nullopt;
  return shown_again(
      context, record->url,
      {.typed = std::move(*typed),
       .record = std::move(record_text),
       .problem = said("Sua sessão tinha terminado e nada foi gravado: o que você digitou está "
                       "aqui. Confira, digite de novo as senhas e envie.")});
}

std::optional<http::Response> remarked(const Context& context) {
  const auto sent = sent_in(context);
  if (!sent || !sent->record.is_of(context)) return std::nullopt;
  return shown_again(context, sent->record.url,
                     {.typed = typed_of(sent->form, sent->record),
                      .record = sent->record_text,
                      .problem = said("Este formulário foi aberto em outra sessão sua e nada foi gravado. "
                                      "Confira o que você digitou e envie de novo."),
                      .status = 403});
}

}  // namespace web
