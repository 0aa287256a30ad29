"""The address under which people reach this installation."""

from django.conf import settings


def base_url() -> str:
    """Without a slash at the end: the first public host over https, else this process's own address."""
    environment = settings.ENVIRONMENT
    if environment.public_host:
        return f"https://{environment.public_host}"
    host = f"[{environment.host}]" if ":" in environment.host else environment.host
    return f"http://{host}:{environment.port}"
