"""Reports: what a house tells itself of a time, as typed tables and series for plots. Pure, and in no language.

``storage.records.reporting`` fetches what a report is made of, ``flows.stages.reporting`` draws it and keeps it.
"""
