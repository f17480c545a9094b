# SPDX-License-Identifier: Apache-2.0
# How tests are registered. PVSCSIM_TEST_PREFIX tells the tests of one build from those of another
# in the same CTest run; python is Debian's own, for which the modules are packaged.
include(GoogleTest)
set(PVSCSIM_TEST_PREFIX "" CACHE STRING "Goes before the name of each test")
set(PVSCSIM_OTHER_TESTS "" CACHE PATH "Build folder whose tests, if it is there, run with ours")
set(PVSCSIM_PYTHON /usr/bin/python3)

if(PVSCSIM_OTHER_TESTS)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/other_tests.cmake
         "if(EXISTS \"${PVSCSIM_OTHER_TESTS}/CTestTestfile.cmake\")\n"
         "  subdirs(\"${PVSCSIM_OTHER_TESTS}\")\nendif()\n")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES
                                           ${CMAKE_CURRENT_BINARY_DIR}/other_tests.cmake)
endif()

# pvscsim_test(NAME <target> SOURCES <files...> LIBS <targets...> LABELS <label...>)
# A GoogleTest binary whose cases CTest runs one process each, so that every case may elaborate
# SystemC once. What is tested is in libraries with the build's own options; the cases themselves
# are compiled without optimisation, in half the time.
function(pvscsim_test)
    cmake_parse_arguments(arg "" "NAME" "SOURCES;LIBS;LABELS" ${ARGN})
    add_executable(${arg_NAME} ${arg_SOURCES})
    target_link_libraries(${arg_NAME} PRIVATE ${arg_LIBS} GTest::gtest_main pvscsim_settings
                                              pvscsim_warnings)
    target_compile_options(${arg_NAME} PRIVATE -O0)
    gtest_discover_tests(${arg_NAME} TEST_PREFIX "${PVSCSIM_TEST_PREFIX}" DISCOVERY_TIMEOUT 60
                         PROPERTIES LABELS "${arg_LABELS}")
endfunction()

# pvscsim_command_test(NAME <name> COMMAND <command...> [LABELS <label...>])
# A test that is a command. `$<TARGET_FILE:pvscsim>` is the program of this build, and
# `${PVSCSIM_PYTHON}` the interpreter for a script. In a build with a prefix, which is slow, the
# environment has PVSCSIM_SHORT: scripts may do less of the same kind.
function(pvscsim_command_test)
    cmake_parse_arguments(arg "" "NAME" "COMMAND;LABELS" ${ARGN})
    add_test(NAME ${PVSCSIM_TEST_PREFIX}${arg_NAME} COMMAND ${arg_COMMAND})
    set_tests_properties(${PVSCSIM_TEST_PREFIX}${arg_NAME} PROPERTIES LABELS "${arg_LABELS}")
    if(PVSCSIM_TEST_PREFIX)
        set_tests_properties(${PVSCSIM_TEST_PREFIX}${arg_NAME} PROPERTIES
            ENVIRONMENT PVSCSIM_SHORT=1)
    endif()
endfunction()
