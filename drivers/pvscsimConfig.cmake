# SPDX-License-Identifier: Apache-2.0
# find_package(pvscsim): targets pvscsim::protocol (headers) and pvscsim::driver. Needs nothing else.
include(${CMAKE_CURRENT_LIST_DIR}/pvscsimTargets.cmake)
