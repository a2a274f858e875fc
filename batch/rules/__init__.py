"""Every rule: what it means, what to do about a problem, and an example of each.

Families: F file, H header, R row, V value, X between rows (all found without the network); A accounts, L linkages
(found by comparing with CloudHealth); D drift (found by an audit); S sending (found while submitting). A code is never
reused for another rule. Each family is a module, so that a check loads its own alone; `registry` has them all.
"""
