// Hello world the usual way: libfcgi with threads, one request at a time each.
//   hello_threads SOCKET THREADS
#include <fcgiapp.h>
#include <sys/stat.h>

#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

int main(int, char** arguments) {
  FCGX_Init();
  const int socket = FCGX_OpenSocket(arguments[1], 1024);
  ::chmod(arguments[1], 0666);
  std::vector<std::thread> threads;
  for (int i = 0; i < std::atoi(arguments[2]); ++i) {
    threads.emplace_back([socket] {
      FCGX_Request request;
      FCGX_InitRequest(&request, socket, 0);
      while (FCGX_Accept_r(&request) >= 0) {
        const char* query = FCGX_GetParam("QUERY_STRING", request.envp);
        const std::string text = query == nullptr ? "" : query;
        const auto value = [&](std::size_t from) { return text.substr(from, text.find('&', from) - from); };
        const auto body = R"({"access":true,"subscriber_id":")" + value(text.find("subscriber_id=") + 14) +
                          R"(","product":")" + value(text.find("product=") + 8) + "\"}";
        FCGX_FPrintF(request.out,
                     "Status: 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
                     static_cast<int>(body.size()), body.c_str());
        FCGX_Finish_r(&request);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}
