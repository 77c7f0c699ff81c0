using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.Queries;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>What drove the drift of versions is read of these versions alone, in two statements that name no window.</summary>
public sealed class DriftReasonsTests
{
    private static readonly DateTimeOffset s_first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task TwoModels_WithVersionsOfTheSameNames_AreToldApart_OverManyWindows(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        await SeedAsync(portal, DriftReasons.MaxWindows + 20);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);

        var reasons = await DriftReasons.OfAsync(db, [("alpha", "1.0.0"), ("beta", "2.0.0"), ("alpha", "1.0.0"), ("gone", "1.0.0")], Ct);

        Assert.Equal([("alpha", "1.0.0"), ("beta", "2.0.0")], reasons.Select(r => r.Key).Order());
        // Of the newest window, the highest first; since when, as far back as is told.
        var oldest = s_first.AddDays(20);
        Assert.Equal(
            [new Reason("alpha 1.0.0", "psi", 0.9, "major", oldest), new Reason("late", "psi", 0.2, "moderate", s_first.AddDays(79))],
            reasons[("alpha", "1.0.0")]
        );
        Assert.Equal(["beta 2.0.0", "late"], reasons[("beta", "2.0.0")].Select(r => r.Cause));
        Assert.Empty(reasons[("alpha", "2.0.0")]);
        Assert.Empty(reasons[("beta", "1.0.0")]);
        Assert.Empty(await DriftReasons.OfAsync(db, [], Ct));
    }

    [Fact]
    public async Task Statements_NameNoWindow_AndReadOnlyWhatDrifts()
    {
        await using var portal = new PortalFactory { Replace = StatementCounter.Listen };
        await SeedAsync(portal, 2);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var few = await StatementCounter.OfAsync(() => DriftReasons.OfAsync(db, [("alpha", "1.0.0"), ("beta", "2.0.0")], Ct));
        await AddWindowsAsync(portal, 2, DriftReasons.MaxWindows);

        var many = await StatementCounter.OfAsync(() => DriftReasons.OfAsync(db, [("alpha", "1.0.0"), ("beta", "2.0.0")], Ct));

        Assert.Equal(2, many.Count);
        Assert.Equal(few.Select(QueryPlan.ShapeOf), many.Select(QueryPlan.ShapeOf));
        var plan = await QueryPlan.ReadAsync(db, Assert.Single(many, s => s.Contains("FeatureDrifts", StringComparison.Ordinal)), Ct);
        Assert.True(
            plan.Steps.Any(step => step.StartsWith("SEARCH f", StringComparison.Ordinal))
                && !plan.Steps.Any(step => step.StartsWith("SCAN f", StringComparison.Ordinal)),
            string.Join('\n', plan.Steps)
        );
    }

    private static async Task SeedAsync(PortalFactory portal, int windows)
    {
        var owner = await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            foreach (var model in new[] { "alpha", "beta" })
            {
                db.Append(new AuditEvent("model.registered", model, []), Actor.Host, s_first);
                db.Models.Add(Model.Register(new ModelFacts(model) { RiskClass = RiskClass.Limited }, owner, [], "host", s_first).Value);
                foreach (var (version, number) in new[] { ("1.0.0", 1), ("2.0.0", 2) })
                {
                    var artifact = new ArtifactFacts(Sha256Hex.Of("model"u8), 5, "application/json", null);
                    var manifest = new VersionManifest(model, version, artifact, null, [], [], []);
                    db.Append(new AuditEvent("version.registered", ModelName.Of(model, version), []), Actor.Host, s_first);
                    db.Versions.Add(ModelVersion.Register(manifest, number, "host", s_first).Value);
                }
            }

            await db.SaveChangesAsync(Ct);
        }

        await AddWindowsAsync(portal, 0, windows);
    }

    // Windows of a day each: a column of the version's name drifts in all of them, another only in the last.
    private static async Task AddWindowsAsync(PortalFactory portal, int from, int to)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var id = 1_000 * (from + 1);
        foreach (var (model, version) in new[] { ("alpha", "1.0.0"), ("alpha", "2.0.0"), ("beta", "1.0.0"), ("beta", "2.0.0") })
        {
            for (var day = from; day < to; day++)
            {
                var window = new MonitoringWindow
                {
                    Id = new WindowId(id++),
                    Model = model,
                    Version = version,
                    Role = WindowRole.Current,
                    Start = s_first.AddDays(day),
                    End = s_first.AddDays(day + 1),
                    Rows = 100,
                    UploadedAt = s_first.AddDays(day + 1),
                    UploadedBy = "host",
                };
                window.Compare(new WindowId(1), null);
                db.Append(new AuditEvent("window.stored", window.Id.ToString(), []), Actor.Host, window.UploadedAt);
                db.Windows.Add(window);
                db.FeatureDrifts.AddRange(
                    Column(window.Id, 0, "stable", "stable", 3),
                    Column(window.Id, 1, "late", day == to - 1 ? "moderate" : "stable", 0.2),
                    Column(window.Id, 2, $"{model} {version}", "major", 0.9)
                );
            }
        }

        await db.SaveChangesAsync(Ct);
    }

    private static FeatureDrift Column(WindowId window, int position, string name, string verdict, double psi) =>
        new()
        {
            Window = window,
            Position = position,
            Name = name,
            Verdict = verdict,
            Psi = psi,
        };
}
