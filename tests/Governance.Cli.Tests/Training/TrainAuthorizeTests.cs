using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Tests.Support;
using Governance.Domain.Training;
using Governance.Transparency;

namespace Governance.Cli.Tests.Training;

/// <summary>What a training job learns from <c>governance train authorize</c>, of a portal that answers as the real one does.</summary>
public sealed class TrainAuthorizeTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task Approved_ThePermitIsFetchedCheckedAndKept()
    {
        await using var portal = await PortalAsync("approved");

        Assert.Equal(0, await AuthorizeAsync(portal, "--compute", "gpu-4", "--dataset", "labels@7"));

        Assert.Contains("TRN-0001 permits training of fraud-scorer until 2026-03-02T09:15:00Z.", _run.Out);
        Assert.Equal(
            [("POST", "/api/v1/training-permits"), ("POST", "/api/v1/training-permits/TRN-0001:issue")],
            portal.Requests.Select(r => (r.Method, r.Path))
        );
        using var asked = JsonDocument.Parse(portal.Requests.First().Body);
        Assert.Equal(
            """{"model":"fraud-scorer","commit":"a41f09c","purpose":"fraud detection","environment":"eu-train","compute":"gpu-4","""
                + "\"datasets\":["
                + """{"name":"payments","version":"2026-10"},{"name":"labels","version":"7"}]}""",
            JsonSerializer.Serialize(asked.RootElement)
        );
        // What was kept verifies by itself, as whoever is handed the model later does.
        Assert.Null(
            TrainingStatement.Verify(
                await File.ReadAllBytesAsync(Kept, TestContext.Current.CancellationToken),
                [DsseKey.Of(_key)],
                "fraud-scorer",
                ["payments@2026-10", "labels@7"],
                "a41f09c",
                _run.Clock.GetUtcNow()
            )
        );
    }

    [Theory]
    [InlineData("model", "It is for the model loan-pricing, not for fraud-scorer.")]
    [InlineData("commit", "It is for the commit 0000000, not for a41f09c.")]
    [InlineData("data", "It does not cover payments@2026-10.")]
    [InlineData("expired", "It expired at 2026-03-02T08:45:00.000Z. Request a new one.")]
    [InlineData("early", "Its time of issue is in the future: one of the two clocks is wrong.")]
    [InlineData("key", "No trusted key has signed it.")]
    [InlineData("none", "The permit is not a DSSE envelope.")]
    public async Task PermitThatDoesNotHold_IsNo_AndIsNotKept(string wrong, string sentence)
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = _run.Clock.GetUtcNow();
        var statement = wrong switch
        {
            "model" => Statement() with { Model = "loan-pricing" },
            "commit" => Statement() with { Commit = "0000000" },
            "data" => Statement() with { Data = [("payments@2026-09", null)] },
            "expired" => Statement() with { IssuedAt = now.AddMinutes(-30), ExpiresAt = now.AddMinutes(-15) },
            "early" => Statement() with { IssuedAt = now.AddHours(1), ExpiresAt = now.AddHours(2) },
            _ => Statement(),
        };
        await using var portal = await PortalAsync(
            "approved",
            () => wrong == "none" ? "{}" : Envelope(statement, wrong == "key" ? stranger : _key)
        );

        Assert.Equal(1, await AuthorizeAsync(portal));

        Assert.Contains($"TRN-0001 does not permit the training: {sentence}", _run.Out);
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public async Task Wait_AnswersComeIn_IsPermitted()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(r =>
            r.Path.EndsWith(":issue", StringComparison.Ordinal) ? Answer("approved", Envelope(Statement(), _key))
            : r.Method == "GET" ? Answer(++asked < 3 ? "waiting" : "approved")
            : Answer("waiting", status: 201)
        );

        Assert.Equal(0, await AuthorizeAsync(portal, "--wait", "2h"));

        Assert.Equal(3, asked);
        Assert.All(portal.Requests.Where(r => r.Method == "GET"), r => Assert.Equal("/api/v1/training-permits/TRN-0001", r.Path));
        Assert.True(File.Exists(Kept));
    }

    [Fact]
    public async Task Wait_NoAnswerInTime_Is4_AndNothingIsIssued()
    {
        await using var portal = await PortalAsync("waiting");
        var began = _run.Clock.GetUtcNow();

        Assert.Equal(4, await AuthorizeAsync(portal, "--wait", "3m"));

        Assert.Equal(TimeSpan.FromMinutes(3), _run.Clock.GetUtcNow() - began);
        Assert.Contains("TRN-0001 does not permit the training: it is still waiting for answers", _run.Out);
        Assert.DoesNotContain(portal.Requests, r => r.Path.EndsWith(":issue", StringComparison.Ordinal));
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public async Task Wait_ThePortalIsAwayForAWhile_GoesOn()
    {
        var asked = 0;
        await using var portal = await StubPortal.StartAsync(r =>
            r.Path.EndsWith(":issue", StringComparison.Ordinal) ? Answer("approved", Envelope(Statement(), _key))
            : r.Method == "POST" ? Answer("waiting", status: 201)
            : ++asked switch
            {
                1 => Answer("waiting"),
                <= 30 => StubAnswer.Problem(503, "Down for maintenance."),
                _ => Answer("approved"),
            }
        );

        Assert.Equal(0, await AuthorizeAsync(portal, "--wait", "2h"));

        Assert.Equal(31, asked);
        Assert.True(File.Exists(Kept));
    }

    [Theory]
    [InlineData(503, "2m", 24)]
    [InlineData(401, "2h", 1)]
    public async Task Wait_WithoutAnAnswerAtTheEnd_OrWithAKeyThatIsRefused_Is3(int status, string wait, int expected)
    {
        await using var portal = await StubPortal.StartAsync(r =>
            r.Method == "POST" ? Answer("waiting", status: 201) : StubAnswer.Problem(status, "Not now.")
        );

        Assert.Equal(3, await AuthorizeAsync(portal, "--wait", wait));

        Assert.Equal(expected, portal.Requests.Count(r => r.Method == "GET"));
        Assert.Contains("Not now.", _run.Error);
        Assert.False(File.Exists(Kept));
    }

    [Theory]
    [InlineData("waiting")]
    [InlineData("refused")]
    [InlineData("revoked")]
    public async Task NotApproved_IsNo(string state)
    {
        await using var portal = await PortalAsync(state);

        Assert.Equal(1, await AuthorizeAsync(portal));

        Assert.Contains($"TRN-0001 does not permit the training: its state is {state}", _run.Out);
        Assert.Single(portal.Requests);
    }

    [Fact]
    public async Task Wait_TheOwnerSaysNo_EndsTheWaitWith1()
    {
        await using var portal = await StubPortal.StartAsync(r => Answer(r.Method == "GET" ? "refused" : "waiting"));

        Assert.Equal(1, await AuthorizeAsync(portal, "--wait", "2h"));

        Assert.Equal(2, portal.Requests.Count);
        Assert.Contains("its state is refused", _run.Out);
    }

    [Theory]
    [InlineData(409, "training.retention-over", 1)]
    [InlineData(422, "training.unrecorded", 2)]
    [InlineData(401, "identity.unknown", 3)]
    [InlineData(403, "identity.permission-missing", 3)]
    public async Task Request_ThatThePortalRefuses_SaysWhy(int status, string code, int exit)
    {
        await using var portal = await StubPortal.StartAsync(_ => StubAnswer.Problem(status, "It may not be trained on payments.", code));

        Assert.Equal(exit, await AuthorizeAsync(portal));

        Assert.Contains("It may not be trained on payments.", _run.Error);
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public async Task DataThatMayNotBeUsedAnyMore_IsNo_AlthoughAllAgreed()
    {
        await using var portal = await StubPortal.StartAsync(r =>
            r.Path.EndsWith(":issue", StringComparison.Ordinal)
                ? StubAnswer.Problem(409, "The consent for payments was withdrawn.", "training.consent-withdrawn")
                : Answer("approved")
        );

        Assert.Equal(1, await AuthorizeAsync(portal));

        Assert.Contains("The consent for payments was withdrawn.", _run.Error);
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public async Task NoAnswer_Is3_AndPermitsNothing()
    {
        await using (var away = await StubPortal.StartAsync(_ => StubAnswer.Problem(503, "Down for maintenance.")))
        {
            Assert.Equal(3, await AuthorizeAsync(away));
            Assert.Contains("Down for maintenance.", _run.Error);
        }

        // An answer without a permit is none either.
        await using var empty = await PortalAsync("approved", () => null);
        Assert.Equal(3, await AuthorizeAsync(empty));
        Assert.Contains("contains no permit", _run.Error);
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public async Task WrongUsage_Is2_BeforeAnyoneIsAsked()
    {
        await using var portal = await PortalAsync("approved");

        Assert.Equal(2, await AuthorizeAsync(portal, "--dataset", "labels"));
        Assert.Contains("labels has no version. Write it like payments@2026-10.", _run.Error);
        Assert.Equal(2, await AuthorizeAsync(portal, "--public-key", _run.File("wrong.pem", "none")));
        Assert.Contains("holds no P-256 key in PEM form", _run.Error);
        Assert.Equal(2, await AuthorizeAsync(portal, "--wait", "2 hours"));
        Assert.Contains("--wait", _run.Error);
        Assert.Empty(portal.Requests);
    }

    private string Kept => Path.Combine(_run.Folder, "permit.json");

    private Task<int> AuthorizeAsync(StubPortal portal, params string[] more) =>
        _run.InvokeAsync(
            portal,
            [
                "train",
                "authorize",
                "--model",
                "fraud-scorer",
                "--dataset",
                "payments@2026-10",
                "--commit",
                "a41f09c",
                "--purpose",
                "fraud detection",
                "--environment",
                "eu-train",
                "--public-key",
                _run.File("seal.pem", DsseKey.Of(_key).Pem),
                "--output",
                Kept,
                .. more,
            ]
        );

    private Task<StubPortal> PortalAsync(string state, Func<string?>? envelope = null) =>
        StubPortal.StartAsync(r =>
            r.Path.EndsWith(":issue", StringComparison.Ordinal)
                ? Answer(state, envelope is null ? Envelope(Statement(), _key) : envelope())
                : Answer(state, status: r.Method == "POST" ? 201 : 200)
        );

    private static StubAnswer Answer(string state, string? envelope = null, int status = 200) =>
        StubAnswer.Json(
            $$"""{"id":"TRN-0001","model":"fraud-scorer","state":"{{state}}","expiresAt":"2026-03-02T09:15:00Z","""
                + (envelope is null ? "\"answers\":[]}" : $"\"envelope\":{envelope}}}"),
            status
        );

    private TrainingStatement Statement() =>
        new()
        {
            Permit = new TrainingPermitId(1),
            Issuer = "test",
            Model = "fraud-scorer",
            Data = [("payments@2026-10", new string('a', 64)), ("labels@7", null)],
            Commit = "a41f09c",
            Purpose = "fraud detection",
            Environment = "eu-train",
            IssuedAt = _run.Clock.GetUtcNow(),
            ExpiresAt = _run.Clock.GetUtcNow().AddMinutes(15),
        };

    private static string Envelope(TrainingStatement statement, ECDsa key) =>
        Encoding.UTF8.GetString(DsseEnvelope.Sign(DsseEnvelope.InTotoType, statement.ToBytes(), key).ToBytes());
}
