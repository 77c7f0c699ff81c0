using System.Security.Cryptography;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Kernel.Storage.S3;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.AspNetCore.Http;

namespace Governance.Portal.Tests.Storage;

/// <summary>Content in a bucket: kept whole or not at all, read whole or with an error, whatever server and network do.</summary>
public sealed class ObjectStorageTests
{
    private const int Large = (2 * S3Upload.PartBytes) + 4_321;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(Large)]
    public async Task Keep_OnARealServer_IsReadBackAsItWas(int length)
    {
        await using var server = await S3Server.StartAsync(Ct);
        using var s3 = new S3Store(new Uri($"http://127.0.0.1:{server.Port}"), "governance");
        var bytes = RandomNumberGenerator.GetBytes(length);

        var stored = await s3.Store.StoreAsync(bytes, Ct);
        var again = await s3.Store.StoreAsync(bytes, Ct);

        Assert.Equal((stored, Sha256Hex.Of(bytes)), (again, stored.Sha256));
        Assert.Equal(bytes, await s3.ReadAsync(stored.Sha256, Ct));
        Assert.Equal(stored, await s3.Store.RehashAsync(stored.Sha256, Ct));
        await using (var file = await s3.Store.OpenFileAsync(stored.Sha256, Ct))
        {
            Assert.Equal((length, 0), (file.Length, file.Position));
        }

        Assert.Equal([stored.Sha256], await s3.Shelf.ListAsync(Ct).Select(c => c.Sha256).ToListAsync(Ct));
        Assert.Empty(s3.Left);
        Assert.Empty(server.Uploads());
        Assert.Equal(0, await s3.Store.SweepAsync(DateTimeOffset.MaxValue, Ct)); // no part is left
        await s3.Store.DeleteAsync(stored.Sha256, Ct);
        Assert.False(await s3.Store.HasAsync(stored.Sha256, Ct));
        await Assert.ThrowsAsync<FileNotFoundException>(() => s3.Store.OpenReadAsync(stored.Sha256, Ct));
        Assert.Empty(server.Objects());
    }

    [Fact]
    public async Task Keep_WithAnUnknownKey_IsNotTaken_AndTheSentenceSaysSo()
    {
        await using var server = await S3Server.StartAsync(Ct);
        using var s3 = new S3Store(new Uri($"http://127.0.0.1:{server.Port}"), "governance", key: "UNKNOWN");

        var refused = await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.StoreAsync("x"u8.ToArray(), Ct));

        Assert.Contains("refuses the key", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Objects());
        Assert.Empty(s3.Left);
    }

    [Fact]
    public async Task Keep_TheSameAgain_AsksOnceAndSendsNothing()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var bytes = RandomNumberGenerator.GetBytes(Large);
        var stored = await s3.Store.StoreAsync(bytes, Ct);
        Assert.Equal(
            (bytes.Length, 3),
            (fake.Objects.Single().Value.Bytes.Length, fake.Requests.Count(r => r.Contains("partNumber", StringComparison.Ordinal)))
        );
        fake.Requests.Clear();

        await s3.Store.StoreAsync(bytes, Ct);

        Assert.Equal([$"HEAD /bucket/at/{stored.Sha256[..2]}/{stored.Sha256[2..4]}/{stored.Sha256}"], fake.Requests);
    }

    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(500, "InternalError")]
    [InlineData(400, "RequestTimeout")]
    public async Task Keep_WhileTheServerAsksForPatience_IsTriedAgain(int status, string code)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var left = 2;
        fake.Fault = context =>
            context.Request.Method == "PUT" && Interlocked.Decrement(ref left) >= 0
                ? FakeObjectStorage.FailAsync(context, status, code)
                : Task.FromResult(false);

        var stored = await s3.Store.StoreAsync("patience"u8.ToArray(), Ct);

        Assert.Equal("patience"u8.ToArray(), await s3.ReadAsync(stored.Sha256, Ct));
    }

    [Theory]
    [InlineData("AccessDenied", "refuses the key")]
    [InlineData("RequestTimeTooSkewed", "the clock here differs")]
    [InlineData("SomethingElse", "answered with 403 SomethingElse")]
    public async Task Stage_Refused_SaysThatTheStoreDoesNotAnswer_AndKeepsNothing(string code, string said)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        fake.Fault = context => FakeObjectStorage.FailAsync(context, 403, code);

        await using (var incoming = await s3.Store.ReceiveOwnAsync(new MemoryStream([1, 2, 3]), Ct))
        {
            Assert.Equal("storage.unavailable", (await incoming.StageAsync(Ct))?.Code);
            Assert.Equal(3, incoming.OpenRead().Length);
        }

        Assert.Contains(said, await s3.Shelf.FindFaultAsync(Ct), StringComparison.Ordinal);
        Assert.Empty(fake.Objects);
        Assert.Empty(s3.Left);
    }

    [Fact]
    public async Task Keep_ConnectionCutInThePut_IsTriedAgain_AndNothingHalfIsFound()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var (bytes, cuts) = (RandomNumberGenerator.GetBytes(Large), 2);
        fake.Fault = async context =>
        {
            if (context.Request.Method != "PUT" || Interlocked.Decrement(ref cuts) < 0)
            {
                return false;
            }

            await context.Request.Body.ReadExactlyAsync(new byte[70_000]);
            context.Abort();
            return true;
        };

        var stored = await s3.Store.StoreAsync(bytes, Ct);

        Assert.Equal(bytes, await s3.ReadAsync(stored.Sha256, Ct));
    }

    [Fact]
    public async Task Keep_PartThatIsNeverTaken_AbortsTheUpload()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        fake.Fault = context =>
            context.Request.Query["partNumber"] == "2"
                ? FakeObjectStorage.FailAsync(context, 500, "InternalError")
                : Task.FromResult(false);

        await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.StoreAsync(new byte[Large], Ct));

        Assert.Empty(fake.Uploads);
        Assert.Empty(fake.Objects);
        Assert.Empty(s3.Left);
    }

    [Fact]
    public async Task Keep_JoinedWithAnErrorInsideASuccess_IsNotKept()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        fake.Fault = async context =>
        {
            if (context.Request.Method != "POST" || !context.Request.Query.ContainsKey("uploadId"))
            {
                return false;
            }

            await context.Response.WriteAsync("<Error><Code>InternalError</Code><Message>late</Message></Error>");
            return true;
        };

        var failed = await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.StoreAsync(new byte[Large], Ct));

        Assert.Contains("InternalError late", failed.Message, StringComparison.Ordinal);
        Assert.Empty(fake.Uploads);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Large)]
    public async Task Keep_WhatTheServerKeptOtherwise_IsTakenBack(int length)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        fake.Said = _ => Convert.ToBase64String(new byte[32]);

        var failed = await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.StoreAsync(new byte[length], Ct));

        Assert.Contains("did not store", failed.Message, StringComparison.Ordinal);
        Assert.Empty(fake.Objects);
    }

    [Fact]
    public async Task Read_ConnectionCut_GoesOnWhereItBroke()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var bytes = RandomNumberGenerator.GetBytes(2_000_000);
        var stored = await s3.Store.StoreAsync(bytes, Ct);
        var cuts = 0;
        fake.Fault = context => CutAsync(context, bytes, Interlocked.Increment(ref cuts) <= 1);

        Assert.Equal(bytes, await s3.ReadAsync(stored.Sha256, Ct));

        Assert.Equal(2, cuts);
    }

    [Fact]
    public async Task Read_CutAgainAndAgain_Fails_AndIsNeverShort()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var bytes = RandomNumberGenerator.GetBytes(2_000_000);
        var stored = await s3.Store.StoreAsync(bytes, Ct);
        fake.Fault = async context =>
            context.Request.Headers.Range.Count > 0
                ? await FakeObjectStorage.FailAsync(context, 503, "SlowDown")
                : await CutAsync(context, bytes, cuts: true);

        using var got = new MemoryStream();
        await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.CopyToAsync(stored.Sha256, got, Ct));

        Assert.True(got.Length < bytes.Length);
    }

    [Fact]
    public async Task Read_ReplacedInTheMiddle_Fails()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var bytes = RandomNumberGenerator.GetBytes(2_000_000);
        var stored = await s3.Store.StoreAsync(bytes, Ct);
        var key = fake.Objects.Keys.Single();
        fake.Fault = async context =>
        {
            var cut = await CutAsync(context, bytes, context.Request.Headers.Range.Count == 0);
            fake.Objects[key] = (bytes, null, "\"other\"");
            return cut;
        };

        await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.ReadAsync(stored.Sha256, Ct));
    }

    [Fact]
    public async Task Read_AlteredInTheBucket_EndsWithAnError()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var stored = await s3.Store.StoreAsync(new byte[400_000], Ct);
        var (key, (bytes, checksum, tag)) = fake.Objects.Single();
        fake.Objects[key] = ([1, .. bytes[1..]], checksum, tag);

        await Assert.ThrowsAsync<ContentAlteredException>(() => s3.ReadAsync(stored.Sha256, Ct));
        await Assert.ThrowsAsync<ContentAlteredException>(() => s3.Store.OpenFileAsync(stored.Sha256, Ct));
        Assert.NotEqual(stored.Sha256, (await s3.Store.RehashAsync(stored.Sha256, Ct))?.Sha256);
        await using var again = await s3.Store.ReceiveOwnAsync(new MemoryStream(new byte[400_000]), Ct);
        await again.KeepAsync(Ct, replace: true);
        Assert.Equal(new byte[400_000], await s3.ReadAsync(stored.Sha256, Ct));
    }

    [Fact]
    public async Task Find_ServerThatDoesNotAnswer_FailsAfterTheTimeout()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake, timeoutSeconds: 1);
        fake.Fault = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        var away = await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.HasAsync(new string('a', 64), Ct));

        Assert.Contains("did not answer within 1 seconds", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_AbortsOldUploads_AndNoneThatMayStillRun()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var now = TimeProvider.System.GetUtcNow();
        fake.Uploads["old"] = new("at/aa/aa/old", now.AddDays(-2), new());
        fake.Uploads["young"] = new("at/aa/aa/young", now.AddHours(-2), new());
        fake.Uploads["other"] = new("elsewhere/old", now.AddDays(-2), new());

        Assert.Equal(1, await s3.Store.SweepAsync(now.AddHours(-1), Ct));
        Assert.Equal(["other", "young"], fake.Uploads.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1, await s3.Store.SweepAsync(DateTimeOffset.MaxValue, Ct)); // the only portal has begun nothing yet
        Assert.Equal(["other"], fake.Uploads.Keys);
    }

    [Fact]
    public async Task List_OfManyPages_NamesAllContentInOrder_AndNothingElse()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var expected = new List<string>();
        for (byte i = 0; i < 10; i++)
        {
            expected.Add((await s3.Store.StoreAsync(new[] { i }, Ct)).Sha256);
        }

        fake.Objects["at/readme.txt"] = ([1], null, "\"t\"");
        fake.Objects[$"at/{expected[0]}"] = ([1], null, "\"t\"");

        Assert.Equal(expected.Order(StringComparer.Ordinal), await s3.Shelf.ListAsync(Ct).Select(c => c.Sha256).ToListAsync(Ct));
    }

    [Theory]
    [InlineData("", false, "", "Warn")]
    [InlineData("Enabled", false, "", "Ok")]
    [InlineData("Enabled", true, "COMPLIANCE", "Ok")]
    [InlineData("Enabled", false, "GOVERNANCE", "Fail")]
    public async Task Doctor_OfABucket_SaysWhatProtectsIt(string versioning, bool canLock, string mode, string state)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        (fake.Versioning, fake.CanLock, s3.Options.RetentionMode) = (versioning, canLock, mode);

        var lines = await s3.Doctor.LookAsync(Ct).ToListAsync(Ct);

        Assert.Equal(["Ok", state], lines.Select(l => l.State.ToString()));
    }

    [Fact]
    public async Task Keep_WithRetention_AsksForIt()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        (s3.Options.RetentionMode, s3.Options.RetentionDays) = ("COMPLIANCE", 10);
        var seen = new List<string>();
        fake.Fault = context =>
        {
            if (context.Request.Method == "PUT")
            {
                seen.Add(context.Request.Headers["x-amz-object-lock-mode"].ToString());
                Assert.Contains("x-amz-object-lock-mode", context.Request.Headers.Authorization.ToString(), StringComparison.Ordinal);
            }

            return Task.FromResult(false);
        };

        await s3.Store.StoreAsync("kept"u8.ToArray(), Ct);

        Assert.Equal(["COMPLIANCE"], seen);
    }

    /// <summary>A server that forgets the retention of an object of parts would leave the largest files unlocked.</summary>
    [Theory]
    [InlineData(1_000)]
    [InlineData(Large)]
    public async Task Keep_WithRetention_LocksTheObject_AlsoOneOfParts(int length)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        (s3.Options.RetentionMode, s3.Options.RetentionDays) = ("GOVERNANCE", 10);

        var stored = await s3.Store.StoreAsync(RandomNumberGenerator.GetBytes(length), Ct);

        var (name, kept) = Assert.Single(fake.Locks);
        Assert.EndsWith(stored.Sha256, name, StringComparison.Ordinal);
        Assert.Equal("GOVERNANCE", kept.Mode);
        Assert.InRange(kept.Until - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(9.9), TimeSpan.FromDays(10.1));
    }

    [Fact]
    public async Task Keep_WithRetention_InABucketWithoutLock_SaysWhatTheServerSays()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        s3.Options.RetentionMode = "COMPLIANCE";
        fake.Fault = context =>
            context.Request.Headers.ContainsKey("x-amz-object-lock-mode")
                ? FakeObjectStorage.FailAsync(context, 400, "InvalidRequest")
                : Task.FromResult(false);

        var refused = await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.StoreAsync("kept"u8.ToArray(), Ct));

        Assert.Contains("answered with 400 InvalidRequest A test asked for it.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(fake.Objects);
    }

    /// <summary>Of what is read, the server's checksum is compared where that is asked for; the digest of the store always is.</summary>
    [Theory]
    [InlineData(S3Checksums.WhenSupported, true)]
    [InlineData(S3Checksums.WhenRequired, false)]
    public async Task Read_OtherThanTheServersChecksum_FailsWhereItIsAskedFor(S3Checksums checksums, bool fails)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        s3.Options.Checksums = checksums;
        var stored = await s3.Store.StoreAsync(new byte[400_000], Ct);
        var (key, (bytes, checksum, tag)) = fake.Objects.Single();
        fake.Objects[key] = ([1, .. bytes[1..]], checksum, tag);
        await using var stream = await s3.Shelf.OpenReadAsync(stored.Sha256, Ct);

        var failed = await Record.ExceptionAsync(() => stream.CopyToAsync(Stream.Null, Ct));

        Assert.Equal(
            fails,
            failed is ContentUnavailableException { Message: var said } && said.Contains("checksum", StringComparison.Ordinal)
        );
        await Assert.ThrowsAnyAsync<Exception>(() => s3.ReadAsync(stored.Sha256, Ct));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task Answer_ThatSendsElsewhere_IsNotFollowed(int status)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        await using var other = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        fake.Fault = context =>
        {
            context.Response.Headers.Location = other.Address.AbsoluteUri + "bucket/";
            return FakeObjectStorage.FailAsync(context, status, "Redirect");
        };

        Assert.Contains($"answered with {status} Redirect", await s3.Shelf.FindFaultAsync(Ct), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ContentUnavailableException>(() => s3.Store.StoreAsync("x"u8.ToArray(), Ct));

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task List_AnswerWithoutAnEnd_IsRefused()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        fake.Fault = async context =>
        {
            await context.Response.WriteAsync("<ListBucketResult>" + new string(' ', 5 * 1024 * 1024));
            return true;
        };

        Assert.Contains("answered with more than 4194304 bytes", await s3.Shelf.FindFaultAsync(Ct), StringComparison.Ordinal);
    }

    /// <summary>Not every server reads a body in signed pieces, or knows how to wait for an invitation to send it.</summary>
    [Fact]
    public async Task Requests_AreOfAKindThatEveryServerKnows()
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        using var s3 = Of(fake);
        var seen = new System.Collections.Concurrent.ConcurrentBag<IHeaderDictionary>();
        fake.Fault = context =>
        {
            seen.Add(new HeaderDictionary(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value)));
            return Task.FromResult(false);
        };

        var stored = await s3.Store.StoreAsync(new byte[Large], Ct);
        await s3.ReadAsync(stored.Sha256, Ct);

        Assert.NotEmpty(seen);
        Assert.All(
            seen,
            headers =>
            {
                Assert.DoesNotContain("STREAMING", headers["x-amz-content-sha256"].ToString(), StringComparison.Ordinal);
                Assert.False(headers.ContainsKey("x-amz-trailer") || headers.ContainsKey("Expect"));
                Assert.DoesNotContain("aws-chunked", headers.ContentEncoding.ToString(), StringComparison.Ordinal);
                Assert.Equal("governance-portal", headers.UserAgent.ToString());
            }
        );
    }

    /// <summary>The host that is called is the one that the lists under Outbound have to name.</summary>
    [Theory]
    [InlineData("lake", false, "lake.s3.test")]
    [InlineData("lake", true, "s3.test")]
    [InlineData("la.ke", false, "s3.test")]
    [InlineData("Lake_1", false, "s3.test")]
    public async Task Host_IsThatOfTheBucket_UnlessItStandsInThePath(string bucket, bool pathStyle, string host)
    {
        await using var fake = await FakeObjectStorage.StartAsync();
        var called = "";
        fake.Fault = async context =>
        {
            called = $"{context.Request.Host.Host} {context.Request.Path}";
            await context.Response.WriteAsync("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
            return true;
        };
        var outbound = Microsoft.Extensions.Options.Options.Create(new OutboundOptions { PrivateHosts = [host] });
        var connector = new OutboundConnector(outbound) { Resolve = (_, _) => Task.FromResult(new[] { System.Net.IPAddress.Loopback }) };
        using var client = new OutboundClient(connector, outbound, TimeProvider.System);
        using var keys = new AwsKeys(client, connector, outbound, TimeProvider.System);
        using var reader = new S3Reader(
            new S3Options
            {
                Endpoint = $"http://s3.test:{fake.Address.Port}",
                Bucket = bucket,
                PathStyle = pathStyle,
            },
            new AwsCredentials("AKID", "secret"),
            S3SettingNames.OfStorage,
            keys,
            connector,
            outbound,
            TimeProvider.System
        );

        Assert.Empty(await reader.ListAsync("", Ct).ToListAsync(Ct));

        Assert.Equal(host == "s3.test" ? $"s3.test /{bucket}" : $"{host} ", called.TrimEnd('/'));
    }

    private static S3Store Of(FakeObjectStorage fake, int timeoutSeconds = 20) =>
        new(fake.Address, FakeObjectStorage.Bucket, timeoutSeconds);

    // Promises all of it, sends a part and hangs up.
    private static async Task<bool> CutAsync(HttpContext context, byte[] bytes, bool cuts)
    {
        if (context.Request.Method != "GET" || !cuts)
        {
            return false;
        }

        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ETag = "\"1\"";
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, 300_000));
        await context.Response.Body.FlushAsync();
        context.Abort();
        return true;
    }
}
