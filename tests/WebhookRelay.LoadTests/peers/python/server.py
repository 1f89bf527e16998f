"""Labelbox's own Flask sample grown up: redis, pika with confirms, answered after the confirm."""

import hashlib
import hmac
import json
import os
import threading

import pika
import redis
from flask import Flask, request

SECRET = os.environ["PEER_SECRET"].encode()
EXCHANGE = os.environ["PEER_EXCHANGE"]
WINDOW_SECONDS = 7 * 24 * 3600

app = Flask(__name__)
keys = redis.Redis.from_url("redis://" + os.environ["PEER_REDIS"])
local = threading.local()


def channel():
    """A connection a thread: pika's are not made to be shared. No heart beats, since nobody serves an idle one."""
    if not hasattr(local, "channel") or local.channel.is_closed:
        parameters = pika.URLParameters(os.environ["PEER_AMQP"] + "?heartbeat=0")
        local.channel = pika.BlockingConnection(parameters).channel()
        local.channel.confirm_delivery()
    return local.channel


@app.post("/webhook-endpoint")
def receive():
    raw = request.get_data()
    expected = "sha1=" + hmac.new(SECRET, raw, hashlib.sha1).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Hub-Signature", "")):
        return "", 401

    delivery = request.headers["X-Labelbox-Id"]
    if not keys.set("delivery:" + delivery, "1", ex=WINDOW_SECONDS, nx=True):
        return {"id": delivery, "status": "duplicate"}

    try:
        payload = json.loads(raw)
        project = next(iter(payload.get("projects", {})), "_")
        key = request.headers["X-Labelbox-Event"].lower().replace("_", ".") + "." + project
        properties = pika.BasicProperties(delivery_mode=2, message_id=delivery, content_type="application/json")
        channel().basic_publish(EXCHANGE, key, raw, properties)
    except Exception:
        keys.delete("delivery:" + delivery)
        raise

    return {"id": delivery, "status": "accepted"}
