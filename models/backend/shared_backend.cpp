// SPDX-License-Identifier: Apache-2.0
#include "models/backend/shared_backend.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace pvscsim {

SharedBackend::SharedBackend(Agenda& agenda, const BackendConfig& config, std::uint64_t seed,
                             std::string name)
    : agenda_(agenda),
      config_(config),
      seed_(seed),
      name_(std::move(name)),
      slot_(agenda.add(*this)) {
    make_backend();
}

void SharedBackend::make_backend() {
    backend_.reset();
    in_service_.emplace(agenda_, slot_);
    backend_.emplace(*in_service_, config_, seed_, name_, static_cast<BackendSink&>(*this));
}

std::uint32_t SharedBackend::add_client(std::uint32_t luns, std::uint64_t blocks) {
    Client client;
    client.first_lun = luns_;
    client.first_lba = blocks_;
    clients_.push_back(client);
    luns_ += luns;
    blocks_ += blocks;
    PVS_CHECK(luns_ <= std::numeric_limits<std::uint16_t>::max() + 1U);
    return static_cast<std::uint32_t>(clients_.size() - 1);
}

bool SharedBackend::after(const Coming& a, const Coming& b) {
    return std::tie(a.arrival, a.client, a.sequence) > std::tie(b.arrival, b.client, b.sequence);
}

std::uint32_t SharedBackend::hold(std::uint32_t client, std::uint32_t id, SimTime arrival) {
    if (first_free_ == kNone) {
        held_.emplace_back();
        first_free_ = static_cast<std::uint32_t>(held_.size() - 1);
    }
    const std::uint32_t place = first_free_;
    first_free_ = held_[place].next_free;
    held_[place] = {client, id, arrival, kNone};
    return place;
}

void SharedBackend::submit(std::uint32_t client, BackendJob job, SimTime arrival) {
    Client& from = clients_[client];
    ++from.outstanding;
    job.id = hold(client, job.id, arrival);
    job.lun = static_cast<std::uint16_t>(from.first_lun + job.lun);
    job.lba += from.first_lba;
    coming_.push_back({job, arrival, client, next_sequence_++});
    std::push_heap(coming_.begin(), coming_.end(), after);
    agenda_.set_earlier(slot_, arrival);
}

Actor::Turn SharedBackend::act(SimTime now) {
    while (!coming_.empty() && coming_.front().arrival <= now) {
        std::pop_heap(coming_.begin(), coming_.end(), after);
        const Coming next = coming_.back();
        coming_.pop_back();
        first_arrival_ = earlier_of(first_arrival_, next.arrival);
        backend_->submit(next.job, next.arrival);
    }
    in_service_->report(now);
    const SimTime arrival = coming_.empty() ? SimTime::never() : coming_.front().arrival;
    agenda_.set(slot_, earlier_of(arrival, in_service_->next_end()));
    return Turn::Done;
}

SimTime SharedBackend::start_of(std::uint32_t client, std::uint32_t id) const {
    for (std::size_t place = 0; place < held_.size(); ++place) {
        if (held_[place].client != client || held_[place].id != id) continue;
        const SimTime start = backend_->start_of(static_cast<std::uint32_t>(place));
        if (start != SimTime::never()) return start;
    }
    return SimTime::never();
}

void SharedBackend::served(std::uint32_t place, SimTime start, SimTime end) {
    const Held job = held_[place];
    Client& client = clients_[job.client];
    held_[place].client = kNone;
    held_[place].next_free = first_free_;
    first_free_ = place;
    last_end_ = end;
    --client.outstanding;
    ++client.share.requests;
    client.share.service += end - start;
    client.share.waited += start - job.arrival;
    client.sink->served(job.id, start, end);
}

void SharedBackend::dropped(std::uint32_t place) {
    clients_[held_[place].client].sink->dropped(held_[place].id);
}

void SharedBackend::archive(Archive& a) {
    for (Client& client : clients_) a(client);
    a(*in_service_, *backend_, coming_, held_, first_free_, next_sequence_, first_arrival_,
      last_end_);
}

void SharedBackend::renew() {
    make_backend();
    for (Client& client : clients_) {
        client.outstanding = 0;
        client.share = Share{};
    }
    coming_.clear();
    held_.clear();
    first_free_ = kNone;
    next_sequence_ = 0;
    first_arrival_ = SimTime::never();
    last_end_ = SimTime{};
}

}  // namespace pvscsim
