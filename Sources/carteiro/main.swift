print("carteiro")
