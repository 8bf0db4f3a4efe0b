"""An empty page with the dashboard's date switch, to show what a click on it costs if nothing else is drawn."""

import os

import streamlit as st

st.text(st.selectbox("date", os.environ["BENCH_DATES"].split(), key="choose_as_of"))
