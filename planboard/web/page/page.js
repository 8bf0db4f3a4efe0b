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
      history.replaceState({ top: scroller().scrollTop }, "");
      history.pushState(null, "", link.getAttribute("href")); // a picture's link has an href of another kind
      dispatchEvent(new PopStateEvent("popstate")); // Streamlit goes there as it goes back: in one run of the script
    }
    const copies = event.target.closest("button.copy");
    if (copies) copy(copies);
    const head = event.target.closest("thead button");
    if (head) sort(head.closest("th"));
  };
}

// While the server is away a link is followed as everywhere: the address must not run ahead of what is shown.
function isConnected() {
  return document.querySelector("[data-test-connection-state]").dataset.testConnectionState === "CONNECTED";
}

// Back on a page is back at the place on it from which a link was followed.
let top = 0;
addEventListener("popstate", (event) => { top = event.state?.top ?? 0; });

function scroller() {
  return document.querySelector("[data-testid=stMain]");
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
  if (top && scroller().contains(page)) {
    scroller().scrollTop = top;
    top = 0;
  }
  const screens = page.querySelector(".screens");
  if (screens) open_at_address(screens);
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
  const first = document.querySelector(`[class~="st-key-found-${letters}"] a`); // comes a moment after what holds it
  if (first) first.click();
  else if (box.isConnected && Date.now() < until) setTimeout(openFirst, SOON, box, until);
}

// The address of what is shown goes to the clipboard. Over plain http browsers have none but the old way, a selection.
async function copy(button) {
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    const field = document.createElement("textarea");
    field.value = location.href;
    field.style.position = "fixed";
    button.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  button.nextElementSibling.textContent = button.dataset.done;
  setTimeout(() => { button.nextElementSibling.textContent = ""; }, 4000);
}

// Screens of a meeting: shown one after the other by keys, and each has its address.
const TURNS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Home: -99, End: 99 };

addEventListener("keydown", (event) => {
  const screens = document.querySelector(".screens");
  if (!screens || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") screens.parentElement.querySelector(".turn span a").click();
  if (!(event.key in TURNS)) return;
  event.preventDefault();
  turn(screens, event.key === " " && event.shiftKey ? -1 : TURNS[event.key]);
});

function open_at_address(screens) {
  const turns = screens.parentElement.querySelector(".turn nav");
  turns.onclick = (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    show(screens, [...turns.children].indexOf(link));
  };
  screens.page = location.pathname;
  screens.onscroll = () => note(screens, at(screens));
  screens.now = Math.max(0, [...screens.children].findIndex((screen) => `#${screen.id}` === location.hash));
  const sizes = new ResizeObserver(() => show(screens, screens.now)); // a window of another size stays where it is
  for (const screen of screens.children) sizes.observe(screen);
  screens.focus({ preventScroll: true });
}

function at(screens) {
  const middle = screens.scrollTop + screens.clientHeight / 2;
  return [...screens.children].findLastIndex((screen) => screen.offsetTop <= middle);
}

// What does not fit on the screen is read to its end before the next one.
function turn(screens, by) {
  const screen = screens.children[at(screens)];
  const below = screen.offsetTop + screen.offsetHeight - screens.scrollTop - screens.clientHeight;
  if (by === 1 && below > 8) return screens.scrollBy(0, Math.min(below, screens.clientHeight * 0.8));
  show(screens, Math.min(Math.max(at(screens) + by, 0), screens.children.length - 1));
}

function show(screens, n) {
  screens.scrollTo(0, screens.children[n].offsetTop);
  note(screens, n);
}

function note(screens, n) {
  screens.now = n;
  [...screens.parentElement.querySelectorAll(".turn nav a")].forEach((link, m) => {
    if (n === m) link.ariaCurrent = "step"; else link.removeAttribute("aria-current");
  });
  const address = `#${screens.children[n].id}`;
  if (location.pathname === screens.page && location.hash !== address) history.replaceState(history.state, "", address);
}
