using System.Net;
using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Risks;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Incidents;

/// <summary>Cutting access ends keys, sessions and permits of what an incident is about, and nothing else.</summary>
public sealed class CutAccessTests
{
    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task KeysSessionsAndPermits_OfWhatIsAffected_EndInOneStep(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var owner = await scene.PersonAsync("key-owner@test.example", Roles.Engineer);
        var stranger = await scene.PersonAsync("stranger@test.example", Roles.Engineer);
        using var served = await scene.Portal.CreateKeyClientAsync(owner.User, Scopes.RegistryRead);
        using var other = await scene.Portal.CreateKeyClientAsync(stranger.User, Scopes.RegistryRead);
        using var kept = await scene.Portal.CreateKeyClientAsync(stranger.User, Scopes.RegistryRead);
        await ActedAsync(scene, Actor.OfKey(new(1)), Actor.OfKey(new(3)), scene.Engineer);
        await ActedElsewhereAsync(scene, Actor.OfKey(new(2)), stranger);
        var permit = await PermitAsync(scene);
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        var cut = scene.Get<CutAccess>();

        Assert.Equal("incident.out-of-order", (await cut.RunAsync(scene.Security, id, [], "Leaked", null, Ct)).Refusal?.Code);
        await ContainAsync(scene, id);
        Assert.Equal("incident.kept-key-unknown", (await cut.RunAsync(scene.Security, id, ["KEY-0002"], "Leaked", null, Ct)).Refusal?.Code);
        PlaybookTests.Done(await cut.RunAsync(scene.Security, id, ["key-0003"], "Leaked", null, Ct));

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(served));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(other));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(kept));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var open = await db.Sessions.Where(s => s.EndedAt == null).Select(s => s.User).ToListAsync(Ct);
        // Who acted and who owns a key that did are out; who cuts, and who has nothing to do with it, stay.
        Assert.DoesNotContain(owner.User!.Value, open);
        Assert.DoesNotContain(scene.Engineer.User!.Value, open);
        Assert.Contains(scene.Security.User!.Value, open);
        Assert.Contains(stranger.User!.Value, open);
        Assert.NotNull((await db.Permits.AsNoTracking().SingleAsync(p => p.Id == permit, Ct)).RevokedAt);
        Assert.Equal(StepState.Done, (await PlaybookTests.ReadAsync(scene, id)).Steps.Single(s => s.Id == Playbook.CutAccess).State);
        var fact = Assert.Single(await scene.LogAsync("incident.access-cut"), e => (string?)e["outcome"] == "done")["data"]!;
        Assert.Equal(["KEY-0001"], fact["keys"]!.AsArray().Select(k => (string?)k));
        Assert.Equal(["KEY-0003"], fact["kept"]!.AsArray().Select(k => (string?)k));
        Assert.Equal(id.ToString(), (string?)Assert.Single(await scene.LogAsync("key.revoked"))["data"]!["incident"]);
        Assert.All(await scene.LogAsync("session.closed"), e => Assert.Equal("incident", (string?)e["data"]!["because"]));
    }

    [Fact]
    public async Task KeysThatActedOnWhatDependsOnAVersion_EndToo_AndMayBeKept()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var owner = await scene.PersonAsync("key-owner@test.example", Roles.Engineer);
        await scene.AddEvidenceAsync("1.4.0", Domain.Models.EvidenceKind.Validation);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        // Each of what depends on the version was touched by a key of its own, and the last key touched something else.
        string[] subjects = ["EVD-0001", promotion.ToString(), "SGN-0002", "GATE-0001", "EVD-0001/attestation", "USR-0001"];
        var clients = new List<HttpClient>();
        for (var i = 1; i <= subjects.Length; i++)
        {
            clients.Add(await scene.Portal.CreateKeyClientAsync(owner.User, Scopes.RegistryRead));
            await NotedAsync(scene, subjects[i - 1], [Actor.OfKey(new(i))]);
        }

        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy);
        await ContainAsync(scene, id);
        var cut = scene.Get<CutAccess>();
        Assert.Equal("incident.kept-key-unknown", (await cut.RunAsync(scene.Security, id, ["KEY-0006"], "Leaked", null, Ct)).Refusal?.Code);
        PlaybookTests.Done(await cut.RunAsync(scene.Security, id, ["KEY-0002"], "Leaked", null, Ct));

        var alive = new List<bool>();
        foreach (var client in clients)
        {
            alive.Add(await AskAsync(client) == HttpStatusCode.OK);
            client.Dispose();
        }

        Assert.Equal([false, true, false, false, false, true], alive);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task EverythingWithAReadableId_IsFoundFromItsModelOrSystem_OrBelongsToNone(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var found = DependentSubjects.Prefixes(db);
        var all = typeof(IDisplayId<>)
            .Assembly.GetTypes()
            .Where(t =>
                t.IsValueType && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDisplayId<>))
            )
            .Select(t => (string)t.GetProperty("Prefix")!.GetValue(null)!)
            .ToList();

        Assert.Empty(all.Except(found).Except(s_ofNoModel.Keys).Order(StringComparer.Ordinal));
        Assert.Empty(s_ofNoModel.Keys.Intersect(found));
        // What the scopes of limited roles find from a thing, this finds from its place.
        Assert.Empty(SubjectPlaces.Prefixes.Except(found).Except(s_ofNoModel.Keys).Order(StringComparer.Ordinal));
        Assert.Contains(
            $"{ApprovalsScene.ModelName}@1.4.0",
            await DependentSubjects.FindAsync(db, [ApprovalsScene.ModelName], ["SYS-0001"], Ct)
        );
    }

    // Why a kind of thing is not found from a model: a new kind is named here with its reason, or found.
    private static readonly Dictionary<string, string> s_ofNoModel = new(StringComparer.Ordinal)
    {
        ["USR"] = "a person",
        ["KEY"] = "a key itself",
        ["DLG"] = "one person for another",
        ["ACR"] = "a review of everyone's access",
        ["CMP"] = "a person's training",
        ["CHN"] = "where people are told things",
        ["DST"] = "where events are sent",
        ["PCR"] = "a policy, which is about all models that it applies to",
        ["PBK"] = "a playbook for every incident of its kind",
        ["SPL"] = "a supplier of the whole organisation",
        ["SPR"] = "a record about a supplier",
        ["DSC"] = "a finding that belongs to nothing registered",
        ["MLI"] = "a reading of a whole registry",
        ["BAT"] = "a batch of decisions, found by the versions that decided",
    };

    [Fact]
    public async Task Drill_RevokesNothing_AndNotEveryoneWhoRespondsMayCut()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        using var served = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.RegistryRead);
        await ActedAsync(scene, Actor.OfKey(new(1)), scene.Engineer);
        var id = await PlaybookTests.OpenAsync(scene, RiskCategory.Privacy, drill: true);
        await ContainAsync(scene, id);
        var cut = scene.Get<CutAccess>();

        Assert.Equal(RefusalKind.Forbidden, (await cut.RunAsync(scene.Engineer, id, [], "Leaked", null, Ct)).Refusal?.Kind);
        Assert.Equal(RefusalKind.Forbidden, (await cut.RunAsync(Actor.OfKey(new(1)), id, [], "Leaked", null, Ct)).Refusal?.Kind);
        PlaybookTests.Done(await cut.RunAsync(scene.Security, id, [], "An exercise", null, Ct));

        Assert.Equal(HttpStatusCode.OK, await AskAsync(served));
        Assert.Empty(await scene.LogAsync("session.closed"));
        Assert.Equal(StepState.Done, (await PlaybookTests.ReadAsync(scene, id)).Steps.Single(s => s.Id == Playbook.CutAccess).State);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/api/v1/models", UriKind.Relative), Ct);
        return answer.StatusCode;
    }

    private static async Task ContainAsync(ApprovalsScene scene, IncidentId id) =>
        PlaybookTests.Done(await scene.Get<ContainIncident>().RunAsync(scene.Security, id, "restrict", null, null, Ct));

    private static Task ActedAsync(ApprovalsScene scene, params Actor[] actors) =>
        NotedAsync(scene, $"{ApprovalsScene.ModelName}@1.4.0", actors);

    private static Task ActedElsewhereAsync(ApprovalsScene scene, params Actor[] actors) => NotedAsync(scene, "other-model@1.0.0", actors);

    private static async Task NotedAsync(ApprovalsScene scene, string subject, Actor[] actors)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        foreach (var actor in actors)
        {
            db.Append(new AuditEvent("version.described", subject, []), actor, scene.Clock.GetUtcNow());
        }

        await db.SaveChangesAsync(Ct);
    }

    // A live permit of the affected version, issued the usual way.
    private static async Task<Domain.Gates.PermitId> PermitAsync(ApprovalsScene scene)
    {
        var promotion = await scene.RequestAsync("1.4.0");
        await scene.SignAllAsync(promotion);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var sha256 = await db.Versions.Where(v => v.Version == "1.4.0").Select(v => v.ArtifactSha256).SingleAsync(Ct);
        return PlaybookTests
            .Done(
                await scene
                    .Get<IssuePermit>()
                    .RunAsync(scene.Owner, new(ApprovalsScene.ModelName, "1.4.0", "production", sha256, null, null), Ct)
            )
            .Id;
    }
}
