// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pvscsim/driver/request.h"

namespace pvscsim::driver::detail {

/// First in, first out, linked through the requests themselves.
class RequestQueue {
public:
    bool empty() const noexcept { return head_ == nullptr; }

    void push(ScsiRequest& request) noexcept {
        request.next = nullptr;
        (head_ == nullptr ? head_ : tail_->next) = &request;
        tail_ = &request;
    }
    void push_front(ScsiRequest& request) noexcept {
        request.next = head_;
        if (head_ == nullptr) tail_ = &request;
        head_ = &request;
    }
    /// Null if empty.
    ScsiRequest* pop() noexcept {
        ScsiRequest* const request = head_;
        if (request != nullptr) {
            head_ = request->next;
            request->next = nullptr;
        }
        return request;
    }
    ScsiRequest* front() const noexcept { return head_; }
    /// Takes `request` out from wherever it is; false if it is not here.
    bool remove(ScsiRequest& request) noexcept {
        ScsiRequest* before = nullptr;
        for (ScsiRequest* at = head_; at != nullptr; before = at, at = at->next) {
            if (at != &request) continue;
            (before == nullptr ? head_ : before->next) = at->next;
            if (tail_ == at) tail_ = before;
            at->next = nullptr;
            return true;
        }
        return false;
    }
    /// Puts all of `others` in front, in their order, and leaves it empty.
    void prepend(RequestQueue& others) noexcept {
        if (others.empty()) return;
        others.tail_->next = head_;
        if (head_ == nullptr) tail_ = others.tail_;
        head_ = others.head_;
        others.head_ = nullptr;
    }

private:
    ScsiRequest* head_ = nullptr;
    ScsiRequest* tail_ = nullptr;  // meaningless if empty
};

}  // namespace pvscsim::driver::detail
