"""The city's time zone, in which the day of a return's arrival is determined."""

from zoneinfo import ZoneInfo

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
