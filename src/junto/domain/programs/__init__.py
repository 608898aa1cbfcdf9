"""One run of peer learning: program, staff, enrollment, rules, set-up."""
