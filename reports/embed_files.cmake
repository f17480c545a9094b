# SPDX-License-Identifier: Apache-2.0
# cmake -DOUTPUT=FILE.cpp -DOWNER=FOLDER -DFILES="name=path;..." -P embed_files.cmake
# Writes a source file in which function embedded_<name>() of namespace pvscsim::<owner> returns the
# content of each file, as <owner>/embedded_files.h declares it.
set(text "#include \"${OWNER}/embedded_files.h\"\n\nnamespace pvscsim::${OWNER} {\n")
foreach(entry IN LISTS FILES)
    string(REGEX MATCH "^([a-z_]+)=(.*)$" matched "${entry}")
    set(name ${CMAKE_MATCH_1})
    file(READ "${CMAKE_MATCH_2}" bytes HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
    string(APPEND text "static const char k_${name}[] = {\n${bytes}\n};\n"
                       "std::string_view embedded_${name}() { return {k_${name}, sizeof k_${name}}; }\n")
endforeach()
file(WRITE "${OUTPUT}" "${text}}  // namespace pvscsim::${OWNER}\n")
