"""Mail that comes in: answers to notices, reports of mail servers, and what must never act."""
