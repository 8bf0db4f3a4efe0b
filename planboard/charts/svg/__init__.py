"""Pictures written as SVG from rows. Colours are the style sheet's custom properties, so light, dark and paper are one
picture; places along the width are shares of it, so a phone has the same picture, and words keep their size."""
