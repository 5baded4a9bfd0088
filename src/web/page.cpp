#include "web/page.h"

#include <charconv>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "storage/transmission_list.h"
#include "web/answers.h"
#include "web/form_record.h"
#include "web/guard.h"
#include "web/menu.h"
#include "web/one_stop.h"
#include "web/router.h"

namespace web {

namespace {

/// Opens a group or subgroup of the menu when it changes.
class MenuView {
 public:
  explicit MenuView(View frame) : frame_(frame) {}

  void add(const MenuEntry& entry, bool current) {
    if (!group_ || entry.group.empty() || entry.group != group_name_) open_group(entry);
    if (entry.subgroup != subgroup_name_) subgroup_ = std::nullopt;
    if (!subgroup_) {
      subgroup_name_ = entry.subgroup;
      subgroup_ = group_->each("SUBGROUP");
      subgroup_->set_or_hide("SUBGROUP_NAME", entry.subgroup);
    }
    auto item = subgroup_->each("ENTRY");
    item.set("LABEL", entry.label).set("HREF", entry.href).set("ICON", entry.icon);
    item.show_if(current, "CURRENT");
  }

 private:
  void open_group(const MenuEntry& entry) {
    group_ = frame_.each("MENU_GROUP");
    group_name_ = entry.group;
    subgroup_ = std::nullopt;
    group_->set_or_hide("GROUP_NAME", entry.group);
  }

