# ANCHOR: core
print(1)
# ANCHOR_END: core
# ANCHOR: open
print(2)
