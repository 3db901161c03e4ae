# Runs PROGRAM with FILTER and fails unless a test of it failed, and nothing worse happened.
execute_process(COMMAND ${PROGRAM} --gtest_filter=${FILTER}
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 1 OR NOT output MATCHES "[0-9]+ FAILED TEST")
  message(FATAL_ERROR "The mistake went unnoticed (exit ${result}):\n${output}")
endif()
