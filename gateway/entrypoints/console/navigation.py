"""Where one can go in the console: pages in groups, in the order of a day's work."""

NAVIGATION = (
    ("Work", (("/", "Overview"), ("/orders", "Orders"), ("/requests", "Requests"), ("/visits", "Visits"))),
    (
        "Exchange",
        (
            ("/documents", "Documents"),
            ("/transmissions", "Transmissions"),
            ("/deliveries", "Deliveries"),
            ("/acknowledgements", "Acknowledgements"),
        ),
    ),
    (
        "Desk",
        (("/stock", "Stock"), ("/rules", "Rules"), ("/accounts", "Accounts"), ("/measures", "Measures")),
    ),
    (
        "Agreements",
        (("/partners", "Partners"), ("/maps", "Maps"), ("/config", "Configuration")),
    ),
    (
        "Running",
        (("/system", "System"), ("/audit", "Audit"), ("/developers", "Developers"), ("/users", "Users")),
    ),
)
"""Groups of (path, what it is called)."""
