"""Where people work: server-rendered pages and the JSON interface beside them. It never imports Prefect."""
