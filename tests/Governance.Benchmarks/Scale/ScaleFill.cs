using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Demo;
using Microsoft.EntityFrameworkCore;

namespace Governance.Benchmarks.Scale;

/// <summary>
/// Fills an installation that holds the demo's scene with things of the same making, until it has the size that is wanted. Half a year
/// goes by in them.
/// </summary>
internal sealed partial class ScaleFill(ScaleWriter writer, ScaleTemplates made, ScaleSize size, DateTimeOffset now)
{
    private const int Batch = 500;
    private const int Days = 180;
    private const string Production = "2.0.0";

    private readonly string[] _versions = ["1.0.0", Production, "3.0.0"];

    /// <summary>The demo's scene, as what is copied.</summary>
    public static async Task<ScaleFill> OfAsync(
        IDbContextFactory<GovernanceDbContext> contexts,
        ScaleSize size,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return new(new ScaleWriter(contexts), await ScaleTemplates.ReadAsync(db, DemoScene.Owner, ct), size, now);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        await writer.WriteAsync("models with three versions", size.Models, Batch / 5, (db, numbers) => ModelsAsync(db, numbers, ct), ct);
        await writer.WriteAsync(
            "deployments with their promotion",
            size.Models,
            Batch / 5,
            (db, numbers) => LiveAsync(db, numbers, ct),
            ct
        );
        await writer.WriteAsync("former promotions", size.Former, Batch / 5, (db, numbers) => FormerAsync(db, numbers, ct), ct);
        await writer.WriteAsync("open promotions", size.Open, Batch / 5, (db, numbers) => OpenAsync(db, numbers, ct), ct);
        await writer.WriteAsync("monitors with their windows", size.Models, Batch / 10, (db, numbers) => WatchAsync(db, numbers, ct), ct);
        await writer.WriteAsync("alerts", size.Alerts, Batch, (db, numbers) => AlertsAsync(db, numbers, ct), ct);
        await writer.WriteAsync("risks in three revisions", size.Risks, Batch / 5, (db, numbers) => RisksAsync(db, numbers, ct), ct);
        await writer.WriteAsync("systems", size.Systems, Batch, (db, numbers) => SystemsAsync(db, numbers, ct), ct);
        await writer.WriteAsync("incidents", size.Incidents, Batch, (db, numbers) => IncidentsAsync(db, numbers, ct), ct);
        await writer.WriteAsync("notifications", size.Notifications, 2_000, NotificationsAsync, ct);
    }

    /// <summary>Further entries, of people who came and went, until the log has its size.</summary>
    public Task WriteLogAsync(long has, CancellationToken ct)
    {
        var missing = Math.Max(0, size.Entries - has);
        return writer.WriteAsync(
            "further entries",
            missing,
            4_000,
            (db, numbers) =>
            {
                foreach (var n in numbers)
                {
                    var person = made.People[n % made.People.Count];
                    db.Append(
                        new AuditEvent(n % 2 == 0 ? "session.opened" : "session.closed", $"{person}", made.Fact("session.opened")),
                        Actor.OfUser(person, Roles.Engineer, session: null),
                        At(n, missing)
                    );
                }

                return Task.CompletedTask;
            },
            ct
        );
    }

    public static string Name(int n) => string.Create(CultureInfo.InvariantCulture, $"model-{n:00000}");

    // To the millisecond, as every action's instant.
    private DateTimeOffset At(long n, long count)
    {
        var at = now.AddDays(-Days).AddMilliseconds(Math.Floor((double)n / Math.Max(1, count) * Days * 86_400_000));
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
    }

    private void Say(GovernanceDbContext db, string action, string subject, DateTimeOffset at, JsonObject? data = null) =>
        db.Append(new AuditEvent(action, subject, data ?? made.Fact(action)), made.Engineer, at);

    private Task ModelsAsync(GovernanceDbContext db, IReadOnlyList<int> numbers, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        foreach (var n in numbers)
        {
            var at = At(n, size.Models);
            var facts = new ModelFacts(Name(n))
            {
                DisplayName = string.Create(CultureInfo.InvariantCulture, $"Model {n}"),
                RiskClass = (RiskClass)(n % 4),
            };
            db.Models.Add(Model.Register(facts, made.Owner, [], made.Engineer.Id, at).Value);
            Say(db, "model.registered", Name(n), at);
            foreach (var (version, number) in _versions.Select((v, i) => (v, i + 1)))
            {
                var sha256 = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes((n * 3) + number)));
                var registered = ModelVersion
                    .Register(
                        new(Name(n), version, new(sha256, 1_000, "application/octet-stream", null), null, [], [], []),
                        number,
                        made.Engineer.Id,
                        at
                    )
                    .Value;
                db.Versions.Add(registered);
                Say(
                    db,
                    "version.registered",
                    registered.Id,
                    at,
                    new JsonObject
                    {
                        ["versionSha256"] = registered.ManifestSha256,
                        ["artifactSha256"] = registered.ArtifactSha256,
                        ["number"] = number,
                    }
                );
                if (version == Production)
                {
                    db.StageChanges.Add(registered.MoveTo(Stage.Production, "DEP-0001", at)!);
                }
            }
        }

        return Task.CompletedTask;
    }
}
