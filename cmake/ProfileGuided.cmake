# SPDX-License-Identifier: Apache-2.0
# Profile-guided building: a second build inside this one makes the same objects with counters in
# them, training runs count what they do, and the objects here are optimised by the counts. The runs
# repeat exactly, so the same sources always give the same program.
option(PVSCSIM_PROFILE_GUIDED "Optimise what runs need by the counts of training runs" OFF)
set(tools "${CMAKE_CXX_COMPILER_ID} ${CMAKE_GENERATOR}")
if(PVSCSIM_PROFILE_GUIDED AND (CMAKE_CROSSCOMPILING OR NOT tools STREQUAL "GNU Ninja"))
    message(NOTICE "PVSCSIM_PROFILE_GUIDED needs g++, Ninja and programs that run on this machine: "
                   "building without profiles.")
    set(PVSCSIM_PROFILE_GUIDED OFF)
endif()

# Both builds name an object's counts by its path below their own folder. PVSCSIM_TRAINING_COUNTS is
# set in the inner one alone: where its programs put their counts.
set(profile_names -fprofile-prefix-path=${CMAKE_BINARY_DIR})
if(PVSCSIM_TRAINING_COUNTS)
    add_compile_options(-fprofile-generate=${PVSCSIM_TRAINING_COUNTS} ${profile_names})
    add_link_options(-fprofile-generate)
endif()
set_property(GLOBAL APPEND PROPERTY JOB_POOLS training=1)  # they share a folder

# pvscsim_profile_guided(TRAINER <program> RUNS <arguments...> [FILES <files...>]
#                        TARGETS <targets...>)
# Optimises the targets by runs of the program: one for each of the arguments, in the top folder.
# FILES are what the runs read.
function(pvscsim_profile_guided)
    cmake_parse_arguments(arg "" "TRAINER" "RUNS;FILES;TARGETS" ${ARGN})
    if(PVSCSIM_TRAINING_COUNTS)
        target_link_libraries(${arg_TRAINER} PRIVATE training_counts)
        # Every object, whether the program calls it or not: an object without counts is an error.
        list(REMOVE_ITEM arg_TARGETS ${arg_TRAINER})
        list(TRANSFORM arg_TARGETS REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
        target_sources(${arg_TRAINER} PRIVATE ${arg_TARGETS})
    endif()
    if(NOT PVSCSIM_PROFILE_GUIDED)
        return()
    endif()
    string(TOUPPER CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE} type_flags)
    set(type_flags "${type_flags}=${${type_flags}}")
    string(REPLACE ";" "\\;" prefix_path "${CMAKE_PREFIX_PATH}")  # one argument
    set(profile ${CMAKE_BINARY_DIR}/profile)
    set(training ${CMAKE_BINARY_DIR}/training)
    set(script ${profile}/${arg_TRAINER}.cmake)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/train.cmake.in ${script} @ONLY)
    list(TRANSFORM arg_TARGETS REPLACE "(.+)" "${profile}/\\1.txt" OUTPUT_VARIABLE digests)
    add_custom_command(
        OUTPUT ${profile}/${arg_TRAINER}.stamp
        BYPRODUCTS ${digests}
        COMMAND ${CMAKE_COMMAND} -P ${script}
        DEPENDS ${script} ${arg_FILES}
        DEPFILE ${profile}/${arg_TRAINER}.d
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        JOB_POOL training
        COMMENT "Training with ${arg_TRAINER}"
        VERBATIM)
    add_custom_target(${arg_TRAINER}_profile DEPENDS ${profile}/${arg_TRAINER}.stamp)
    foreach(target IN LISTS arg_TARGETS)
        # What training never reached is optimised as if there were no profile. A mismatch is what
        # g++ sees in sources that the build writes: it takes their folder for a part of the function.
        target_compile_options(${target} PRIVATE
            -fprofile-use=${profile} ${profile_names} -fprofile-partial-training -fno-tracer
            -Wno-coverage-mismatch)
        # ccache does not find profiles of these names.
        set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "")
        # Objects wait for the profile. A dependency of the target would make its users' wait, too.
        get_target_property(sources ${target} SOURCES)
        get_target_property(source_folder ${target} SOURCE_DIR)
        get_target_property(binary_folder ${target} BINARY_DIR)
        list(TRANSFORM sources PREPEND "${source_folder}/" REGEX "^[^/]")
        list(LENGTH sources most)
        foreach(number RANGE ${most})
            list(APPEND sources
                 ${binary_folder}/CMakeFiles/${target}.dir/Unity/unity_${number}_cxx.cxx)
        endforeach()
        set_source_files_properties(${sources} TARGET_DIRECTORY ${target} PROPERTIES
            OBJECT_DEPENDS ${profile}/${target}.txt)
    endforeach()
endfunction()
