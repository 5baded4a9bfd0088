#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "storage/kept_answers.h"
#include "web/router.h"

namespace web {

/// An act that is to happen once, however often it is asked for.
struct OnceOnly {
  storage::KeptAnswer asked;  ///< what tells it from others; status and body come from the answer
  std::function<http::Response()> act;
  /// What to remember of an answer for those who ask again; nothing: it did not count and may be repeated.
  std::function<std::optional<std::string>(const http::Response&)> remembered;
  /// The answer to those who ask again.
  std::function<http::Response(const storage::KeptAnswer&)> again;
};

/// Runs the act and remembers it in one transaction, so that neither is there without the other: the act's
/// own transactions become savepoints of it. Who asks for the same meanwhile waits for its end. What an act
/// writes although its answer does not count (a note of a failed attempt) stays.
http::Response once(Context& context, const OnceOnly& only);

/// The hidden field that tells one shown form from another: random, new with every page. A form whose handler
/// waits for anything outside the database leaves it out: it must not hold a transaction meanwhile.
inline constexpr std::string_view k_form_mark = "_envio";

/// Runs the handler of a form. The same form with the same content again (a double click, a reload) is led to
/// where the first one led, and nothing is done twice; going back and sending something else is another form,
/// and one that was refused may be sent again. Of an edit form the handler sees only what its person changed
/// (web/edit.h).
http::Response form_once(Context& context, Handler handler);

}  // namespace web
