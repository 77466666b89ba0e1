"""Bad input of every kind gets the AWS error and changes nothing.

Requests are signed by botocore and sent as bytes. After each test the authority must still answer, and
everything that it holds must be as it was before.
"""

import hashlib
import hmac
import json
import re
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.request import urlopen

from authority import Authority, Identity
from aws import body as download
from aws import client, refusal
from raw import FORM, bytes_of, call, form, head_of, presigned, send, signed

BUCKET, KEY, CONTENT = "vault", "kept.txt", b"as it was"
MIB = 1 << 20

# Far above what serving needs, far below the bodies that are thrown at it.
MEMORY_PEAK_MAX = 150 * MIB

QUERY_SIGNATURE = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
    "Access Key and signing method. Consult the service documentation for details."
)


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.authority = cls.enterClassContext(Authority(cls.folder))
        cls.admin = cls.authority.administrator()
        cls.iam = client(cls.authority, "iam", cls.admin, parameter_validation=False)
        cls.s3 = client(cls.authority, "s3", cls.admin)
        cls.s3.create_bucket(Bucket=BUCKET)
        cls.s3.put_object(Bucket=BUCKET, Key=KEY, Body=CONTENT)
        cls.iam.create_user(UserName="kept")

    def setUp(self):
        self.before = self.everything()

    def tearDown(self):
        self.assertEqual(self.everything(), self.before, "something changed")
        with urlopen(f"{self.authority.admin}/health", timeout=10) as answer:
            self.assertEqual(answer.status, 200)

    def everything(self):
        s3 = self.s3
        return {
            "users": [one["UserName"] for one in self.iam.list_users()["Users"]],
            "inline": self.iam.list_user_policies(UserName="kept")["PolicyNames"],
            "roles": [one["RoleName"] for one in self.iam.list_roles()["Roles"]],
            "policies": [one["PolicyName"] for one in self.iam.list_policies(Scope="Local")["Policies"]],
            "buckets": [one["Name"] for one in s3.list_buckets()["Buckets"]],
            "objects": [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET)["Contents"]],
            "content": download(s3, BUCKET, KEY),
        }

    def answers(self, answer, status: int, code: str, message: str | None = None):
        self.assertIsNotNone(answer, "closed without an answer")
        self.assertEqual((answer.status, answer.code), (status, code), answer.body[:2000])
        if message is not None:
            self.assertEqual(answer.message, message)

    def call(self, service: str, body: bytes, **options):
        return call(self.authority, options.pop("identity", self.admin), service, body, **options)

    # Who is calling.

    def test_unsigned_calls(self):
        create = form("iam", "CreateUser", UserName="evil")
        head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(create)}\r\n\r\n"
        answer = send(self.authority, head.encode() + create)
        self.answers(answer, 403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        put = f"PUT /{BUCKET}/{KEY} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nevil"
        self.answers(send(self.authority, put.encode()), 403, "AccessDenied", "Access Denied")

    def test_a_key_nobody_has_and_a_wrong_secret(self):
        create = form("iam", "CreateUser", UserName="evil")
        unknown = Identity("AKIAUNKNOWNUNKNOWN22", "x" * 40)
        answer = self.call("iam", create, identity=unknown)
        self.answers(answer, 403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        wrong = Identity(self.admin.access_key_id, "x" * 40)
        self.answers(self.call("iam", create, identity=wrong), 403, "SignatureDoesNotMatch", QUERY_SIGNATURE)
        answer = self.call("s3", b"evil", method="PUT", path=f"/{BUCKET}/{KEY}", identity=wrong)
        self.answers(answer, 403, "SignatureDoesNotMatch")
        self.assertNotIn(b"x" * 40, answer.body)

    def test_a_body_other_than_the_signed_one(self):
        request = signed(self.authority, self.admin, "iam", form("iam", "CreateUser", UserName="good"))
        request.data = form("iam", "CreateUser", UserName="evil")
        self.answers(send(self.authority, bytes_of(request)), 403, "SignatureDoesNotMatch", QUERY_SIGNATURE)
        request = signed(self.authority, self.admin, "s3", b"good", method="PUT", path=f"/{BUCKET}/{KEY}")
        request.data = b"evil"
        self.answers(
            send(self.authority, bytes_of(request)),
            400,
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        )

    def test_a_scope_of_another_region_or_service(self):
        create = form("iam", "CreateUser", UserName="evil")
        answer = self.call("iam", create, region="nowhere-9")
        self.answers(answer, 403, "SignatureDoesNotMatch")
        self.assertIn("Credential should be scoped to a valid region", answer.message)
        for service in ("sqs", "ec2", "no-such-service"):
            answer = self.call(service, create, headers={"Content-Type": FORM})
            with self.subTest(service):
                self.assertIn(answer.status, (400, 403, 404, 405), answer.body)
                self.assertIsNotNone(answer.code, answer.body)
        answer = self.call("s3", b"evil", method="PUT", path=f"/{BUCKET}/{KEY}", region="nowhere-9")
        self.answers(
            answer,
            400,
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; the region 'nowhere-9' is wrong; expecting 'us-east-1'",
        )

    def test_a_clock_more_than_fifteen_minutes_away(self):
        identity = form("sts", "GetCallerIdentity")
        for minutes in (-14, 14):
            self.assertEqual(self.call("sts", identity, offset=timedelta(minutes=minutes)).status, 200)
        create = form("iam", "CreateUser", UserName="evil")
        for minutes, text in [
            (-16, r"Signature expired: \w+ is now earlier than \w+ \(\w+ - 15 min\.\)"),
            (16, r"Signature not yet current: \w+ is still later than \w+ \(\w+ \+ 15 min\.\)"),
        ]:
            offset = timedelta(minutes=minutes)
            answer = self.call("iam", create, offset=offset)
            self.answers(answer, 403, "SignatureDoesNotMatch")
            self.assertRegex(answer.message, f"^{text}$")
            answer = self.call("s3", b"evil", method="PUT", path=f"/{BUCKET}/{KEY}", offset=offset)
            self.answers(
                answer,
                403,
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
            )

    def test_a_presigned_url_lives_until_its_expiry(self):
        path = f"/{BUCKET}/{KEY}"
        alive = presigned(self.authority, self.admin, path, 120, timedelta(seconds=-60))
        for _ in range(2):
            self.assertEqual(send(self.authority, bytes_of(alive)).body, CONTENT)
        dead = presigned(self.authority, self.admin, path, 60, timedelta(seconds=-120))
        self.answers(send(self.authority, bytes_of(dead)), 403, "AccessDenied", "Request has expired")
        early = presigned(self.authority, self.admin, path, 60, timedelta(hours=1))
        self.answers(send(self.authority, bytes_of(early)), 403, "AccessDenied", "Request is not yet valid")
        longer = presigned(self.authority, self.admin, path, 60, timedelta(seconds=-120))
        longer.url = longer.url.replace("X-Amz-Expires=60", "X-Amz-Expires=600")
        self.answers(send(self.authority, bytes_of(longer)), 403, "SignatureDoesNotMatch")
        week = presigned(self.authority, self.admin, path, 604801, timedelta())
        self.answers(send(self.authority, bytes_of(week)), 400, "AuthorizationQueryParametersError")

    def test_both_ways_of_signing_at_once(self):
        query = presigned(self.authority, self.admin, f"/{BUCKET}/{KEY}", 60, timedelta())
        header = signed(self.authority, self.admin, "s3", method="GET", path=f"/{BUCKET}/{KEY}")
        extra = f"Authorization: {header.headers['Authorization']}\r\n".encode()
        answer = send(self.authority, bytes_of(query, extra))
        self.assertEqual(answer.status, 400, answer.body)
        self.assertNotEqual(answer.body, CONTENT)

    def test_unsigned_amz_headers_are_refused(self):
        request = signed(self.authority, self.admin, "s3", b"evil", method="PUT", path=f"/{BUCKET}/evil")
        answer = send(self.authority, bytes_of(request, b"x-amz-acl: public-read\r\n"))
        message = "There were headers present in the request which were not signed"
        self.answers(answer, 403, "AccessDenied", message)

    # What it is called with.

    def test_bytes_that_are_not_utf_8(self):
        for parameter in (b"UserName=%FF%FE", b"UserName=\xff\xfe", b"UserName=%C0%AF", b"UserName=%ED%A0%80"):
            body = b"Action=CreateUser&Version=2010-05-08&" + parameter
            with self.subTest(parameter):
                self.answers(self.call("iam", body), 404, "MalformedQueryString")

    def test_percent_signs_that_encode_nothing(self):
        for parameter in (b"UserName=%", b"UserName=%4", b"UserName=%zz"):
            with self.subTest(parameter):
                answer = self.call("iam", b"Action=CreateUser&Version=2010-05-08&" + parameter)
                self.answers(answer, 404, "MalformedQueryString")

    def test_operations_that_do_not_exist(self):
        answer = self.call("iam", b"Action=NoSuchThing&Version=2010-05-08")
        self.answers(answer, 400, "InvalidAction", "Could not find operation NoSuchThing for version 2010-05-08")
        answer = self.call("iam", b"Action=CreateUser&UserName=evil&Version=1999-01-01")
        self.answers(answer, 400, "InvalidAction", "Could not find operation CreateUser for version 1999-01-01")
        self.assertEqual(self.call("iam", b"UserName=evil").status, 302)

    def test_lists_that_are_not_lists(self):
        for parameter, message in [
            (b"Tags.member.12.Key=a", "Excessively sparse input would skip 11 list elements"),
            (b"Tags.member.0.Key=a", "0 is not a valid index"),
            (b"Tags.member.-1.Key=a", "Key -1 may not have a leading '-'"),
            (b"Tags.member.1.0.Key=a", "Two index elements may not occur back to back"),
            (b"Tags.member.99999999999999999999.Key=a", None),
        ]:
            body = b"Action=CreateUser&Version=2010-05-08&UserName=evil&" + parameter
            with self.subTest(parameter):
                self.answers(self.call("iam", body), 400, "MalformedInput", message)

    def test_values_outside_the_model(self):
        counted = r"^\d+ validation errors? detected: Value "
        name = r"^The specified value for userName is invalid\. It must contain only "
        path = r"^The specified value for path is invalid\. It must begin and end with / "
        for parameters, text in [
            ({"UserName": "a" * 65}, counted),
            ({"UserName": "a b"}, name),
            ({"UserName": "evil\r\nX-Evil: 1"}, name),
            ({"UserName": "evil\0"}, name),
            ({"UserName": ""}, counted),
            ({"UserName": "evil", "Path": "/é/"}, path),
            ({"UserName": "evil", "Path": "no-slash"}, path),
            ({"UserName": "evil", "Tags": [{"Key": f"k{n}", "Value": "v"} for n in range(51)]}, counted),
            ({"UserName": "evil", "Tags": [{"Key": "k", "Value": "v" * 257}]}, counted),
            ({}, counted),
        ]:
            with self.subTest(str(parameters)[:60]):
                refused = refusal(self.iam.create_user, **parameters)
                self.assertEqual((refused.code, refused.status), ("ValidationError", 400))
                self.assertRegex(refused.message, text)

    def test_policies_that_are_not_policies(self):
        good = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"%s}'
        of = '{"Version":"2012-10-17","Statement":[%s]}'
        for document in [
            "{",
            "[]",
            "null",
            of % "",
            of % good % ',"Effect":"Allow"',
            of % good % ',"Action":"s3:*"',
            '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[%s]}' % (good % ""),
            of % good % ',"Condition":{"StringEquals":{"aws:userid":"a"},"StringEquals":{"aws:userid":"b"}}',
            of % good % ',"Condition":{"StringEqualz":{"aws:userid":"a"}}',
            of % good % ',"Condition":{"ForSomeValues:StringEquals":{"aws:userid":"a"}}',
            of % good % ',"Surprise":1',
            of % good % ',"Principal":"*"',
            of % '{"Effect":"Perhaps","Action":"*","Resource":"*"}',
            '{"Version":"2012-10-17","Statement":' + "[" * 20_000 + "]" * 20_000 + "}",
        ]:
            with self.subTest(document[:100]):
                for call_, parameters in [
                    (self.iam.put_user_policy, {"UserName": "kept", "PolicyName": "evil"}),
                    (self.iam.create_policy, {"PolicyName": "evil"}),
                ]:
                    refused = refusal(call_, PolicyDocument=document, **parameters)
                    self.assertEqual((refused.code, refused.status), ("MalformedPolicyDocument", 400))

    def test_a_policy_above_its_quota(self):
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::" + "a" * 7000}
        document = json.dumps({"Version": "2012-10-17", "Statement": statement})
        refused = refusal(self.iam.create_policy, PolicyName="evil", PolicyDocument=document)
        self.assertEqual((refused.code, refused.status), ("LimitExceeded", 409))
        refused = refusal(self.iam.put_user_policy, UserName="kept", PolicyName="evil", PolicyDocument=document)
        self.assertEqual((refused.code, refused.status), ("LimitExceeded", 409))

    def test_bucket_policies_that_are_not_policies(self):
        for document in ["{", '{"Version":"2012-10-17"}', '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}']:
            refused = refusal(self.s3.put_bucket_policy, Bucket=BUCKET, Policy=document)
            self.assertEqual((refused.code, refused.status), ("MalformedPolicy", 400), document)

    # Sizes.

    def test_a_form_of_a_hundred_megabytes(self):
        request = signed(self.authority, self.admin, "iam", form("iam", "CreateUser", UserName="evil"))
        for extra in (b"Content-Length: %d\r\n" % (100 * MIB), b"Transfer-Encoding: chunked\r\n"):
            head = head_of(request, extra)
            piece = b"a" * MIB if extra.startswith(b"Content") else b"%x\r\n" % MIB + b"a" * MIB + b"\r\n"
            answer = send(self.authority, head, *([piece] * 100))
            with self.subTest(extra):
                # The connection may be reset while the rest is still on its way; an answer must be a refusal.
                if answer is not None:
                    self.assertIn(answer.status, (400, 413), answer.body)
        self.assertLess(self.authority.memory_peak_bytes(), MEMORY_PEAK_MAX)

    def test_heads_without_end(self):
        endless = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(4000))
        answer = send(self.authority, endless + b"\r\n")
        if answer is not None:
            self.assertIn(answer.status, (400, 414, 431))
        long_target = b"GET /" + b"a" * (2 * MIB) + b" HTTP/1.1\r\nHost: x\r\n\r\n"
        answer = send(self.authority, long_target)
        if answer is not None:
            self.assertIn(answer.status, (400, 403, 414, 431))

    def test_a_large_object_streams_through_bounded_memory(self):
        content = bytes(MIB) * 64
        before = self.authority.memory_peak_bytes()
        self.s3.put_object(Bucket=BUCKET, Key="large", Body=content)
        digest = hashlib.sha256()
        for piece in self.s3.get_object(Bucket=BUCKET, Key="large")["Body"].iter_chunks(MIB):
            digest.update(piece)
        self.assertEqual(digest.digest(), hashlib.sha256(content).digest())
        self.assertLess(self.authority.memory_peak_bytes() - before, 32 * MIB)
        self.s3.delete_object(Bucket=BUCKET, Key="large")

    # Framing.

    def test_header_injection(self):
        create = form("iam", "CreateUser", UserName="evil")
        request = signed(self.authority, self.admin, "iam", create)
        for extra in (b"X-A: a\0b\r\n", b"X-A : b\r\n", b" folded: b\r\n", b"X-A\r\n", b"X-A: a\rX-B: b\r\n"):
            answer = send(self.authority, bytes_of(request, extra))
            with self.subTest(extra):
                self.assertTrue(answer is None or answer.status == 400, answer)
        for value in ("text/plain\r\nX-Evil: 1", "text/plain\nX-Evil: 1", "a\0b"):
            url = self.s3.generate_presigned_url(
                "get_object", Params={"Bucket": BUCKET, "Key": KEY, "ResponseContentType": value}
            )
            path = url.removeprefix(self.authority.endpoint)
            answer = send(self.authority, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.authority.port}\r\n\r\n".encode())
            with self.subTest(value):
                self.assertEqual(answer.status, 400, answer.body)
                self.assertIsNone(answer.headers.get("X-Evil"))

    def test_two_lengths_and_two_ends(self):
        create = form("iam", "CreateUser", UserName="evil")
        request = signed(self.authority, self.admin, "iam", create)
        both = bytes_of(request, b"Transfer-Encoding: chunked\r\n")
        two = bytes_of(request, b"Content-Length: 1\r\n")
        negative = bytes_of(request).replace(b"Content-Length: ", b"Content-Length: -")
        for name, data in [("length and chunks", both), ("two lengths", two), ("negative", negative)]:
            answer = send(self.authority, data)
            with self.subTest(name):
                self.assertTrue(answer is None or answer.status >= 400, answer)

    def test_a_body_that_ends_too_early(self):
        request = signed(self.authority, self.admin, "s3", b"evil" * 100, method="PUT", path=f"/{BUCKET}/{KEY}")
        whole = bytes_of(request)
        answer = send(self.authority, whole[:-200], hang_up=True)
        self.assertTrue(answer is None or answer.status >= 400, answer)

    def test_a_host_that_is_missing(self):
        self.assertEqual(send(self.authority, b"GET / HTTP/1.1\r\n\r\n").status, 400)

    # Objects.

    def test_a_chunk_with_a_wrong_signature(self):
        good = self.chunked(b"good", tamper=False)
        self.assertEqual(send(self.authority, good).status, 200)
        self.assertEqual(download(self.s3, BUCKET, "chunked"), b"good")
        self.s3.delete_object(Bucket=BUCKET, Key="chunked")
        self.answers(send(self.authority, self.chunked(b"evil", tamper=True)), 403, "SignatureDoesNotMatch")

    def chunked(self, content: bytes, tamper: bool) -> bytes:
        """An upload in signed chunks; when tampered, its data is not what the chunk's signature says.
        <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>"""
        request = signed(
            self.authority,
            self.admin,
            "s3",
            method="PUT",
            path=f"/{BUCKET}/chunked",
            headers={"Content-Encoding": "aws-chunked", "X-Amz-Decoded-Content-Length": str(len(content))},
            payload="STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        )
        stamp = request.headers["X-Amz-Date"]
        key = b"AWS4" + self.admin.secret_access_key.encode()
        for part in (stamp[:8], "us-east-1", "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        previous = re.search(r"Signature=(\w+)", request.headers["Authorization"])[1]
        wire = b""
        for chunk in (content, b""):
            scope = f"{stamp[:8]}/us-east-1/s3/aws4_request"
            digests = [hashlib.sha256(part).hexdigest() for part in (b"", chunk)]
            text = "\n".join(["AWS4-HMAC-SHA256-PAYLOAD", stamp, scope, previous, *digests])
            previous = hmac.digest(key, text.encode(), "sha256").hex()
            data = chunk[::-1] if tamper else chunk
            wire += f"{len(chunk):x};chunk-signature={previous}\r\n".encode() + data + b"\r\n"
        request.data = wire
        return bytes_of(request)

    def test_a_checksum_that_does_not_match(self):
        refused = refusal(self.s3.put_object, Bucket=BUCKET, Key=KEY, Body=b"evil", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")
        self.assertEqual((refused.code, refused.status), ("BadDigest", 400))
        refused = refusal(self.s3.put_object, Bucket=BUCKET, Key=KEY, Body=b"evil", ChecksumCRC32="AAAAAA==")
        self.assertEqual((refused.code, refused.status), ("BadDigest", 400))

    def test_keys_that_point_outside(self):
        outside = set(self.folder.rglob("*")) - set(self.authority.data.rglob("*"))
        for path in ("/../../evil", f"/{BUCKET}/../../../evil", f"/{BUCKET}/%2e%2e/%2e%2e/evil", f"/{BUCKET}/a%00b", "//evil/x"):
            answer = self.call("s3", b"evil", method="PUT", path=path)
            with self.subTest(path):
                if answer.status == 200:
                    # S3 takes dots in a key as they are; then it is an object like any other.
                    gone = self.call("s3", b"", method="DELETE", path=path)
                    self.assertEqual(gone.status, 204, gone.body)
                else:
                    self.assertIn(answer.status, (400, 403, 404, 405), answer.body)
        self.assertEqual(set(self.folder.rglob("*")) - set(self.authority.data.rglob("*")), outside)
        self.assertFalse(Path("/evil").exists())

    # What is told.

    def test_nothing_secret_is_logged(self):
        self.call("iam", form("iam", "CreateUser", UserName="a b"))
        logged = self.authority.log.read_text(errors="replace") + "".join(self.authority.printed)
        self.assertNotIn(self.admin.secret_access_key, logged)
        stamp = datetime.now(timezone.utc).strftime("%Y%m%d")
        self.assertNotIn(f"{self.admin.access_key_id}/{stamp}", logged, "an Authorization header")


if __name__ == "__main__":
    unittest.main()
