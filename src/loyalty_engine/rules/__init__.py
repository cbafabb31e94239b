"""What marketers write: conditions, benefits, rules, offers, and how competing offers are resolved."""
