"""The site: what was asked over HTTP, and how the answer looks there."""
