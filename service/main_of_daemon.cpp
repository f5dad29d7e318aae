// data-review-botd: every command. data-review-bot becomes it for those that go by a configuration file.

#include "service/cli/command_line.h"

int main(int argc, char** argv) {
  return cli::run(argc, argv,
                  {.review = cli::review,
                   .serve = cli::serve,
                   .queue = cli::queue,
                   .config_check = cli::config_check,
                   .config_print = cli::config_print,
                   .store_check = cli::store_check,
                   .store_backup = cli::store_backup,
                   .breaker = cli::breaker,
                   .dead_letters = cli::dead_letters});
}
