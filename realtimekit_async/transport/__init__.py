"""One call: its attempts, its retries, and what is told of them."""
