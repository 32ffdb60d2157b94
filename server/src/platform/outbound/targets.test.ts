import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbound } from "./outbound.ts";
import { isPublicAddress } from "./targets.ts";

test("addresses of this machine and of its network are told from those of the internet, however they are written", () => {
  const inside = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "localhost",
    "0x7f.1",
    "",
  ];
  assert.deepEqual(inside.filter(isPublicAddress), []);
  const outside = [
    "8.8.8.8",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "192.167.1.1",
    "223.255.255.1",
    "2606:4700::1111",
    "2a00:1450:4001::1",
  ];
  assert.deepEqual(
    outside.filter((address) => !isPublicAddress(address)),
    [],
  );
});

test("what may be called without encryption is this machine and its network, where those may be called", () => {
  const near = [
    "http://localhost:80/",
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://192.168.1.9/",
    "http://box.local/",
  ];
  const far = ["http://example.com/", "http://8.8.8.8/", "http://[2606:4700::1111]/", "http://localhost.example.com/"];
  const never = [
    "localhost",
    "ftp://localhost/",
    "http://me@localhost/",
    "https://me:secret@example.com/",
    "https:",
    "",
  ];
  const secure = (allowPrivateTargets: boolean, urls: readonly string[]) => {
    const outbound = new Outbound({ allowPrivateTargets });
    return urls.filter((url) => outbound.isSecure(url));
  };
  assert.deepEqual(secure(true, [...near, ...far, ...never]), near);
  assert.deepEqual(secure(false, [...near, ...far, ...never]), []);
  assert.deepEqual(secure(false, ["https://example.com/", "HTTPS://127.0.0.1/"]).length, 2);
});
