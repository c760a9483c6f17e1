"""What each release said to phones and left in its database, recorded, so that the next one keeps its promises."""
