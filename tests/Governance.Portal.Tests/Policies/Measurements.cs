using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Monitoring;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>Windows of predictions of the scene's model, as a pipeline sends them, and the alerts that follow.</summary>
internal static class Measurements
{
    /// <summary>Windows are looked at when the test says so and not by the job.</summary>
    public static void ByHand(PortalFactory portal)
    {
        var before = portal.Replace;
        portal.Replace = services =>
        {
            before?.Invoke(services);
            services.Remove(services.Single(s => s.ImplementationType == typeof(EvaluationJob)));
        };
    }

    /// <summary>Sends the reference that later windows are compared with.</summary>
    public static Task<WindowId> WatchAsync(ApprovalsScene scene, string version) =>
        SendAsync(scene, version, "2026-10-01", role: WindowRole.Reference);

    /// <summary>Sends the predictions of a day. A shift moves the amounts; a seed makes other rows of the same distribution.</summary>
    public static async Task<WindowId> SendAsync(
        ApprovalsScene scene,
        string version,
        string day,
        double shift = 0,
        int seed = 2,
        double labelled = 0,
        WindowRole role = WindowRole.Current,
        string prefix = "d",
        bool isProtected = false
    )
    {
        using var body = new MemoryStream(
            Predictions.Utf8(
                Predictions.Csv(1000, day, shift, labelled: labelled, seed: role is WindowRole.Reference ? 1 : seed, prefix: prefix)
            )
        );
        var start = DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        var sent = await scene
            .Get<UploadWindow>()
            .RunAsync(
                Actor.Host,
                new(
                    ApprovalsScene.ModelName,
                    version,
                    role,
                    start,
                    start.AddDays(1),
                    isProtected ? WindowColumns.Default with { Protected = ["channel"] } : WindowColumns.Default
                ),
                body,
                ApprovalsScene.Ct
            );
        Assert.True(sent.IsDone, sent.Refusal?.Message);
        return sent.Value.Window;
    }

    /// <summary>Lets the monitors look at what was sent.</summary>
    public static Task EvaluateAsync(ApprovalsScene scene) => scene.Get<EvaluateWindow>().RunAsync(ApprovalsScene.Ct);

    /// <summary>Someone says how often windows come.</summary>
    public static Task ExpectAsync(ApprovalsScene scene, double everyHours) =>
        scene.DoAsync(
            "monitor.changed",
            "",
            async context =>
            {
                var monitor = await context.Db.Monitors.SingleAsync(m => m.Kind == MonitorKind.Quality, ApprovalsScene.Ct);
                var terms = new MonitorTerms(null, null, 100, 2, null, false) { ExpectedEveryHours = everyHours };
                Assert.Null(monitor.Change(terms, isEnabled: true));
                context.Append(new AuditEvent("monitor.changed", monitor.Id.ToString(), []) { Covers = [ApprovalsScene.ModelName] });
            }
        );

    /// <summary>A live check of decisions found something.</summary>
    public static Task AlertAsync(ApprovalsScene scene, string version, AlertRule rule = AlertRule.UnseenCategory) =>
        scene.DoAsync(
            "alert.raised",
            "",
            async context =>
            {
                var alert = new Alert
                {
                    Id = await context.Db.NextIdAsync<AlertId>(ApprovalsScene.Ct),
                    Model = ApprovalsScene.ModelName,
                    Rule = rule,
                    Field = "kanal",
                    RaisedAt = context.Now,
                    BeganAt = context.Now,
                };
                alert.See(version, 1, context.Now);
                context.Db.Alerts.Add(alert);
                context.Append(new AuditEvent("alert.raised", alert.Id.ToString(), []) { Covers = [ModelName.Of(alert.Model, version)] });
            }
        );
}
