"""A published site: a static folder that plays sessions on any phone, from any host, and without a network."""
