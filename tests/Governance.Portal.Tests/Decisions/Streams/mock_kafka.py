"""A broker of librdkafka's own, in memory, for tests of the portal's consumer: an implementation of the protocol that is not the portal's.

Prints its address; then answers each line of JSON on standard input with one on standard output.
"""

import json
import sys

from confluent_kafka import Consumer, Producer, TopicPartition

BROKER = Producer({"test.mock.num.brokers": 2, "bootstrap.servers": "mock", "log_level": 0})


def address():
    brokers = BROKER.list_topics(timeout=10).brokers.values()
    return ",".join(f"{b.host}:{b.port}" for b in brokers)


def produce(servers, order):
    # One batch holds many messages, so that it is packed as one.
    producer = Producer(
        {
            "bootstrap.servers": servers,
            "compression.codec": order.get("codec", "none"),
            "linger.ms": 50,
            "batch.num.messages": 1000,
            "log_level": 0,
        }
    )
    for place, value in enumerate(order["values"]):
        producer.produce(order["topic"], value=value.encode(), partition=place % order.get("partitions", 1))
        if place % 1000 == 999:
            producer.flush(30)
    left = producer.flush(30)
    return {"left": left}


def consumer(servers, group):
    return Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "log_level": 0,
        }
    )


def read(servers, order):
    reader = consumer(servers, "reader")
    reader.assign([TopicPartition(order["topic"], 0, 0)])
    found = []
    while len(found) < order["count"]:
        message = reader.poll(10)
        if message is None:
            break
        if message.error() is None:
            headers = {name: value.decode() for name, value in message.headers() or []}
            found.append({"value": message.value().decode(), "headers": headers})
    reader.close()
    return {"messages": found}


def committed(servers, order):
    reader = consumer(servers, order["group"])
    places = reader.committed([TopicPartition(order["topic"], p) for p in range(order["partitions"])], timeout=10)
    reader.close()
    return {"offsets": [p.offset for p in places]}


def commit(servers, order):
    """Puts the group at an offset of every partition, whether there is one or not."""
    reader = consumer(servers, order["group"])
    places = [TopicPartition(order["topic"], p, order["offset"]) for p in range(order["partitions"])]
    done = reader.commit(offsets=places, asynchronous=False)
    reader.close()
    return {"offsets": [p.offset for p in done]}


def main():
    servers = address()
    print(servers, flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        act = {"produce": produce, "read": read, "committed": committed, "commit": commit}[order["do"]]
        print(json.dumps(act(servers, order)), flush=True)


main()
