using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Demo;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Benchmarks;

/// <summary>
/// The deployment gate's answer to a question that was asked before, beside reading one version by its key, question by question in turn.
/// The versions asked about are those of the samples, approved by their people; the others are registered and requested beside them.
/// </summary>
internal sealed class GateBenchmark : IBenchmark
{
    private const int Questions = 5_000;
    private const int Warm = 1_000;
    private const int VersionsOfAModel = 100;
    private const string Further = "further-";

    public string Name => "gates";

    public string Words => "The gate's answer beside one read by key: --versions 100000 --samples samples (SQLite, in a folder of its own)";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var versions = options.Number("versions", 100_000);
        var folder = Directory.CreateTempSubdirectory("governance-benchmark-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, DemoFolder.Marker), "", ct);
        await using (var portal = await StartAsync(folder, Path.GetFullPath(options.Text("samples", "samples")), ct))
        {
            using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
            var factory = portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
            await FillAsync(portal, factory, versions, ct);
            await MeasureAsync(portal.Services.GetRequiredService<EvaluateDeploymentGate>(), factory, ct);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureAsync(
        EvaluateDeploymentGate gate,
        IDbContextFactory<GovernanceDbContext> factory,
        CancellationToken ct
    )
    {
        List<DeployQuestion> questions;
        List<(string Model, string Version)> stored;
        long entries;
        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            var live = await db
                .Promotions.AsNoTracking()
                .Where(p => p.State == PromotionState.Approved || p.State == PromotionState.Deployed)
                .ToListAsync(ct);
            questions = [];
            foreach (var promotion in live)
            {
                var sha256 = await db
                    .Versions.Where(v => v.Model == promotion.Model && v.Version == promotion.Version)
                    .Select(v => v.ArtifactSha256)
                    .SingleAsync(ct);
                questions.Add(new(promotion.Model, promotion.Version, WireName.Of(promotion.To), sha256));
            }

            stored =
            [
                .. (await db.Versions.AsNoTracking().Select(v => new { v.Model, v.Version }).ToListAsync(ct)).Select(v =>
                    (v.Model, v.Version)
                ),
            ];
        }

        foreach (var question in questions)
        {
            var answer = await gate.RunAsync(Actor.Host, question, ct);
            Console.WriteLine(
                $"{question.Model} {question.Version}: {(answer.Allow ? "allowed" : string.Join(", ", answer.Reasons.Select(r => r.Code)))}"
            );
        }

        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            entries = await db.AuditEntries.LongCountAsync(ct);
        }

        var random = new Random(20261120);
        var (reads, answers) = (new double[Questions], new double[Questions]);
        for (var i = -Warm; i < Questions; i++)
        {
            var (model, version) = stored[random.Next(stored.Count)];
            var began = Stopwatch.GetTimestamp();
            await using (var db = await factory.CreateDbContextAsync(ct))
            {
                _ = await db.Versions.AsNoTracking().SingleAsync(v => v.Model == model && v.Version == version, ct);
            }

            var read = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            var question = questions[random.Next(questions.Count)];
            began = Stopwatch.GetTimestamp();
            _ = await gate.RunAsync(Actor.Host, question, ct);
            var answered = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (i >= 0)
            {
                (reads[i], answers[i]) = (read, answered);
            }
        }

        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            var (promotions, written) = (await db.Promotions.CountAsync(ct), await db.AuditEntries.LongCountAsync(ct) - entries);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stored.Count:N0} versions, {promotions:N0} promotions, {Questions:N0} questions each; "
                        + $"log entries written by them: {written}"
                )
            );
        }

        Array.Sort(reads);
        Array.Sort(answers);
        Console.WriteLine("| | p50 ms | p99 ms |");
        Console.WriteLine("| --- | ---: | ---: |");
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| One version by key | {At(reads, 0.5):F3} | {At(reads, 0.99):F3} |")
        );
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| Gate, repeated question | {At(answers, 0.5):F3} | {At(answers, 0.99):F3} |")
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| Ratio | {At(answers, 0.5) / At(reads, 0.5):F1} | {At(answers, 0.99) / At(reads, 0.99):F1} |"
            )
        );
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private static async Task<WebApplication> StartAsync(string folder, string samples, CancellationToken ct)
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance=Data Source={Path.Combine(folder, "governance.db")}",
            $"--Storage:ArtifactPath={Path.Combine(folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(folder, "keys")}",
            "--Demo:Enabled=true",
        ]);
        builder.Logging.ClearProviders();
        var portal = builder.Build();
        await Startup.PrepareAsync(portal.Services, ct);
        using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
        await using var scope = portal.Services.CreateAsyncScope();
        var refusal = await scope
            .ServiceProvider.GetRequiredService<DemoScene>()
            .PlayAsync(samples, "correct horse battery staple", _ => { }, ct);
        return refusal is null ? portal : throw new InvalidOperationException(refusal.Message);
    }

    // Further models with versions that wait for signatures, by the actions that people call: each row has its seal and its entry, as any
    // other.
    private static async Task FillAsync(
        WebApplication portal,
        IDbContextFactory<GovernanceDbContext> factory,
        long versions,
        CancellationToken ct
    )
    {
        Actor engineer;
        await using (var db = await factory.CreateDbContextAsync(ct))
        {
            var requested = await db.Promotions.AsNoTracking().OrderBy(p => p.Id).FirstAsync(ct);
            engineer = Actor.OfUser(requested.Requesters[0], Roles.Engineer, session: null);
        }

        var (registerModel, registerVersion, request) = (
            portal.Services.GetRequiredService<RegisterModel>(),
            portal.Services.GetRequiredService<RegisterVersion>(),
            portal.Services.GetRequiredService<RequestPromotion>()
        );
        var began = Stopwatch.GetTimestamp();
        var model = "";
        for (var i = 0L; i < versions; i++)
        {
            if (i % VersionsOfAModel == 0)
            {
                model = string.Create(CultureInfo.InvariantCulture, $"{Further}{i / VersionsOfAModel}");
                Check(await registerModel.RunAsync(engineer, new(model, DemoScene.Owner) { RiskClass = "minimal" }, ct));
            }

            var version = string.Create(CultureInfo.InvariantCulture, $"1.0.{i % VersionsOfAModel}");
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)));
            Check(await registerVersion.RunAsync(engineer, new(model, version, new(sha256, 1_000, "application/octet-stream")), ct));
            Check(await request.RunAsync(engineer, new(model, version, "production", "Another one"), ct));
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{versions:N0} versions registered and requested in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"
            )
        );
    }

    private static void Check<T>(Result<T> outcome)
    {
        if (outcome.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }
    }
}
