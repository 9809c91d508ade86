import sys
def run():
    # ANCHOR: core
    for i in range(3):
        print(i)
    # ANCHOR_END: core
