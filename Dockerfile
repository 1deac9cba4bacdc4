# An image that holds quipu and the certificates, and nothing else:
#
#   docker build -t quipu --build-arg VERSION=0.5.0 --build-arg COMMIT=$(git rev-parse HEAD) .
#   docker run --rm -it quipu --demo
#   docker run --rm quipu positions --demo --json
#
# For an account of your own the callback and the token need a place:
#
#   docker run --rm -it -p 127.0.0.1:17865:17865 -e QUIPU_CALLBACK_ADDR=0.0.0.0:17865 \
#     -e QUIPU_TOKEN_STORE=file -v quipu:/home/quipu --env-file app.env quipu
#
# app.env has QUIPU_CLIENT_ID and QUIPU_CLIENT_SECRET. Without -p, paste the address.
FROM golang:1.26.8-bookworm AS build
ARG VERSION=dev
ARG COMMIT=
ARG DATE=
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN packaging/build.sh /out/quipu && mkdir -p /out/home/quipu

FROM scratch
LABEL org.opencontainers.image.title="quipu" \
      org.opencontainers.image.description="The terminal for Alpaca accounts" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/quipu /quipu
COPY --from=build --chown=65532:65532 /out/home /home
USER 65532:65532
ENV HOME=/home/quipu TERM=xterm-256color
ENTRYPOINT ["/quipu"]
