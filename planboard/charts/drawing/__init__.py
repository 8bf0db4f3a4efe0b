"""How each chart is drawn, written with Altair, which nothing that serves a page imports."""
