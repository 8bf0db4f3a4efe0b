// What charts have written too faintly: below 3:1 against the page and against every mark it stands on.
() => {
  // Mixed colours are written as color(srgb 0.5 0.5 0.5), others as rgb(128, 128, 128).
  const numbers = (colour) => colour.match(/[\d.]+/g).map((n) => Number(n) * (colour.startsWith("color") ? 255 : 1));
  const light = (colour) => numbers(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const page = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;
  const faint = [];
  for (const svg of document.querySelectorAll('[data-testid="stVegaLiteChart"] svg, .page svg')) {
    const marks = [...svg.querySelectorAll("path, rect, circle")]
      .map((path) => [path.getBoundingClientRect(), getComputedStyle(path).fill])
      .filter(([, fill]) => /^(rgb|color)\(/.test(fill));
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
      const { fill, opacity } = getComputedStyle(text);
      if (!text.textContent || !box.width || opacity === "0") continue;
      const under = marks
        .filter(([m]) => m.left <= x && x <= m.right && m.top <= y && y <= m.bottom)
        .map(([, colour]) => colour);
      if ([page, ...under].every((ground) => ratio(fill, ground) < 3)) faint.push(text.textContent);
    }
  }
  return faint;
}
