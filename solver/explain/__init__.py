"""Why a school, a teacher or an alliance is as it is, and why no plan exists."""
