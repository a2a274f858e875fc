"""Send rows one after another, evenly spaced, with the public client `cloudhealth-client`."""

import time
from collections.abc import Iterator

from cloudhealth.client import CloudHealth
from cloudhealth.exceptions import CloudHealthError
from sending import BASE_URL, KEY, REQUESTS, SECONDS, Row, body, main, outcome


def outcomes(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    cloudhealth = CloudHealth(endpoint=BASE_URL, api_key=KEY)
    # It sends none by itself, and is then refused as documented.
    cloudhealth._client.headers["Content-Type"] = "application/json"

    def send(row: Row) -> None:
        time.sleep(SECONDS / REQUESTS)
        try:
            cloudhealth.partner.connect_govcloud_account(row["client_api_id"], *body(row).values())
        except CloudHealthError as error:
            if not str(error).startswith("429"):
                raise
            time.sleep(SECONDS)
            send(row)

    for row in rows:
        yield outcome(send, row)


if __name__ == "__main__":
    main(outcomes)
