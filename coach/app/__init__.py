"""What a person can do with Coach, whatever they do it through: no terminal, no HTML."""
