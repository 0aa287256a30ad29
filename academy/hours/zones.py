"""Time zones by their IANA names, and the places that people know them by."""

import zoneinfo


def zone(name: str) -> zoneinfo.ZoneInfo:
    """Returns the zone of that name; UTC when this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def place_of(zone_name: str) -> str:
    """ "America/Port_of_Spain" -> "Port of Spain"; a zone named after a country gives its capital."""
    return _CAPITALS.get(zone_name) or zone_name.rsplit("/", 1)[-1].replace("_", " ")


# Pages show a zone as a town, because names of towns need no translation, but names of countries do.
_CAPITALS = {
    "Africa/Lome": "Lomé",
    "America/Antigua": "St. John’s",
    "America/Barbados": "Bridgetown",
    "America/Curacao": "Willemstad",
    "America/Dominica": "Roseau",
    "America/Grenada": "St. George’s",
    "America/Guyana": "Georgetown",
    "America/Jamaica": "Kingston",
    "America/Martinique": "Fort-de-France",
    "America/St_Kitts": "Basseterre",
    "America/St_Lucia": "Castries",
    "America/St_Vincent": "Kingstown",
    "Atlantic/Bermuda": "Hamilton",
    "Atlantic/Cape_Verde": "Praia",
}
