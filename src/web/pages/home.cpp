#include "web/answers.h"
#include "web/menu.h"
#include "web/page.h"
#include "web/pages/handlers.h"

namespace web {

http::Response home(Context& context) {
  for (const auto& entry : menu())
    if (may_visit(context, entry.href)) return redirect(std::string(entry.href));
  return redirect("/perfil");
}

}  // namespace web
