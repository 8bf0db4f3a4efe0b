"""What surrounds Streamlit: the document its pages load into, security headers, the health report."""
