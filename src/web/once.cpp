#include "web/once.h"

#include "storage/kept_answers.h"
#include "web/answers.h"

namespace web {

namespace {

std::string location_of(const http::Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "Location") return value;
  return "";
}

/// Keys of forms and of the API's Idempotency-Key never meet: they are hashed for different purposes.
storage::KeptAnswer sent_by(const Context& context) {
  const auto form = context.form.get(k_once_field);
  return {.key_hash = base::token_hash("form\n" + context.user->session_hash + "\n" + form),
          .request_hash = base::token_hash(context.request.path),
          .created_at = context.house.clock.now()};
}

http::Response again(const Context& context, const storage::KeptAnswer& sent) {
  const auto kept = storage::find_kept_answer(context.db, context.provider.id, sent.key_hash);
  if (kept && kept->request_hash == sent.request_hash && !kept->body.empty()) return redirect(kept->body);
  return failure(context, 409,
                 "Este formulário já foi enviado; confira o resultado antes de enviar de novo.");
}

/// Takes the form's key, waiting for another request that holds it; false when it was sent before.
bool take(const Context& context, const storage::KeptAnswer& sent) {
  try {
    storage::insert_kept_answer(context.db, context.provider.id, sent);
    return true;
  } catch (const storage::DuplicateKey&) {
    return false;
  }
}

/// Remembers where the form led; an answer that is a page (a preview, say) may be asked for again.
void keep(const Context& context, storage::KeptAnswer sent, const http::Response& response) {
  sent.status = response.status;
  sent.body = location_of(response);
  if (sent.body.empty())
    storage::delete_kept_answer(context.db, context.provider.id, sent.key_hash);
  else
    storage::update_kept_answer(context.db, context.provider.id, sent);
}

}  // namespace

http::Response once(Context& context, Handler handler) {
  using Answer = base::Expected<http::Response, http::Response>;
  const auto sent = sent_by(context);
  const auto answer = context.db.transaction([&]() -> Answer {
    if (!take(context, sent)) return base::Unexpected{again(context, sent)};
    auto response = handler(context);
    if (response.status >= 400) return base::Unexpected{std::move(response)};
    keep(context, sent, response);
    return response;
  });
  return answer ? answer.value() : answer.error();
}

}  // namespace web
