// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "models/backend/backend_job.h"
#include "models/base/archive.h"

namespace pvscsim {

/// Waiting jobs, both by address and by arrival. Nodes are kept and used again, so that a run
/// allocates while it warms up only; adding and taking cost O(log n).
class SortedJobs {
    struct Node : boost::intrusive::set_base_hook<>, boost::intrusive::list_base_hook<> {
        QueuedJob queued;
    };

public:
    /// State, field by field, in either direction.
    void archive(Archive& a) {
        std::size_t count = size();
        a(count);
        if (a.reading()) {
            QueuedJob queued;
            for (std::size_t i = 0; i < count; ++i) {
                a(queued);
                push(queued);
            }
            return;
        }
        for (Node& node : by_arrival_) a(node.queued);
    }
    bool empty() const { return by_arrival_.empty(); }
    std::size_t size() const { return by_lba_.size(); }

    void push(const QueuedJob& queued) {
        if (spare_.empty()) spare_.push_back(&nodes_.emplace_back());
        Node& node = *spare_.back();
        spare_.pop_back();
        node.queued = queued;
        by_lba_.insert(node);
        by_arrival_.push_back(node);
    }

    /// The job that has waited longest.
    const QueuedJob& oldest() const { return by_arrival_.front().queued; }
    QueuedJob take_oldest() { return take(by_arrival_.front()); }

    bool any_from(std::uint64_t lba) const { return from(lba) != by_lba_.end(); }
    bool any_below(std::uint64_t lba) const {
        return !empty() && by_lba_.begin()->queued.job.lba < lba;
    }
    /// The nearest job at `lba` or above; of equals, the one submitted first.
    QueuedJob take_from(std::uint64_t lba) { return take(*from(lba)); }
    /// The nearest job below `lba`; of equals, the one submitted last.
    QueuedJob take_below(std::uint64_t lba) { return take(*--from(lba)); }

private:
    /// A place between two jobs.
    struct Place {
        std::uint64_t lba;
        std::uint64_t sequence;
    };
    struct PlaceOf {
        using type = Place;
        Place operator()(const Node& node) const {
            return {node.queued.job.lba, node.queued.sequence};
        }
    };
    struct Before {
        bool operator()(const Place& a, const Place& b) const {
            return a.lba < b.lba || (a.lba == b.lba && a.sequence < b.sequence);
        }
    };
    using ByLba = boost::intrusive::set<Node, boost::intrusive::key_of_value<PlaceOf>,
                                        boost::intrusive::compare<Before>>;

    ByLba::const_iterator from(std::uint64_t lba) const { return by_lba_.lower_bound({lba, 0}); }
    ByLba::iterator from(std::uint64_t lba) { return by_lba_.lower_bound({lba, 0}); }

    QueuedJob take(Node& node) {
        by_lba_.erase(by_lba_.iterator_to(node));
        by_arrival_.erase(by_arrival_.iterator_to(node));
        spare_.push_back(&node);
        return node.queued;
    }

    std::deque<Node> nodes_;  // stable addresses; destroyed after the containers below
    std::vector<Node*> spare_;
    ByLba by_lba_;
    boost::intrusive::list<Node> by_arrival_;
};

}  // namespace pvscsim
