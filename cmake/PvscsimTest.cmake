# pvscsim_test(NAME <target> SOURCES <files...> LIBS <targets...> LABELS <label...>)
# A GoogleTest binary whose cases CTest runs one process each, so that every case may elaborate
# SystemC once.
include(GoogleTest)
function(pvscsim_test)
    cmake_parse_arguments(arg "" "NAME" "SOURCES;LIBS;LABELS" ${ARGN})
    add_executable(${arg_NAME} ${arg_SOURCES})
    target_link_libraries(${arg_NAME} PRIVATE ${arg_LIBS} GTest::gtest_main pvscsim_warnings)
    gtest_discover_tests(${arg_NAME} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${arg_LABELS}")
endfunction()
