#include "web/templates.h"

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_emitter.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace web {

namespace {

constexpr std::string_view k_autoescape = R"({{%AUTOESCAPE context="HTML"}})";

ctemplate::TemplateString text_of(std::string_view text) {
  return ctemplate::TemplateString(text.data(), text.size());
}

std::string contents_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

/// True when a marker carries a modifier of its own: escaping is the engine's business.
bool has_modifier(std::string_view text) {
  for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
    const auto marker = text.substr(at, text.find("}}", at) - at);
    if (marker.starts_with("{{!") || marker.starts_with("{{%")) continue;
    if (marker.find(':') != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

View& View::set(std::string_view name, std::string_view text) {
  values_->SetValue(text_of(name), text_of(text));
  return *this;
}

View& View::set(std::string_view name, std::uint64_t number) { return set(name, std::to_string(number)); }

View& View::show(std::string_view section) {
  values_->ShowSection(text_of(section));
  return *this;
}

View& View::show_if(bool wanted, std::string_view section) { return wanted ? show(section) : *this; }

View& View::set_or_hide(std::string_view name, std::string_view text) {
  if (text.empty()) return *this;
  return set(name, text).show(name);
}

View View::each(std::string_view section) { return View(*values_->AddSectionDictionary(text_of(section))); }

View View::include(std::string_view marker, std::string_view file) {
  auto* values = values_->AddIncludeDictionary(text_of(marker));
  values->SetFilename(text_of(file));
  return View(*values);
}

View& View::set_global(std::string_view name, std::string_view text) {
  values_->SetTemplateGlobalValue(text_of(name), text_of(text));
  return *this;
}

Document::Document(std::string file)
    : file_(std::move(file)), values_(std::make_unique<ctemplate::TemplateDictionary>(text_of(file_))) {}
Document::~Document() = default;

Templates::Templates(const std::filesystem::path& pages, const std::filesystem::path& manifest)
    : cache_(std::make_unique<ctemplate::TemplateCache>()) {
  for (auto entry = std::filesystem::recursive_directory_iterator(pages);
       entry != std::filesystem::end(entry); ++entry) {
    if (entry->is_directory() && entry->path().filename() == "node_modules")
      entry.disable_recursion_pending();
    if (entry->path().extension() == ".html")
      load(entry->path(), std::filesystem::relative(entry->path(), pages).generic_string());
  }
  cache_->Freeze();
  if (std::filesystem::exists(manifest)) {
    const auto names = nlohmann::json::parse(contents_of(manifest));
    for (const auto& [name, hashed] : names.items()) assets_[name] = hashed;
  }
}

Templates::~Templates() = default;

void Templates::load(const std::filesystem::path& file, const std::string& name) {
  const auto text = contents_of(file);
  if (!text.starts_with(k_autoescape))
    throw std::runtime_error(name + " does not begin with " + std::string(k_autoescape));
  if (has_modifier(text)) throw std::runtime_error(name + " has a marker with a modifier");
  if (!cache_->StringToTemplateCache(text_of(name), text_of(text), ctemplate::STRIP_BLANK_LINES))
    throw std::runtime_error(name + " is not a template that can be escaped");
}

std::string Templates::render(const Document& document) const {
  std::string out;
  ctemplate::StringEmitter emitter(&out);
  if (!cache_->ExpandNoLoad(text_of(document.file()), ctemplate::STRIP_BLANK_LINES, &document.values(),
                            nullptr, &emitter))
    throw std::runtime_error("template " + document.file() + " or one it includes is missing");
  return out;
}

std::string Templates::asset(std::string_view name) const {
  const auto found = assets_.find(name);
  return "/assets/" + (found == assets_.end() ? std::string(name) : found->second);
}

}  // namespace web
