"""Where everything lies: the outline of every boundary, point, line and area that stands in a record."""
