# Builds the release and carries the two programs alone. Usage:
#   docker build -t data-review-bot .
#   docker run --read-only -v drb:/var/lib/data-review-bot -v ./data-review-bot.toml:/etc/data-review-bot.toml:ro \
#     -e DATA_REVIEW_BOT_API_KEY -p 127.0.0.1:8080:8080 data-review-bot
FROM debian:12 AS build
WORKDIR /src
COPY deploy/install-packages.sh deploy/packages.txt deploy/
RUN sh deploy/install-packages.sh
COPY CMakeLists.txt CMakePresets.json ./
COPY review review
COPY bugzilla_client bugzilla_client
COPY service service
COPY config config
RUN cmake --preset release && cmake --build --preset release --target data-review-bot

FROM debian:12-slim
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates libboost-url1.81.0 libdate-tz3 libfmt9 libpq5 libprometheus-cpp-core1.0 \
    libspdlog1.10 libsqlite3-0 libssl3 tzdata >/dev/null \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --home-dir /var/lib/data-review-bot --create-home data-review-bot
COPY --from=build /src/build/release/data-review-bot /src/build/release/data-review-botd /usr/local/bin/
USER data-review-bot
WORKDIR /var/lib/data-review-bot
# In the container set server.address = "0.0.0.0"; publish it to a reverse proxy with authentication only.
EXPOSE 8080
HEALTHCHECK CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /live HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q alive <&3"]
ENTRYPOINT ["/usr/local/bin/data-review-bot"]
CMD ["serve", "--config", "/etc/data-review-bot.toml"]
