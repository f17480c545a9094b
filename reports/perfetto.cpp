// SPDX-License-Identifier: Apache-2.0
#include "reports/perfetto.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

namespace pvscsim::reports {

namespace {

/// A group of tracks, a process to the viewer.
struct Group {
    std::uint32_t id;
    const char* name;
};
constexpr Group kGuest{1, "guest"};
constexpr Group kRings{2, "rings"};
constexpr Group kDevice{3, "device"};
constexpr Group kTargets{4, "targets"};
constexpr Group kRun{5, "run"};

/// Picoseconds as microseconds, exact.
std::string time_us(SimTime time) {
    constexpr std::uint64_t kPerUs = 1000000;
    return std::to_string(time.ps / kPerUs) + '.' +
           std::to_string(kPerUs + time.ps % kPerUs).substr(1);
}

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump();
}

/// The file while it is written: events with what they are ordered by.
class TraceFile {
public:
    explicit TraceFile(const std::vector<LifeRecord>& requests) : requests_(requests) {}

    void group(const Group& group) { name_event("process_name", group, 0, group.name); }

    /// A track of slices that nest or are apart, and the flows through them.
    void track(const Group& group, const std::string& name, std::vector<TraceSlice> slices) {
        make_nested(slices);
        const std::uint32_t first = new_tracks(group, name, 1);
        for (const TraceSlice& slice : slices) {
            add_slice(group, first, slice);
        }
    }
    /// A track of slices that may overlap: further lanes appear below it where they do.
    void lanes(const Group& group, const std::string& name, std::vector<TraceSlice> slices) {
        const std::uint32_t count = spread_over_lanes(slices);
        const std::uint32_t first = new_tracks(group, name, count);
        for (const TraceSlice& slice : slices) {
            add_slice(group, first + slice.lane, slice);
        }
    }
    std::uint32_t new_tracks(const Group& group, const std::string& name, std::uint32_t count) {
        const std::uint32_t first = next_track_;
        next_track_ += count;
        for (std::uint32_t i = 0; i < count; ++i) {
            name_event("thread_name", group, first + i,
                       i == 0 ? name : name + " (" + std::to_string(i + 1) + ')');
        }
        return first;
    }
    void instant(const Group& group, std::uint32_t track, SimTime time, const std::string& name) {
        add(time, Rank::Inside,
            head('i', group, track, time) + R"(,"s":"t","name":)" + quoted(name) + '}');
    }
    void counter(const Group& group, SimTime time, const std::string& name, std::uint64_t value) {
        add(time, Rank::Inside,
            head('C', group, 0, time) + ",\"name\":" + quoted(name) + R"(,"args":{"value":)" +
                std::to_string(value) + "}}");
    }
    std::string text();

private:
    /// At one time: names, then slices (outer ones come first already), then what lies in them.
    enum class Rank : std::uint8_t { Name, Slice, Inside };
    struct Event {
        SimTime time;
        Rank rank;
        std::string json;
    };

    void add(SimTime time, Rank rank, std::string json) {
        events_.push_back({time, rank, std::move(json)});
    }
    static std::string head(char phase, const Group& group, std::uint32_t track, SimTime time) {
        return std::string(R"({"ph":")") + phase + R"(","pid":)" + std::to_string(group.id) +
               ",\"tid\":" + std::to_string(track) + ",\"ts\":" + time_us(time);
    }
    void name_event(const char* kind, const Group& group, std::uint32_t track,
                    const std::string& name) {
        add(SimTime{}, Rank::Name,
            head('M', group, track, SimTime{}) + ",\"name\":\"" + kind + R"(","args":{"name":)" +
                quoted(name) + "}}");
    }
    void add_slice(const Group& group, std::uint32_t track, const TraceSlice& slice);

    const std::vector<LifeRecord>& requests_;
    std::vector<Event> events_;
    std::uint32_t next_track_ = 1;
};

void TraceFile::add_slice(const Group& group, std::uint32_t track, const TraceSlice& slice) {
    std::string json = head('X', group, track, slice.begin) +
                       ",\"dur\":" + time_us(slice.end - slice.begin) +
                       ",\"name\":" + quoted(slice.name);
    if (slice.request < 0) {
        add(slice.begin, Rank::Slice, json + '}');
        return;
    }
    const LifeRecord& life = requests_[static_cast<std::size_t>(slice.request)];
    json += R"(,"args":{"request":)" + std::to_string(life.sequence) +
            ",\"lba\":" + std::to_string(life.lba) +
            ",\"bytes\":" + std::to_string(life.data_bytes) + "}}";
    add(slice.begin, Rank::Slice, json);
    if (slice.flow != 0) {
        add(slice.begin, Rank::Inside,
            head(slice.flow, group, track, slice.begin) +
                R"(,"cat":"request","name":"request","bp":"e","id":)" +
                std::to_string(life.sequence) + '}');
    }
}

std::string TraceFile::text() {
    std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
        if (a.rank == Rank::Name || b.rank == Rank::Name) {
            return a.rank == Rank::Name && b.rank != Rank::Name;
        }
        return a.time != b.time ? a.time < b.time : a.rank < b.rank;
    });
    std::string text = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
    const char* separator = "\n";
    for (const Event& event : events_) {
        text += separator + event.json;
        separator = ",\n";
    }
    return text + "\n]}\n";
}

TraceSlice slice_of(const std::vector<LifeRecord>& requests, std::size_t i, Stage stage,
                    const std::string& name, char flow = 0) {
    const auto s = static_cast<std::size_t>(stage);
    const LifeRecord& life = requests[i];
    return {life.stamp[s], life.stamp[s + 1], name, static_cast<std::int64_t>(i), flow};
}

