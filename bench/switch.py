"""An empty page with the dashboard's date switch: what the same click costs where nothing else is to be drawn."""

import os

import streamlit as st

st.text(st.selectbox("date", os.environ["BENCH_DATES"].split(), key="choose_as_of"))
