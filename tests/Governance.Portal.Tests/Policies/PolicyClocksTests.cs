using Governance.Data;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Calendar;
using Governance.Portal.Tests.Postures;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>Policies that end and evidence that becomes too old for them are due before they block anything.</summary>
public sealed class PolicyClocksTests
{
    private const string Aged =
        "    - {id: EVID-01, type: evidence_required, severity: medium, params: {kinds: [validation], maxAgeDays: 30}}\n"
        + "    - {id: EVID-02, type: evidence_required, severity: low, params: {kinds: [sbom], maxAgeDays: 5}}";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task Policy_IsDueOnItsLastDay_AndOneThatIsToComeOnItsFirst()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var today = DateOnly.FromDateTime(scene.Clock.GetUtcNow().UtcDateTime);
        var text = ApprovalsScene
            .Policy("1", Aged)
            .Replace(
                "version: \"1\"",
                $"version: \"1\", effectiveFrom: {today.AddDays(3):yyyy-MM-dd}, expires: {today.AddDays(40):yyyy-MM-dd}",
                StringComparison.Ordinal
            );
        Assert.Contains("expires", text, StringComparison.Ordinal);
        var active = await scene.ActivateAsync(text);
        Assert.True(active.IsDone, active.Refusal?.Message);

        var clocks = await Clocks.OfAsync<PolicyClocks>(scene, scene.Engineer);

        Assert.Equal(
            [("Policy test-policy becomes effective", today.AddDays(3), false), ("Policy test-policy expires", today.AddDays(40), true)],
            clocks.Select(c => (c.English, DateOnly.FromDateTime(c.At.UtcDateTime), c.IsDuty))
        );
        Assert.All(clocks, c => Assert.Equal(("Policy", "/policies/test-policy", true), (c.Kind, c.Href, c.IsAllDay)));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task EvidenceInProduction_IsDueWhenARuleThatBlocksFindsItTooOld(DatabaseKind kind)
    {
        await using var scene = await PostureScene.CreateAsync(
            Aged,
            kind: kind,
            before: async s =>
            {
                await s.AddEvidenceAsync(PostureScene.Running, EvidenceKind.Validation);
                await s.AddEvidenceAsync(PostureScene.Running, EvidenceKind.Sbom);
            }
        );
        var produced = await ProducedAsync(scene);

        var clock = Assert.Single(await Clocks.OfAsync<EvidenceClocks>(scene, scene.Engineer));

        Assert.Equal(produced.At.AddDays(30), clock.At);
        Assert.Equal($"Evidence {produced.Id} becomes too old", clock.English);
        Assert.Equal(
            ($"{ApprovalsScene.ModelName} {PostureScene.Running}, test-policy EVID-01", scene.Owner.User),
            (clock.About, clock.Person)
        );

        // Newer evidence takes its place.
        scene.Clock.Advance(TimeSpan.FromDays(10));
        await scene.AddEvidenceAsync(PostureScene.Running, EvidenceKind.Validation);
        var next = Assert.Single(await Clocks.OfAsync<EvidenceClocks>(scene, scene.Engineer));
        Assert.NotEqual(clock.English, next.English);

        // A policy that names no age sets none.
        await PostureScene.ActivateAsync(
            scene,
            "2",
            "    - {id: EVID-02, type: evidence_required, severity: high, params: {kinds: [sbom]}}"
        );
        Assert.Empty(await Clocks.OfAsync<EvidenceClocks>(scene, scene.Engineer));
    }

    private static async Task<(EvidenceId Id, DateTimeOffset At)> ProducedAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var found = await db.Evidence.AsNoTracking().Where(e => e.Kind == EvidenceKind.Validation).ToListAsync(Ct);
        return found.MaxBy(e => e.ProducedAt) is { } newest ? (newest.Id, newest.ProducedAt) : default;
    }
}
