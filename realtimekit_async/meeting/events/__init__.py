"""What a meeting tells: one type for each event of the vendor's SDK, whose names stand in `js`."""
