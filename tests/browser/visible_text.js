// Text as it is seen: without the names of icons, with what charts and tables draw, and with what charts say aloud.
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const hidden = all('[data-testid="stIconMaterial"], [aria-label$=" icon"], [data-testid="stSkipToContent"], code');
  hidden.forEach((node) => { node.dataset.was = node.style.display; node.style.display = "none"; });
  const seen = [document.title, document.body.innerText];
  hidden.forEach((node) => { node.style.display = node.dataset.was; });
  // A picture in a cell has no alternative text in Streamlit, only its address; the number stands in the next cell.
  const drawn = all("svg text, canvas table th, canvas table td").map((node) => node.textContent)
    .filter((text) => !text.startsWith("data:image/"));
  const spoken = all('[data-testid="stVegaLiteChart"]').map((node) => node.ariaLabel);
  return [...seen, ...drawn, ...spoken].filter(Boolean).join("\n");
}
