"""A catalogue: many sessions made as files, on this machine or on many; what is there already is not made again."""
