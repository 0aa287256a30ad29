"""The address under which people reach this installation."""

from django.conf import settings


def base_url() -> str:
    """Without a slash at the end: the first public host over https, else this process's own address."""
    environment = settings.ENVIRONMENT
    if environment.public_host:
        return f"https://{environment.public_host}"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(environment.host, environment.host)  # every address is no name
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{environment.port}"
