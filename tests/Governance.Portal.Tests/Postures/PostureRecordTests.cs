using Governance.Domain.Documents;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Documents.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Microsoft.Extensions.DependencyInjection;
using static Governance.Portal.Tests.Postures.PostureScene;

namespace Governance.Portal.Tests.Postures;

/// <summary>The report of post-market monitoring says how what runs stood to the policies.</summary>
public sealed class PostureRecordTests
{
    [Fact]
    public async Task Record_OfADeployment_CountsItsDaysOutOfPolicy_AndNamesTheRuleWithWhatWasFound()
    {
        await using var scene = await CreateAsync(DriftLimit, before: QuietAsync);
        await JudgeAsync(scene);
        scene.Clock.Advance(TimeSpan.FromDays(2));
        await Measurements.SendAsync(scene, Running, "2026-11-19", shift: 100);
        await JudgeAsync(scene);
        var gone = await NowAsync(scene);
        scene.Clock.Advance(TimeSpan.FromDays(3));
        await Measurements.SendAsync(scene, Running, "2026-11-22", seed: 4);
        await JudgeAsync(scene);
        scene.Clock.Advance(TimeSpan.FromDays(1));
        var finder = scene.Portal.Services.GetServices<IFindRecords>().OfType<FindPostureRecords>().Single();
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);

        // The finder asks for nothing else of a system than what it serves.
        var scope = new SystemScope(null!, null!, [new(ApprovalsScene.ModelName, Running)], "", scene.Clock.GetUtcNow());
        var record = Assert.Single(await finder.FindAsync(db, scope, Ct));
        var newest = await finder.NewestAsync(db, [new(new SystemId(1), [ApprovalsScene.ModelName], scope.Served)], Ct);

        Assert.Equal(("policy_posture", "postures:DEP-0001"), (record.Kind, record.Id));
        Assert.Equal((record.Kind, record.Id), (Assert.Single(newest).Evidence.Kind, newest[0].Evidence.Reference));
        Assert.Equal(2, record.Rows.Count);
        var (whole, rule) = (record.Rows[0], record.Rows[1]);
        Assert.Equal("DEP-0001: fraud-scorer@1.4.0 in eu", whole["deployment"].Text);
        Assert.StartsWith("In policy since", whole["state"].Text, StringComparison.Ordinal);
        Assert.Equal(("3", "days out of policy, DEP-0001"), DaysOf(whole));
        Assert.Equal(("test-policy/DRFT-01", "Met again"), (rule["rule"].Text, rule["state"].Text));
        Assert.Equal(("3", "days on which test-policy/DRFT-01 failed, DEP-0001"), DaysOf(rule));
        Assert.Contains("amount", rule["facts"].Text, StringComparison.Ordinal);
        Assert.Contains(gone.Id.ToString(), rule["facts"].Text, StringComparison.Ordinal);
    }

    private static (string Value, string Name) DaysOf(IReadOnlyDictionary<string, RecordValue> row)
    {
        var measure = Assert.Single(row["days_out"].Measures);
        return (measure.Value, measure.Name);
    }
}
