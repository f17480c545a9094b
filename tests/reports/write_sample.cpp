// SPDX-License-Identifier: Apache-2.0
// Writes everything that can be made of a made-up run into the current folder, for tests in
// programs that read such files.
#include <fstream>
#include <string>

#include "reports/html_page.h"
#include "reports/report.h"
#include "reports/vcd.h"
#include "tests/reports/sample_run.h"

namespace {

void write(const char* name, const std::string& text) {
    std::ofstream file(name, std::ios::binary);
    file.exceptions(std::ios::failbit | std::ios::badbit);
    file << text << std::flush;
}

std::string sample_waveform() {
    pvscsim::reports::VcdWriter vcd;
    const std::uint32_t irq = vcd.add_signal("intc", "irq", 1);
    const std::uint32_t index = vcd.add_signal("rings", "req_prod_idx", 32);
    const std::uint32_t wide = vcd.add_signal("rings", "all_bits", 64);
    for (std::uint64_t i = 1; i <= 200; ++i) {
        vcd.change(irq, pvscsim::SimTime{i * 1001}, i & 1);
        vcd.change(index, pvscsim::SimTime{(201 - i) * 1501}, 201 - i);
        vcd.change(wide, pvscsim::SimTime{i * 3001}, i % 3 == 0 ? ~std::uint64_t{0} : i);
    }
    return vcd.text();
}

}  // namespace

int main() {
    using namespace pvscsim::reports;
    TraceWriter trace(pvscsim::SimTime::from_ns(360), pvscsim::SimTime::from_ns(280));
    const SampleRun run(5000, &trace);
    trace.vcpu_span(0, {}, pvscsim::SimTime::from_us(100), "start");
    trace.instant(pvscsim::SimTime::from_us(500), "hot_add target 3");
    trace.message(pvscsim::SimTime::from_us(500), pvscsim::SimTime::from_us(502),
                  "added target 3 lun 0");
    trace.message(pvscsim::SimTime::from_us(501), pvscsim::SimTime::from_us(502),
                  "removed target 1 lun 2");
    const auto report = make_report(run.info, run.recorder, run.counters);
    write("report.json", report_text(report));
    write("report.html", html_page(report));
    write("schema.json", report_schema().dump());
    write("trace.json", trace.json());
    write("wave.vcd", sample_waveform());
}
