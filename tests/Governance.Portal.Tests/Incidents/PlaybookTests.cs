using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Notifications;
using Governance.Domain.Risks;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents;
using Governance.Portal.Operations.Incidents.Playbooks;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Notifications;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Incidents;

/// <summary>A new version of a playbook takes a second person, and no open incident changes under the hands of those who respond.</summary>
public sealed class PlaybookTests
{
    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task NewVersion_TakesASecondPerson_AndOpenIncidentsKeepTheirs(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var (author, second) = await PeopleAsync(scene);
        var before = await OpenAsync(scene, RiskCategory.Privacy);

        var id = Done(await scene.Get<ProposePlaybook>().RunAsync(author, Next("security"), "Tell the CERT, too", Ct));
        Assert.Equal(("security", 1), await FollowedAsync(scene, await OpenAsync(scene, RiskCategory.Privacy)));
        var shown = await DigestAsync(scene, id);
        Assert.Equal("playbook.author-cannot-decide", (await DecideAsync(scene, author, id, shown)).Refusal?.Code);
        Assert.Equal("playbook.text-differs", (await DecideAsync(scene, second, id, new string('0', 64))).Refusal?.Code);
        Assert.Equal(RefusalKind.Forbidden, (await DecideAsync(scene, scene.Engineer, id, shown)).Refusal?.Kind);
        Done(await DecideAsync(scene, second, id, shown));

        var after = await OpenAsync(scene, RiskCategory.Privacy);
        Assert.Equal(("security", 2), await FollowedAsync(scene, after));
        Assert.Equal(("security", 1), await FollowedAsync(scene, before));
        Assert.Contains((await ReadAsync(scene, after)).Steps, s => s.Id == "tell-cert");
        Assert.DoesNotContain((await ReadAsync(scene, before)).Steps, s => s.Id == "tell-cert");
        // Each goes on by its own version.
        Done(await scene.Get<ContainIncident>().RunAsync(scene.Security, after, "restrict", null, null, Ct));
        Done(await scene.Get<SettleStep>().RunAsync(scene.Security, after, "tell-cert", skip: false, "By phone", null, Ct));
        Assert.Equal(
            "incident.step-unknown",
            (await scene.Get<SettleStep>().RunAsync(scene.Security, before, "tell-cert", skip: false, "By phone", null, Ct)).Refusal?.Code
        );
        Assert.Equal(
            ["playbook.proposed", "playbook.approved"],
            (await scene.LogAsync(subject: id.ToString())).Where(e => (string?)e["outcome"] == "done").Select(e => (string?)e["action"])
        );
        Assert.Equal(shown, (string?)Assert.Single(await scene.LogAsync("playbook.approved"), Succeeded)["data"]!["sha256"]);
    }

    [Fact]
    public async Task Decision_TakesAFreshProof_AndIsTheLastWord()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (author, second) = await PeopleAsync(scene);
        var id = Done(await scene.Get<ProposePlaybook>().RunAsync(author, Next("security"), "Tell the CERT, too", Ct));
        var shown = await DigestAsync(scene, id);

        Assert.False((await scene.Get<DecidePlaybook>().RunAsync(second, new(id, true, shown, null, null), Ct)).IsDone);
        Assert.Equal(
            "playbook.already-open",
            (await scene.Get<ProposePlaybook>().RunAsync(second, Next("security"), "Again", Ct)).Refusal?.Code
        );
        Assert.Equal("playbook.not-yours", (await scene.Get<WithdrawPlaybook>().RunAsync(second, id, Ct)).Refusal?.Code);
        Assert.Equal("playbook.reason-missing", (await DecideAsync(scene, second, id, shown, approve: false, reason: " ")).Refusal?.Code);
        Done(await DecideAsync(scene, second, id, shown, approve: false, reason: "No such unit"));
        Assert.Equal("playbook.closed", (await DecideAsync(scene, second, id, shown)).Refusal?.Code);
        Assert.Equal("playbook.closed", (await scene.Get<WithdrawPlaybook>().RunAsync(author, id, Ct)).Refusal?.Code);
        Assert.Equal(("security", 1), await FollowedAsync(scene, await OpenAsync(scene, RiskCategory.Privacy)));

