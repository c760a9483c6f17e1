"""Forms as spreadsheets: trained people everywhere write them so, and take ours away in the same shape."""
