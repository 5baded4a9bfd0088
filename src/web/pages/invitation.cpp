#include "operations/invitations.h"

#include "web/answers.h"
#include "web/pages/handlers.h"
#include "web/pages/visitor.h"

/// The link by which a person sets the password; who has it needs no session.
namespace web {

namespace {

http::Response invitation_page(Context& context, const storage::User& invited, std::string_view problem,
                               int status) {
  return visitor_page(context, "session/invitation.html", "Criar senha", status, [&](View& body) {
    body.set_or_hide("PROBLEM", problem)
        .set("NAME", invited.name)
        .set("EMAIL", invited.email)
        .set("ACTION", context.request.path);
    if (context.user && context.user->id != invited.id)
      body.each("OTHER_PERSON").set("NAME", invited.name).set("SIGNED_IN", context.user->name);
  });
}

/// All that is wrong, one sentence behind the other.
std::string text_of(const base::Problem& problem) {
  std::string text;
  for (const auto& error : problem.errors.items()) text += (text.empty() ? "" : " ") + error.message;
  return text;
}

http::Response no_such_invitation(const Context& context) {
  return failure(context, 404, operations::k_no_invitation);
}

}  // namespace

http::Response invitation_form(Context& context) {
  const auto invited = operations::find_invited(context.operations(), context.arg("convite"));
  return invited ? invitation_page(context, *invited, "", 200) : no_such_invitation(context);
}

http::Response invitation_accept(Context& context) {
  const auto with = context.operations();
  const auto& token = context.arg("convite");
  const auto result = operations::accept_invitation(with, token, context.form.get("senha_nova"),
                                                    context.form.get("senha_repetida"));
  if (!result) {
    const auto invited = operations::find_invited(with, token);
    if (!invited) return no_such_invitation(context);
    return invitation_page(context, *invited, text_of(result.error()), 422);
  }
  if (context.user) return redirect_with(context, "/", "A senha de " + result->name + " foi criada.");
  return redirect("/entrar?convite=usado&email=" + http::url_encode(result->email));
}

}  // namespace web
