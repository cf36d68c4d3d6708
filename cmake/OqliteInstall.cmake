# The C library: the store and calculation folders (rooms datastore and base), for programs of one's own.
# One archive, the headers under include/oqlite, find_package(oqlite) and a pkg-config file.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(oqlite_library STATIC $<TARGET_OBJECTS:oql_base> $<TARGET_OBJECTS:oql_datastore>)
set_target_properties(oqlite_library PROPERTIES OUTPUT_NAME oqlite LINKER_LANGUAGE C)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/oqliteConfig.cmake.in
  ${PROJECT_BINARY_DIR}/generated/oqliteConfig.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/oqlite
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/oqliteConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
# From the folder of the .pc file, so that the tree can be installed or moved anywhere.
file(RELATIVE_PATH OQL_PC_TO_INCLUDE /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix/${CMAKE_INSTALL_INCLUDEDIR})
configure_file(${CMAKE_CURRENT_LIST_DIR}/oqlite.pc.in ${PROJECT_BINARY_DIR}/generated/oqlite.pc @ONLY)

install(TARGETS oqlite_library ARCHIVE)
foreach(header base/compiler.h base/status.h)
  install(FILES engine/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/oqlite/base)
endforeach()
foreach(header store.h calc.h run.h layout.h show.h)
  install(FILES datastore/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/oqlite/datastore)
endforeach()
install(FILES ${PROJECT_BINARY_DIR}/generated/oqliteConfig.cmake
              ${PROJECT_BINARY_DIR}/generated/oqliteConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/oqlite)
install(FILES ${PROJECT_BINARY_DIR}/generated/oqlite.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
