#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http.h"
#include "web/context.h"
#include "web/templates.h"

namespace web {

/// A page in the frame: top bar, menu, breadcrumb, title, what the handler puts below.
class Page {
 public:
  /// `file` is the template of the content, "noun/verb.html".
  Page(const Context& context, std::string_view file, std::string title);

  /// The values of the content's template.
  View& body() { return body_; }
  /// A step of the breadcrumb between the menu entry and the title.
  Page& under(std::string_view label, std::string_view href);
  /// The sentence below the title.
  Page& lead(std::string_view text);
  /// The primary action; shown only to those who may follow it.
  Page& action(std::string_view label, std::string_view href, std::string_view icon = "plus-lg");

  /// A lesser action beside it.
  Page& side_action(std::string_view label, std::string_view href, std::string_view icon);
  /// A link in the row of sibling pages below the title.
  Page& section(std::string_view label, std::string_view href, bool current);

  /// What may come next, beside the message that the page before left; nothing without one, and shown only to
  /// those who may follow it.
  Page& next_step(std::string_view label, std::string_view href);

  /// What the page shows goes on by itself: it is fetched anew every few seconds, the place of `view` alone
  /// (at {{#MOVING}}) where there is a script.
  Page& look_again(View& view);

  http::Response answer(int status = 200);

 private:
  const Context& context_;
  Document document_;
  View frame_;
  View body_;
  std::string title_;
  std::vector<std::pair<std::string, std::string>> next_steps_ = {};  ///< label, address
};

/// True when a route answers the method and address and the person may use it.
bool may_use(const Context& context, http::Method method, std::string_view href);
/// True when a GET route answers the address and the person may use it.
bool may_visit(const Context& context, std::string_view href);

/// What leads to a form: "Editar", or "Ver" for who may not save it.
struct EditWords {
  std::string_view label;
  std::string_view icon;
};
EditWords edit_words(const Context& context, std::string_view href);

/// A page of one job without the menu: log-in, errors for those who are not signed in.
http::Response bare_page(const Context& context, std::string_view file, std::string_view title, int status,
                         const std::function<void(View&)>& fill);

enum class Tone : std::uint8_t { success, warning };

/// A message for the next page.
struct Said {
  Tone tone = Tone::success;
  std::string text = {};
};
/// What an answer of `redirect_with` has the next page say; nothing for other answers.
std::optional<Said> said_by(const http::Response& response);

/// 303 to `location`, where the next page shows `message` once.
http::Response redirect_with(const Context& context, std::string location, std::string_view message,
                             Tone tone = Tone::success);

}  // namespace web
