"""Objects, word for word: what is stored, listed, refused and denied, through boto3, the AWS CLI and raw requests.

Each test is a table over one authority. Refusals are compared with what AWS answers, and whatever is refused
must have changed nothing.
"""

import base64
import hashlib
import http.client
import json
import os
import socket
import tempfile
import threading
import unittest
import zlib
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote_plus, urlsplit

import boto3
from botocore import UNSIGNED
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from authority import ACCOUNT, ROOT, Authority, Identity
from aws import REGION, Cli, body, client, refusal
from raw import Answer, bytes_of, head_of, presigned, send, signed
from story import allow, deny, policy

ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
MEBIBYTE = 1 << 20
OPEN = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": False,
    "RestrictPublicBuckets": False,
}
CLOSED = dict.fromkeys(OPEN, True)


def crc(width: int, reflected_polynomial: int):
    """A reflected CRC that begins and ends inverted, as all of S3's are."""
    ones = (1 << width) - 1
    table = []
    for entry in range(256):
        for _ in range(8):
            entry = entry >> 1 ^ (reflected_polynomial if entry & 1 else 0)
        table.append(entry)

    def digest(data: bytes) -> bytes:
        value = ones
        for byte in data:
            value = value >> 8 ^ table[(value ^ byte) & 0xFF]
        return (value ^ ones).to_bytes(width // 8)

    return digest


CHECKSUMS = {
    "crc32": lambda data: zlib.crc32(data).to_bytes(4),
    "crc32c": crc(32, 0x82F63B78),
    "crc64nvme": crc(64, 0x9A6C9329AC4BC9B5),
    "sha1": lambda data: hashlib.sha1(data).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
}


def checksum(name: str, data: bytes) -> str:
    return base64.b64encode(CHECKSUMS[name](data)).decode()


def objects_of(bucket: str) -> str:
    return f"arn:aws:s3:::{bucket}/*"


def chunks(*pieces: bytes, trailer: str = "") -> bytes:
    """Unsigned aws-chunked framing."""
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return framed + b"0\r\n" + (trailer.encode() + b"\r\n" if trailer else b"") + b"\r\n"


class Objects(unittest.TestCase):
    """An authority with an administrator and alice, who may do what her one policy says."""

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.folder = folder
        cls.authority = cls.enterClassContext(Authority(folder))
        cls.administrator = cls.authority.administrator()
        cls.s3 = client(cls.authority, "s3", cls.administrator)
        cls.iam = client(cls.authority, "iam", cls.administrator)
        cls.iam.create_user(UserName="alice")
        cls.alice_identity = Identity.of(cls.iam.create_access_key(UserName="alice")["AccessKey"])
        cls.alice = client(cls.authority, "s3", cls.alice_identity)
        cls.made = 0

    def bucket(self) -> str:
        """A new bucket."""
        type(self).made += 1
        name = f"bucket-{self.made}"
        self.s3.create_bucket(Bucket=name)
        return name

    def public(self, *actions: str) -> str:
        """A new bucket whose objects everybody may use in these ways."""
        name = self.bucket()
        self.s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=OPEN)
        self.protect(name, {**allow(list(actions), objects_of(name)), "Principal": "*"})
        return name

    def protect(self, bucket: str, *statements: dict):
        self.s3.put_bucket_policy(Bucket=bucket, Policy=policy(*statements))

    def grant(self, *statements: dict):
        """Alice may do this and nothing else."""
        if statements:
            self.iam.put_user_policy(UserName="alice", PolicyName="p", PolicyDocument=policy(*statements))
        else:
            self.iam.delete_user_policy(UserName="alice", PolicyName="p")

    def refuses(self, call, code: str, message: str | None = None, status: int | None = None, **parameters):
        said = refusal(call, **parameters)
        self.assertEqual(said.code, code, said)
        if message is not None:
            self.assertEqual(said.message, message)
        if status is not None:
            self.assertEqual(said.status, status)

    def raw(self, method: str, path: str, data: bytes = b"", identity=None, payload=None, **headers) -> Answer:
        """A request signed as `identity` or else as the administrator; header names with `_` for `-`."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = signed(
            self.authority,
            identity or self.administrator,
            "s3",
            data,
            method=method,
            path=path,
            headers=headers,
            payload=payload,
        )
        return self.sent(bytes_of(request))

    def anonymous(self, method: str, path: str, data: bytes = b"", **headers) -> Answer:
        request = AWSRequest(method, self.authority.endpoint + path, headers={}, data=data)
        for name, value in headers.items():
            request.headers[name.replace("_", "-")] = value
        return self.sent(bytes_of(request))

    def sent(self, request: bytes) -> Answer:
        answer = send(self.authority, request)
        assert answer is not None, "closed without an answer"
        return answer

    def answers(self, answer: Answer, status: int, code: str | None = None, message: str | None = None):
        self.assertEqual((answer.status, answer.code), (status, code), answer.body)
        if message is not None:
            self.assertEqual(answer.message, message)

    def keys(self, bucket: str, **parameters) -> list[str]:
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=bucket, **parameters).get("Contents", [])]


class Bodies(Objects):
    """Bytes arrive as they were sent, or not at all."""

    def test_checksums_in_headers_and_trailers(self):
        bucket, data = self.bucket(), b"checked" * 3000
        for name in CHECKSUMS:
            header, value = f"x-amz-checksum-{name}", checksum(name, data)
            wrong = checksum(name, b"other")
            trailing = {"content-encoding": "aws-chunked", "x-amz-trailer": header}
            trailing["x-amz-decoded-content-length"] = str(len(data))
            streaming = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
            for way, answer, stored in [
                ("header", lambda: self.raw("PUT", f"/{bucket}/a", data, **{header: value}), True),
                ("wrong header", lambda: self.raw("PUT", f"/{bucket}/b", data, **{header: wrong}), False),
                (
                    "trailer",
                    lambda: self.raw(
                        "PUT",
                        f"/{bucket}/c",
                        chunks(data[:9000], data[9000:], trailer=f"{header}:{value}"),
                        payload=streaming,
                        **trailing,
                    ),
                    True,
                ),
                (
                    "wrong trailer",
                    lambda: self.raw(
                        "PUT",
                        f"/{bucket}/d",
                        chunks(data, trailer=f"{header}:{wrong}"),
                        payload=streaming,
                        **trailing,
                    ),
                    False,
                ),
            ]:
                with self.subTest(name, way=way):
                    answer = answer()
                    if stored:
                        self.answers(answer, 200)
                        self.assertEqual(answer.headers[header], value)
                        self.assertEqual(answer.headers["x-amz-checksum-type"], "FULL_OBJECT")
                    else:
                        told = f"The {name.upper()} you specified did not match the calculated checksum."
                        self.answers(answer, 400, "BadDigest", told)
            with self.subTest(name, way="told"):
                for key in "ac":
                    read = self.raw("GET", f"/{bucket}/{key}", x_amz_checksum_mode="ENABLED")
                    self.assertEqual((read.body, read.headers[header]), (data, value))
                    self.assertNotIn("content-encoding", read.headers)
            self.assertEqual(self.keys(bucket), ["a", "c"])

    def test_bodies_that_are_not_what_was_promised_change_nothing(self):
        bucket = self.bucket()
        empty = hashlib.sha256(b"").hexdigest()
        upload = self.s3.create_multipart_upload(Bucket=bucket, Key="u")["UploadId"]
        streaming = {"payload": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "content-encoding": "aws-chunked"}
        five = {**streaming, "x-amz-decoded-content-length": "5"}
        crc32 = {"x-amz-trailer": "x-amz-checksum-crc32"}
        for method, path, data, options, code in [
            ("PUT", "k", b"hello", {"payload": empty}, "XAmzContentSHA256Mismatch"),
            ("PUT", f"u?partNumber=1&uploadId={upload}", b"hello", {"payload": empty}, "XAmzContentSHA256Mismatch"),
            ("GET", "k", b"hello", {"payload": empty}, "XAmzContentSHA256Mismatch"),
            ("DELETE", "k", b"hello", {"payload": empty}, "XAmzContentSHA256Mismatch"),
            ("POST", "k?uploads", b"hello", {"payload": empty}, "XAmzContentSHA256Mismatch"),
            ("PUT", "", b"<a/>", {"payload": empty}, "XAmzContentSHA256Mismatch"),
            ("PUT", "k", b"hello", {"content-md5": "1B2M2Y8AsgTpgAmY7PhCfg=="}, "BadDigest"),
            ("PUT", "k", b"hello", {"content-md5": "nonsense"}, "InvalidDigest"),
            ("PUT", "k", b"hello", {"x-amz-sdk-checksum-algorithm": "CRC32"}, "InvalidRequest"),
            ("PUT", "k", b"hello", {"x-amz-checksum-md4": "AAAA"}, "NotImplemented"),
            ("PUT", "k", b"hello", {"payload": "nonsense"}, "InvalidArgument"),
            ("PUT", "k", chunks(b"hello"), streaming, "MissingContentLength"),
            ("PUT", "k", chunks(b"hell"), five, "IncompleteBody"),
            ("PUT", "k", chunks(b"hello!"), five, "IncompleteBody"),
            ("PUT", "k", chunks(b"hello")[:-4], five, "IncompleteBody"),
            ("PUT", "k", b"hello", five, "IncompleteBody"),
            ("PUT", "k", chunks(b"hello"), {**five, **crc32}, "MalformedTrailerError"),
            ("PUT", "k", chunks(b"hello", trailer="x-amz-checksum-sha1:AAAA"), {**five, **crc32}, "MalformedTrailerError"),
        ]:
            with self.subTest(method=method, path=path, options=options):
                answer = self.raw(method, f"/{bucket}/{path}", data, **options)
                self.assertEqual(answer.code, code, answer.body)
        self.assertEqual(self.keys(bucket), [])
        parts = self.s3.list_parts(Bucket=bucket, Key="u", UploadId=upload)
        self.assertNotIn("Parts", parts)

    def test_a_signed_body_of_a_request_that_has_none_is_verified_and_taken(self):
        bucket = self.bucket()
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")
        for method, path, status in [("GET", "/k", 200), ("HEAD", "/k", 200), ("GET", "", 200), ("DELETE", "/k", 204)]:
            with self.subTest(method=method, path=path):
                answer = self.raw(method, f"/{bucket}{path}", b"unasked")
                self.assertEqual(answer.status, status, answer.body)

    def test_a_presigned_digest_binds_the_body(self):
        bucket = self.bucket()
        digest = hashlib.sha256(b"hello").hexdigest()
        for name, in_query in [("query", True), ("header", False)]:
            for data, status, code in [(b"hello", 200, None), (b"hullo", 400, "XAmzContentSHA256Mismatch")]:
                with self.subTest(name, data=data):
                    request = AWSRequest("PUT", f"{self.authority.endpoint}/{bucket}/{name}")
                    if in_query:
                        request.url += f"?X-Amz-Content-Sha256={digest}"
                    else:
                        request.headers["X-Amz-Content-SHA256"] = digest
                    who = self.administrator
                    auth = S3SigV4QueryAuth(Credentials(who.access_key_id, who.secret_access_key), "s3", REGION, 60)
                    auth.payload = lambda _: digest
                    auth.add_auth(request)
                    request.data = data
                    self.answers(self.sent(bytes_of(request)), status, code)

    def test_metadata_and_storage_class_are_kept(self):
        bucket = self.bucket()
        stored = {
            "CacheControl": "max-age=5",
            "ContentDisposition": 'attachment; filename="a b"',
            "ContentEncoding": "gzip",
            "ContentLanguage": "de",
            "ContentType": "text/x-own; charset=utf-8",
            "StorageClass": "STANDARD_IA",
        }
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v", Metadata={"team": "blue", "b": "2"}, **stored)
        for read in (self.s3.head_object(Bucket=bucket, Key="k"), self.s3.get_object(Bucket=bucket, Key="k")):
            self.assertEqual({name: read[name] for name in stored}, stored)
            self.assertEqual(read["Metadata"], {"team": "blue", "b": "2"})
            self.assertEqual((read["AcceptRanges"], read["ContentLength"]), ("bytes", 1))
            self.assertEqual(read["ETag"], f'"{hashlib.md5(b"v").hexdigest()}"')
        self.refuses(
            self.s3.put_object,
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
            400,
            Bucket=bucket,
            Key="k",
            Metadata={"a": "x" * 2048},
        )

    def test_what_is_not_offered_is_refused_and_not_skipped(self):
        bucket = self.bucket()
        for name, value in [
            ("x-amz-server-side-encryption", "aws:kms"),
            ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
            ("x-amz-tagging", "a=b"),
            ("x-amz-object-lock-mode", "GOVERNANCE"),
            ("x-amz-website-redirect-location", "/x"),
            ("x-amz-storage-class", "GLACIER"),
            ("x-amz-write-offset-bytes", "0"),
        ]:
            with self.subTest(name):
                self.answers(self.raw("PUT", f"/{bucket}/k", b"v", **{name: value}), 501, "NotImplemented")
        for method, path in [
            ("GET", "?acl"), ("PUT", "?versioning"), ("GET", "?versions"), ("PUT", "/k?tagging"), ("DELETE", "/k?tagging"),
            ("GET", "/k?acl"),
        ]:  # fmt: skip
            with self.subTest(path):
                self.answers(self.raw(method, f"/{bucket}{path}"), 501, "NotImplemented")
        self.assertEqual(self.keys(bucket), [])

    def test_continue_is_said_only_to_who_is_allowed(self):
        bucket = self.bucket()
        for name, identity, first in [("allowed", self.administrator, b"100"), ("denied", self.alice_identity, b"403")]:
            with self.subTest(name):
                request = signed(
                    self.authority, identity, "s3", b"hello", method="PUT", path=f"/{bucket}/expected",
                    headers={"Expect": "100-continue"},
                )  # fmt: skip
                with socket.create_connection(("127.0.0.1", self.authority.port), 20) as connection:
                    connection.sendall(head_of(request, b"Content-Length: 5\r\n"))
                    self.assertEqual(connection.recv(12).split()[1], first)
                    if first == b"100":
                        connection.sendall(b"hello")
                        rest = b""
                        while b"HTTP/1.1 200" not in rest:
                            piece = connection.recv(4096)
                            self.assertTrue(piece, rest)
                            rest += piece
        self.assertEqual(body(self.s3, bucket, "expected"), b"hello")

    def test_large_objects_stream_both_ways(self):
        """300 MB in one PUT and out again, while the server holds a small part of them."""
        bucket, size = self.bucket(), 300 * MEBIBYTE
        file = self.folder / "large"
        with file.open("wb") as out:
            for number in range(size // MEBIBYTE):
                out.write(hashlib.sha256(b"%d" % number).digest() * (MEBIBYTE // 32))
        with file.open("rb") as content:
            self.s3.put_object(Bucket=bucket, Key="large", Body=content)
        digest, got = hashlib.sha256(), self.s3.get_object(Bucket=bucket, Key="large")
        for piece in got["Body"].iter_chunks(MEBIBYTE):
            digest.update(piece)
        with file.open("rb") as content:
            self.assertEqual(digest.digest(), hashlib.file_digest(content, "sha256").digest())
        file.unlink()
        peak = self.authority.memory_peak_bytes()
        print(f"300 MB up and down; the server held {peak // MEBIBYTE} MiB at most")
        self.assertLess(peak, 128 * MEBIBYTE)


class Names(Objects):
    """Keys are bytes of UTF-8 and never paths."""

    KEYS = [
        "..", "../../etc/passwd", "a/../b", ".", "a//b", "/", "//", "/lead", "trail/", "a+b", "a b", "a%2Fb", "%", "%%41",
        "ü/ñ/日本語/🦀", "a?b=c", "a#b", "a&b", "a;b", "a=b", "a'b\"c", "<&>", "tab\tnew\nline", "\\back\\slash", "~*!()$@,:",
        "\u00e9", "e\u0301", "x" * 1024, "uploads", "policy", "\x7f",
    ]  # fmt: skip

    def test_odd_keys_go_in_and_come_out(self):
        bucket = self.bucket()
        for key in self.KEYS:
            with self.subTest(key):
                data = key.encode()
                self.s3.put_object(Bucket=bucket, Key=key, Body=data)
                self.assertEqual(body(self.s3, bucket, key), data)
                self.assertEqual(self.s3.head_object(Bucket=bucket, Key=key)["ContentLength"], len(data))
        with self.subTest("listed in the order of their bytes"):
            for parameters in ({}, {"EncodingType": "url"}):
                listed = self.keys(bucket, **parameters)
                decoded = listed if not parameters else [unquote_plus(k) for k in listed]
                self.assertEqual(decoded, sorted(self.KEYS, key=str.encode))
            v1 = self.s3.list_objects(Bucket=bucket)["Contents"]
            self.assertEqual([entry["Key"] for entry in v1], sorted(self.KEYS, key=str.encode))
        for key in self.KEYS:
            with self.subTest(key, what="copied"):
                self.s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
                self.assertEqual(body(self.s3, bucket, "copy"), key.encode())
        outside = [path for path in self.folder.rglob("*") if path.name == "passwd"]
        self.assertEqual(outside, [])
        doomed = [{"Key": key} for key in (*self.KEYS, "copy")]
        answer = self.s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed})
        self.assertNotIn("Errors", answer)
        self.assertEqual({entry["Key"] for entry in answer["Deleted"]}, {*self.KEYS, "copy"})
        self.s3.delete_bucket(Bucket=bucket)

    def test_keys_that_are_refused(self):
        bucket = self.bucket()
        self.answers(self.raw("PUT", f"/{bucket}/{'x' * 1025}", b""), 400, "KeyTooLongError", "Your key is too long")
        self.answers(self.raw("PUT", f"/{bucket}/%ff", b""), 400, "InvalidURI", "Couldn't parse the specified URI.")

    def test_bucket_names_that_are_refused(self):
        for name in ["ab", "Upper", "a_b", "-ab", "a..b", "192.168.1.1", "x" * 64, "xn--a"]:
            with self.subTest(name):
                answer = self.raw("PUT", f"/{name}", b"")
                self.answers(answer, 400, "InvalidBucketName", "The specified bucket is not valid.")


class Reading(Objects):
    """Ranges, conditions, overrides and parts of a download."""

    def test_ranges(self):
        bucket, data = self.bucket(), bytes(range(100))
        self.s3.put_object(Bucket=bucket, Key="k", Body=data)
        self.s3.put_object(Bucket=bucket, Key="empty", Body=b"")
        for key, header, span in [
            ("k", "bytes=0-9", (0, 10)), ("k", "bytes=90-", (90, 100)), ("k", "bytes=-5", (95, 100)), ("k", "bytes=0-0", (0, 1)),
            ("k", "bytes=99-99", (99, 100)), ("k", "bytes=50-5000", (50, 100)), ("k", "bytes=-5000", (0, 100)),
            ("k", "bytes=5-2", None), ("k", "bytes=0-1,5-6", None), ("k", "lines=1-2", None), ("k", "bytes=a-b", None),
            ("k", "bytes=100-", "InvalidRange"), ("k", "bytes=-0", "InvalidRange"), ("empty", "bytes=0-", "InvalidRange"),
        ]:  # fmt: skip
            for method in ("GET", "HEAD"):
                with self.subTest(method, key=key, range=header):
                    answer = self.raw(method, f"/{bucket}/{key}", Range=header)
                    if span == "InvalidRange":
                        self.assertEqual(answer.status, 416)
                        if method == "GET":
                            self.answers(answer, 416, span, "The requested range is not satisfiable")
                        continue
                    begin, end = span or (0, 100)
                    self.assertEqual(answer.status, 206 if span else 200)
                    self.assertEqual(answer.headers["content-length"], str(end - begin))
                    if span:
                        self.assertEqual(answer.headers["content-range"], f"bytes {begin}-{end - 1}/100")
                    if method == "GET":
                        self.assertEqual(answer.body, data[begin:end])

    def test_conditions_on_reads(self):
        bucket = self.bucket()
        etag = self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")["ETag"]
        modified = self.raw("HEAD", f"/{bucket}/k").headers["last-modified"]
        before, after, other = "Thu, 01 Jan 2015 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", '"other"'
        for headers, status in [
            ({"If-Match": etag}, 200), ({"If-Match": etag.strip('"')}, 200), ({"If-Match": "*"}, 200), ({"If-Match": other}, 412),
            ({"If-None-Match": etag}, 304), ({"If-None-Match": "*"}, 304), ({"If-None-Match": other}, 200),
            ({"If-Modified-Since": before}, 200), ({"If-Modified-Since": modified}, 304), ({"If-Unmodified-Since": before}, 412),
            ({"If-Unmodified-Since": modified}, 200), ({"If-Unmodified-Since": after}, 200),
            ({"If-Match": etag, "If-Unmodified-Since": before}, 200), ({"If-None-Match": etag, "If-Modified-Since": before}, 304),
            ({"If-None-Match": other, "If-Modified-Since": modified}, 200), ({"If-Match": other, "If-None-Match": etag}, 412),
        ]:  # fmt: skip
            for method in ("GET", "HEAD"):
                with self.subTest(method, headers=headers):
                    answer = self.raw(method, f"/{bucket}/k", **headers)
                    self.assertEqual(answer.status, status)
                    if status == 304:
                        self.assertEqual((answer.body, answer.headers["etag"]), (b"", etag))
                    if status == 412 and method == "GET":
                        text = "At least one of the pre-conditions you specified did not hold"
                        self.answers(answer, 412, "PreconditionFailed", text)

    def test_conditions_on_writes(self):
        bucket = self.bucket()
        etag = self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")["ETag"]
        for key, headers, status, code in [
            ("k", {"If-None-Match": "*"}, 412, "PreconditionFailed"),
            ("k", {"If-Match": '"other"'}, 412, "PreconditionFailed"),
            ("none", {"If-Match": etag}, 404, "NoSuchKey"),
            ("k", {"If-None-Match": etag}, 501, "NotImplemented"),
            ("k", {"If-Match": etag}, 200, None),
            ("new", {"If-None-Match": "*"}, 200, None),
        ]:
            with self.subTest(key=key, headers=headers):
                self.answers(self.raw("PUT", f"/{bucket}/{key}", b"v", **headers), status, code)
        self.answers(self.raw("DELETE", f"/{bucket}/k", **{"If-Match": '"other"'}), 412, "PreconditionFailed")
        self.answers(self.raw("DELETE", f"/{bucket}/k", **{"If-Match": etag}), 204)
        self.assertEqual(self.keys(bucket), ["new"])

    def test_of_many_writers_with_one_condition_one_wins(self):
        bucket, won = self.bucket(), []

        def write(number: int):
            if self.raw("PUT", f"/{bucket}/k", b"%d" % number, **{"If-None-Match": "*"}).status == 200:
                won.append(number)

        writers = [threading.Thread(target=write, args=[number]) for number in range(16)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        self.assertEqual(len(won), 1)
        self.assertEqual(body(self.s3, bucket, "k"), b"%d" % won[0])

    def test_overrides_are_for_who_signs(self):
        bucket = self.public("s3:GetObject")
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")
        overrides = {
            "response-content-type": "text/plain", "response-content-disposition": "attachment", "response-cache-control": "no-cache",
            "response-content-language": "de", "response-content-encoding": "x-own", "response-expires": "0",
        }  # fmt: skip
        for name, value in overrides.items():
            with self.subTest(name):
                path = f"/{bucket}/k?{name}={quote(value, safe='')}"
                self.assertEqual(self.raw("GET", path).headers[name.removeprefix("response-")], value)
                text = "Request specific response headers cannot be used for anonymous GET requests."
                self.answers(self.anonymous("GET", path), 400, "InvalidRequest", text)
        injected = self.raw("GET", f"/{bucket}/k?response-content-type=a%0D%0Ax-evil%3A1")
        self.answers(injected, 400, "InvalidArgument")

    def test_no_object_has_tags(self):
        bucket = self.bucket()
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")
        self.assertEqual(self.s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"], [])
        self.refuses(self.s3.get_object_tagging, "NoSuchKey", None, 404, Bucket=bucket, Key="none")

    def test_versions(self):
        bucket = self.bucket()
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")
        self.assertEqual(self.s3.get_object(Bucket=bucket, Key="k", VersionId="null")["Body"].read(), b"v")
        self.refuses(
            self.s3.get_object, "InvalidArgument", "Invalid version id specified", 400, Bucket=bucket, Key="k", VersionId="1"
        )
        self.s3.delete_object(Bucket=bucket, Key="k", VersionId="null")
        self.assertEqual(self.keys(bucket), [])

    def test_errors_of_head_have_no_body(self):
        bucket = self.bucket()
        for path, identity, status in [
            (f"/{bucket}/none", self.administrator, 404), (f"/{bucket}/none", self.alice_identity, 403),
            ("/no-such-bucket", self.administrator, 404), (f"/{bucket}", self.alice_identity, 403),
        ]:  # fmt: skip
            with self.subTest(path, status=status):
                answer = self.raw("HEAD", path, identity=identity)
                self.assertEqual((answer.status, answer.body), (status, b""))
                self.assertEqual(len(answer.headers["x-amz-request-id"]), 16)

    def test_the_region_of_a_bucket_is_told(self):
        bucket = self.bucket()
        for name, answer, status in [
            ("head", self.raw("HEAD", f"/{bucket}"), 200),
            ("head, denied", self.raw("HEAD", f"/{bucket}", identity=self.alice_identity), 403),
            ("head, anonymous", self.anonymous("HEAD", f"/{bucket}"), 403),
            ("list", self.raw("GET", f"/{bucket}?list-type=2"), 200),
        ]:
            with self.subTest(name):
                self.assertEqual((answer.status, answer.headers["x-amz-bucket-region"]), (status, REGION))
        self.assertIsNone(self.s3.get_bucket_location(Bucket=bucket)["LocationConstraint"])
        answer = self.sent(bytes_of(signed(self.authority, self.administrator, "s3", method="GET", path=f"/{bucket}", region="eu-west-1")))
        text = "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'"
        self.answers(answer, 400, "AuthorizationHeaderMalformed", text)
        self.assertEqual(answer.headers["x-amz-bucket-region"], REGION)

    def test_presigned_urls_give_and_take(self):
        bucket = self.bucket()
        # With an endpoint of its own, boto3 presigns by an older version of the signature unless it is told.
        s3 = boto3.client(
            "s3", endpoint_url=self.authority.endpoint, region_name=REGION, config=Config(signature_version="s3v4"),
            aws_access_key_id=self.administrator.access_key_id, aws_secret_access_key=self.administrator.secret_access_key,
        )  # fmt: skip
        put = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "a b"}, ExpiresIn=60)
        get = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a b"}, ExpiresIn=60)
        for method, url, data, expected in [("PUT", put, b"given", b""), ("GET", get, b"", b"given")]:
            with self.subTest(method):
                connection = http.client.HTTPConnection("127.0.0.1", self.authority.port, timeout=20)
                self.addCleanup(connection.close)
                parts = urlsplit(url)
                connection.request(method, f"{parts.path}?{parts.query}", body=data)
                answer = connection.getresponse()
                self.assertEqual((answer.status, answer.read()), (200, expected))
        late = self.sent(bytes_of(presigned(self.authority, self.administrator, f"/{bucket}/a%20b", 5, timedelta(seconds=-60))))
        self.answers(late, 403, "AccessDenied", "Request has expired")


class Listing(Objects):
    """Pages of keys."""

    def test_pages(self):
        bucket = self.bucket()
        names = ["a", "b/1", "b/2", "c/d/1", "c/e", "d", "e%f"]
        for name in names:
            self.s3.put_object(Bucket=bucket, Key=name, Body=b"")
        for size in (1, 2, 3, 1000):
            with self.subTest(size):
                pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": size})
                self.assertEqual([entry["Key"] for page in pages for entry in page.get("Contents", [])], names)
                pages = list(self.s3.get_paginator("list_objects_v2").paginate(
                    Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": size}
                ))  # fmt: skip
                self.assertEqual([entry["Key"] for page in pages for entry in page.get("Contents", [])], ["a", "d", "e%f"])
                self.assertEqual([entry["Prefix"] for page in pages for entry in page.get("CommonPrefixes", [])], ["b/", "c/"])
                pages = self.s3.get_paginator("list_objects").paginate(
                    Bucket=bucket, Delimiter="/", Prefix="c/", PaginationConfig={"PageSize": size}
                )
                told = [(entry.get("Key") or entry.get("Prefix")) for page in pages for entry in (*page.get("CommonPrefixes", []), *page.get("Contents", []))]
                self.assertEqual(told, ["c/d/", "c/e"])
        with self.subTest("max-keys=0"):
            page = self.s3.list_objects_v2(Bucket=bucket, MaxKeys=0)
            self.assertEqual((page["KeyCount"], page["IsTruncated"], page["MaxKeys"]), (0, False, 0))
        with self.subTest("more than a page is a page"):
            self.assertEqual(self.s3.list_objects_v2(Bucket=bucket, MaxKeys=5000)["MaxKeys"], 1000)
        with self.subTest("start-after"):
            self.assertEqual(self.keys(bucket, StartAfter="c/d/1"), ["c/e", "d", "e%f"])
        with self.subTest("owners"):
            page = self.s3.list_objects_v2(Bucket=bucket, FetchOwner=True)
            self.assertTrue(all("ID" in entry["Owner"] for entry in page["Contents"]))
            self.assertNotIn("Owner", self.s3.list_objects_v2(Bucket=bucket)["Contents"][0])
        for query, code in [
            ("list-type=3", "InvalidArgument"), ("list-type=2&max-keys=x", "InvalidArgument"), ("max-keys=-1", "InvalidArgument"),
            ("encoding-type=x", "InvalidArgument"), ("list-type=2&continuation-token=%21", "InvalidArgument"),
        ]:  # fmt: skip
            with self.subTest(query):
                self.answers(self.raw("GET", f"/{bucket}?{query}"), 400, code)

    def test_buckets(self):
        for _ in range(3):
            self.bucket()
        every = [entry["Name"] for entry in self.s3.list_buckets()["Buckets"]]
        pages = self.s3.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 2})
        self.assertEqual([entry["Name"] for page in pages for entry in page["Buckets"]], every)
        self.assertEqual(every, sorted(every))
        name = every[0]
        self.s3.create_bucket(Bucket=name)
        self.refuses(
            self.s3.create_bucket,
            "IllegalLocationConstraintException",
            "The eu-west-1 location constraint is incompatible for the region specific endpoint this request was sent to.",
            400,
            Bucket="b-eu",
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        )


class Parts(Objects):
    """Multipart uploads."""

    def test_an_upload_in_parts(self):
        bucket, first, second = self.bucket(), os.urandom(5 * MEBIBYTE), b"the end"
        begun = self.s3.create_multipart_upload(Bucket=bucket, Key="k/ü +", Metadata={"a": "b"}, ContentType="x/y")
        of = {"Bucket": bucket, "Key": "k/ü +", "UploadId": begun["UploadId"]}
        tags = {}
        for number, data in [(1, b"old"), (7, second), (1, first)]:
            tags[number] = self.s3.upload_part(**of, PartNumber=number, Body=data)["ETag"]
        listed = self.s3.list_parts(**of)
        self.assertEqual([(part["PartNumber"], part["Size"], part["ETag"]) for part in listed["Parts"]], [
            (1, len(first), tags[1]), (7, len(second), tags[7]),
        ])  # fmt: skip
        page = self.s3.list_parts(**of, MaxParts=1)
        self.assertEqual((page["IsTruncated"], page["NextPartNumberMarker"]), (True, 1))
        self.assertEqual(self.s3.list_parts(**of, PartNumberMarker=1)["Parts"][0]["PartNumber"], 7)
        under_way = self.s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
        self.assertEqual([(one["Key"], one["UploadId"]) for one in under_way], [(of["Key"], of["UploadId"])])
        part = lambda number, tag: {"PartNumber": number, "ETag": tag}  # noqa: E731
        for parts, code in [
            ([part(7, tags[7]), part(1, tags[1])], "InvalidPartOrder"),
            ([part(1, tags[1]), part(1, tags[1])], "InvalidPartOrder"),
            ([part(1, tags[7])], "InvalidPart"),
            ([part(1, tags[1]), part(2, tags[1])], "InvalidPart"),
            ([], "MalformedXML"),
        ]:
            with self.subTest(parts=parts):
                self.refuses(self.s3.complete_multipart_upload, code, None, 400, **of, MultipartUpload={"Parts": parts})
        done = self.s3.complete_multipart_upload(**of, MultipartUpload={"Parts": [part(1, tags[1]), part(7, tags[7])]})
        digest = hashlib.md5(hashlib.md5(first).digest() + hashlib.md5(second).digest()).hexdigest()
        self.assertEqual(done["ETag"], f'"{digest}-2"')
        self.assertEqual(done["Location"], f"{self.authority.endpoint}/{bucket}/k/%C3%BC%20%2B")
        read = self.s3.get_object(Bucket=bucket, Key=of["Key"])
        self.assertEqual((read["Body"].read(), read["Metadata"], read["ContentType"]), (first + second, {"a": "b"}, "x/y"))
        part_two = self.s3.get_object(Bucket=bucket, Key=of["Key"], PartNumber=2)
        self.assertEqual((part_two["Body"].read(), part_two["PartsCount"]), (second, 2))
        self.assertEqual(self.raw("HEAD", f"/{bucket}/k/%C3%BC%20%2B?partNumber=3").status, 416)
        self.refuses(self.s3.upload_part, "NoSuchUpload", None, 404, **of, PartNumber=1, Body=b"")
        self.refuses(self.s3.list_parts, "NoSuchUpload", None, 404, **of)
        self.assertNotIn("Uploads", self.s3.list_multipart_uploads(Bucket=bucket))

    def test_small_parts_aborts_and_wrong_numbers(self):
        bucket = self.bucket()
        of = {"Bucket": bucket, "Key": "k"}
        of["UploadId"] = self.s3.create_multipart_upload(**of)["UploadId"]
        tags = [self.s3.upload_part(**of, PartNumber=number, Body=b"small")["ETag"] for number in (1, 2)]
        parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
        self.refuses(
            self.s3.complete_multipart_upload,
            "EntityTooSmall",
            "Your proposed upload is smaller than the minimum allowed size",
            400,
            **of,
            MultipartUpload={"Parts": parts},
        )
        for number in ("0", "10001", "x"):
            with self.subTest(number):
                path = f"/{bucket}/k?partNumber={number}&uploadId={of['UploadId']}"
                text = "Part number must be an integer between 1 and 10000, inclusive"
                self.answers(self.raw("PUT", path, b"v"), 400, "InvalidArgument", text)
        self.refuses(self.s3.upload_part, "NoSuchUpload", Bucket=bucket, Key="other", UploadId=of["UploadId"], PartNumber=1, Body=b"")
        self.s3.abort_multipart_upload(**of)
        self.refuses(self.s3.abort_multipart_upload, "NoSuchUpload", None, 404, **of)
        self.assertEqual(self.keys(bucket), [])

    def test_checksums_of_whole_objects(self):
        """What the headers of CompleteMultipartUpload promise is the object's checksum, not that of the list of parts."""
        bucket, data = self.bucket(), b"one part"
        for name, right in [("good", True), ("bad", False)]:
            with self.subTest(name):
                of = {"Bucket": bucket, "Key": name}
                begun = self.s3.create_multipart_upload(**of, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")
                of["UploadId"] = begun["UploadId"]
                part = self.s3.upload_part(**of, PartNumber=1, Body=data, ChecksumAlgorithm="CRC32")
                complete = {
                    **of,
                    "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
                    "ChecksumType": "FULL_OBJECT",
                    "ChecksumCRC32": checksum("crc32", data if right else b"x"),
                }
                if right:
                    done = self.s3.complete_multipart_upload(**complete)
                    self.assertEqual(done["ChecksumCRC32"], checksum("crc32", data))
                else:
                    self.refuses(self.s3.complete_multipart_upload, "BadDigest", None, 400, **complete)

    def test_copies(self):
        bucket, data = self.bucket(), os.urandom(6 * MEBIBYTE)
        self.s3.put_object(Bucket=bucket, Key="a", Body=data, Metadata={"m": "1"})
        source = {"Bucket": bucket, "Key": "a"}
        copied = self.s3.copy_object(Bucket=bucket, Key="b", CopySource=source)
        self.assertEqual(copied["CopyObjectResult"]["ETag"], f'"{hashlib.md5(data).hexdigest()}"')
        self.assertEqual(self.s3.head_object(Bucket=bucket, Key="b")["Metadata"], {"m": "1"})
        self.refuses(
            self.s3.copy_object,
            "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
            "metadata, storage class, website redirect location or encryption attributes.",
            400,
            Bucket=bucket,
            Key="a",
            CopySource=source,
        )
        self.s3.copy_object(Bucket=bucket, Key="a", CopySource=source, MetadataDirective="REPLACE", Metadata={"m": "2"})
        self.assertEqual(self.s3.head_object(Bucket=bucket, Key="a")["Metadata"], {"m": "2"})
        self.assertEqual(body(self.s3, bucket, "a"), data)
        self.refuses(
            self.s3.copy_object, "NoSuchKey", None, 404, Bucket=bucket, Key="c", CopySource={"Bucket": bucket, "Key": "none"}
        )
        self.refuses(
            self.s3.copy_object, "PreconditionFailed", None, 412, Bucket=bucket, Key="c", CopySource=source, CopySourceIfMatch='"x"'
        )
        of = {"Bucket": bucket, "Key": "parts"}
        of["UploadId"] = self.s3.create_multipart_upload(**of)["UploadId"]
        spans = [f"bytes=0-{5 * MEBIBYTE - 1}", f"bytes={5 * MEBIBYTE}-{len(data) - 1}"]
        parts = [
            self.s3.upload_part_copy(**of, PartNumber=number, CopySource=source, CopySourceRange=span)["CopyPartResult"]["ETag"]
            for number, span in enumerate(spans, 1)
        ]
        listed = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(parts, 1)]
        self.s3.complete_multipart_upload(**of, MultipartUpload={"Parts": listed})
        self.assertEqual(body(self.s3, bucket, "parts"), data)


