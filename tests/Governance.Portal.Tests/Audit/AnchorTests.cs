using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Kernel.Outbound;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Audit;

public sealed class AnchorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-anchor-").FullName;

    private string File => Path.Combine(_folder, "checkpoints.txt");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Push_GrowingLog_AppendsToTheFileOnceAMinute(DatabaseKind kind)
    {
        await using var portal = new WatchedPortal(kind, ("Audit:Anchors:0", File));
        var first = await portal.LogAsync(3);
        var push = portal.Get<PushAnchors>();
        await push.RunAsync(Ct);
        await portal.LogAsync(1);
        await push.RunAsync(Ct);
        Assert.Equal(first.Note + "\n", await System.IO.File.ReadAllTextAsync(File, Ct));

        portal.Clock.Advance(TimeSpan.FromSeconds(61));
        var second = await portal.LogAsync(1);
        await push.RunAsync(Ct);

        Assert.Equal(first.Note + "\n" + second.Note + "\n", await System.IO.File.ReadAllTextAsync(File, Ct));
        var state = Assert.Single(await portal.AnchorsAsync());
        Assert.Equal((second.Size, null), (state.LastSize, state.Error));
    }

    [Fact]
    public async Task Push_ManyNewEntries_DoesNotWait()
    {
        await using var portal = new WatchedPortal(settings: [("Audit:Anchors:0", File), ("Audit:AnchorEntries", "10")]);
        await portal.LogAsync(3);
        await portal.Get<PushAnchors>().RunAsync(Ct);
        var second = await portal.LogAsync(10);

        await portal.Get<PushAnchors>().RunAsync(Ct);

        Assert.Equal(second.Size, (await portal.AnchorsAsync())[0].LastSize);
    }

    /// <summary>
    /// An entry about an anchor makes a checkpoint, which is pushed, which must not make an entry again. In every run each minute of the
    /// first two hours and every tenth after them; in full each minute.
    /// </summary>
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Push_IdleLogForADay_ComesToRest()
    {
        await using var portal = new WatchedPortal(settings: [("Audit:Anchors:0", File), ("Audit:Anchors:1", File + "2")]);
        var before = await portal.LogAsync(3);
        var step = 1;
        for (var minute = 0; minute < 24 * 60; minute += step)
        {
            await portal.Get<PushAnchors>().RunAsync(Ct);
            if (minute < 70 || minute % 60 == 0)
            {
                await portal.SignAsync();
            }

            step = minute < 120 ? 1 : Soak.Size(10, 1);
            portal.Clock.Advance(TimeSpan.FromMinutes(step));
        }

        var size = await portal.Get<LogReader>().SizeAsync(Ct);
        Assert.Equal(before.Size + 2, size); // one entry an anchor, and silence
        Assert.All(await portal.AnchorsAsync(), a => Assert.Equal(size, a.LastSize));
        await using var db = await portal.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action == PushAnchors.Anchored && e.Actor == "system:anchors", Ct));
    }

    [Fact]
    public async Task Push_BusyLog_IsLoggedOnceAnHourAnAnchor()
    {
        await using var portal = new WatchedPortal(settings: [("Audit:Anchors:0", File)]);
        for (var minute = 0; minute < 150; minute++)
        {
            await portal.LogAsync(1);
            await portal.Get<PushAnchors>().RunAsync(Ct);
            portal.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await using var db = await portal.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(3, await db.AuditEntries.CountAsync(e => e.Action == PushAnchors.Anchored, Ct));
    }

    [Fact]
    public async Task Push_FailingAnchor_KeepsTheOthersGoing_AndIsTriedAgainEverMoreRarely()
    {
        var fails = true;
        await using var host = await LocalHost.StartAsync(_ => fails ? Results.StatusCode(500) : Results.Ok());
        await using var portal = new WatchedPortal(
            settings: [("Audit:Anchors:0", host.Url + "secret"), ("Audit:Anchors:1", File), ("Outbound:PrivateHosts:0", "127.0.0.1")]
        );
        var push = portal.Get<PushAnchors>();
        var checkpoint = await portal.LogAsync(3);
        for (var second = 0; second < 600; second += 5)
        {
            await push.RunAsync(Ct);
            portal.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        var states = await portal.AnchorsAsync();
        Assert.Equal((0, "127.0.0.1 answered with 500."), (states[0].LastSize, states[0].Error));
        Assert.DoesNotContain("secret", states[0].Name, StringComparison.Ordinal);
        Assert.Equal(checkpoint.Size, states[1].LastSize);
        Assert.InRange(host.Bodies.Count, 5, 7); // after 10, 20, 40, 80, 160, 320 seconds

        fails = false;
        portal.Clock.Advance(TimeSpan.FromHours(1));
        await push.RunAsync(Ct);
        Assert.Null((await portal.AnchorsAsync())[0].Error);
        using var json = JsonDocument.Parse(host.Bodies.Last());
        Assert.Equal(checkpoint.Note, json.RootElement.GetProperty("checkpoint").GetString());
        Assert.Equal("governance.checkpoint/v1", json.RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Push_FileThatCannotBeWritten_IsAnErrorOfTheAnchor()
    {
        await using var portal = new WatchedPortal(settings: [("Audit:Anchors:0", Path.Combine(_folder, "nowhere", "file"))]);
        await portal.LogAsync(1);

        await portal.Get<PushAnchors>().RunAsync(Ct);

        Assert.NotNull((await portal.AnchorsAsync())[0].Error);
    }

    [Fact]
    public async Task Push_Syslog_SendsOneFrameByRfc5424()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var portal = new WatchedPortal(
            settings: [("Audit:Anchors:0", $"syslog://127.0.0.1:{port}"), ("Outbound:PrivateHosts:0", $"127.0.0.1:{port}")]
        );
        var checkpoint = await portal.LogAsync(3);
        var received = Task.Run(
            async () =>
            {
                using var peer = await listener.AcceptTcpClientAsync(Ct);
                using var bytes = new MemoryStream();
                await peer.GetStream().CopyToAsync(bytes, Ct);
                return bytes.ToArray();
            },
            Ct
        );

        await portal.Get<PushAnchors>().RunAsync(Ct);

        var frame = Encoding.UTF8.GetString(await received);
        var length = int.Parse(frame[..frame.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        var message = frame[(frame.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        Assert.Equal(length, Encoding.UTF8.GetByteCount(message));
        Assert.Matches(
            "^<109>1 20..-..-..T..:..:..\\....Z \\S+ governance-portal - checkpoint \\[checkpoint@32473 origin=\"governance/",
            message
        );
        Assert.Contains(
            $"size=\"{checkpoint.Size}\" root=\"{Convert.ToBase64String(checkpoint.Root)}\"] ",
            message,
            StringComparison.Ordinal
        );
        Assert.Equal(checkpoint.Note, Encoding.UTF8.GetString(Convert.FromBase64String(message.Split(' ')[^1])));
    }

    [Fact]
    public void SyslogFrame_OriginWithQuotesAndBrackets_ForgesNoField()
    {
        var checkpoint = new StoredCheckpoint
        {
            Size = 1,
            Origin = "a\"]\\b",
            Root = MerkleHash.Empty,
            Note = "",
            SignedAt = default,
        };

        Assert.Contains(
            "origin=\"a\\\"\\]\\\\b\"",
            Encoding.UTF8.GetString(AnchorSender.SyslogFrame(checkpoint, "host", default)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Status_NothingConfigured_SaysSo()
    {
        await using var portal = new WatchedPortal();
        var status = await portal.Get<AnchorStatus>().GetAsync(Ct);

        Assert.StartsWith("No outside anchor is configured", status.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relative/path")]
    [InlineData("ftp://host/x")]
    [InlineData("syslog://host")]
    [InlineData("https://user:word@host/")]
    [InlineData("https://hooks.example.com/x")] // on no list of hosts
    public void Setting_ThatIsNoAnchorOrMayNotBeCalled_IsInvalid(string anchor) =>
        Assert.True(
            new WatchTargetsValidator(Microsoft.Extensions.Options.Options.Create(new OutboundOptions()))
                .Validate(null, new WatchOptions { Anchors = [anchor] })
                .Failed
        );
}
