"""The time of the city: a return counts for the day on which it arrives there."""

from zoneinfo import ZoneInfo

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