  View frame_;
  std::optional<View> group_ = {};
  std::optional<View> subgroup_ = {};
  std::string_view group_name_ = {};
  std::string_view subgroup_name_ = {};
};

void add_crumb(View& frame, std::string_view label, std::string_view href) {
  auto crumb = frame.each("CRUMB");
  if (href.empty())
    crumb.each("CRUMB_TEXT").set("LABEL", label);
  else
    crumb.each("CRUMB_LINK").set("LABEL", label).set("HREF", href);
}

void fill_menu(const Context& context, View& frame) {
  MenuView view(frame);
  const auto* current = menu_entry_of(context.request.path);
  for (const auto& entry : menu())
    if (may_visit(context, entry.href)) view.add(entry, &entry == current);
}

/// "Configuração › Integrações › Plataformas de Conteúdo", as far as the page lies under a menu entry.
void fill_crumbs(const Context& context, View& frame) {
  const auto* entry = menu_entry_of(context.request.path);
  if (entry == nullptr) return;
  if (!entry->group.empty()) add_crumb(frame, entry->group, "");
  if (!entry->subgroup.empty()) add_crumb(frame, entry->subgroup, "");
  if (context.request.path != entry->href) add_crumb(frame, entry->label, entry->href);
}

/// Accounts that do not go on without somebody, where they are to be looked at.
void fill_badge(const Context& context, View& frame) {
  constexpr std::uint32_t k_most = 1000;
  constexpr std::string_view k_href = "/transmissoes?situacao=erro";
  if (!may_visit(context, k_href)) return;
  const auto accounts = storage::count_in_error(context.tenant(), k_most);
  if (accounts == 0) return;
  const auto text = accounts == k_most ? "999+" : std::to_string(accounts);
  frame.each("IN_ERROR").set("HREF", k_href).set("ACCOUNTS", text);
}

std::string_view role_label(Role role) {
  switch (role) {
    case Role::reader:
      return "Leitura";
    case Role::attendant:
      return "Operador";
    case Role::administrator:
      return "Administrador";
  }
  return "";
}

std::string flash_cookie_name(bool secure) { return secure ? "__Host-aviso" : "aviso"; }

/// How long a message waits for its page.
constexpr std::chrono::seconds k_flash_life{60};

/// Binds a message to the session that it was left for.
std::string flash_mac(const Context& context, std::string_view text) {
  return base::base64url(context.house.keyring.mac("flash", context.csrf + '\n' + std::string(text)));
}

/// "mac.text" apart, the text readable; nothing when it is neither.
std::optional<std::pair<std::string, std::string>> parted(std::string_view cookie) {
  const auto dot = cookie.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  auto text = http::url_decode(cookie.substr(dot + 1), false).value_or("");
  if (text.empty()) return std::nullopt;
  return std::pair{std::string(cookie.substr(0, dot)), std::move(text)};
}

/// What is signed: tone, second in which it was said, and the message.
std::string flash_text(const Context& context, std::string_view message, Tone tone) {
  const auto second = std::chrono::floor<std::chrono::seconds>(context.house.clock.now());
  return (tone == Tone::warning ? "w" : "s") + std::to_string(second.time_since_epoch().count()) + " " +
         std::string(message);
}

struct Flash {
  Said said = {};
  base::Instant at = {};
};

Flash flash_in(std::string_view text) {
  std::int64_t second = 0;
  const auto* end = std::from_chars(text.data() + 1, text.data() + text.size(), second).ptr;
  const auto begun = std::min<std::size_t>(static_cast<std::size_t>(end - text.data()) + 1, text.size());
  return {.said = {.tone = text.front() == 'w' ? Tone::warning : Tone::success,
                   .text = std::string(text.substr(begun))},
          .at = base::Instant(std::chrono::seconds(second))};
}

/// Shows the message left by the response before, if it is one of ours.
bool fill_flash(const Context& context, View& frame,
                const std::vector<std::pair<std::string, std::string>>& next_steps) {
  const auto cookie = context.request.cookie(flash_cookie_name(context.request.secure)).value_or("");
  if (cookie.empty()) return false;
  const auto parts = parted(cookie);
  if (!parts || !base::same_bytes(parts->first, flash_mac(context, parts->second))) return true;
  const auto flash = flash_in(parts->second);
  if (context.house.clock.now() - flash.at > k_flash_life) return true;
  const bool warns = flash.said.tone == Tone::warning;
  auto notice = frame.each(warns ? "FLASH_WARNING" : "FLASH_SUCCESS");
  notice.set("MESSAGE", flash.said.text);
  if (next_steps.empty()) return true;
  auto steps = notice.each("STEPS");
  for (const auto& [label, href] : next_steps) steps.each("STEP").set("LABEL", label).set("HREF", href);
  return true;
}

/// What a form that shows no values of a record carries: who saw it, and where.
std::string record_text(const Context& context) {
  if (!context.user || context.capture != nullptr) return "";
  return context.form_record.empty() ? FormRecord::of(context, true, {}).sealed(context.house.keyring)
                                     : context.form_record;
}

/// What every page knows, framed or bare.
void fill_globals(const Context& context, View& frame) {
  const auto& templates = context.house.templates;
  frame.set_global("CSS", templates.asset("catraca.css"))
      .set_global("JS", templates.asset("catraca.js"))
      .set_global("HTMX", templates.asset("htmx.js"))
      .set_global("ICONS", templates.asset("icons.svg"))
      .set_global("FAVICON", templates.asset("catraca.svg"))
      .set_global("CSRF", context.csrf)
      .set_global("FORM_MARK", base::random_id())
      .set_global("FORM_RECORD", record_text(context))
      .set_global("PROVIDER", context.provider.name);
}

}  // namespace

bool may_use(const Context& context, http::Method method, std::string_view href) {
  const auto match = context.router.match(method, href.substr(0, href.find_first_of("?#")));
  if (match.route == nullptr) return false;
  const auto& access = match.route->access;
  return access.kind() == Access::Kind::anyone ||
         (access.kind() == Access::Kind::person && context.may(access.role()) &&
          !context.must_set_up_before(access));
}

bool may_visit(const Context& context, std::string_view href) {
  return may_use(context, http::Method::get, href);
}

EditWords edit_words(const Context& context, std::string_view href) {
  return may_use(context, http::Method::post, href) ? EditWords{"Editar", "pencil"} : EditWords{"Ver", "eye"};
}

Page::Page(const Context& context, std::string_view file, std::string title)
    : context_(context),
      document_("layout.html"),
      frame_(document_.view()),
      body_(frame_.include("CONTENT", file)),
      title_(std::move(title)) {
  fill_globals(context, frame_);
  frame_.set("TITLE", title_);
  fill_menu(context, frame_);
  fill_crumbs(context, frame_);
  if (!context.user) return;
  frame_.set("USER_NAME", context.user->name)
      .set("USER_EMAIL", context.user->email)
      .set("USER_ROLE", role_label(context.user->role));
  fill_badge(context, frame_);
  // One box to search in: these pages have their own.
  const bool searches = context.request.path == "/" || context.request.path == "/clientes";
  frame_.show_if(!searches && may_visit(context, "/busca"), "SEARCH").set("SEARCHED", context.query.get("q"));
}

Page& Page::under(std::string_view label, std::string_view href) {
  add_crumb(frame_, label, href);
  return *this;
}

Page& Page::lead(std::string_view text) {
  frame_.set_or_hide("LEAD", text);
  return *this;
}

Page& Page::action(std::string_view label, std::string_view href, std::string_view icon) {
  if (may_visit(context_, href))
    frame_.each("ACTION").set("LABEL", label).set("HREF", href).set("ICON", icon);
  return *this;
}

Page& Page::side_action(std::string_view label, std::string_view href, std::string_view icon) {
  if (may_visit(context_, href))
    frame_.each("SIDE_ACTION").set("LABEL", label).set("HREF", href).set("ICON", icon);
  return *this;
}

Page& Page::section(std::string_view label, std::string_view href, bool current) {
  frame_.show("SECTIONS");
  frame_.each("SECTION").set("LABEL", label).set("HREF", href).show_if(current, "CURRENT");
  return *this;
}

Page& Page::next_step(std::string_view label, std::string_view href) {
  if (may_visit(context_, href)) next_steps_.emplace_back(label, href);
  return *this;
}

Page& Page::look_again(View& view) {
  constexpr int k_seconds = 3;
  const auto& request = context_.request;
  const auto href = request.path + (request.query.empty() ? "" : "?" + request.query);
  view.each("MOVING")
      .set("MOVING_HREF", href)
      .set("MOVING_EVERY", "every " + std::to_string(k_seconds) + "s");
  frame_.each("MOVING").set("SECONDS", k_seconds);
  return *this;
}

http::Response Page::answer(int status) {
  const auto* entry = menu_entry_of(context_.request.path);
  const bool alone = entry != nullptr && entry->group.empty() && entry->href == context_.request.path;
  if (entry != nullptr && !alone) add_crumb(frame_, title_, "");
  const bool shown = fill_flash(context_, frame_, next_steps_);
  auto response = html(context_.house.templates.render(document_), status);
  const bool secure = context_.request.secure;
  if (shown) response.with("Set-Cookie", cookie_header(flash_cookie_name(secure), "", secure, 0));
  return response;
}

http::Response bare_page(const Context& context, std::string_view file, std::string_view title, int status,
                         const std::function<void(View&)>& fill) {
  Document document("bare.html");
  auto frame = document.view();
  fill_globals(context, frame);
  frame.set("TITLE", title).show_if(!context.provider.name.empty(), "PROVIDER_SHOWN");
  auto body = frame.include("CONTENT", file);
  fill(body);
  return html(context.house.templates.render(document), status);
}

std::optional<Said> said_by(const http::Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name != "Set-Cookie") continue;
    for (const bool secure : {true, false}) {
      const auto start = flash_cookie_name(secure) + "=";
      if (!value.starts_with(start)) continue;
      const auto parts = parted(std::string_view(value).substr(start.size(), value.find(';') - start.size()));
      if (parts) return flash_in(parts->second).said;
    }
  }
  return std::nullopt;
}

http::Response redirect_with(const Context& context, std::string location, std::string_view message,
                             Tone tone) {
  const auto text = flash_text(context, one_stop(message), tone);
  const bool secure = context.request.secure;
  return redirect(std::move(location))
      .with("Set-Cookie",
            cookie_header(flash_cookie_name(secure), flash_mac(context, text) + "." + http::url_encode(text),
                          secure, static_cast<int>(k_flash_life.count())));
}

}  // namespace web
