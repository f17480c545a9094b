// SPDX-License-Identifier: Apache-2.0
// Draws a report: its figures, charts and tables. Sets window.pvscsimDrawn when all is there.
(function () {
    'use strict';
    const report = JSON.parse(document.getElementById('report').textContent);
    const simulatedNs = report.simulated_ns;
    const charts = [];

    // Text.
    const grouped = (n) => Math.round(n).toLocaleString('en-US');
    const digits = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2));
    function timeText(ns) {
        const units = [[1e9, ' s'], [1e6, ' ms'], [1e3, ' µs']];
        const unit = units.find(([scale]) => ns >= scale * 0.99995);
        return unit ? digits(ns / unit[0]) + unit[1] : Math.round(ns) + ' ns';
    }
    /** Time as a tick's label: no digits that say nothing. */
    const tickTime = (ns) => (ns === 0 ? '0' : timeText(ns)).replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' ');
    function tickCount(n) {
        const unit = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']].find(([scale]) => n >= scale);
        return unit ? +(n / unit[0]).toPrecision(3) + unit[1] : +n.toPrecision(3) + '';
    }
    const rateText = (n) => (n < 1e9 ? digits(n / 1e6) + ' MB/s' : digits(n / 1e9) + ' GB/s');
    const words = (key) => key.replace(/_(ns|us|ps|ppm|milli|bytes|kib)$/, '').replace(/_/g, ' ')
        .replace(/^p(\d+) (\d+)$/, 'p$1.$2');
    /** A value as its key's last part says. */
    function valueText(key, value) {
        if (typeof value !== 'number') return String(value);
        if (key.endsWith('_ns')) return timeText(value);
        if (key.endsWith('_us')) return timeText(value * 1e3);
        if (key.endsWith('_ps')) return key === 'clock_period_ps' ? value + ' ps' : timeText(value / 1e3);
        if (key.endsWith('_ppm')) return digits(value / 1e4) + ' %';
        if (key.endsWith('_milli')) return (value / 1e3).toLocaleString('en-US');
        return grouped(value);
    }

    // Elements. Text goes in as text: nothing from the report becomes markup.
    function element(parent, tag, className, text) {
        const node = parent.appendChild(document.createElement(tag));
        if (className) node.className = className;
        if (text !== undefined) node.textContent = text;
        return node;
    }
    const byId = (id) => document.getElementById(id);

    function drawHeader() {
        const header = byId('header');
        element(header, 'h1', '', report.scenario.name);
        element(header, 'span', 'verdict ' + report.verdict, report.verdict);
        if (report.scenario.purpose) element(header, 'p', 'purpose', report.scenario.purpose);
        element(header, 'p', 'note', [timeText(simulatedNs) + ' simulated',
            'seed ' + report.scenario.seed, 'configuration ' + report.scenario.digest,
            report.tool.name + ' ' + report.tool.version].join(' · '));
        const missed = report.expectations.filter((value) => !value.held).map((value) =>
            `${value.path} is ${JSON.stringify(value.actual)}, expected ${value.expected}`);
        const reasons = report.failures.map((failure) => failure.text).concat(missed);
        if (reasons.length > 0) {
            const list = element(header, 'ul', 'failures');
            reasons.forEach((reason) => element(list, 'li', '', reason));
        }
    }

    function drawFigures() {
        const figure = (value, label) => {
            const card = element(byId('figures'), 'div', 'figure');
            element(card, 'b', '', value);
            element(card, 'span', '', label);
        };
        const latency = report.latency;
        figure(grouped(report.throughput.requests_per_s), 'requests/s');
        figure(rateText(report.throughput.bytes_per_s), 'data');
        figure(timeText(latency.mean_ns), 'mean latency');
        figure(timeText(latency.p50_ns), 'median');
        figure(timeText(latency.p99_ns), '99 % within');
        figure(timeText(latency.p99_9_ns), '99.9 % within');
        figure(digits(report.notifications.completions_per_interrupt_milli / 1e3),
            'completions an interrupt');
        figure(grouped(report.cpu.cycles_per_request_milli / 1e3), 'CPU cycles a request');
    }

    // Charts.
    let css;
    const color = (name) => css.getPropertyValue('--' + name).trim();
    const faint = (name) => color(name) + '40';

    function line(label, data, name, more) {
        return () => Object.assign({
            type: 'line', label, data, borderColor: color(name), backgroundColor: faint(name),
            borderWidth: 1.8, pointRadius: data.length === 1 ? 3 : 0, pointHitRadius: 8,
        }, more);
    }
    /** A chart in a card of its own; data sets and axes are functions, made anew for each theme. */
    function chart(id, title, text, options) {
        const card = element(byId('charts'), 'div', 'card');
        element(card, 'h2', '', title);
        element(card, 'p', '', text);
        const plot = element(card, 'div', 'plot' + (options.tall ? ' tall' : ''));
        const canvas = element(plot, 'canvas');
        canvas.id = id;
        canvas.setAttribute('role', 'img');
        canvas.setAttribute('aria-label', title + '. ' + text);
        charts.push({canvas, options, drawn: null});
    }
    function axis(title, more) {
        return Object.assign({
            title: {display: Boolean(title), text: title, color: color('muted')},
            grid: {color: color('grid'), borderColor: color('line')},
            ticks: Object.assign({color: color('muted'), maxRotation: 0, autoSkipPadding: 14},
                more && more.tick ? {callback: more.tick} : {}),
        }, more);
    }
    /** Logarithmic time; lines and labels at 1, 2 and 5 of each decade, at 1 alone over many. */
    function logTime(title, more) {
        return axis(title, Object.assign({
            type: 'logarithmic',
            ticks: {color: color('muted'), maxRotation: 0, autoSkipPadding: 6,
                callback: (ns) => tickTime(ns)},
            afterBuildTicks: (scale) => {
                const wanted = scale.max / scale.min > 2e3 ? /^10*$/ : /^[125]0*$/;
                scale.ticks = scale.ticks.filter((t) => wanted.test(String(Math.round(t.value))));
            },
        }, more));
    }
    const simulatedTime = () => axis('simulated time',
        {type: 'linear', min: 0, max: simulatedNs, tick: tickTime});
    const amount = (title, more) => axis(title,
        Object.assign({beginAtZero: true, tick: tickCount}, more));

    function draw(entry) {
        const o = entry.options;
        if (entry.drawn) entry.drawn.destroy();
        entry.drawn = new Chart(entry.canvas, {
            type: o.type || 'line',
            data: {labels: o.labels, datasets: o.sets.map((set) => set())},
            options: {
                animation: false, responsive: true, maintainAspectRatio: false, indexAxis: o.index || 'x',
                interaction: {mode: o.index ? 'nearest' : 'index', intersect: false, axis: o.index || 'x'},
                scales: o.scales(),
                plugins: {
                    legend: {display: o.sets.length > 1, position: 'bottom',
                        labels: {color: color('text'), boxWidth: 12, boxHeight: 12}},
                    tooltip: {callbacks: {title: o.title, label: o.label}},
                },
            },
        });
    }
    function drawCharts() {
        css = getComputedStyle(document.documentElement);
        Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
        charts.forEach(draw);
    }

    /** Joins the histogram's fine buckets into bars of equal width on a logarithmic axis. */
    function bars(histogram, low, ratio, count, all) {
        const shares = new Array(count).fill(0);
        histogram.forEach(([upper, n]) => {
            const i = Math.floor(Math.log(Math.max(upper, 1) / low) / Math.log(ratio));
            shares[Math.min(Math.max(i, 0), count - 1)] += 100 * n / all;
        });
        return shares.map((y, i) => ({x: low * Math.pow(ratio, i), y}))
            .concat([{x: low * Math.pow(ratio, count), y: 0}]);
    }
    function distributionChart() {
        const latency = report.latency;
        const low = Math.max(latency.min_ns, 1) / 1.1;
        const high = Math.max(latency.max_ns, 1) * 1.1;
        const count = Math.max(8, Math.min(64, Math.floor(Math.log(high / low) / 0.02)));
        const ratio = Math.pow(high / low, 1 / count);
        const parts = [['reads', latency.read, 'c1'], ['writes', latency.write, 'c2']]
            .filter((part) => part[1].count > 0);
        if (parts.length === 0) parts.push(['requests', latency, 'c1']);
        const step = {stepped: 'before', fill: 'origin', yAxisID: 'y'};
        const sets = parts.map(([label, part, name]) => line(label,
            bars(part.histogram, low, ratio, count, latency.count), name,
            Object.assign({}, step, {stepped: 'after'})));
        let seen = 0;
        const within = [{x: low, y: 0}].concat(latency.histogram.map(([upper, n]) => {
            seen += n;
            return {x: upper, y: 100 * seen / latency.count};
        }), [{x: high, y: latency.count > 0 ? 100 : 0}]);
        sets.push(line('within that time', within, 'c6',
            {yAxisID: 'share', borderDash: [5, 3], stepped: 'before'}));
        chart('distribution', 'Latency', 'Share of requests by latency, and how many end within it.', {
            sets,
            scales: () => ({
                x: logTime('', {min: low, max: high}),
                y: axis('% of requests', {beginAtZero: true}),
                share: axis('% within', {position: 'right', min: 0, max: 100, grid: {display: false}}),
            }),
            title: (items) => timeText(items[0].parsed.x),
            label: (item) => item.dataset.label + ': ' + digits(item.parsed.y) + ' %',
        });
    }

    /** One point a span of time, at its middle; `value(row, seconds)` may be null: a gap. */
    function series(spanPs, rows, value) {
        const spanNs = spanPs / 1e3;
        return rows.map((row, i) => {
            const begin = i * spanNs;
            const end = Math.min(begin + spanNs, simulatedNs);
            return {x: (begin + end) / 2, y: end > begin ? value(row, (end - begin) / 1e9) : null};
        });
    }
    const timeTitle = (items) => 'at ' + timeText(items[0].parsed.x);

    function overTimeCharts() {
        const over = report.latency.over_time;
        const of = (value) => series(over.span_ps, over.spans, value);
        const some = (i) => (row) => (row[0] > 0 ? Math.max(row[i], 1) : null);
        const timeLabel = (item) => item.dataset.label + ': ' + timeText(item.parsed.y);
        chart('latency_over_time', 'Latency over time',
            'Of requests that ended in each of ' + over.spans.length + ' spans.', {
                sets: [line('longest', of(some(3)), 'c2', {borderWidth: 1}),
                    line('mean', of(some(2)), 'c1')],
                scales: () => ({x: simulatedTime(), y: logTime('')}),
                title: timeTitle, label: timeLabel,
            });
        chart('throughput', 'Throughput', 'Requests ended and data moved, a second.', {
            sets: [line('requests/s', of((row, s) => row[0] / s), 'c1', {fill: 'origin'}),
                line('MB/s', of((row, s) => row[1] / s / 1e6), 'c3', {yAxisID: 'data'})],
            scales: () => ({
                x: simulatedTime(), y: amount('requests/s'),
                data: amount('MB/s', {position: 'right', grid: {display: false}}),
            }),
            title: timeTitle,
            label: (item) => grouped(item.parsed.y) + ' ' + item.dataset.label,
        });
        const ring = report.rings.occupancy;
        chart('occupancy', 'Outstanding requests',
            'Requests published and not yet given back; the request ring has ' +
            grouped(report.rings.request.entries) + ' entries.', {
                sets: [line('most', series(ring.span_ps, ring.spans, (row) => row[1]), 'c4',
                    {borderWidth: 1}),
                line('mean', series(ring.span_ps, ring.spans, (row) => row[0] / 1e3), 'c3',
                    {fill: 'origin'})],
                scales: () => ({x: simulatedTime(), y: amount('requests')}),
                title: timeTitle,
                label: (item) => item.dataset.label + ': ' + digits(item.parsed.y),
            });
    }

    function barChart(id, title, text, rows, valueLabel, tick) {
        chart(id, title, text, {
            tall: true, type: 'bar', index: 'y',
            labels: rows.map((row) => row.label),
            sets: [() => ({
                label: title, data: rows.map((row) => row.value), borderRadius: 3, minBarLength: 2,
                backgroundColor: rows.map((row) => color(row.color)), barPercentage: 0.8,
            })],
            scales: () => ({
                x: axis('', {beginAtZero: true, tick}),
                y: axis('', {grid: {display: false}, ticks: {color: color('text'), autoSkip: false}}),
            }),
            label: (item) => valueLabel(item.parsed.x),
        });
    }
    function stageChart() {
        const total = Math.max(report.latency.total_ps, 1);
        const place = {driver_queue: 'c1', doorbell: 'c4', fetch: 'c3', parse: 'c3', dma_in: 'c3',
            backend_queue: 'c2', service: 'c2', dma_out: 'c3', completion_post: 'c3',
            interrupt_hold: 'c4', delivery: 'c4', handler: 'c1'};
        const rows = Object.entries(report.stages).map(([key, stage]) => ({
            label: words(key) + '  ' + timeText(stage.mean_ns), color: place[key] || 'c6',
            value: stage.mean_ns,
        }));
        barChart('stages', 'Where the time went',
            'Mean time of a request in each stage: driver (blue), notification (violet), device ' +
            '(green), backend (orange).', rows,
            (ns) => timeText(ns) + ', ' + digits(100 * ns * 1e3 * report.latency.count / total) +
                ' % of the latency', tickTime);
    }
    function cycleChart() {
        const completed = report.requests.completed || 1;
        const guest = {};
        report.cpu.vcpus.forEach((vcpu) => activities(vcpu).forEach(([key, value]) => {
            guest[key] = (guest[key] || 0) + value;
        }));
        const rows = [[Object.entries(guest), 'guest ', 'c1'],
            [activities(report.cpu.hypervisor), 'hypervisor ', 'c5']]
            .flatMap(([entries, owner, name]) => entries
                .filter((entry) => entry[1] > 0)
                .map(([key, value]) => ({
                    label: owner + words(key.replace(/_cycles$/, '')) + '  ' + grouped(value / completed),
                    color: name, value: value / completed,
                })));
        barChart('cycles', 'CPU cycles a request',
            'Busy cycles by activity: guest (blue), hypervisor (red).', rows,
            (cycles) => digits(cycles) + ' cycles', tickCount);
    }
    function activities(owner) {
        const sums = ['busy_cycles', 'idle_cycles', 'dma_cycles'];
        return Object.entries(owner)
            .filter(([key]) => key.endsWith('_cycles') && !sums.includes(key));
    }

    // Tables.
    function table(title, head, rows, wide, leftColumns) {
        const card = element(byId('tables'), 'div', 'card' + (wide ? ' wide' : ''));
        element(card, 'h2', '', title);
        const body = element(card, 'table');
        const row = (cells, tag) => {
            const line = element(body, 'tr');
            cells.forEach((cell, i) => {
                const node = element(line, tag, i < (leftColumns || 1) ? 'text' : '', cell);
                if (cell === 'held' || cell === 'missed') node.className = cell;
            });
        };
        if (head) row(head, 'th');
        rows.forEach((cells) => row(cells, 'td'));
    }
    /** The plain values of an object and of those in it, as rows. */
    function rowsOf(object, prefix) {
        return Object.entries(object).flatMap(([key, value]) => {
            if (Array.isArray(value) || value === null || key === 'clock_period_ps') return [];
            if (typeof value === 'object') return rowsOf(value, prefix + words(key) + ': ');
            return [[prefix + words(key), valueText(key, value)]];
        });
    }
    function drawTables() {
        if (report.expectations.length > 0) {
            table('Expectations', ['value', 'expected', 'actual', ''], report.expectations.map(
                (e) => [e.path, e.expected, JSON.stringify(e.actual), e.held ? 'held' : 'missed']),
            true, 2);
        }
        const columns = ['mean_ns', 'stddev_ns', 'min_ns', 'p50_ns', 'p90_ns', 'p99_ns', 'p99_9_ns',
            'max_ns'];
        const timing = (name, part) => [name].concat(columns.map((key) => timeText(part[key])));
        table('Latency and its stages', [''].concat(columns.map(words)),
            [timing('all requests', report.latency)]
                .concat(report.latency.read.count ? [timing('reads', report.latency.read)] : [])
                .concat(report.latency.write.count ? [timing('writes', report.latency.write)] : [])
                .concat(Object.entries(report.stages).map(([key, stage]) => timing(words(key), stage))),
            true);
        const kinds = Object.entries(report.requests.by_kind)
            .filter(([, kind]) => kind.completed + kind.not_completed > 0);
        table('Requests', null, rowsOf(Object.assign({}, report.requests, {by_kind: {}}), '').concat(
            kinds.map(([key, kind]) => [words(key), grouped(kind.completed) + ' of ' +
                grouped(kind.completed + kind.not_completed)])));
        const title = (key) => words(key)[0].toUpperCase() + words(key).slice(1);
        ['notifications', 'integrity', 'recovery', 'hotplug', 'faults', 'iommu', 'protocol',
            'raw_guest'].filter((key) => report[key]).forEach((key) =>
            table(title(key), null, rowsOf(report[key], '')));
        if (report.faults.injected.length > 0) {
            table('Faults injected', ['fault', 'strikes'],
                report.faults.injected.map((f) => [f.fault, grouped(f.strikes)]), true);
        }
        if (report.protocol && report.protocol.violations.length > 0) {
            table('Violations', ['rule', 'what', 'when'], report.protocol.violations.map(
                (v) => [v.rule, v.what, timeText(v.at_ns)]), true, 2);
        }
        (report.shared_backends || []).forEach((shared) => table('Shared backend: ' + shared.name,
            ['machine', 'target', 'requests', 'mean service', 'mean wait'], shared.targets.map((t) => [
                t.machine === 0 ? 'own' : 'neighbour ' + (t.machine - 1), String(t.target),
                grouped(t.requests), timeText(t.service_mean_ns), timeText(t.waited_mean_ns)]), true));
        (report.neighbours || []).forEach((neighbour, i) => {
            const {stages, cpu, latency, ...parts} = neighbour;
            table('Neighbours: ' + i, null, rowsOf(parts, '').concat(['mean_ns', 'p99_ns', 'max_ns']
                .map((key) => ['latency: ' + words(key), timeText(latency[key])])));
        });
        table('Rings', null, rowsOf(Object.assign({}, report.rings, {occupancy: {}}), ''));
        report.cpu.vcpus.forEach((vcpu, i) => table('vCPU ' + i, null, rowsOf(vcpu, '')));
        table('Hypervisor', null, rowsOf(report.cpu.hypervisor, ''));
        if (report.host) table('Host', null, rowsOf(report.host, ''));
        table('Targets', ['target', 'requests', 'errors', 'MB', 'mean latency', 'queue depth',
            'most', 'utilisation'], report.targets.map((t) => [
            t.target === 65535 ? 'none there' : t.target + ':' + t.lun, grouped(t.requests),
            grouped(t.errors), grouped(t.data_bytes / 1e6), timeText(t.latency_mean_ns),
            digits(t.queue_depth_mean_milli / 1e3), grouped(t.queue_depth_max),
            digits(t.utilisation_ppm / 1e4) + ' %']), true);
        if (report.events.length > 0) {
            table('Events', ['time', 'what'],
                report.events.map((e) => [timeText(e.time_ps / 1e3), e.text]), true, 2);
        }
        const card = element(byId('tables'), 'details', 'card wide');
        element(card, 'summary', '', 'Configuration');
        element(card, 'pre', '', JSON.stringify(report.scenario.configuration, null, 2));
    }

    drawHeader();
    drawFigures();
    distributionChart();
    stageChart();
    overTimeCharts();
    cycleChart();
    drawTables();
    drawCharts();
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawCharts);
    const onPaper = (paper) => () => {
        document.documentElement.classList.toggle('paper', paper);
        drawCharts();
    };
    window.addEventListener('beforeprint', onPaper(true));
    window.addEventListener('afterprint', onPaper(false));
    window.pvscsimDrawn = true;
})();
