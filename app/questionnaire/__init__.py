"""What is asked, as readable data: sections, choices, rules, and the expressions that tie them."""