void write_device(TraceFile& file, const std::vector<LifeRecord>& requests) {
    std::vector<TraceSlice> engine;
    std::vector<TraceSlice> copies;
    std::map<std::pair<std::uint16_t, std::uint16_t>, std::vector<TraceSlice>> units;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const LifeRecord& life = requests[i];
        auto& unit = units[{life.target, life.lun}];
        if (!life.staged) {
            continue;
        }
        engine.push_back(slice_of(requests, i, Stage::Fetch, "fetch", 't'));
        engine.push_back(slice_of(requests, i, Stage::Parse, "parse"));
        copies.push_back(slice_of(requests, i, Stage::DmaIn, "copy in"));
        copies.push_back(slice_of(requests, i, Stage::DmaOut, "copy out"));
        if (life.stamp[6] != life.stamp[7]) {
            unit.push_back(slice_of(requests, i, Stage::Service, kind_name(life.kind), 't'));
        }
    }
    file.group(kDevice);
    file.lanes(kDevice, "device engine", std::move(engine));
    file.lanes(kDevice, "copies", std::move(copies));
    file.group(kTargets);
    for (auto& [id, slices] : units) {
        const std::string lun = id.second == 0 ? "" : " lun " + std::to_string(id.second);
        file.lanes(kTargets, "target " + std::to_string(id.first) + lun, std::move(slices));
    }
}

/// A level that rises and falls by one at given times, as a counter.
void write_level(TraceFile& file, const std::string& name, std::vector<SimTime> rises,
                 std::vector<SimTime> falls) {
    std::sort(rises.begin(), rises.end());
    std::sort(falls.begin(), falls.end());
    std::size_t fallen = 0;
    for (std::size_t risen = 0; fallen < falls.size();) {
        const bool rise_next = risen < rises.size() && rises[risen] <= falls[fallen];
        const SimTime time = rise_next ? rises[risen] : falls[fallen];
        while (risen < rises.size() && rises[risen] == time) {
            ++risen;
        }
        while (fallen < falls.size() && falls[fallen] == time) {
            ++fallen;
        }
        file.counter(kRings, time, name, risen - fallen);
    }
}

void write_rings(TraceFile& file, const std::vector<LifeRecord>& requests,
                 std::vector<TraceSlice> messages) {
    std::vector<TraceSlice> posts;
    std::array<std::vector<SimTime>, 4> times;  // published, fetched, posted, taken
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const LifeRecord& life = requests[i];
        if (!life.staged) {
            continue;
        }
        posts.push_back(slice_of(requests, i, Stage::CompletionPost, "post", 't'));
        times[0].push_back(life.stamp[1]);
        times[1].push_back(life.stamp[3]);
        times[2].push_back(life.stamp[9]);
        times[3].push_back(life.stamp[11]);
    }
    file.group(kRings);
    const std::uint32_t request_ring = file.new_tracks(kRings, "request ring", 1);
    std::sort(times[0].begin(), times[0].end());
    for (std::size_t i = 0; i < times[0].size(); ++i) {
        if (i == 0 || times[0][i] != times[0][i - 1]) {
            file.instant(kRings, request_ring, times[0][i], "publish");
        }
    }
    file.lanes(kRings, "completion ring", std::move(posts));
    file.lanes(kRings, "message ring", std::move(messages));
    write_level(file, "request ring entries", times[0], times[1]);
    write_level(file, "completion ring entries", times[2], times[3]);
}

}  // namespace

std::uint32_t TraceWriter::name_id(std::string_view name) {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
        names_.emplace_back(name);
        return static_cast<std::uint32_t>(names_.size() - 1);
    }
    return static_cast<std::uint32_t>(found - names_.begin());
}

void TraceWriter::vcpu_span(std::uint16_t vcpu, SimTime begin, SimTime end, std::string_view name) {
    spans_.push_back({vcpu, begin, end, name_id(name)});
}

void TraceWriter::instant(SimTime time, std::string_view name) {
    instants_.push_back({time, name_id(name), 0});
}

void TraceWriter::message(SimTime posted, SimTime taken, std::string_view name) {
    messages_.push_back({posted, taken, std::string(name)});
}

void TraceWriter::counter(std::string_view track, SimTime time, std::uint64_t value) {
    counters_.push_back({time, name_id(track), value});
}

std::string TraceWriter::json() const {
    TraceFile file(requests_);
    std::map<std::uint16_t, std::vector<TraceSlice>> vcpus;
    for (const LifeRecord& life : requests_) {
        vcpus[life.submit_vcpu];
        vcpus[life.complete_vcpu];
    }
    for (const Span& span : spans_) {
        vcpus[span.vcpu].push_back({span.begin, span.end, names_[span.name]});
    }
    file.group(kGuest);
    for (auto& [vcpu, slices] : vcpus) {
        for (TraceSlice& slice : vcpu_slices(requests_, vcpu, submit_cost_, complete_cost_)) {
            slices.push_back(std::move(slice));
        }
        file.track(kGuest, "vCPU " + std::to_string(vcpu), std::move(slices));
    }
    write_rings(file, requests_, messages_);
    write_device(file, requests_);
    file.group(kRun);
    const std::uint32_t script = file.new_tracks(kRun, "script", 1);
    for (const Sample& sample : instants_) {
        file.instant(kRun, script, sample.time, names_[sample.name]);
    }
    for (const Sample& sample : counters_) {
        file.counter(kRun, sample.time, names_[sample.name], sample.value);
    }
    return file.text();
}

}  // namespace pvscsim::reports
