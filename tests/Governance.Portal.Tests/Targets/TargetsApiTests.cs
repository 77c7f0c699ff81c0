using System.Net;
using System.Text;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Portal.Compliance.Targets;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Portal.Tests.Targets.TargetsScene;

namespace Governance.Portal.Tests.Targets;

/// <summary>Appetite and targets of a system: from the draft to the signature, and what results that were known are worth.</summary>
public sealed class TargetsApiTests
{
    private const string Version = "2.0.0";

    [Fact]
    public async Task Targets_AreDraftedByOneAndSignedByAnother_AndTheVersionBeforeStaysReadable()
    {
        await using var scene = await CreateAsync();
        using var compliance = await scene.Portal.SignInAsync("compliance@test.example");
        using var risk = await scene.Portal.SignInAsync("risk@test.example");
        using var engineer = await scene.Portal.SignInAsync("engineer@test.example");
        Assert.Equal(15, (int)(await SendAsync(engineer, HttpMethod.Get, Address, null, HttpStatusCode.OK))["appetite"]!);
        await SendAsync(engineer, HttpMethod.Put, Address, Body(9), HttpStatusCode.Forbidden);
        Assert.Equal(
            "targets.appetite-not-valid",
            (string?)(await SendAsync(compliance, HttpMethod.Put, Address, Body(16), HttpStatusCode.UnprocessableEntity))["code"]
        );

        var drafted = await SendAsync(compliance, HttpMethod.Put, Address, Body(9), HttpStatusCode.OK);
        Assert.Null(drafted["inForce"]);
        Assert.Equal((15, 9), ((int)drafted["appetite"]!, (int)drafted["draft"]!["appetite"]!));
        var body = new { contentSha256 = (string)drafted["draft"]!["contentSha256"]! };
        Assert.Equal("targets.not-theirs-to-sign", (string?)(await SignAsync(compliance, body, HttpStatusCode.Forbidden))["code"]);
        await SendAsync(risk, HttpMethod.Post, $"{Address}/sign", body, HttpStatusCode.Unauthorized); // without a proof
        Assert.Equal(
            "targets.content-changed",
            (string?)(await SignAsync(risk, new { contentSha256 = new string('0', 64) }, HttpStatusCode.Conflict))["code"]
        );
        var signed = await SignAsync(risk, body, HttpStatusCode.OK);
        Assert.Equal((9, "TGT-0001"), ((int)signed["appetite"]!, (string?)signed["inForce"]!["id"]));
        Assert.Equal("targets.no-draft", (string?)(await SignAsync(risk, body, HttpStatusCode.NotFound))["code"]);

        var next = await SendAsync(compliance, HttpMethod.Put, Address, Body(6), HttpStatusCode.OK);
        Assert.Equal(9, (int)next["appetite"]!);
        signed = await SignAsync(risk, new { contentSha256 = (string)next["draft"]!["contentSha256"]! }, HttpStatusCode.OK);
        Assert.Equal((6, "TGT-0002"), ((int)signed["appetite"]!, (string?)signed["inForce"]!["id"]));
        var earlier = signed["earlier"]![0]!;
        Assert.Equal((9, "superseded"), ((int)earlier["appetite"]!, (string?)earlier["state"]));
        Assert.Equal("auc", (string?)earlier["targets"]![0]!["metric"]);
    }

