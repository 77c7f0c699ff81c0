using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Demo;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Whom the default monitors call on real logs, and whom they leave in peace.</summary>
public sealed class RealAlertTests(ITestOutputHelper output)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ids_NewAttacks_AlertAndTheMostChangedInputsComeFirst()
    {
        await using var portal = await PlayAsync("ids", "ids-netflow", WindowColumns.Default);

        var alerts = await AlertsAsync(portal);
        var drift = alerts.Where(a => a.Rule is AlertRule.Drift && a.State is not AlertState.Resolved).Select(a => a.Field).ToList();

        Assert.Contains("service", drift.Take(3));
        Assert.DoesNotContain("protocol_type", drift); // PSI 0.0085 in the last window
        Assert.Contains(alerts, a => a is { Rule: AlertRule.Performance, Field: "fnr", State: AlertState.Open });
    }

    [Fact]
    public async Task Credit_InputsStayQuiet_TheProtectedMixDoesNot()
    {
        var columns = WindowColumns.Default with
        {
            Protected = ["sex", "age_band", "education", "marriage"],
            Ignore = ["age"],
            FavourableIsZero = true,
        };
        await using var portal = await PlayAsync("credit", "credit-default", columns);

        var alerts = await AlertsAsync(portal);

        Assert.DoesNotContain(alerts, a => a.Rule is AlertRule.Drift);
        Assert.Contains(alerts, a => a is { Rule: AlertRule.ProtectedMix, Field: "sex" } && a.BeganAt.Month == 2);
    }

    // In every run the first twenty weeks.
    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Elec2_SeasonsChangeEveryWeek_ButNobodyIsCalledEveryWeek()
    {
        await using var portal = await PlayAsync("elec2", "price-direction", WindowColumns.Default, Soak.Size(20, int.MaxValue));

        var alerts = await AlertsAsync(portal);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var weeks = await db.Windows.CountAsync(w => w.Role == WindowRole.Current, Ct);
        var calls = alerts.Select(a => a.RaisedAt).Distinct().Count();

        output.WriteLine($"{weeks} weeks, {alerts.Count} alerts, raised in {calls} of them");
        Assert.True(weeks > Soak.Size(18, 50));
        Assert.InRange(calls, 1, weeks / 4);
    }

    private static async Task<PortalFactory> PlayAsync(string folder, string model, WindowColumns columns, int most = int.MaxValue)
    {
        var root = Environment.GetEnvironmentVariable("GOVERNANCE_REAL_DATA");
        if (string.IsNullOrEmpty(root))
        {
            Assert.Skip("Set GOVERNANCE_REAL_DATA to the folder of the real logs.");
        }

        var portal = new PortalFactory
        {
            Replace = services => services.Remove(services.Single(s => s.ImplementationType == typeof(EvaluationJob))),
        };
        await RegistrySeed.VersionAsync(portal, model, "1.0.0");
        using var files = await WindowFiles.SplitAsync(Path.Combine(root, folder, "predictions.csv.gz"), "1.0.0", Ct);
        var ordered = files.Files.OrderByDescending(f => f.Window == "reference").ThenBy(f => f.Window, StringComparer.Ordinal);
        foreach (var file in ordered.Take(most))
        {
            await using var body = File.OpenRead(file.Path);
            var role = file.Window == "reference" ? WindowRole.Reference : WindowRole.Current;
            Assert.Null(
                (await portal.Get<UploadWindow>().RunAsync(Actor.Host, new(model, "1.0.0", role, null, null, columns), body, Ct)).Refusal
            );
            await portal.Get<EvaluateWindow>().RunAsync(Ct);
        }

        return portal;
    }

    private async Task<IReadOnlyList<AlertView>> AlertsAsync(PortalFactory portal)
    {
        var (alerts, _) = await portal.Get<ListAlerts>().WorstAsync(new AlertFilter(), 0, 500, Ct);
        foreach (var a in alerts)
        {
            output.WriteLine($"{a.Id} {a.Rule} {a.Field} {a.Value:F3} {a.Level} {a.State} {a.Count} windows since {a.BeganAt:yyyy-MM-dd}");
        }

        return alerts;
    }
}