        var again = Done(await scene.Get<ProposePlaybook>().RunAsync(author, Next("security"), "With its name", Ct));
        Done(await scene.Get<WithdrawPlaybook>().RunAsync(author, again, Ct));
        Assert.Equal("playbook.closed", (await DecideAsync(scene, second, again, shown)).Refusal?.Code);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task TwoNewPlaybooksOfOneCategory_ApprovedAtTheSameMoment_BecomeOne(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var (author, second) = await PeopleAsync(scene);
        var third = await scene.PersonAsync("third@test.example", Roles.ComplianceOfficer);
        var (one, other) = (
            Done(await scene.Get<ProposePlaybook>().RunAsync(author, New("bias"), "Ours", Ct)),
            Done(await scene.Get<ProposePlaybook>().RunAsync(author, New("parity"), "Theirs", Ct))
        );
        var (shown, shownOther) = (await DigestAsync(scene, one), await DigestAsync(scene, other));

        var decided = await Task.WhenAll(DecideAsync(scene, second, one, shown), DecideAsync(scene, third, other, shownOther));

        Assert.Single(decided, d => d.IsDone);
        Assert.Equal("playbook.category-taken", Assert.Single(decided, d => !d.IsDone).Refusal?.Code);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var inForce = await scene.Get<PlaybookLibrary>().InForceAsync(db, Ct);
        Assert.Single(inForce, p => p.Categories.Contains(RiskCategory.Fairness));

        static string New(string name) =>
            System.Text.RegularExpressions.Regex.Replace(
                Shipped("security").Replace("id: security", $"id: {name}", StringComparison.Ordinal),
                "(?m)^categories: .*$",
                "categories: [fairness]"
            );
    }

