"""The address under which people reach this installation."""

from django.conf import settings


def base_url() -> str:
    """Returns the first public host over https, otherwise this process's own address; no slash at the end."""
    environment = settings.ENVIRONMENT
    if environment.public_host:
        return f"https://{environment.public_host}"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(environment.host, environment.host)  # no browser opens these
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{environment.port}"
