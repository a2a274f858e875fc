"""Every rule: what it means, what to do about it, and an example that breaks it and one that doesn't.

Families: F file, H header, R row, V value, X between rows (all found without the network); A accounts, L linkages
(found by comparing with CloudHealth); D drift (found by an audit); S sending (found while submitting). A code is never
reused for another rule. Each family is a module, so that a check loads only the families it needs; `registry` has them
all.
"""
