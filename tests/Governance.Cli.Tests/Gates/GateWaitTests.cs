using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Gates;

public sealed class GateWaitTests : IDisposable
{
    private const string Allowed = """{"allow":true,"reasons":[],"gateRun":"GATE-0034","policyDigest":"ab12"}""";
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Wait_SignaturesComeIn_PrintsOneLineAChangeAndAllows()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(_ =>
            ++asked switch
            {
                <= 3 => Open("APR-0012 is open and waiting for security, legal, owner."),
                <= 5 => Open("APR-0012 is open and waiting for owner."),
                _ => StubAnswer.Json(Allowed),
            }
        );

        Assert.Equal(0, await WaitAsync(portal, "30m"));

        Assert.Equal(6, asked);
        Assert.Equal(1, Count(_run.Error, "security, legal, owner"));
        Assert.Equal(1, Count(_run.Error, "waiting for owner."));

        // 5 s, then half as much again each time, jitter in the middle: 5, 7.5, 11.25, 16.875, 25.3125.
        Assert.Equal([5, 7.5, 11.2, 16.9, 25.3], _run.Clock.Pauses.Select(p => Math.Round(p.TotalSeconds, 1)));
    }

    [Fact]
    public async Task Wait_NeverSigned_ExitsWith4WhenTheTimeIsUp()
    {
        await using var portal = await StubPortal.StartAsync(_ => Open("APR-0012 is open."));

        Assert.Equal(4, await WaitAsync(portal, "30m"));

        Assert.Equal(TimeSpan.FromMinutes(30), _run.Clock.GetUtcNow() - new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        Assert.All(_run.Clock.Pauses, p => Assert.InRange(p, TimeSpan.Zero, TimeSpan.FromSeconds(60)));
        Assert.Contains("may not be deployed", _run.Out);
    }

    [Theory]
    [InlineData("artifact.digest-differs")]
    [InlineData("promotion.not-approved")]
    public async Task Wait_DenialForGood_ExitsWith1AtOnce(string code)
    {
        await using var portal = await StubPortal.StartAsync(_ =>
            StubAnswer.Json($$"""{"allow":false,"reasons":[{"code":"{{code}}","message":"No."}]}""")
        );

        Assert.Equal(1, await WaitAsync(portal, "30m"));
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task Wait_ServerAwayForAMoment_GoesOn()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(_ =>
            ++asked switch
            {
                1 => Open("APR-0012 is open."),
                2 or 3 => StubAnswer.Problem(503, "Down for maintenance."),
                _ => StubAnswer.Json(Allowed),
            }
        );

        Assert.Equal(0, await WaitAsync(portal, "1h30m"));
        Assert.Equal(1, Count(_run.Error, "Down for maintenance."));
    }

    [Fact]
    public async Task Wait_NoAnswerAtTheEnd_ExitsWith3()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(_ =>
            ++asked == 1 ? Open("APR-0012 is open.") : StubAnswer.Problem(503, "Down.")
        );

        Assert.Equal(3, await WaitAsync(portal, "2m"));
    }

    [Fact]
    public async Task Wait_KeyRevoked_ExitsWith3AtOnce()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(_ =>
            ++asked == 1 ? Open("APR-0012 is open.") : StubAnswer.Problem(401, "Who is this?")
        );

        Assert.Equal(3, await WaitAsync(portal, "30m"));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Wait_Cancelled_EndsWith3()
    {
        await using var portal = await StubPortal.StartAsync(_ => Open("APR-0012 is open."));
        _run.Clock.Stopped = true;
        using var cancel = new CancellationTokenSource();
        var running = _run.InvokeAsync([.. Args("30m"), "--server", portal.Url], cancel.Token);
        while (_run.Clock.Pauses.Count == 0)
        {
            await Task.Yield();
        }

        await cancel.CancelAsync();

        Assert.Equal(3, await running);
        Assert.EndsWith("Cancelled.\n", _run.Error);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("31d")]
    [InlineData("5m 3s")]
    public async Task Wait_NoLengthOfTime_IsWrongUsage(string wait)
    {
        Assert.Equal(2, await _run.InvokeAsync([.. Args(wait), "--server", "http://127.0.0.1:1"]));
        Assert.Contains("--wait", _run.Error);
    }

    private static StubAnswer Open(string message) =>
        StubAnswer.Json($$"""{"allow":false,"reasons":[{"code":"promotion.open","message":"{{message}}"}],"gateRun":"GATE-0034"}""");

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private Task<int> WaitAsync(StubPortal portal, string wait) => _run.InvokeAsync([.. Args(wait), "--server", portal.Url]);

    private string[] Args(string wait) =>
        ["gate", "check", "--model", "m", "--version", "1", "--stage", "production", "--artifact", _run.File("m.bin", "x"), "--wait", wait];
}
