/// The page at `/`: it plays the held-back observations hour by hour, asks `/predict` for each, and draws what comes back.
enum Page {
    static let html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Temperature in six hours</title>
        <style>
          :root { color-scheme: light dark; --ink: #1c2330; --paper: #fbfbf9; --grid: #d9dce2; --seen: #33658a; --ahead: #d1495b; }
          @media (prefers-color-scheme: dark) { :root { --ink: #e6e8ec; --paper: #14171c; --grid: #2c323b; --seen: #7fb3d5; --ahead: #ff8a96; } }
          body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
          h1 { font-size: 1.4rem; margin: 0; }
          svg { width: 100%; height: auto; display: block; margin: 1rem 0; }
          .grid { stroke: var(--grid); } .label { fill: var(--ink); font-size: 12px; opacity: .7; }
          .seen { stroke: var(--seen); } .ahead { stroke: var(--ahead); } .seen, .ahead { fill: none; stroke-width: 2; }
          .now { stroke: var(--ink); stroke-dasharray: 3 4; opacity: .5; }
          .dot { fill: var(--ahead); } dl { display: flex; gap: 2rem; flex-wrap: wrap; margin: 0; }
          dt { font-size: .8rem; opacity: .7; } dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
          .key { display: inline-block; width: 1.2em; height: 3px; vertical-align: middle; margin: 0 .3em 0 1em; }
          #problem { color: var(--ahead); } button { font: inherit; padding: .2em .9em; }
        </style>
        <h1>Temperature in six hours</h1>
        <p>Hours that the model never saw in training, played one by one; each is sent to <code>/predict</code>.
          <span class="key" style="background: var(--seen)"></span>observed
          <span class="key" style="background: var(--ahead)"></span>forecast six hours before</p>
        <svg id="chart" viewBox="0 0 900 380" role="img" aria-label="Observed and forecast temperature"></svg>
        <dl>
          <div><dt>Now</dt><dd id="now">–</dd></div>
          <div><dt>In six hours</dt><dd id="next">–</dd></div>
          <div><dt>Mean error of the forecasts</dt><dd id="error">–</dd></div>
          <div><dt>Of «it stays as it is»</dt><dd id="persistence">–</dd></div>
          <div><dt>Last answer took</dt><dd id="took">–</dd></div>
          <div><dt>Answers</dt><dd id="answers">0</dd></div>
        </dl>
        <p><button id="pause">Pause</button> <span id="problem" role="status"></span></p>
        <script>
        "use strict";
        const byId = id => document.getElementById(id), WINDOW = 24, SPAN = 96;
        let header, rows, column, ahead = 6, position, forecasts = [], answers = 0, paused = false;

        async function ask(first, last) {
          const body = [header, ...rows.slice(first, last)].join("\\n") + "\\n", start = performance.now();
          const response = await fetch("/predict", { method: "POST", body, headers: { "Content-Type": "text/csv", Accept: "application/json" } });
          const answer = await response.json();
          if (!response.ok) throw new Error(answer.error.message);
          byId("took").textContent = (performance.now() - start).toFixed(1) + " ms";
          ahead = answer.rows_ahead;
          answer.predictions.forEach((prediction, index) => { forecasts[first + WINDOW - 1 + index + ahead] = prediction.value; });
          answers += answer.predictions.length;
        }

        const observed = index => Number(rows[index].split(",")[column]);
        const degrees = value => value.toFixed(1) + " °C";

        function draw() {
          const first = Math.max(position - SPAN, 0), last = position + ahead;
          const seen = [], told = [];
          for (let i = first; i <= position; i++) seen.push([i, observed(i)]);
          for (let i = first; i <= last; i++) if (forecasts[i] !== undefined) told.push([i, forecasts[i]]);
          const values = [...seen, ...told].map(point => point[1]);
          const low = Math.floor(Math.min(...values) / 5) * 5, high = Math.max(Math.ceil(Math.max(...values) / 5) * 5, low + 5);
          const x = i => 50 + (i - first) / Math.max(last - first, 1) * 830, y = v => 350 - (v - low) / (high - low) * 330;
          const path = points => points.map((point, n) => (n ? "L" : "M") + x(point[0]).toFixed(1) + " " + y(point[1]).toFixed(1)).join("");
          let svg = "";
          for (let v = low; v <= high; v += 5)
            svg += `<line class="grid" x1="50" x2="880" y1="${y(v)}" y2="${y(v)}"/><text class="label" x="42" y="${y(v) + 4}" text-anchor="end">${v} °C</text>`;
          for (let i = first; i <= position; i++) {
            const time = rows[i].split(",")[0];
            if (time.endsWith("T00")) svg += `<line class="grid" x1="${x(i)}" x2="${x(i)}" y1="20" y2="350"/><text class="label" x="${x(i) + 4}" y="368">${time.slice(0, 10)}</text>`;
          }
          svg += `<line class="now" x1="${x(position)}" x2="${x(position)}" y1="20" y2="350"/><path class="seen" d="${path(seen)}"/><path class="ahead" d="${path(told)}"/>`;
          const tip = told[told.length - 1];
          if (tip) svg += `<circle class="dot" cx="${x(tip[0])}" cy="${y(tip[1])}" r="5"/>`;
          byId("chart").innerHTML = svg;

          let sum = 0, stay = 0, count = 0;
          for (let i = 0; i <= position; i++) if (forecasts[i] !== undefined) {
            sum += Math.abs(forecasts[i] - observed(i)); stay += Math.abs(observed(i - ahead) - observed(i)); count++;
          }
          byId("now").textContent = degrees(observed(position));
          byId("next").textContent = tip ? degrees(tip[1]) : "–";
          if (count) { byId("error").textContent = degrees(sum / count); byId("persistence").textContent = degrees(stay / count); }
          byId("answers").textContent = answers;
        }

        async function step() {
          if (!paused) {
            try {
              if (position + 1 >= rows.length) { position = WINDOW - 1 + SPAN; forecasts = []; await ask(0, position + 1); }
              else { position++; await ask(position - WINDOW + 1, position + 1); }
              byId("problem").textContent = "";
              draw();
            } catch (error) { byId("problem").textContent = error.message; }
          }
          setTimeout(step, 500);
        }

        byId("pause").onclick = () => { paused = !paused; byId("pause").textContent = paused ? "Go on" : "Pause"; };
        (async () => {
          try {
            const text = await (await fetch("/observations.csv")).text();
            [header, ...rows] = text.trim().split("\\n");
            column = header.split(",").indexOf("temp_c");
            position = Math.min(WINDOW - 1 + SPAN, rows.length - 1);
            await ask(0, position + 1);
            draw();
            step();
          } catch (error) { byId("problem").textContent = error.message; }
        })();
        </script>
        </html>
        """
}
