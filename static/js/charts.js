"use strict";
// Draws every [data-kam-chart] from the JSON block its data-source names. Colours come from the
// stylesheet, so both themes follow; a chart is drawn again when the theme or its box changes.
// Data: steps {series: [{name, key: personal|company|stage, points: [[day, level]]}]}
//       bars {labels, values, before?, unfinished?, names?, format?, currency?}
//       line {labels, values, names?, format?, currency?, limit?: {value, text}}
//       pareto {points: [[x %, y %]], crossing?: [x, y], marks?: [{at: [x, y], text}],
//               names?: {x, line, crossing}}
//       scatter {points: [{value: [x %, y %], name, code, url}], cut, names: {x, y},
//               corners: [top left, top right, bottom left, bottom right]}; `top`, `least` and `apart`
//               instead of `cut`: by logarithms from `least` to `top`, what is less lies on the
//               edge; a line on which both are the same, dashed ones where one is `apart` times the other
//       sankey {system, nodes: [{name, label, code, side: b|a}],
//               links: [{source, target, value, way, text, url}]}; a click opens the link's url
//       people {columns, rows, nodes: [{id, at: [column, row], name, text, mark, tone, size, url}],
//               links: [{source, target, kind: boss|influence|knows, strength?}]}
(() => {
  const language = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en";
  const reduced = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--kam-${name}`).trim();
  const palette = () => ({
    ink: colour("ink"), muted: colour("muted"), line: colour("line"), hair: colour("hair"), card: colour("card"),
    axis: colour("strong-line"), accent: colour("accent"), bar: colour("bar"), pale: colour("bar-pale"),
    before: colour("bar-before"), down: colour("down"), amber: colour("bar-amber"), good: colour("up"), font: colour("font"), up: colour("fill-up"), fall: colour("fill-down"),
    fills: ["gone", "top", "major", "ordinary", "small"].map((name) => colour(`fill-${name}`)),
  });

  // 60182000 is 6,018.2 万 in Chinese and 60.2m in English, as the pages write it.
  function writer({ format = "number", currency }) {
    const digits = (maximumFractionDigits) => new Intl.NumberFormat(language, { maximumFractionDigits });
    if (format === "percent") {
      return (x) => (x === null ? "—" : new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(x));
    }
    if (format === "money") {
      const compact = new Intl.NumberFormat(language, {
        notation: "compact", maximumFractionDigits: 1,
        ...(currency && !(currency === "CNY" && language === "zh-CN")
          ? { style: "currency", currency, currencyDisplay: "narrowSymbol" }
          : {}),
      });
      return (x) => (x === null ? "—" : compact.format(x).replace(/(?<=\d)[万亿]/, " $&").replace(/([\d.,]+)\s*([KMB])$/, (_, n, unit) => n + { K: "k", M: "m", B: "bn" }[unit]));
    }
    return (x) => (x === null ? "—" : digits(1).format(x));
  }

  const words = (p) => ({ fontFamily: p.font, fontSize: 12, color: p.muted });
  function frame(p, write) {
    return {
      animation: !reduced, animationDuration: 250, textStyle: words(p),
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, backgroundColor: p.card, borderColor: p.axis,
        textStyle: { ...words(p), color: p.ink }, valueFormatter: write,
        axisPointer: { type: "shadow", shadowStyle: { color: p.axis, opacity: 0.18 } },
      },
      grid: { left: 4, right: 12, top: 14, bottom: 4, containLabel: true },
    };
  }
  // 2026-01 becomes the month, with its year below in January, and at the left edge if there is room.
  const month = (labels) => (text, i) => {
    const [year, number] = /^\d{4}-\d\d$/.test(text) ? text.split("-") : [];
    if (!year) return text;
    const first = i === 0 && !labels.slice(1, 3).some((label) => label.endsWith("-01"));
    return first || number === "01" ? `${number}\n${year}` : number;
  };
  const categories = (p, data) => ({
    type: "category", data: data.labels, axisTick: { show: false }, axisLine: { lineStyle: { color: p.axis } },
    axisLabel: { ...words(p), lineHeight: 15, interval: data.labels.length > 14 ? "auto" : 0, formatter: month(data.labels) },
  });
  const amounts = (p, write) => ({ type: "value", splitNumber: 4, axisLabel: { ...words(p), formatter: write }, splitLine: { lineStyle: { color: p.hair } } });

  function bars(data, p) {
    const write = writer(data);
    const values = data.values.map((value, i) => (i === data.unfinished ? { value, itemStyle: { color: p.pale } } : value));
    const series = [{ name: data.names?.values ?? "", type: "bar", barMaxWidth: 34, barWidth: "52%", itemStyle: { color: p.bar, borderRadius: [3, 3, 0, 0] }, data: values }];
    if (data.before) {
      series.push({
        name: data.names?.before ?? "", type: "line", symbol: "circle", symbolSize: 5, data: data.before,
        lineStyle: { color: p.before, width: 1.75, type: "dashed" }, itemStyle: { color: p.before },
      });
    }
    return { ...frame(p, write), xAxis: categories(p, data), yAxis: amounts(p, write), series };
  }

  function line(data, p) {
    const write = writer(data);
    const limit = data.limit && {
      symbol: "none", silent: true, lineStyle: { color: p.down, type: "dashed" },
      data: [{ yAxis: data.limit.value, label: { ...words(p), color: p.down, formatter: data.limit.text, position: "insideEndTop" } }],
    };
    const series = [{
      name: data.names?.values ?? "", type: "line", symbol: "circle", symbolSize: 5, data: data.values, markLine: limit,
      lineStyle: { color: p.accent, width: 2 }, itemStyle: { color: p.accent }, areaStyle: { color: p.accent, opacity: 0.08 },
    }];
    return { ...frame(p, write), xAxis: categories(p, data), yAxis: { ...amounts(p, write), scale: true }, series };
  }

  // The curve of cumulated value; the 80 % line, and where it is crossed in words.
  function pareto(data, p, narrow) {
    const write = writer({ format: "number" });
    const percent = (x) => `${write(x)}%`;
    const axis = { type: "value", min: 0, max: 100, interval: 20, axisLabel: { ...words(p), formatter: percent } };
    const dot = (at, text, strong) => ({
      coord: at,
      label: { ...words(p), color: strong ? p.ink : p.muted, fontWeight: strong ? 600 : 400, formatter: text, position: "right", offset: [4, strong ? 16 : 4], show: strong || !narrow },
    });
    const [x, y] = data.crossing ?? [];
    const lines = [{ yAxis: 80, label: { ...words(p), color: p.down, formatter: data.names?.line ?? "80%", position: "insideEndTop" } }];
    if (data.crossing) {
      lines.push([{ coord: [x, 0], lineStyle: { color: p.muted, type: [2, 3], width: 1 }, label: { show: false } }, { coord: [x, y] }]);
    }
    return {
      ...frame(p, percent),
      grid: { left: 4, right: 22, top: 14, bottom: data.names?.x ? 24 : 4, containLabel: true },
      xAxis: { ...axis, name: data.names?.x, nameLocation: "middle", nameGap: 28, nameTextStyle: words(p), splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: p.axis } }, axisPointer: { label: { formatter: ({ value }) => percent(value) } } },
      yAxis: { ...axis, splitLine: { lineStyle: { color: p.hair } } },
      series: [{
        type: "line", data: data.points, smooth: 0.15, smoothMonotone: "x", showSymbol: false,
        lineStyle: { width: 2.2, color: p.accent }, itemStyle: { color: p.accent }, areaStyle: { color: p.accent, opacity: 0.08 },
        markLine: { symbol: "none", silent: true, lineStyle: { color: p.down, type: [4, 4], width: 1.2 }, data: lines },
        markPoint: {
          symbol: "circle", symbolSize: 8, silent: true, itemStyle: { color: p.card, borderColor: p.accent, borderWidth: 2 },
          data: [...(data.crossing ? [dot(data.crossing, data.names?.crossing ?? "", true)] : []), ...(data.marks ?? []).map(({ at, text }) => dot(at, text, false))],
        },
      }],
    };
  }

  // Movers from the classes of a day (left) to those of now (right).
  function sankey(data, p, narrow) {
    const write = writer({ format: "number" });
    const sums = {};
    for (const { source, target, value } of data.links) {
      for (const name of [source, target]) sums[name] = (sums[name] ?? 0) + value;
    }
    const nodes = data.nodes.map(({ name, label, code, side }) => ({
      name, depth: side === "b" ? 0 : 1, itemStyle: { color: p.fills[code] ?? p.bar, borderWidth: 0 },
      label: { ...words(p), color: p.ink, position: side === "b" ? "right" : "left", formatter: `${label} ${write(sums[name])}` },
    }));
    const tone = (way) => (way > 0 ? p.up : way < 0 ? p.fall : p.axis);
    const links = data.links.map((link) => ({ ...link, lineStyle: { color: tone(link.way), opacity: 0.4 } }));
    return {
      animation: !reduced, animationDuration: 250, textStyle: words(p),
      tooltip: {
        trigger: "item", renderMode: "richText", confine: true, backgroundColor: p.card, borderColor: p.axis, textStyle: { ...words(p), color: p.ink },
        formatter: ({ dataType, data: at }) => (dataType === "edge" ? `${at.text}  ${write(at.value)}` : at.label.formatter),
      },
      series: [{
        type: "sankey", data: nodes, links, left: 2, right: 2, top: 8, bottom: 8, nodeWidth: 10, nodeGap: narrow ? 10 : 16, draggable: false,
        layoutIterations: 0, emphasis: { focus: "adjacency" }, lineStyle: { curveness: 0.5 },
      }],
    };
  }

  // Accounts by two percentages, with a cross at the cut or the line of equals; corners are named.
  function scatter(data, p) {
    const digits = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
    const write = data.least ? digits.format : writer({ format: "number" });
    const [least, end] = [data.least ?? 0, data.top ?? 100];
    const line = (from, to, type) => [{ coord: from, lineStyle: { type } }, { coord: to }];
    const lines = data.least ? [
      line([least, least], [end, end], "solid"),
      line([least, least * data.apart], [end / data.apart, end], "dashed"),
      line([least * data.apart, least], [end, end / data.apart], "dashed"),
    ] : [{ xAxis: data.cut }, { yAxis: data.cut }];
    const scale = data.least
      ? { type: "log", axisLabel: { ...words(p), formatter: (x) => (x <= least ? `≤ ${write(x)}` : write(x)) } }
      : { type: "value", interval: 25, axisLabel: words(p) };
    const axis = (name, nameGap) => ({
      ...scale, min: least, max: end, name, nameLocation: "middle", nameGap, nameTextStyle: words(p), splitLine: { lineStyle: { color: p.hair } },
    });
    const place = (point) => (data.least ? { ...point, said: point.value, value: point.value.map((x) => Math.max(x, least)) } : point);
    const tones = { 1: p.up, 2: p.fills[1], 3: p.fills[2], 4: p.fills[3], over: p.fall, under: p.amber };
    const corner = (text, x, y, [align, verticalAlign]) => ({ coord: [x, y], value: text, label: { ...words(p), formatter: text, fontWeight: 600, align, verticalAlign, padding: [1, 5], backgroundColor: p.card, borderRadius: 3, distance: 0 } });
    const [ideal, star, easy, drain] = data.corners;
    return {
      ...frame(p, write),
      tooltip: { ...frame(p, write).tooltip, trigger: "item", formatter: ({ name, value, data: { said: [x, y] = value } }) => `${name}\n${data.names.x} ${write(x)}\n${data.names.y} ${write(y)}` },
      grid: { left: 24, right: 16, top: 14, bottom: 26, containLabel: true },
      xAxis: axis(data.names.x, 28), yAxis: axis(data.names.y, 34),
      series: [{
        type: "scatter", symbolSize: 9,
        data: data.points.map((point) => ({ ...place(point), itemStyle: { color: tones[point.code] ?? p.bar, opacity: 0.75 } })),
        markLine: { symbol: "none", silent: true, lineStyle: { color: p.axis, type: "solid", width: 1.5 }, label: { show: false }, data: lines },
        markPoint: {
          symbol: "circle", symbolSize: 1, silent: true, itemStyle: { color: "transparent" },
          data: [corner(ideal, least, end, ["left", "top"]), corner(star, end, end, ["right", "top"]), corner(easy, least, least, ["left", "bottom"]), corner(drain, end, least, ["right", "bottom"])].filter(({ value }) => value),
        },
      }],
    };
  }

  // Their people from the top down, ours in the last row; the box grows with them.
  const CELL = [132, 118];
  function people(data, p, narrow, box) {
    box.style.minWidth = `${Math.ceil(data.columns * CELL[0])}px`;
    box.style.height = `${Math.ceil(data.rows * CELL[1]) + 8}px`;
    const tones = { sponsor: p.good, supporter: p.bar, neutral: p.fills[0], sceptic: p.amber, opponent: p.fall, ours: p.accent };
    const rich = {
      name: { ...words(p), fontWeight: 600, color: p.ink, lineHeight: 17 }, text: { ...words(p), fontSize: 11, lineHeight: 15 },
    };
    const nodes = data.nodes.map(({ id, at, name, text, mark, tone, size, url }) => ({
      id, name, url, value: at, symbol: tone === "ours" ? "roundRect" : "circle", symbolSize: tone === "ours" ? [34, 22] : 14 + 5 * size,
      itemStyle: { color: tones[tone] ?? p.card, borderColor: tones[tone] ? p.card : p.axis, borderWidth: 2 },
      label: {
        show: true, position: "bottom", distance: 5, rich, backgroundColor: p.card, borderRadius: 3, padding: [1, 3], overflow: "truncate", width: CELL[0] - 14,
        formatter: () => [`{name|${name}}`, ...[text, mark].filter(Boolean).map((said) => `{text|${said}}`)].join("\n"),
      },
    }));
    const looks = {
      boss: () => ({ lineStyle: { color: p.before, width: 1.6 } }),
      influence: ({ strength }) => ({ lineStyle: { color: p.amber, width: strength, type: "dashed", curveness: 0.25 }, symbol: ["none", "arrow"], symbolSize: 9 }),
      knows: ({ strength }) => ({
        lineStyle: { color: p.accent, width: 1, type: [2, 3], opacity: 0.75 },
        label: { show: strength > 0, formatter: `${strength}`, color: p.accent, fontSize: 11, fontWeight: 600, backgroundColor: p.card, padding: [0, 3] },
      }),
    };
    const axis = (max, inverse) => ({ type: "value", show: false, min: -0.5, max: max - 0.5, inverse });
    return {
      animation: false, textStyle: words(p), tooltip: { show: false },
      grid: { left: 0, right: 0, top: 0, bottom: 34 }, xAxis: axis(data.columns, false), yAxis: axis(data.rows, true),
      series: [{
        type: "graph", coordinateSystem: "cartesian2d", data: nodes, emphasis: { focus: "adjacency" }, edgeLabel: { show: false },
        links: data.links.map((link) => ({ source: link.source, target: link.target, ...looks[link.kind](link) })),
      }],
    };
  }

  // Levels and stage of a relation by day: each holds until the next step.
  function steps(data, p) {
    const write = writer({ format: "number" });
    const tones = { personal: p.fills[2], company: p.fills[1], stage: p.accent };
    return {
      ...frame(p, write),
      tooltip: { ...frame(p, write).tooltip, axisPointer: { type: "line", lineStyle: { color: p.axis } } },
      grid: { left: 4, right: 16, top: 14, bottom: 4, containLabel: true },
      xAxis: { type: "time", axisLine: { lineStyle: { color: p.axis } }, axisLabel: { ...words(p), hideOverlap: true, formatter: { year: "{yyyy}", month: "{yyyy}-{MM}", day: "{MM}-{dd}" } } },
      yAxis: { type: "value", min: 0, max: 5, interval: 1, axisLabel: words(p), splitLine: { lineStyle: { color: p.hair } } },
      series: data.series.map(({ name, key, points }) => ({
        name, type: "line", step: "end", data: points, symbol: "circle", symbolSize: key === "stage" ? 5 : 4,
        lineStyle: { color: tones[key], width: key === "stage" ? 2.6 : 1.6, type: key === "company" ? [6, 3] : "solid" },
        itemStyle: { color: tones[key] }, areaStyle: key === "stage" ? { color: p.accent, opacity: 0.1 } : undefined,
      })),
    };
  }

  const kinds = { bars, line, pareto, people, sankey, scatter, steps };

  function draw(box) {
    const source = document.getElementById(box.dataset.source);
    if (!source || !kinds[box.dataset.kamChart]) return;
    const option = kinds[box.dataset.kamChart](JSON.parse(source.textContent), palette(), box.clientWidth < 500, box);
    const chart = window.echarts.getInstanceByDom(box) ?? window.echarts.init(box, null, { renderer: "canvas" });
    chart.off("click");
    chart.on("click", ({ data: at }) => { if (at?.url) window.location.assign(at.url); });
    chart.setOption(option, true);
  }

  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = window.echarts.getInstanceByDom(target);
      if (chart && target.clientWidth && target.clientWidth !== chart.getWidth()) {
        chart.resize();
        draw(target);
      }
    }
  });

  function drawAll(within) {
    for (const box of within.querySelectorAll("[data-kam-chart]")) {
      draw(box);
      watcher.observe(box);
    }
  }

  drawAll(document);
  document.addEventListener("kam:theme", () => drawAll(document));
  document.addEventListener("htmx:afterSwap", ({ detail }) => drawAll(detail.target));
  document.addEventListener("htmx:beforeCleanupElement", ({ detail }) => {
    const gone = detail.elt.matches?.("[data-kam-chart]") && window.echarts.getInstanceByDom(detail.elt);
    if (gone) gone.dispose();
  });
})();
