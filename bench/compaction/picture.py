"""Draws one run over time as SVG: what the folder takes, how long searches wait, how far the job is."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Callable
from xml.sax.saxutils import escape

WIDTH = 920
LEFT, RIGHT, TOP, BOTTOM = 76, 24, 84, 52
PANEL_HEIGHT, PANEL_GAP = 138, 44
TICKS_ACROSS, TICKS_UP = 8, 4
LEAD_SECONDS = 10
MB = 1e6

STYLE = """
:root { --ink: #1f2328; --faint: #59636e; --line: #d8dee4; --paper: #ffffff; --band: #eef2f6;
        --disk: #0b6bcb; --search: #c2410c; --progress: #18794e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --faint: #9198a1; --line: #30363d; --paper: #0d1117; --band: #1a212b;
          --disk: #58a6ff; --search: #ff9b5e; --progress: #4ac28c; }
}
text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--faint); }
.title { font-size: 17px; font-weight: 600; fill: var(--ink); }
.name { font-weight: 600; fill: var(--ink); }
.paper { fill: var(--paper); }
.band { fill: var(--band); }
.grid { stroke: var(--line); stroke-width: 1; }
.edge { stroke: var(--faint); stroke-width: 1; }
.mark { stroke: var(--faint); stroke-width: 1.25; stroke-dasharray: 5 4; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.disk { stroke: var(--disk); } .search { stroke: var(--search); } .progress { stroke: var(--progress); }
.under { stroke: none; fill-opacity: 0.14; }
.under.disk { fill: var(--disk); } .under.search { fill: var(--search); } .under.progress { fill: var(--progress); }
"""


@dataclass(frozen=True)
class Moment:
    """Seconds since the watch began, bytes in the folder, 99th percentile of the second before, share done of the job's stage."""

    seconds: float
    folder_bytes: int
    p99_millis: float
    stage_share: float


@dataclass(frozen=True)
class Run:
    moments: list[Moment]
    job_began: float
    job_seconds: float
    idle_p99_millis: float
    p99_ratio_max: float
    #: what was run, in a few words
    caption: str


@dataclass(frozen=True)
class Panel:
    name: str
    style: str
    value: Callable[[Moment], float]
    #: at least up to here
    top: float = 0
    #: where a dashed line goes
    mark: float | None = None


def draw(run: Run, path: Path) -> None:
    shown = [moment for moment in run.moments if moment.seconds >= run.job_began - LEAD_SECONDS]
    panels = [
        Panel("Data folder, MB", "disk", lambda moment: moment.folder_bytes / MB),
        Panel(
            "Search, 99th percentile of each second, ms",
            "search",
            lambda moment: moment.p99_millis,
            mark=run.idle_p99_millis * run.p99_ratio_max,
        ),
        Panel("Job, % of its stage: rewriting, then indexing", "progress", lambda moment: 100 * moment.stage_share, top=100),
    ]
    height = TOP + len(panels) * (PANEL_HEIGHT + PANEL_GAP) - PANEL_GAP + BOTTOM
    across = Scale(shown[0].seconds - run.job_began, shown[-1].seconds - run.job_began, LEFT, WIDTH - RIGHT)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">',
        f"<title>{escape(run.caption)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>',
        f'<text class="title" x="{LEFT}" y="30">A compaction while searches go on</text>',
        f'<text x="{LEFT}" y="50">{escape(run.caption)}</text>',
        *legend(f"{run.p99_ratio_max:g} × idle"),
    ]
    for number, panel in enumerate(panels):
        parts += panel_parts(panel, shown, run, across, TOP + number * (PANEL_HEIGHT + PANEL_GAP))
    bottom = height - BOTTOM
    for tick in ticks(across.low, across.high, TICKS_ACROSS):
        parts.append(f'<text x="{across.at(tick):.1f}" y="{bottom + 20}" text-anchor="middle">{tick:g}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{bottom + 40}" text-anchor="middle">seconds since compact()</text>')
    parts.append("</svg>")
    path.write_text("\n".join(parts) + "\n")


@dataclass(frozen=True)
class Scale:
    """From values to pixels."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        return self.begin + (value - self.low) / (self.high - self.low) * (self.end - self.begin)


def ticks(low: float, high: float, count_max: int) -> list[float]:
    """Round numbers between two others."""
    rough = (high - low) / count_max
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def legend(mark: str) -> list[str]:
    right = WIDTH - RIGHT
    return [
        f'<rect class="band" x="{right - 230}" y="18" width="24" height="14"/>',
        f'<text x="{right - 200}" y="30">the job runs</text>',
        f'<line class="mark" x1="{right - 100}" x2="{right - 76}" y1="25" y2="25"/>',
        f'<text x="{right - 70}" y="30">{escape(mark)}</text>',
    ]


def panel_parts(panel: Panel, moments: list[Moment], run: Run, across: Scale, top: float) -> list[str]:
    bottom = top + PANEL_HEIGHT
    points = [(moment.seconds - run.job_began, panel.value(moment)) for moment in moments]
    points = [point for point in points if not math.isnan(point[1])]
    highest = 1.08 * max(panel.top, panel.mark or 0, *(value for _, value in points))
    up = Scale(0, highest, bottom, top)
    begin, end = across.at(0), across.at(run.job_seconds)
    parts = [
        f'<text class="name" x="{LEFT}" y="{top - 8}">{escape(panel.name)}</text>',
        f'<rect class="band" x="{begin:.1f}" y="{top}" width="{end - begin:.1f}" height="{PANEL_HEIGHT}"/>',
    ]
    for tick in ticks(0, highest, TICKS_UP):
        y = up.at(tick)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 10}" y="{y + 4.5:.1f}" text-anchor="end">{tick:,g}</text>')
    line = " ".join(f"{across.at(x):.1f},{up.at(y):.1f}" for x, y in points)
    first, last = across.at(points[0][0]), across.at(points[-1][0])
    parts.append(f'<polygon class="under {panel.style}" points="{first:.1f},{bottom} {line} {last:.1f},{bottom}"/>')
    parts.append(f'<polyline class="curve {panel.style}" points="{line}"/>')
    if panel.mark is not None:
        y = up.at(panel.mark)
        parts.append(f'<line class="mark" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
    parts.append(f'<line class="edge" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{bottom}" y2="{bottom}"/>')
    return parts
