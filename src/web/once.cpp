#include "web/once.h"

#include "storage/kept_answers.h"
#include "web/answers.h"
#include "web/edit.h"
#include "web/page.h"

namespace web {

namespace {

/// Keys of forms and of the API's Idempotency-Key never meet: these begin with a word, those with a number.
storage::KeptAnswer sent_by(const Context& context) {
  const std::string mark(1, '\0');
  const auto form = "form" + mark + context.user->session_hash + mark + context.request.path;
  return {.key_hash = base::token_hash(form + mark + context.request.body),
          .request_hash = base::token_hash(form),
          .created_at = context.house.clock.now()};
}

std::string location_of(const http::Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "Location") return value;
  return "";
}

constexpr char k_then_said = '\n';

/// Where the form led and what was said there, or nothing for answers that did nothing final: a page with
/// errors, a preview, a refusal said on the next page. An answer that made something but leads nowhere (201:
/// a secret, shown once) is remembered without its content.
std::optional<std::string> where_it_led(const http::Response& response) {
  if (response.status == 201) return "";
  const auto said = said_by(response);
  if (response.status != 303 || (said && said->tone == Tone::warning)) return std::nullopt;
  return location_of(response) + (said ? k_then_said + said->text : std::string());
}

/// A double click is told what the first one was told; who comes back later is told that it was done before.
std::string said_again(const Context& context, const storage::KeptAnswer& kept, const std::string& said) {
  constexpr auto k_at_once = std::chrono::seconds(10);
  if (context.house.clock.now() - kept.created_at <= k_at_once) return said;
  return "Este formulário já tinha sido enviado em " + context.provider.zone.second_br(kept.created_at) +
         " e nada foi feito de novo. " + said;
}

http::Response led_again(const Context& context, const storage::KeptAnswer& kept) {
  if (kept.body.empty())
    return failure(context, 409, "Este formulário já foi enviado, e o que ele criou só é mostrado uma vez.");
  const auto end = kept.body.find(k_then_said);
  if (end == std::string::npos) return redirect(kept.body);
  return redirect_with(context, kept.body.substr(0, end),
                       said_again(context, kept, kept.body.substr(end + 1)));
}

}  // namespace

http::Response once(Context& context, const OnceOnly& only) {
  const auto tenant = context.tenant();
  try {
    return context.db.transaction([&] {
      storage::insert_kept_answer(tenant, only.asked);
      auto response = only.act();
      auto kept = only.asked;
      if (auto body = only.remembered(response)) {
        kept.status = response.status;
        kept.body = std::move(*body);
        storage::update_kept_answer(tenant, kept);
      } else {
        storage::delete_kept_answer(tenant, kept.key_hash);
      }
      return response;
    });
  } catch (const storage::DuplicateKey&) {
    const auto kept = storage::find_kept_answer(tenant, only.asked.key_hash);
    if (!kept) throw;  // it was another key that the act ran into
    return only.again(*kept);
  }
}

http::Response form_once(Context& context, Handler handler) {
  auto record = context.form.get(k_form_record);
  if (const auto opened = FormRecord::open(context, record); opened && opened->is_of(context))
    context.form_record = std::move(record);
  if (context.form.get(k_form_mark).empty()) return handler(context);
  const EditedRecord edited(context);
  const auto sent = context.form;
  const auto act = [&] {
    context.form = sent;  // the transaction may be a second try
    edited.lock();
    auto asked = settle_edit(context, edited);
    return asked ? std::move(*asked) : handler(context);
  };
  return once(context, {.asked = sent_by(context),
                        .act = act,
                        .remembered = where_it_led,
                        .again = [&](const storage::KeptAnswer& kept) { return led_again(context, kept); }});
}

}  // namespace web
