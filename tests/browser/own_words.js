// What the dashboard itself says, apart from what units have reported.
() => [...document.querySelectorAll(
    'title, h1, h2, h3, button, summary, [data-testid="stSidebar"], canvas table th, thead, svg text')]
  .map((node) => node.textContent)
