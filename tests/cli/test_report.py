"""Reports from the command line: made once, listed, and written out as PDF or workbook."""

from pathlib import Path

from cli.faces import ExitCode
from tests.cli.conftest import CommandLine


def test_a_report_is_made_once_listed_and_written_out(strongroom: CommandLine, tmp_path: Path) -> None:
    assert "would be made" in strongroom("report", "finance", "--dry-run").stdout
    assert [] == strongroom.json("report", "list")
    pdf, sheet = tmp_path / "finance.pdf", tmp_path / "finance.xlsx"
    assert ExitCode.FINE == strongroom("report", "finance", "--out", str(pdf)).exit_code
    assert "(was there)" in strongroom("report", "finance", "--out", str(sheet)).stdout
    assert (b"%PDF", b"PK") == (pdf.read_bytes()[:4], sheet.read_bytes()[:2])
    assert 0o600 == pdf.stat().st_mode & 0o777
    assert ["finance"] == [one["report"] for one in strongroom.json("report", "list")]
    assert "finance" in strongroom("report", "list").stdout


def test_no_file_is_overwritten_and_no_month_of_the_future_is_told(strongroom: CommandLine, tmp_path: Path) -> None:
    there = tmp_path / "there.pdf"
    there.write_bytes(b"mine")
    assert ExitCode.MISUSED == strongroom("report", "management", "--out", str(there)).exit_code
    assert ExitCode.MISUSED == strongroom("report", "management", "--out", str(tmp_path / "a.txt")).exit_code
    assert ExitCode.MISUSED == strongroom("report", "management", "--month", "2999-01").exit_code
    assert b"mine" == there.read_bytes()
