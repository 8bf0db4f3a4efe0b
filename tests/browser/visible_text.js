// Text as it is seen: without the names of icons, with what charts and tables draw, and with what charts say aloud.
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const hidden = all('[data-testid="stIconMaterial"], [aria-label$=" icon"], [data-testid="stSkipToContent"], code');
  hidden.forEach((node) => { node.dataset.was = node.style.display; node.style.display = "none"; });
  const seen = [document.title, document.body.innerText];
  hidden.forEach((node) => { node.style.display = node.dataset.was; });
  const drawn = all("svg text, svg title, canvas table th, canvas table td").map((node) => node.textContent);
  const spoken = all('[data-testid="stVegaLiteChart"], .page [aria-label], .page [title]')
    .map((node) => node.ariaLabel ?? node.title);
  return [...seen, ...drawn, ...spoken].filter(Boolean).join("\n");
}
