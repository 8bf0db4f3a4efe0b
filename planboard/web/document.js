// Streamlit's own way to be told where its server is. Without it every page asks before it connects, and a page with
// a path of its own asks in the wrong place first.
window.__streamlit = {
  BACKEND_BASE_URL: new URL("./", document.baseURI).href,
  HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false},
};
// Pages and languages change without a new document, so the document follows its own address.
const follow = () => {
  const lang = new URLSearchParams(location.search).get("lang");
  document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
};
for (const change of ["pushState", "replaceState"]) {
  const original = history[change];
  history[change] = function (...args) { original.apply(this, args); follow(); };
}
addEventListener("popstate", follow);
// A click on a row or a mark makes Streamlit write the new query under the old page first and then the new page with
// it: two steps back for one click. What was written with nothing done by the reader in between is one step.
// Software that reads the screen aloud clicks without pressing anything.
let acted = false;
for (const act of ["pointerdown", "keydown", "click"]) addEventListener(act, () => { acted = true; }, true);
const push = history.pushState;
history.pushState = function (state, title, url) {
  const next = new URL(url ?? "", location.href);
  const isSameAct = !acted && next.search === location.search && next.pathname !== location.pathname;
  acted = false;
  return isSameAct ? history.replaceState(state, title, url) : push.apply(this, arguments);
};
// Pages come compressed. A browser that cannot unpack them is told so; it would show nothing else.
addEventListener("DOMContentLoaded", () => {
  const said = document.getElementById("too-old");
  if ("DecompressionStream" in window) said.remove();
  else { said.hidden = false; document.body.replaceChildren(said); }
});
