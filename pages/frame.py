"""The script that Streamlit runs for every page. It is short because it is compiled anew for whoever comes first."""

from pages import board

board.main()
