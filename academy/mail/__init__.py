"""Letters that leave: their form, their number a minute, and addresses that take none."""
