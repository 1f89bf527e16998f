"""Reads events from a subscriber's queue, prints them, and acknowledges each after its effect.

usage: consumer.py AMQP_URI QUEUE COUNT
"""

import json
import sys

import pika

uri, queue, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
connection = pika.BlockingConnection(pika.URLParameters(uri))
channel = connection.channel()
channel.basic_qos(prefetch_count=16)
# The same arguments as the relay's; another declaration is refused.
channel.queue_declare(queue, durable=True, arguments={"x-queue-type": "quorum", "x-delivery-limit": 2**31 - 1})

for method, properties, body in channel.consume(queue, inactivity_timeout=30):
    if method is None:
        sys.exit("no event came within 30 s")
    assert properties.content_type == "application/cloudevents+json"
    event = json.loads(body)
    print(event["id"], event["type"], event.get("subject"), event.get("labelid"), flush=True)
    channel.basic_ack(method.delivery_tag)
    count -= 1
    if count == 0:
        break

channel.cancel()
connection.close()
