// Whether the page is drawn. Streamlit says it is done before documents and charts, which load lazily, are.
() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app?.dataset.testConnectionState !== "CONNECTED" || app.dataset.testScriptState !== "notRunning") return false;
  const waiting = '[data-testid="stSkeleton"], [data-testid="stSpinner"], [data-stale="true"]';
  if (document.querySelector(waiting)) return false;
  const pages = [...document.querySelectorAll(".page")];
  if (pages.some((page) => page.ariaBusy === "true")) return false;
  return [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
    .every((chart) => chart.querySelector("svg, canvas")?.getBoundingClientRect().width > 0);
}
