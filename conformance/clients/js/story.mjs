// The JavaScript half of the story: the same requests through the AWS SDK for JavaScript v3.
// Run by story.py as the administrator; ends with an error when an answer is not what AWS gives.

import assert from "node:assert/strict";
import { Readable } from "node:stream";
import {
  CreateUserCommand, DeleteUserCommand, GetUserCommand, IAMClient, ListUsersCommand, TagUserCommand,
} from "@aws-sdk/client-iam";
import {
  DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const { SYMBOLON_ENDPOINT: endpoint, BUCKET, OBJECT, CONTENT, ROLE_ARN, EXTERNAL_ID, USER_ARN } = process.env;
const { USER_ACCESS_KEY_ID, USER_SECRET_ACCESS_KEY } = process.env;

// Every client tries once, so that a refusal is the answer to the very request that was made.
const common = { endpoint, region: "us-east-1", maxAttempts: 1 };
const administrator = {
  iam: new IAMClient(common),
  s3: new S3Client({ ...common, forcePathStyle: true }),
};
const user = {
  credentials: { accessKeyId: USER_ACCESS_KEY_ID, secretAccessKey: USER_SECRET_ACCESS_KEY },
};

const text = async (s3, Key) => (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body.transformToString();

async function identities() {
  const name = "javascript";
  const made = await administrator.iam.send(new CreateUserCommand({ UserName: name, Path: "/js/" }));
  assert.match(made.User.Arn, /:user\/js\/javascript$/);
  assert.match(made.User.UserId, /^AIDA[A-Z2-7]{17}$/);
  assert.ok(made.User.CreateDate instanceof Date);
  await administrator.iam.send(new TagUserCommand({ UserName: name, Tags: [{ Key: "sprache", Value: "日本語 ü=@" }] }));
  const read = await administrator.iam.send(new GetUserCommand({ UserName: name }));
  assert.deepEqual(read.User.Tags, [{ Key: "sprache", Value: "日本語 ü=@" }]);
  const listed = await administrator.iam.send(new ListUsersCommand({ PathPrefix: "/js/" }));
  assert.deepEqual(listed.Users.map((one) => one.UserName), [name]);
  await administrator.iam.send(new DeleteUserCommand({ UserName: name }));
  await assert.rejects(administrator.iam.send(new GetUserCommand({ UserName: name })), {
    name: "NoSuchEntityException",
    message: "The user with name javascript cannot be found.",
  });
}

async function objects() {
  const { s3 } = administrator;
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "js/ünï cödé+%2F", Body: "text", Metadata: { colour: "blue" } }));
  assert.equal(await text(s3, "js/ünï cödé+%2F"), "text");
  const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "js/ünï cödé+%2F" }));
  assert.equal(head.ContentLength, 4);
  assert.deepEqual(head.Metadata, { colour: "blue" });

  // A stream is sent as aws-chunked with its checksum in a trailer.
  const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(10_000, index));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "js/stream", Body: Readable.from(chunks), ContentLength: 400_000 }));
  const stored = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "js/stream" }));
  assert.deepEqual(Buffer.from(await stored.Body.transformToByteArray()), Buffer.concat(chunks));
  assert.equal(stored.ContentEncoding, undefined);

  const listed = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "js/" }));
  assert.deepEqual(listed.Contents.map((one) => one.Key), ["js/stream", "js/ünï cödé+%2F"]);
  for (const { Key } of listed.Contents) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
}

async function sessions() {
  const sts = new STSClient({ ...common, ...user });
  assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Arn, USER_ARN);
  const assumed = await sts.send(new AssumeRoleCommand({
    RoleArn: ROLE_ARN, RoleSessionName: "from-javascript", ExternalId: EXTERNAL_ID,
  }));
  assert.match(assumed.Credentials.AccessKeyId, /^ASIA[A-Z2-7]{16}$/);
  const credentials = {
    accessKeyId: assumed.Credentials.AccessKeyId,
    secretAccessKey: assumed.Credentials.SecretAccessKey,
    sessionToken: assumed.Credentials.SessionToken,
  };
  const session = new S3Client({ ...common, forcePathStyle: true, credentials });
  assert.equal(await text(session, OBJECT), CONTENT);
  await assert.rejects(session.send(new PutObjectCommand({ Bucket: BUCKET, Key: OBJECT, Body: "overwritten" })), (error) => {
    assert.equal(error.name, "AccessDenied");
    assert.equal(error.$metadata.httpStatusCode, 403);
    assert.equal(
      error.message,
      `User: ${assumed.AssumedRoleUser.Arn} is not authorized to perform: s3:PutObject on resource: `
        + `"arn:aws:s3:::${BUCKET}/${OBJECT}" because no identity-based policy allows the s3:PutObject action`,
    );
    return true;
  });
}

await identities();
await objects();
await sessions();
