"""From an outcome to words, figures and reports; the pages and the report use the same sentences."""
