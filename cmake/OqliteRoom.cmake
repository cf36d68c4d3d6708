# oql_room(NAME [SOURCES ...] [USES room ...] [LIBS lib ...])
#   declares the static library oql_NAME of one folder; without SOURCES every .c of it.
#   USES names the rooms whose headers it may include (tests/architecture checks the includes).
function(oql_room name)
  cmake_parse_arguments(A "" "" "SOURCES;USES;LIBS" ${ARGN})
  if(NOT A_SOURCES)
    file(GLOB A_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
  endif()
  if(NOT A_SOURCES) # headers only
    add_library(oql_${name} INTERFACE)
    return()
  endif()
  add_library(oql_${name} STATIC ${A_SOURCES})
  target_link_libraries(oql_${name} PUBLIC oql_options)
  foreach(room ${A_USES})
    target_link_libraries(oql_${name} PUBLIC oql_${room})
  endforeach()
  target_link_libraries(oql_${name} PRIVATE ${A_LIBS} m)
endfunction()

# oql_test(NAME SOURCES ... [ROOMS ...] [LIBS ...]) declares one Criterion program as a test.
function(oql_test name)
  cmake_parse_arguments(A "" "" "SOURCES;ROOMS;LIBS" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  foreach(room ${A_ROOMS})
    target_link_libraries(${name} PRIVATE oql_${room})
  endforeach()
  target_link_libraries(${name} PRIVATE oql_options PkgConfig::CRITERION ${A_LIBS} m)
  add_test(NAME ${name} COMMAND ${name} --timeout 120 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES
    FAIL_REGULAR_EXPRESSION "ERROR: [A-Za-z]+Sanitizer;runtime error:")
endfunction()
