"""Who sits together: formations, drafts, published groups, moves with their consequences."""
