"""Stands before the brokers that librdkafka brings for tests and asks for credentials, which those do not: SASL/PLAIN, SCRAM, checked with
Python's own hashlib and hmac, and OAUTHBEARER; and TLS, with a certificate of the client where the terms name an authority for it. Requests
of who has shown them are passed on; addresses in answers are those of this program, in the one version of such answers that it knows.

Takes its terms as JSON in the first argument; prints its addresses, one for each broker.
"""

import base64
import hashlib
import hmac
import json
import os
import socket
import ssl
import struct
import sys
import threading

TERMS = json.loads(sys.argv[1])
HASHES = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
METADATA, COORDINATOR, HANDSHAKE, VERSIONS, AUTHENTICATE = 3, 10, 17, 18, 36
PORTS = {}


def exactly(connection, count):
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def frame(connection):
    return exactly(connection, struct.unpack(">i", exactly(connection, 4))[0])


def send(connection, data):
    connection.sendall(struct.pack(">i", len(data)) + data)


def text(value):
    return struct.pack(">h", len(value)) + value


def moved(data, at):
    """The same answer with the port at a place replaced by that of this program."""
    port = struct.unpack_from(">i", data, at)[0]
    return data[:at] + struct.pack(">i", PORTS.get(port, port)) + data[at + 4 :]


def narrowed(data):
    """The list of versions, with the one alone in which addresses are known here, and with those of credentials."""
    if struct.unpack_from(">h", data, 4)[0] != 0:
        return data  # asked in a version that the broker does not have; it is asked again
    known = {METADATA: 1, COORDINATOR: 0}
    count = struct.unpack_from(">i", data, 6)[0]
    entries = [struct.unpack_from(">hhh", data, 10 + 6 * n) for n in range(count)]
    entries = [(key, low, min(high, known.get(key, high))) for key, low, high in entries if key not in (HANDSHAKE, AUTHENTICATE)]
    entries += [(HANDSHAKE, 0, 1), (AUTHENTICATE, 0, 0)]
    packed = b"".join(struct.pack(">hhh", *entry) for entry in entries)
    return data[:6] + struct.pack(">i", len(entries)) + packed + data[10 + 6 * count :]


def readdressed(key, data):
    if key == VERSIONS:
        return narrowed(data)
    if key == METADATA:
        at = 8
        for _ in range(struct.unpack_from(">i", data, 4)[0]):
            at += 4
            at += 2 + struct.unpack_from(">h", data, at)[0]
            data = moved(data, at)
            at += 4
            at += 2 + max(0, struct.unpack_from(">h", data, at)[0])
    elif key == COORDINATOR:
        at = 4 + 2 + 4
        data = moved(data, at + 2 + struct.unpack_from(">h", data, at)[0])
    return data


class Scram:
    """The server's side of RFC 5802."""

    def __init__(self, mechanism):
        self.hash = HASHES[mechanism]
        self.first = None

    def mac(self, key, message):
        return hmac.new(key, message, self.hash).digest()

    def answer(self, message):
        """The answer, whether it is the last one, and whether the user is who they say."""
        if self.first is None:
            header, self.first = message[:3], message[3:]
            assert header == b"n,,", header
            user, nonce = self.first.split(b",")
            self.user = user[2:].replace(b"=2C", b",").replace(b"=3D", b"=").decode()
            self.nonce = nonce[2:] + base64.b64encode(os.urandom(9))
            salt = os.urandom(16)
            given = b"mine" if TERMS.get("fault") == "nonce" else self.nonce
            self.told = b"r=%s,s=%s,i=%d" % (given, base64.b64encode(salt), TERMS["iterations"])
            salted = hashlib.pbkdf2_hmac(self.hash, TERMS["password"].encode(), salt, TERMS["iterations"])
            self.client, self.server = self.mac(salted, b"Client Key"), self.mac(salted, b"Server Key")
            return self.told, False, False
        bare, proof = message.rsplit(b",p=", 1)
        assert bare == b"c=biws,r=" + self.nonce, bare
        signed = self.first + b"," + self.told + b"," + bare
        stored = hashlib.new(self.hash, self.client).digest()
        expected = bytes(a ^ b for a, b in zip(self.client, self.mac(stored, signed)))
        if self.user != TERMS["user"] or not hmac.compare_digest(base64.b64decode(proof), expected):
            return b"e=invalid-proof", True, False
        signature = self.mac(b"another" if TERMS.get("fault") == "server" else self.server, signed)
        return b"v=" + base64.b64encode(signature), True, True


class Plain:
    def answer(self, message):
        return b"", True, message == b"\0%s\0%s" % (TERMS["user"].encode(), TERMS["password"].encode())


class Bearer:
    def answer(self, message):
        return b"", True, message == b"n,,\x01auth=Bearer %s\x01\x01" % TERMS["token"].encode()


def scheme_of(name):
    return Plain() if name == "PLAIN" else Bearer() if name == "OAUTHBEARER" else Scram(name)


def secured(client):
    if not TERMS.get("certificate"):
        return client
    terms = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    terms.load_cert_chain(TERMS["certificate"], TERMS["key"])
    if TERMS.get("clients"):
        terms.load_verify_locations(TERMS["clients"])
        terms.verify_mode = ssl.CERT_REQUIRED
    return terms.wrap_socket(client, server_side=True)


def serve(client, port):
    server, scheme, known = socket.create_connection(("127.0.0.1", port)), None, TERMS["mechanism"] == ""
    try:
        client = secured(client)
        while True:
            request = frame(client)
            key, _, number = struct.unpack_from(">hhi", request)
            body = request[10 + struct.unpack_from(">h", request, 8)[0] :]
            head = struct.pack(">i", number)
            if key == HANDSHAKE:
                mechanism = TERMS["mechanism"]
                asked = body[2:].decode()
                scheme = scheme_of(asked) if asked == mechanism else None
                code = 33 if scheme is None else 0
                send(client, head + struct.pack(">hi", code, 1) + text(mechanism.encode()))
            elif key == AUTHENTICATE:
                answer, is_last, known = scheme.answer(body[4:])
                refused = is_last and not known
                code = 58 if refused and TERMS.get("fault") != "words" else 0
                send(client, head + struct.pack(">h", code) + struct.pack(">h", -1) + struct.pack(">i", len(answer)) + answer)
            elif known or key == VERSIONS:
                send(server, request)
                send(client, readdressed(key, frame(server)))
            else:
                return  # as a broker does: who is not known is not answered
    except (EOFError, OSError):
        pass
    finally:
        client.close()
        server.close()


def listen(listener, port):
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, port), daemon=True).start()


def main():
    listeners = []
    for address in TERMS["brokers"].split(","):
        port = int(address.rsplit(":", 1)[1])
        listener = socket.create_server(("127.0.0.1", 0))
        PORTS[port] = listener.getsockname()[1]
        listeners.append((listener, port))
    for listener, port in listeners:
        threading.Thread(target=listen, args=(listener, port), daemon=True).start()
    print(",".join(f"127.0.0.1:{own}" for own in PORTS.values()), flush=True)
    sys.stdin.read()


main()