    [Fact]
    public async Task WhatIsProposed_WaitsForThoseWhoMayApproveIt_AndTellsThem()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (author, second) = await PeopleAsync(scene);
        var id = Done(await scene.Get<ProposePlaybook>().RunAsync(author, Next("security"), "Tell the CERT, too", Ct));
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);

        Assert.Equal([(id.ToString(), "/playbooks/security")], await WaitsAsync(second));
        Assert.Empty(await WaitsAsync(author));
        Assert.Empty(await WaitsAsync(scene.Engineer));
        Assert.Equal([second.User!.Value, scene.Security.User!.Value], await ToldAsync(read: false));

        Done(await DecideAsync(scene, second, id, await DigestAsync(scene, id), approve: false, reason: "No such unit"));
        await FollowedLog.CatchUpAsync(scene.Portal, Ct);
        Assert.Empty(await WaitsAsync(second));
        Assert.Empty(await ToldAsync(read: false));

        async Task<IEnumerable<(string, string)>> WaitsAsync(Actor actor) =>
            (await scene.Get<MyQueue>().RunAsync(actor, Ct))
                .Items.Where(i => i.Id.StartsWith("PBK-", StringComparison.Ordinal))
                .Select(i => (i.Id, i.Href));

        async Task<IEnumerable<UserId>> ToldAsync(bool read)
        {
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            return (
                await db
                    .Notifications.AsNoTracking()
                    .Where(n => n.Kind == NotificationKind.ConfirmationAsked && (n.ReadAt != null) == read)
                    .ToListAsync(Ct)
            )
                .Select(n => n.Person)
                .OrderByDescending(p => p == second.User)
                .ToList();
        }
    }

    [Fact]
    public async Task WhatCannotBeFollowed_IsRefused()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var (author, _) = await PeopleAsync(scene);
        var (harm, security) = (Shipped("model-harm"), Shipped("security"));

        await RefusedAsync("playbook.version-not-next", security);
        await RefusedAsync(
            "playbook.version-not-next",
            security.Replace("version: 1\ntitle", "version: 3\ntitle", StringComparison.Ordinal)
        );
        await RefusedAsync("playbook.not-valid", "id: x");
        await RefusedAsync("playbook.not-valid", "a: &a [x]\nb: [*a, *a]");
        await RefusedAsync(
            "playbook.not-valid",
            Next("security").Replace("id: freeze, kind: freeze", "id: freeze, kind: task", StringComparison.Ordinal)
        );
        await RefusedAsync("playbook.category-taken", security.Replace("id: security", "id: leaks", StringComparison.Ordinal));
        await RefusedAsync("playbook.default-missing", harm.Replace("id: model-harm", "id: other", StringComparison.Ordinal));
        await RefusedAsync(
            "playbook.default-missing",
            harm.Replace("version: 1\ntitle", "version: 2\ntitle", StringComparison.Ordinal)
                .Replace("categories: []", "categories: [fairness]", StringComparison.Ordinal)
        );
        // No host but those of the configuration is called, whatever a playbook says.
        await RefusedAsync("playbook.call-not-possible", Next("security", "call: {url: \"https://elsewhere.example/x\"}"));
        await RefusedAsync("playbook.call-not-possible", Next("security", "call: {destination: DST-0007}"));
        Assert.Equal(
            RefusalKind.Forbidden,
            (await scene.Get<ProposePlaybook>().RunAsync(scene.Engineer, Next("security"), "Mine", Ct)).Refusal?.Kind
        );

        async Task RefusedAsync(string code, string text) =>
            Assert.Equal(code, (await scene.Get<ProposePlaybook>().RunAsync(author, text, "Because", Ct)).Refusal?.Code);
    }

    [Theory, InlineData("soar"), InlineData("api-gateway"), InlineData("kubernetes")]
    public async Task Sample_OfTheDocumentation_CanBeProposed(string name)
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: portal =>
        {
            portal.Settings["Outbound:AllowedHosts:0"] = "soar.example.com";
            portal.Settings["Outbound:PrivateHosts:0"] = "gateway.internal:8001";
            portal.Settings["Outbound:PrivateHosts:1"] = "kubernetes.internal:6443";
            foreach (
                var (i, secret, host) in new[]
                {
                    (0, "soar", "soar.example.com"),
                    (1, "gateway", "gateway.internal:8001"),
                    (2, "kubernetes", "kubernetes.internal:6443"),
                }
            )
            {
                portal.Settings[$"Playbooks:Secrets:{i}:Name"] = secret;
                portal.Settings[$"Playbooks:Secrets:{i}:Hosts:0"] = host;
                portal.Settings[$"Playbooks:Secrets:{i}:Value"] = "s3cret";
            }
        });
        var (author, _) = await PeopleAsync(scene);
        var text = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "samples", "playbooks", $"{name}.yaml"), Ct);

        Done(await scene.Get<ProposePlaybook>().RunAsync(author, text, "As documented", Ct));
        Assert.Single(PlaybookLibrary.Read(text).Value.Steps, s => s.Call is not null);
    }

    internal static string Shipped(string name) => IncidentLibrary.Shipped.PlaybookTexts[name];

    /// <summary>The next version of one that ships, with one step more.</summary>
    internal static string Next(string name, string? call = null) =>
        Shipped(name)
            .Replace("version: 1\ntitle", "version: 2\ntitle", StringComparison.Ordinal)
            .Replace(
                "  - {id: freeze,",
                (
                    call is null
                        ? "  - {id: tell-cert, kind: task, phase: containment, title: Tell the CERT, what: Call them., needs: [contain]}"
                        : "  - {id: isolate, kind: call-out, phase: containment, title: Isolate, what: At the gateway.,"
                            + $" needs: [contain], may_skip: true, {call}}}"
                ) + "\n  - {id: freeze,",
                StringComparison.Ordinal
            );

    internal static async Task<(Actor Author, Actor Second)> PeopleAsync(ApprovalsScene scene) =>
        (
            await scene.PersonAsync("author@test.example", Roles.RiskOfficer),
            await scene.PersonAsync("second@test.example", Roles.RiskOfficer)
        );

    /// <summary>Proposed by one, approved by another.</summary>
    internal static async Task ApprovedAsync(ApprovalsScene scene, string text)
    {
        var (author, second) = await PeopleAsync(scene);
        var id = Done(await scene.Get<ProposePlaybook>().RunAsync(author, text, "For the test", Ct));
        Done(await DecideAsync(scene, second, id, await DigestAsync(scene, id)));
    }

    internal static async Task<IncidentId> OpenAsync(ApprovalsScene scene, RiskCategory category, bool drill = false) =>
        Done(
            await scene
                .Get<OpenIncident>()
                .RunAsync(
                    scene.Security,
                    new()
                    {
                        Title = "Keys in a public place",
                        Severity = "high",
                        Category = WireName.Of(category),
                        Versions = [new(ApprovalsScene.ModelName, "1.4.0")],
                        Drill = drill,
                    },
                    Ct
                )
        );

    internal static async Task<IncidentView> ReadAsync(ApprovalsScene scene, IncidentId id) =>
        (await scene.Get<GetIncident>().RunAsync(id, Ct)).Value;

    internal static T Done<T>(Result<T> result)
    {
        Assert.True(result.IsDone, result.Refusal?.Message);
        return result.Value;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Governance.Portal.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static bool Succeeded(System.Text.Json.Nodes.JsonNode entry) => (string?)entry["outcome"] == "done";

    private static async Task<(string, int)> FollowedAsync(ApprovalsScene scene, IncidentId id)
    {
        var view = await ReadAsync(scene, id);
        return (view.Playbook, view.PlaybookVersion);
    }

    private static async Task<string> DigestAsync(ApprovalsScene scene, PlaybookVersionId id)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return (await db.PlaybookVersions.AsNoTracking().SingleAsync(p => p.Id == id, Ct)).Sha256;
    }

    private static async Task<Result<PlaybookVersionId>> DecideAsync(
        ApprovalsScene scene,
        Actor actor,
        PlaybookVersionId id,
        string shown,
        bool approve = true,
        string? reason = null
    ) => await scene.Get<DecidePlaybook>().RunAsync(actor, new(id, approve, shown, reason, await scene.ProofAsync(actor)), Ct);
}
