"""Charts: a constant specification for each language, and the rows it draws. Only here is altair imported."""

from planboard.charts import bullet, gauge, heatmap, history, league, roadmap, status_bar, steps, trend

ALL = (bullet, gauge, heatmap, history, league, roadmap, status_bar, steps, trend)
