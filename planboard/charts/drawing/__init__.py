"""How charts that Vega draws are drawn, written with Altair, which nothing that serves a page imports."""
