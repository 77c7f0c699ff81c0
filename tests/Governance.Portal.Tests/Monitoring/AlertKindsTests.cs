using System.Text;
using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Governance.Portal.Tests.Postures;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Every kind of alert, once: can a rule name it, does the gate count it, do the documents list it.</summary>
public sealed class AlertKindsTests
{
    public static TheoryData<AlertRule> Kinds => [.. Enum.GetValues<AlertRule>()];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_IsNamedByRulesAndDocumentsAsTheDomainSays(AlertRule rule)
    {
        var (name, use) = (WireName.Of(rule), AlertKinds.UseOf(rule));

        Assert.Equal(use is not AlertUse.Never, PolicyVocabulary.AlertKinds.Contains(name));
        Assert.Equal(use is AlertUse.OnlyNamed, PolicyVocabulary.AlertKindsOnlyNamed.Contains(name));
        var line = Assert.Single(
            File.ReadLines(Path.Combine(Root, "docs", "monitoring.md")),
            l => l.StartsWith('|') && l.Contains($"`{name}`", StringComparison.Ordinal) && AnyUse.IsMatch(l)
        );
        Assert.Contains(
            use switch
            {
                AlertUse.Counts => "counts it |",
                AlertUse.OnlyNamed => "counts it only if it names the kind |",
                _ => "never",
            },
            line,
            StringComparison.Ordinal
        );
        Assert.Equal(
            use is not AlertUse.Never,
            File.ReadAllText(Path.Combine(Root, "docs", "policy-input.md")).Contains($"`{name}`", StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Kind_OpenAboutAVersion_IsAFactOfItsGateAsTheDomainSays(AlertRule rule)
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var alert = new Alert
        {
            Id = new AlertId(1),
            Model = ApprovalsScene.ModelName,
            Rule = rule,
            Field = "anything",
            RaisedAt = scene.Clock.GetUtcNow(),
            BeganAt = scene.Clock.GetUtcNow(),
        };
        alert.SeeWindow(PostureScene.Running, null, DriftLevel.Alert, scene.Clock.GetUtcNow(), scene.Clock.GetUtcNow());
        db.Alerts.Add(alert); // pending, as in the action that raises it

        var counted = await CountedAsync("{severity: warning}");
        var named = AlertKinds.UseOf(rule) is AlertUse.Never ? 0 : await CountedAsync($"{{monitors: [{WireName.Of(rule)}]}}");

        Assert.Equal(AlertKinds.UseOf(rule) is AlertUse.Counts ? 1 : 0, counted);
        Assert.Equal(AlertKinds.UseOf(rule) is AlertUse.Never ? 0 : 1, named);

        async Task<int> CountedAsync(string parameters)
        {
            var policy = PolicyDocument
                .Parse(
                    Encoding.UTF8.GetBytes(
                        ApprovalsScene.Policy("1", $"    - {{id: ALRT-01, type: no_open_alerts, severity: high, params: {parameters}}}")
                    ),
                    "policy.yaml"
                )
                .Document!;
            var facts = await new MonitoringFacts(TimeProvider.System).ReadAsync(
                db,
                ApprovalsScene.ModelName,
                PostureScene.Running,
                [policy],
                Ct
            );
            return facts.Monitoring?.Alerts.Count ?? 0;
        }
    }

    private static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Governance.Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The repository is not there.");
    }

    private static Regex AnyUse { get; } = new("counts it|never:", RegexOptions.None, TimeSpan.FromSeconds(1));
}
