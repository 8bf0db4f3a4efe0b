// The body of a page. Its markup is made by planboard/document/html.py, which escapes every text; what is done here is
// what markup cannot do by itself: follow a link without loading anew, sort a table, keep folds open, and open the first
// hit of the search by Enter.
export default function ({ parentElement, data }) {
  const page = parentElement.querySelector(".page");
  page.asked = data;
  page.ariaBusy = "true";
  unpacked(data).then((html) => { if (page.asked === data) draw(page, html); }); // a newer one may have overtaken it
  page.onclick = (event) => {
    const link = event.target.closest("a[href^='./']:not([download], [target])");
    if (link && isConnected() && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      history.pushState(null, "", link.href);
      dispatchEvent(new PopStateEvent("popstate")); // Streamlit goes there as it goes back: in one run of the script
    }
    const head = event.target.closest("thead button");
    if (head) sort(head.closest("th"));
  };
}

// While the server is away a link is followed as everywhere: the address must not run ahead of what is shown.
function isConnected() {
  return document.querySelector("[data-test-connection-state]").dataset.testConnectionState === "CONNECTED";
}

function unpacked(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function draw(page, html) {
  page.ariaBusy = "false";
  if (page.drawn === html) return;
  const open = new Map([...page.querySelectorAll("details")].map((fold) => [fold.dataset.key, fold.open]));
  page.innerHTML = page.drawn = html;
  for (const fold of page.querySelectorAll("details")) fold.open = open.get(fold.dataset.key) ?? fold.open;
  page.querySelectorAll("table").forEach(prepare);
}

// Heads become buttons, and each cell knows its head, for a phone shows a row as a record.
function prepare(table) {
  const heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.textContent);
  for (const row of table.tBodies[0].rows) {
    [...row.cells].forEach((cell, n) => { cell.dataset.head = names[n]; });
  }
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
  }
}

// By what the cells stand for and not by how it is written: numbers by size, texts in the reader's order, what is
// empty last. A head clicked again turns the order round, a third time brings back the one the page came with.
function sort(head) {
  const table = head.closest("table"), body = table.tBodies[0], n = head.cellIndex;
  body.original ??= [...body.rows];
  const next = { none: "ascending", ascending: "descending", descending: "none" };
  const order = next[head.ariaSort ?? "none"];
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.ariaSort = order;
  if (order === "none") return body.append(...body.original);
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const keyed = body.original.map((row) => [row, row.cells[n].dataset.by ?? row.cells[n].textContent.trim()]);
  const isNumber = keyed.every(([, by]) => by === "" || !Number.isNaN(Number(by)));
  const sign = order === "ascending" ? 1 : -1;
  keyed.sort(([, a], [, b]) =>
    (a === "") - (b === "") || sign * (isNumber ? a - b : collator.compare(a, b)));
  body.append(...keyed.map(([row]) => row));
}

const SOON = 50, LATE = 3000; // milliseconds: how often and for how long hits are looked for

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-testid=stSidebar] input[type=search]");
  if (box && event.key === "Enter" && !event.isComposing) openFirst(box, Date.now() + LATE);
});

// The hits bear the letters they were found by, so that those of an earlier word are never opened.
function openFirst(box, until) {
  const letters = [...box.value].map((letter) => letter.codePointAt(0)).join("-");
  const hits = document.querySelector(`[class~="st-key-found-${letters}"]`);
  if (hits) hits.querySelector("a")?.click();
  else if (box.isConnected && Date.now() < until) setTimeout(openFirst, SOON, box, until);
}
