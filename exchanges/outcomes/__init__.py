"""Outcomes of exchanges: made from the worksheet, confirmed by each member, published under the topic or kept."""
