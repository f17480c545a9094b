# SPDX-License-Identifier: Apache-2.0
# Defines SystemC::systemc from Debian's libsystemc-dev, which ships pkg-config data only.
find_package(PkgConfig REQUIRED)
pkg_check_modules(SYSTEMC REQUIRED IMPORTED_TARGET systemc>=2.3.4)
if(NOT TARGET SystemC::systemc)
    add_library(SystemC::systemc INTERFACE IMPORTED)
    target_link_libraries(SystemC::systemc INTERFACE PkgConfig::SYSTEMC)
endif()
set(SystemC_FOUND TRUE)
