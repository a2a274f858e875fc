"""Other people's rate limiters, on loopback in front of the sandbox, for the length of a `with` block."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    # One key for everybody; a request whose key is empty would not be limited at all.
    limit_req_zone $server_port zone=all:1m rate={rate}r/s;
    limit_req_status 429;
    server {{
        listen 127.0.0.1:{port};
        # Passed on, never answered by a "return": that would bypass the limit.
        location / {{ limit_req zone=all burst={burst} nodelay; proxy_pass {upstream}; }}
    }}
}}
"""

ENVOY = """
static_resources:
  listeners:
  - address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: front
          route_config:
            virtual_hosts:
            - {{name: all, domains: ["*"], routes: [{{match: {{prefix: "/"}}, route: {{cluster: sandbox}}}}]}}
          http_filters:
          - name: envoy.filters.http.local_ratelimit
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
              stat_prefix: limit
              token_bucket: {{max_tokens: {rate}, tokens_per_fill: {rate}, fill_interval: 1s}}
              filter_enabled: {{default_value: {{numerator: 100, denominator: HUNDRED}}}}
              filter_enforced: {{default_value: {{numerator: 100, denominator: HUNDRED}}}}
          - name: envoy.filters.http.router
            typed_config: {{"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
  clusters:
  - name: sandbox
    type: STATIC
    load_assignment:
      cluster_name: sandbox
      endpoints:
      - lb_endpoints:
        - endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {upstream_port}}}}}}}
"""


def program(name: str) -> str | None:
    """Find a program: on the path, in the system's own folder, or next to this Python."""
    return shutil.which(name) or shutil.which(name, path=f"/usr/sbin:{Path(sys.executable).parent}")


@contextmanager
def nginx(upstream: str, folder: Path, rate: int, burst: int) -> Iterator[str]:
    """Run nginx with `limit_req`: `rate` a second, one by one, and `burst` more; yields its base URL."""
    port = _free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, rate=rate, burst=burst, port=port, upstream=upstream))
    with _running([program("nginx") or "nginx", "-p", str(folder), "-c", str(config)], port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def envoy(upstream: str, folder: Path, rate: int) -> Iterator[str]:
    """Run Envoy with its local rate limit: a bucket of `rate` tokens, filled once a second; yields its base URL."""
    port = _free_port()
    config = folder / "envoy.yaml"
    config.write_text(ENVOY.format(rate=rate, port=port, upstream_port=upstream.rsplit(":", 1)[1]))
    command = [program("envoy") or "envoy", "-c", str(config), "--concurrency", "1", "--use-dynamic-base-id"]
    with _running([*command, "--log-level", "error"], port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _await_port(process, port)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _await_port(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(process.communicate()[1])
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