    [Fact]
    public async Task TheOwnerSigns_UnlessTheyDraftedIt_AndNoKeyDoes()
    {
        await using var scene = await CreateAsync();
        var drafted = await scene.Approvals.Get<DraftTargets>().RunAsync(scene.Approvals.Owner, Command(9), Ct);
        Assert.True(drafted.IsDone, drafted.Refusal?.Message);
        var sha256 = (await scene.ReadAsync()).Draft!.ContentSha256;

        Assert.Equal(TargetsRefusals.DraftedIt, await SignAsync(scene, scene.Approvals.Owner, sha256));
        Assert.Null(await SignAsync(scene, scene.Risk, sha256));
        await scene.DraftAsync(8);
        Assert.Null(await SignAsync(scene, scene.Approvals.Owner, (await scene.ReadAsync()).Draft!.ContentSha256));
        using var key = await scene.Portal.CreateKeyClientAsync(null, Scopes.RegistersWrite);
        await SendAsync(key, HttpMethod.Put, Address, Body(7), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task AResult_ThatWasKnownBeforeTheSignature_DoesNotCount_UntilTheNextVersion()
    {
        await using var scene = await CreateAsync();
        var approvals = scene.Approvals;
        await approvals.RegisterVersionAsync(Version);
        await MeasureAsync(scene, Version, 0.9);
        approvals.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(TargetOutcome.KnownBefore, Only(await scene.SignedAsync()).Outcome);
        approvals.Clock.Advance(TimeSpan.FromHours(1));
        await MeasureAsync(scene, Version, 0.95);
        var again = Only(await scene.ReadAsync());
        Assert.Equal((TargetOutcome.KnownBefore, 0.95), (again.Outcome!.Value, again.Results[0].Value!.Value));

        await approvals.RegisterVersionAsync("2.1.0");
        Assert.Equal(TargetOutcome.NoResult, Only(await scene.ReadAsync()).Outcome);
        await MeasureAsync(scene, "2.1.0", 0.7);
        var missed = Only(await scene.ReadAsync());
        Assert.Equal(
            (TargetOutcome.Missed, "2.1.0", "EVD-0003"),
            (missed.Outcome!.Value, missed.Results[0].Version, missed.Results[0].Source)
        );
        approvals.Clock.Advance(TimeSpan.FromHours(1));
        await MeasureAsync(scene, "2.1.0", 0.8);
        Assert.Equal(TargetOutcome.Met, Only(await scene.ReadAsync()).Outcome);

        // The same bound keeps its day; another one is set after the result.
        Assert.Equal(TargetOutcome.Met, Only(await scene.SignedAsync(6)).Outcome);
        Assert.Equal(TargetOutcome.KnownBefore, Only(await scene.SignedAsync(6, 0.75)).Outcome);
    }

    [Fact]
    public async Task Obligations_AndTheLog_NameWhatWasSigned_AndTheLogHoldsNoWords()
    {
        await using var scene = await CreateAsync();
        var finder = scene.Portal.Services.GetServices<IFindRecords>().OfType<FindTargetRecords>().Single();
        await scene.DraftAsync();
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Empty(await finder.NewestAsync(db, [new SystemVersions(new SystemId(1), [], [])], Ct));
        await scene.SignAsync((await scene.ReadAsync()).Draft!.ContentSha256);

        var found = await finder.NewestAsync(db, [new SystemVersions(new SystemId(1), [], [])], Ct);
        Assert.Equal(
            [("system_targets", "TGT-0001", "OBL-9"), ("system_targets", "TGT-0001", "OBL-9-6")],
            found.Select(f => (f.Evidence.Kind, f.Evidence.Reference, f.Evidence.Obligation!))
        );
        var log = (await db.AuditEntries.AsNoTracking().Select(e => e.Leaf).ToListAsync(Ct)).Select(Encoding.UTF8.GetString).ToList();
        Assert.Contains(log, l => l.Contains("\"action\":\"targets.signed\"", StringComparison.Ordinal));
        Assert.DoesNotContain(log, l => l.Contains("Stops payments", StringComparison.Ordinal));
        Assert.DoesNotContain(log, l => l.Contains("Too much fraud", StringComparison.Ordinal));
    }

    private static TargetView Only(TargetsView view) => Assert.Single(view.InForce!.Targets);

    private static Task MeasureAsync(TargetsScene scene, string version, double auc) =>
        scene.Approvals.AddEvidenceAsync(
            version,
            EvidenceKind.Validation,
            string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $$"""{"labelled":900,"auc":{{auc}}}""")
        );

    private static DraftTargets.Command Command(int appetite) => new(new(1), new(appetite, "Stops payments", []));

    private static object Body(int appetite) =>
        new
        {
            appetite,
            reason = "Stops payments",
            targets = new[]
            {
                new
                {
                    metric = "auc",
                    min = 0.8,
                    why = "Too much fraud below it",
                },
            },
        };

    private static async Task<System.Text.Json.Nodes.JsonObject> SignAsync(HttpClient client, object body, HttpStatusCode expected) =>
        await SendAsync(
            client,
            HttpMethod.Post,
            $"{Address}/sign",
            body,
            expected,
            await Governance.Testing.PortalFactory.ReauthenticateAsync(client)
        );

    private static async Task<Domain.Refusal?> SignAsync(TargetsScene scene, Actor actor, string sha256) =>
        (
            await scene.Approvals.Get<SignTargets>().RunAsync(actor, new(new(1), sha256, await scene.Approvals.ProofAsync(actor)), Ct)
        ).Refusal;
}