class Decisions(Objects):
    """Who may, who may not, and what is said."""

    def setUp(self):
        self.grant(allow("s3:ListAllMyBuckets", "*"))

    def denied(self, action: str, resource: str, reason: str | None = None) -> str:
        reason = reason or f"because no identity-based policy allows the {action} action"
        return f'User: {ALICE} is not authorized to perform: {action} on resource: "{resource}" {reason}'

    def test_a_denial_names_action_and_resource(self):
        bucket = self.bucket()
        arn, key = f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/a ü"
        of, at = {"Bucket": bucket}, {"Bucket": bucket, "Key": "a ü"}
        upload = {**at, "UploadId": "x"}
        for call, parameters, action, resource in [
            ("list_objects_v2", of, "s3:ListBucket", arn), ("list_objects", of, "s3:ListBucket", arn),
            ("get_bucket_location", of, "s3:GetBucketLocation", arn), ("get_bucket_policy", of, "s3:GetBucketPolicy", arn),
            ("get_bucket_policy_status", of, "s3:GetBucketPolicyStatus", arn), ("delete_bucket", of, "s3:DeleteBucket", arn),
            ("delete_bucket_policy", of, "s3:DeleteBucketPolicy", arn),
            ("put_bucket_policy", {**of, "Policy": "{}"}, "s3:PutBucketPolicy", arn),
            ("get_public_access_block", of, "s3:GetBucketPublicAccessBlock", arn),
            ("delete_public_access_block", of, "s3:PutBucketPublicAccessBlock", arn),
            ("put_public_access_block", {**of, "PublicAccessBlockConfiguration": OPEN}, "s3:PutBucketPublicAccessBlock", arn),
            ("list_multipart_uploads", of, "s3:ListBucketMultipartUploads", arn),
            ("create_bucket", {"Bucket": "not-there"}, "s3:CreateBucket", "arn:aws:s3:::not-there"),
            ("get_object_tagging", at, "s3:GetObjectTagging", key),
            ("get_object", at, "s3:GetObject", key), ("get_object", {**at, "VersionId": "null"}, "s3:GetObjectVersion", key),
            ("put_object", {**at, "Body": b""}, "s3:PutObject", key), ("delete_object", at, "s3:DeleteObject", key),
            ("delete_object", {**at, "VersionId": "null"}, "s3:DeleteObjectVersion", key),
            ("create_multipart_upload", at, "s3:PutObject", key),
            ("upload_part", {**upload, "PartNumber": 1, "Body": b""}, "s3:PutObject", key),
            ("complete_multipart_upload", {**upload, "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": "x"}]}}, "s3:PutObject", key),
            ("abort_multipart_upload", upload, "s3:AbortMultipartUpload", key), ("list_parts", upload, "s3:ListMultipartUploadParts", key),
            ("copy_object", {**at, "CopySource": {"Bucket": bucket, "Key": "s"}}, "s3:PutObject", key),
        ]:  # fmt: skip
            with self.subTest(call, action=action):
                self.refuses(getattr(self.alice, call), "AccessDenied", self.denied(action, resource), 403, **parameters)
        self.grant()
        text = f"User: {ALICE} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action"
        self.refuses(self.alice.list_buckets, "AccessDenied", text, 403)
        self.assertEqual(self.alice._request_signer._credentials.access_key, self.alice_identity.access_key_id)

    def test_a_managed_policy_that_denies_is_named_as_s3_names_it(self):
        bucket = self.bucket()
        document = policy(deny("s3:GetObject", objects_of(bucket)))
        arn = self.iam.create_policy(PolicyName=f"no-{bucket}", PolicyDocument=document)["Policy"]["Arn"]
        self.iam.attach_user_policy(UserName="alice", PolicyArn=arn)
        self.addCleanup(self.iam.detach_user_policy, UserName="alice", PolicyArn=arn)
        self.grant(allow("s3:*", "*"))
        reason = f"with an explicit deny in an identity-based policy, with policy ARN: {arn}"
        text = self.denied("s3:GetObject", f"arn:aws:s3:::{bucket}/k", reason)
        self.refuses(self.alice.get_object, "AccessDenied", text, 403, Bucket=bucket, Key="k")

    def test_who_may_not_list_does_not_learn_what_is_missing(self):
        bucket = self.bucket()
        self.s3.put_object(Bucket=bucket, Key="there", Body=b"v")
        source = {"Bucket": bucket, "Key": "none"}
        self.grant(allow(["s3:GetObject", "s3:PutObject"], objects_of(bucket)))
        text = self.denied("s3:ListBucket", f"arn:aws:s3:::{bucket}")
        self.assertEqual(body(self.alice, bucket, "there"), b"v")
        self.refuses(self.alice.get_object, "AccessDenied", text, 403, Bucket=bucket, Key="none")
        self.refuses(self.alice.copy_object, "AccessDenied", text, 403, Bucket=bucket, Key="c", CopySource=source)
        self.assertEqual(self.raw("HEAD", f"/{bucket}/none", identity=self.alice_identity).status, 403)
        self.grant(allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "*"))
        self.refuses(self.alice.get_object, "NoSuchKey", "The specified key does not exist.", 404, Bucket=bucket, Key="none")
        self.refuses(self.alice.copy_object, "NoSuchKey", None, 404, Bucket=bucket, Key="c", CopySource=source)
        self.refuses(self.alice.get_object, "NoSuchBucket", "The specified bucket does not exist", 404, Bucket="no-such", Key="k")

    def test_of_many_keys_the_denied_stay(self):
        bucket = self.bucket()
        for key in ("mine/1", "theirs/1", "mine/2"):
            self.s3.put_object(Bucket=bucket, Key=key, Body=b"")
        self.grant(allow("s3:DeleteObject", f"arn:aws:s3:::{bucket}/mine/*"))
        doomed = [{"Key": key} for key in ("mine/1", "theirs/1", "mine/2", "mine/none")]
        answer = self.alice.delete_objects(Bucket=bucket, Delete={"Objects": doomed})
        self.assertEqual([entry["Key"] for entry in answer["Deleted"]], ["mine/1", "mine/2", "mine/none"])
        (error,) = answer["Errors"]
        self.assertEqual((error["Key"], error["Code"]), ("theirs/1", "AccessDenied"))
        self.assertEqual(error["Message"], self.denied("s3:DeleteObject", f"arn:aws:s3:::{bucket}/theirs/1"))
        self.assertEqual(self.keys(bucket), ["theirs/1"])
        quiet = self.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "theirs/1"}], "Quiet": True})
        self.assertNotIn("Deleted", quiet)
        self.assertEqual(self.keys(bucket), [])
        answer = self.anonymous("POST", f"/{bucket}?delete", b"<Delete><Object><Key>k</Key></Object></Delete>", content_md5="x")
        self.answers(answer, 400, "InvalidDigest")
        data = b"<Delete><Object><Key>k</Key></Object></Delete>"
        md5 = base64.b64encode(hashlib.md5(data).digest()).decode()
        answer = self.anonymous("POST", f"/{bucket}?delete", data, content_md5=md5)
        self.assertEqual((answer.status, answer.code, answer.message), (200, "AccessDenied", "Access Denied"))
        self.answers(self.raw("POST", f"/{bucket}?delete", data), 400, "InvalidRequest")

    def test_the_owner_that_is_expected(self):
        bucket = self.bucket()
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")
        self.s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=ACCOUNT)
        for call, parameters in [
            ("get_object", {"Key": "k"}), ("put_object", {"Key": "k", "Body": b"w"}), ("list_objects_v2", {}), ("delete_bucket", {}),
            ("delete_objects", {"Delete": {"Objects": [{"Key": "k"}]}}),
        ]:  # fmt: skip
            with self.subTest(call):
                self.refuses(
                    getattr(self.s3, call), "AccessDenied", "Access Denied", 403,
                    Bucket=bucket, ExpectedBucketOwner="999999999999", **parameters,
                )  # fmt: skip
        source = {"Bucket": bucket, "Key": "k"}
        self.refuses(
            self.s3.copy_object, "AccessDenied", None, 403,
            Bucket=bucket, Key="c", CopySource=source, ExpectedSourceBucketOwner="999999999999",
        )  # fmt: skip
        answer = self.raw("GET", f"/{bucket}", x_amz_expected_bucket_owner="nobody")
        self.answers(answer, 400, "InvalidBucketOwnerAWSAccountID")
        self.assertEqual(body(self.s3, bucket, "k"), b"v")

    def test_conditions_of_policies(self):
        bucket = self.bucket()
        arn, every = f"arn:aws:s3:::{bucket}", objects_of(bucket)
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")
        listing, put = self.alice.list_objects_v2, self.alice.put_object
        of, at = {"Bucket": bucket}, {"Bucket": bucket, "Key": "k"}

        def get_presigned(**_):
            url = f"/{bucket}/k"
            answer = self.sent(bytes_of(presigned(self.authority, self.alice_identity, url, 600, timedelta(seconds=-100))))
            return answer.status == 200

        for action, resource, condition, yes, no in [
            ("s3:ListBucket", arn, {"StringEquals": {"s3:prefix": "home/"}}, (listing, {**of, "Prefix": "home/"}), (listing, of)),
            ("s3:ListBucket", arn, {"StringEquals": {"s3:prefix": ""}}, (listing, {**of, "Prefix": ""}), (listing, of)),
            ("s3:ListBucket", arn, {"StringEquals": {"s3:delimiter": "/"}}, (listing, {**of, "Delimiter": "/"}), (listing, of)),
            ("s3:ListBucket", arn, {"NumericLessThanEquals": {"s3:max-keys": "10"}},
             (listing, {**of, "MaxKeys": 10}), (listing, {**of, "MaxKeys": 11})),
            ("s3:ListBucket", arn, {"NumericLessThanEquals": {"s3:max-keys": "10"}}, (listing, {**of, "MaxKeys": 1}), (listing, of)),
            ("s3:ListBucket", arn, {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, (listing, of), None),
            ("s3:ListBucket", arn, {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, None, (listing, of)),
            ("s3:ListBucket", arn, {"Bool": {"aws:SecureTransport": "true"}}, None, (listing, of)),
            ("s3:ListBucket", arn, {"Bool": {"aws:SecureTransport": "false"}}, (listing, of), None),
            ("s3:ListBucket", arn, {"StringEquals": {"s3:ResourceAccount": ACCOUNT}}, (listing, of), None),
            ("s3:ListBucket", arn, {"StringEquals": {"s3:signatureversion": "AWS4-HMAC-SHA256"}}, (listing, of), None),
            ("s3:ListBucket", arn, {"StringEquals": {"aws:PrincipalArn": ALICE}}, (listing, of), None),
            ("s3:PutObject", every, {"Null": {"s3:x-amz-acl": "true"}}, (put, at), (put, {**at, "ACL": "private"})),
            (["s3:PutObject", "s3:PutObjectAcl"], every, {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
             (put, {**at, "ACL": "bucket-owner-full-control"}), (put, at)),
            ("s3:PutObject", every, {"StringEquals": {"s3:x-amz-storage-class": "STANDARD_IA"}},
             (put, {**at, "StorageClass": "STANDARD_IA"}), (put, at)),
            ("s3:PutObject", every, {"Null": {"s3:if-none-match": "false"}}, (put, {**at, "Key": "n1", "IfNoneMatch": "*"}), (put, at)),
            ("s3:GetObject", every, {"StringEquals": {"s3:authType": "REST-HEADER"}}, (self.alice.get_object, at), (get_presigned, {})),
            ("s3:GetObject", every, {"StringEquals": {"s3:authType": "REST-QUERY-STRING"}}, (get_presigned, {}), (self.alice.get_object, at)),
            ("s3:GetObject", every, {"NumericLessThan": {"s3:signatureAge": "90000"}}, (self.alice.get_object, at), (get_presigned, {})),
            ("s3:GetObject", every, {"NumericGreaterThan": {"s3:signatureAge": "90000"}}, (get_presigned, {}), (self.alice.get_object, at)),
        ]:  # fmt: skip
            with self.subTest(action, condition=condition):
                self.grant({**allow(action, resource), "Condition": condition})
                if yes:
                    call, parameters = yes
                    self.assertTrue(call(**parameters))
                if no:
                    call, parameters = no
                    if call is get_presigned:
                        self.assertFalse(call())
                    else:
                        self.refuses(call, "AccessDenied", None, 403, **parameters)

    def test_acls_are_decided_and_then_refused(self):
        bucket = self.bucket()
        at = {"Bucket": bucket, "Key": "k", "Body": b"v", "ACL": "public-read"}
        self.grant(allow("s3:PutObject", objects_of(bucket)))
        text = self.denied("s3:PutObjectAcl", f"arn:aws:s3:::{bucket}/k")
        self.refuses(self.alice.put_object, "AccessDenied", text, 403, **at)
        self.grant(allow(["s3:PutObject", "s3:PutObjectAcl"], objects_of(bucket)))
        self.refuses(self.alice.put_object, "AccessControlListNotSupported", "The bucket does not allow ACLs", 400, **at)
        self.assertEqual(self.keys(bucket), [])


class Policies(Objects):
    """Bucket policies, and what blocks public ones."""

    def test_policies_that_are_refused(self):
        bucket = self.bucket()
        arn = f"arn:aws:s3:::{bucket}"
        every = f"{arn}/*"

        def of(action="s3:GetObject", resource=every, principal="*", **more):
            return policy({"Effect": "Deny", "Principal": principal, "Action": action, "Resource": resource, **more})

        apply = "Action does not apply to any resource(s) in statement"
        for document, message in [
            ("", None),
            ("[]", "Policies must be valid JSON and the first byte must be '{'"),
            (" {}", "Policies must be valid JSON and the first byte must be '{'"),
            ("{}", "Missing required field Statement"),
            (of(resource="arn:aws:s3:::other/*"), "Policy has invalid resource"),
            (of(resource=f"{arn}x/*"), "Policy has invalid resource"),
            (of(action="s3:NoSuchAction"), "Policy has invalid action"),
            (of(action="s3:GetObject", resource=arn), apply),
            (of(action="s3:ListBucket", resource=every), apply),
            (of(action=["s3:GetObject", "s3:ListBucket"], resource=every), apply),
            (of(action="s3:GetBucket*", resource=every), apply),
            (of(principal={"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody"}), "Invalid principal in policy"),
        ]:
            with self.subTest(document=document):
                answer = self.raw("PUT", f"/{bucket}?policy", document.encode())
                self.answers(answer, 400, "MalformedPolicy" if document else "MissingRequestBodyError", message)
        self.refuses(self.s3.get_bucket_policy, "NoSuchBucketPolicy", "The bucket policy does not exist", 404, Bucket=bucket)
        for document in [
            of(action="s3:*", resource=every), of(action="s3:*", resource=[arn]), of(action=["s3:GetObject", "s3:ListBucket"], resource=[arn, every]),
            of(action="s3:Get*", resource=arn), of(action="*", resource=every), of(action="s3:GetObject*", resource=f"{arn}/${{aws:username}}/*"),
        ]:  # fmt: skip
            with self.subTest(document=document):
                self.s3.put_bucket_policy(Bucket=bucket, Policy=document, ConfirmRemoveSelfBucketAccess=True)
                client(self.authority, "s3", ROOT).delete_bucket_policy(Bucket=bucket)

    def test_public_policies_are_blocked_until_that_is_lifted(self):
        bucket = self.bucket()
        arn = f"arn:aws:s3:::{bucket}"
        self.assertEqual(self.s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"], CLOSED)
        public = policy({**allow("s3:GetObject", objects_of(bucket)), "Principal": "*"})
        who = client(self.authority, "sts", self.administrator).get_caller_identity()["Arn"]
        text = (
            f'User: {who} is not authorized to perform: s3:PutBucketPolicy on resource: "{arn}" because public policies '
            "are prevented by the BlockPublicPolicy setting in S3 Block Public Access."
        )
        self.refuses(self.s3.put_bucket_policy, "AccessDenied", text, 403, Bucket=bucket, Policy=public)
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")
        self.s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={**CLOSED, "BlockPublicPolicy": False})
        self.s3.put_bucket_policy(Bucket=bucket, Policy=public)
        self.assertTrue(self.s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"])
        self.assertEqual(json.loads(self.s3.get_bucket_policy(Bucket=bucket)["Policy"]), json.loads(public))
        self.grant(allow("s3:ListAllMyBuckets", "*"))
        with self.subTest("restricted: the owner's account alone"):
            self.assertEqual(body(self.alice, bucket, "k"), b"v")
            self.answers(self.anonymous("GET", f"/{bucket}/k"), 403, "AccessDenied", "Access Denied")
        self.s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=OPEN)
        with self.subTest("open"):
            self.assertEqual(self.anonymous("GET", f"/{bucket}/k").body, b"v")
            self.answers(self.anonymous("GET", f"/{bucket}/none"), 403, "AccessDenied", "Access Denied")
        self.s3.delete_public_access_block(Bucket=bucket)
        with self.subTest("no configuration blocks nothing"):
            self.refuses(self.s3.get_public_access_block, "NoSuchPublicAccessBlockConfiguration", None, 404, Bucket=bucket)
            self.assertEqual(self.anonymous("GET", f"/{bucket}/k").body, b"v")

    def test_policies_are_for_the_owner_s_account_alone(self):
        bucket = self.bucket()
        self.s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=OPEN)
        self.protect(bucket, {**allow("s3:*", [f"arn:aws:s3:::{bucket}", objects_of(bucket)]), "Principal": "*"})
        for method, data in [("GET", b""), ("PUT", b"{}"), ("DELETE", b"")]:
            with self.subTest(method):
                text = "The specified method is not allowed against this resource."
                self.answers(self.anonymous(method, f"/{bucket}?policy", data), 405, "MethodNotAllowed", text)
        self.assertEqual(self.anonymous("GET", f"/{bucket}?policyStatus").status, 200)
        self.answers(self.anonymous("GET", "/"), 403, "AccessDenied", "Access Denied")
        self.answers(self.anonymous("PUT", "/not-there-yet"), 403, "AccessDenied", "Access Denied")

    def test_nobody_uploads_where_everybody_may(self):
        bucket, data = self.public("s3:PutObject", "s3:GetObject"), b"from nobody" * 2000
        path = f"/{bucket}/k"
        trailer = f"x-amz-checksum-crc32:{checksum('crc32', data)}"
        chunked = {
            "content-encoding": "aws-chunked", "x-amz-decoded-content-length": str(len(data)),
            "x-amz-trailer": "x-amz-checksum-crc32", "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        }  # fmt: skip
        signed_chunks = {**chunked, "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"}
        for name, sent, headers, status, code in [
            ("plain", data, {}, 200, None),
            ("digest", data, {"x-amz-content-sha256": hashlib.sha256(data).hexdigest()}, 200, None),
            ("unsigned", data, {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}, 200, None),
            ("wrong digest", data, {"x-amz-content-sha256": "0" * 64}, 400, "XAmzContentSHA256Mismatch"),
            ("nonsense", data, {"x-amz-content-sha256": "nonsense"}, 400, "InvalidArgument"),
            ("chunks", chunks(data[:70], data[70:], trailer=trailer), chunked, 200, None),
            ("wrong trailer", chunks(data, trailer="x-amz-checksum-crc32:AAAAAA=="), chunked, 400, "BadDigest"),
            ("cut", chunks(data, trailer=trailer)[:-9], chunked, 400, "IncompleteBody"),
            ("no length", chunks(data, trailer=trailer), {**chunked, "x-amz-decoded-content-length": "x"}, 411, "MissingContentLength"),
            ("signed chunks of nobody", chunks(data, trailer=trailer), signed_chunks, 400, "InvalidRequest"),
        ]:
            with self.subTest(name):
                self.s3.delete_object(Bucket=bucket, Key="k")
                self.answers(self.anonymous("PUT", path, sent, **headers), status, code)
                if status == 200:
                    self.assertEqual(self.anonymous("GET", path).body, data)
                else:
                    self.assertEqual(self.keys(bucket), [])
        config = Config(signature_version=UNSIGNED, s3={"addressing_style": "path"})
        nobody = boto3.client("s3", endpoint_url=self.authority.endpoint, region_name=REGION, config=config)
        nobody.put_object(Bucket=bucket, Key="boto", Body=data)
        self.assertEqual(body(nobody, bucket, "boto"), data)

    def test_root_finds_the_way_back(self):
        bucket = self.bucket()
        arn = f"arn:aws:s3:::{bucket}"
        lock = {**deny("s3:*", [arn, f"{arn}/*"]), "Principal": "*"}
        root = client(self.authority, "s3", ROOT)
        self.protect(bucket, lock)
        self.refuses(self.s3.put_bucket_policy, "AccessDenied", None, 403, Bucket=bucket, Policy=policy(lock))
        self.refuses(root.list_objects_v2, "AccessDenied", None, 403, Bucket=bucket)
        self.assertIn("Deny", root.get_bucket_policy(Bucket=bucket)["Policy"])
        root.put_bucket_policy(Bucket=bucket, Policy=policy(lock))
        root.delete_bucket_policy(Bucket=bucket)
        self.assertEqual(self.keys(bucket), [])


class Buckets(Objects):
    """Buckets come and go, also while others write into them."""

    def test_a_bucket_that_goes_takes_nothing_acknowledged_with_it(self):
        for round_ in range(12):
            bucket, stored, begin = self.bucket(), [], threading.Event()

            def write():
                for number in range(6):
                    if number == round_ // 2:
                        begin.set()
                    if self.raw("PUT", f"/{bucket}/{number}", b"v").status == 200:
                        stored.append(str(number))

            writer = threading.Thread(target=write)
            writer.start()
            answers = []
            deleters = [threading.Thread(target=lambda: answers.append(self.raw("DELETE", f"/{bucket}"))) for _ in range(3)]
            begin.wait(20)
            for deleter in deleters:
                deleter.start()
            for thread in (writer, *deleters):
                thread.join()
            gone = sum(answer.status == 204 for answer in answers)
            with self.subTest(round_):
                self.assertLessEqual(gone, 1)
                if gone:
                    self.assertEqual(stored, [])
                else:
                    self.assertEqual(self.keys(bucket), stored)
                    self.assertEqual({answer.code for answer in answers}, {"BucketNotEmpty"})

    def test_a_deletion_whose_client_hangs_up_leaves_a_bucket_or_none(self):
        for _ in range(20):
            bucket = self.bucket()
            request = bytes_of(signed(self.authority, self.administrator, "s3", method="DELETE", path=f"/{bucket}"))
            with socket.create_connection(("127.0.0.1", self.authority.port), 20) as connection:
                connection.sendall(request)
            # While the deletion is under way the bucket takes nothing; it may not stay so.
            for _ in range(200):
                answer = self.raw("PUT", f"/{bucket}/k", b"v")
                if answer.code != "OperationAborted":
                    break
            self.assertIn((answer.status, answer.code), [(200, None), (404, "NoSuchBucket")])

    def test_a_bucket_that_is_not_empty_stays(self):
        bucket = self.bucket()
        self.s3.put_object(Bucket=bucket, Key="k", Body=b"v")
        self.refuses(self.s3.delete_bucket, "BucketNotEmpty", "The bucket you tried to delete is not empty", 409, Bucket=bucket)
        self.s3.delete_object(Bucket=bucket, Key="k")
        self.s3.create_multipart_upload(Bucket=bucket, Key="k")
        self.s3.delete_bucket(Bucket=bucket)
        self.s3.create_bucket(Bucket=bucket)
        self.assertNotIn("Uploads", self.s3.list_multipart_uploads(Bucket=bucket))


class CommandLine(Objects):
    """The AWS CLI v2 with its defaults: checksums, parts, synchronization."""

    def test_the_high_level_commands(self):
        cli = Cli(self.authority, self.administrator)
        bucket = "cli-bucket"
        tree = self.folder / "tree"
        (tree / "sub dir").mkdir(parents=True)
        (tree / "a+b.txt").write_text("a")
        (tree / "sub dir" / "ü%.txt").write_text("u")
        (tree / "big").write_bytes(os.urandom(20 * MEBIBYTE))
        cli("s3", "mb", f"s3://{bucket}")
        cli("s3", "cp", "--recursive", "--quiet", str(tree), f"s3://{bucket}/t/")
        cli("s3", "cp", "--quiet", f"s3://{bucket}/t/big", f"s3://{bucket}/copy")
        cli("s3", "mv", "--quiet", f"s3://{bucket}/copy", f"s3://{bucket}/moved")
        back = self.folder / "back"
        cli("s3", "sync", "--quiet", f"s3://{bucket}/t/", str(back))
        for path in (path for path in tree.rglob("*") if path.is_file()):
            self.assertEqual((back / path.relative_to(tree)).read_bytes(), path.read_bytes())
        self.assertEqual(self.keys(bucket), ["moved", "t/a+b.txt", "t/big", "t/sub dir/ü%.txt"])
        self.assertIn("-", self.s3.head_object(Bucket=bucket, Key="moved")["ETag"])
        cli("s3", "rm", "--recursive", "--quiet", f"s3://{bucket}")
        cli("s3", "rb", f"s3://{bucket}")

    def test_checksum_algorithms(self):
        cli, bucket = Cli(self.authority, self.administrator), self.bucket()
        file = self.folder / "checked"
        file.write_bytes(b"checked" * 1000)
        # Debian's build knows no CRC64NVME.
        for name in CHECKSUMS.keys() - {"crc64nvme"}:
            with self.subTest(name):
                put = ["--bucket", bucket, "--key", name, "--body", str(file), "--checksum-algorithm", name.upper()]
                made = cli("s3api", "put-object", *put)
                self.assertEqual(made[f"Checksum{name.upper()}"], checksum(name, file.read_bytes()))
                read = cli("s3api", "get-object", "--bucket", bucket, "--key", name, "--checksum-mode", "ENABLED", str(file) + ".out")
                self.assertEqual(read[f"Checksum{name.upper()}"], checksum(name, file.read_bytes()))

    def test_nobody_s_copy(self):
        bucket = self.public("s3:PutObject", "s3:GetObject")
        file = self.folder / "public"
        file.write_text("for everybody")
        cli = Cli(self.authority, self.administrator)
        cli("--no-sign-request", "s3", "cp", "--quiet", str(file), f"s3://{bucket}/public")
        cli("--no-sign-request", "s3", "cp", "--quiet", f"s3://{bucket}/public", str(file) + ".back")
        self.assertEqual(Path(str(file) + ".back").read_text(), "for everybody")


if __name__ == "__main__":
    unittest.main()
