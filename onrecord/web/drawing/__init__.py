"""Drawings as SVG: plain values in, markup out, without a script."""
