// What HTML alone cannot do: the theme, menus that close, and telling people (and their focus) what a swap changed.
// Every page works without this file.

const THEME_COOKIE_DAYS = 365;
const THEMES = { "": "Thème du système", light: "Thème clair", dark: "Thème sombre" };

const root = document.documentElement;

function say(sentence) {
  const announcer = document.getElementById("announcer");
  // Emptied first, so that the same sentence said twice is read twice.
  announcer.textContent = "";
  setTimeout(() => { announcer.textContent = sentence; }, 50);
}

function keepTheme(theme) {
  const age = theme ? THEME_COOKIE_DAYS * 86400 : 0;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
}

function labelTheme() {
  const label = THEMES[root.dataset.theme ?? ""];
  document.getElementById("theme-label").textContent = `${label}. Changer de thème`;
  document.getElementById("theme-toggle").title = label;
}

function turnTheme() {
  const order = Object.keys(THEMES);
  const next = order[(order.indexOf(root.dataset.theme ?? "") + 1) % order.length];
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
  keepTheme(next);
  labelTheme();
  say(THEMES[next]);
}

function startTheme() {
  const toggle = document.getElementById("theme-toggle");
  toggle.hidden = false;
  toggle.addEventListener("click", turnTheme);
  labelTheme();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function startMenus() {
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (!menu) return;
    closeMenus();
    menu.querySelector("summary").focus();
  });
}

// The summary of a form sent back names the field of each mistake: « Ce champ est à remplir » six times says little.
function nameMistakes(summary) {
  for (const link of summary.querySelectorAll('a[href^="#field-"]')) {
    const field = document.getElementById(link.hash.slice(1));
    const label = field?.matches("fieldset") ? field.querySelector("legend") : field?.labels?.[0];
    const name = label?.firstChild?.textContent.trim();  // Without « facultatif »; a box says its own words.
    if (name) link.prepend(`${name}\u00a0: `);
  }
  return summary;
}

// After a swap: a form sent back with mistakes takes the focus to its summary; otherwise, if the focus was on something
// that went away, it goes to the new block. What changed is announced by the block's own words (data-announce).
function settleFocus(block) {
  const mistakes = block.querySelector("[data-error-summary]");
  if (mistakes) return nameMistakes(mistakes).focus();
  if (block.matches("[data-polling]")) return;  // Nobody asked for this one: it must not take the focus.
  if (document.activeElement && document.activeElement !== document.body) return;
  const kept = block.querySelector("[data-focus]:not([disabled])");  // What was pressed, where it is now.
  if (kept) return kept.focus();
  const place = block.matches("[tabindex]") ? block : block.querySelector("h1, h2, h3, [tabindex]") ?? block;
  if (!place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
  place.focus({ preventScroll: true });
}

function announceBlock(block) {
  const speaker = block.matches("[data-announce]") ? block : block.querySelector("[data-announce]");
  if (speaker) say(speaker.dataset.announce);
}

function onSwap(event) {
  const target = event.detail.ctx?.target;
  // An outer swap leaves the old target outside the page: its successor has its id.
  const block = target?.isConnected ? target : target?.id && document.getElementById(target.id);
  if (!block) return;
  settleFocus(block);
  announceBlock(block);
}

const REFUSALS = {
  401: "Votre session a expiré. Reconnectez-vous : votre saisie est toujours à l’écran.",
  403: "Cette action ne vous est pas ouverte. Rien n’a été modifié.",
  404: "Cet élément n’existe plus. Rechargez la page.",
  413: "Le fichier est trop lourd. Rien n’a été enregistré.",
  429: "Trop de demandes à la suite. Patientez un moment, puis recommencez.",
};
const BROKEN = "Le service n’a pas pu répondre. Votre saisie est toujours à l’écran : réessayez dans un instant.";
const OFFLINE = "La connexion a échoué. Votre saisie est toujours à l’écran : réessayez quand le réseau revient.";

// Shown as well as said: what a screen reader hears, everybody reads.
function warn(sentence) {
  const notice = document.createElement("p");
  notice.className = "notice urgent";
  notice.textContent = sentence;
  document.getElementById("flash").replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
}

function startSwaps() {
  document.addEventListener("htmx:after:swap", onSwap);
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail.ctx?.response?.status;
    if (status !== 422) warn(REFUSALS[status] ?? BROKEN);
  });
  document.addEventListener("htmx:error", () => warn(OFFLINE));
}

startTheme();
startMenus();
startSwaps();
const sentBack = document.querySelector("[data-error-summary]");
if (sentBack) nameMistakes(sentBack).focus();
