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
