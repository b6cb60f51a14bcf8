"""The blocks of Markdown: headings, list items, quotes, alerts and paragraphs become sections and steps."""
