# One INTERFACE target holds every flag, so that no CMAKE_C_FLAGS is edited.
add_library(oql_options INTERFACE)
target_compile_definitions(oql_options INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(oql_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
  -Wcast-qual -Wvla -Wdouble-promotion -Wundef -Wformat=2
  # The numerics contract: the same bits at every instruction-set level and from every compiler.
  # Contraction is written out as fma() where it is wanted (docs/adr/0002-numerics.md).
  -ffp-contract=off -fno-math-errno -fno-trapping-math)
if(OQLITE_WERROR)
  target_compile_options(oql_options INTERFACE -Werror)
endif()
if(OQLITE_SANITIZE)
  target_compile_options(oql_options INTERFACE
    -fsanitize=${OQLITE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(oql_options INTERFACE -fsanitize=${OQLITE_SANITIZE})
endif()
target_include_directories(oql_options INTERFACE
  ${PROJECT_SOURCE_DIR}/engine ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)

# Instruction-set levels: name and -march of each; elsewhere than x86-64 there is one level.
set(OQL_MARCH_v1 x86-64)
set(OQL_MARCH_v3 x86-64-v3)
set(OQL_MARCH_v4 x86-64-v4)
if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(OQLITE_ISAS "v1" CACHE STRING "" FORCE)
  set(OQL_MARCH_v1 "")
endif()
