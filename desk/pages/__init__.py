"""The pages, one file each: what is asked for, what is shown. Whatever is decided is decided behind them."""
