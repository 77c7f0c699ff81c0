using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Demo;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registry;
using Governance.Portal.Models.Registry.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Benchmarks.Agents;

/// <summary>
/// The decision point for tool calls, which records each decision before it answers (the action, without HTTP), beside reading one recorded
/// call by its key: one after the other, and while calls arrive at a steady rate, whether or not earlier ones are answered.
/// </summary>
internal sealed class DecisionPointBenchmark : IBenchmark
{
    private const string Agent = "benchmark-agent";
    private const string Database = "governance.db";
    private const int Warm = 300;
    private const int Alone = 1_000;

    private const string Manifest = """
        schema: governance.agent/v1
        purpose: Reads invoices
        autonomy: supervised
        owner: Accounts payable
        models: [{name: gpt-5, version: "2026-08-07", provider: openai}]
        tools:
          - {name: find, schemaSha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, risks: [read]}
        limits: {spend: 1000, currency: EUR}
        """;

    public string Name => "decision-point";

    public string Words =>
        "Decided and recorded tool calls beside a read by key: --rate 500 --seconds 20 --samples samples --prepared FOLDER (SQLite)";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("governance-benchmark-").FullName;
        var prepared = options.Text("prepared", folder);
        await PrepareAsync(prepared, Path.GetFullPath(options.Text("samples", "samples")), ct);
        foreach (var file in Directory.EnumerateFiles(prepared, "*", SearchOption.AllDirectories).Where(_ => prepared != folder))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(prepared, file));
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            }
            else
            {
                // Only its owner opens the key folder.
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
            }

            File.Copy(file, copy);
        }

        await using (var portal = await StartAsync(folder, ct))
        {
            using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
            var measured = new Measured(
                portal.Services.GetRequiredService<GroupedCalls>(),
                portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>()
            );
            for (var i = 0; i < Warm; i++)
            {
                await measured.DecideAsync(i, ct);
                await measured.ReadAsync(i, ct);
            }

            await AloneAsync(measured, ct);
            await SteadyAsync(measured, (int)options.Number("rate", 500), (int)options.Number("seconds", 20), ct);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task AloneAsync(Measured measured, CancellationToken ct)
    {
        var (reads, decisions) = (new double[Alone], new double[Alone]);
        for (var i = 0; i < Alone; i++)
        {
            reads[i] = await measured.ReadAsync(i, ct);
            decisions[i] = await measured.DecideAsync(i, ct);
        }

        Print("One after the other", reads, decisions);
        var spent = Spent.Now();
        for (var i = 0; i < Alone; i++)
        {
            await measured.ReadAsync(i, ct);
        }

        spent.Print("reads", Alone);
        spent = Spent.Now();
        for (var i = 0; i < Alone; i++)
        {
            await measured.DecideAsync(i, ct);
        }

        spent.Print("decisions", Alone);
    }

    private static async Task SteadyAsync(Measured measured, int rate, int seconds, CancellationToken ct)
    {
        var (reads, decisions) = (new List<Task<double>>(), new List<Task<double>>());
        var entries = await measured.EntriesAsync(ct);
        var spent = Spent.Now();
        var began = Stopwatch.GetTimestamp();
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (await ticks.WaitForNextTickAsync(ct) && decisions.Count < rate * seconds)
        {
            // What is due by now comes now, also when the timer was late.
            for (var due = (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate); decisions.Count < Math.Min(due, rate * seconds); )
            {
                var i = decisions.Count;
                decisions.Add(Task.Run(() => measured.DecideAsync(i, ct), ct));
                if (i % 10 == 0)
                {
                    reads.Add(Task.Run(() => measured.ReadAsync(i, ct), ct));
                }
            }
        }

        var (read, decided) = (await Task.WhenAll(reads), await Task.WhenAll(decisions));
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        spent.Print("decisions at that rate", decided.Length);
        var groups = await measured.EntriesAsync(ct) - entries;
        Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rate} calls a second for {seconds} s (answered in {took:F1} s, {decided.Length / (double)groups:F1} calls a log entry)"
            ),
            read,
            decided
        );
    }

    private static void Print(string what, double[] reads, double[] decisions)
    {
        Array.Sort(reads);
        Array.Sort(decisions);
        Console.WriteLine(what);
        Console.WriteLine("| | p50 ms | p99 ms |");
        Console.WriteLine("| --- | ---: | ---: |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| One call by key | {At(reads, 0.5):F2} | {At(reads, 0.99):F2} |"));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| Decided and recorded | {At(decisions, 0.5):F2} | {At(decisions, 0.99):F2} |")
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| Ratio | {At(decisions, 0.5) / At(reads, 0.5):F1} | {At(decisions, 0.99) / At(reads, 0.99):F1} |"
            )
        );
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    // The demo's data takes longer than what is measured: a folder that is named is made once, and copied for each run.
    private static async Task PrepareAsync(string folder, string samples, CancellationToken ct)
    {
        if (File.Exists(Path.Combine(folder, Database)))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, DemoFolder.Marker), "", ct);
        await using var portal = await StartAsync(folder, ct);
        using var host = portal.Services.GetRequiredService<DataScopeAccessor>().AsHost();
        await using var scope = portal.Services.CreateAsyncScope();
        var refusal = await scope
            .ServiceProvider.GetRequiredService<DemoScene>()
            .PlayAsync(samples, "correct horse battery staple", _ => { }, ct);
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.Message);
        }

        await DeployAsync(portal.Services, ct);
    }

    private static async Task<WebApplication> StartAsync(string folder, CancellationToken ct)
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance=Data Source={Path.Combine(folder, Database)}",
            $"--Storage:ArtifactPath={Path.Combine(folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(folder, "keys")}",
            "--Demo:Enabled=true",
        ]);
        builder.Logging.ClearProviders();
        var portal = builder.Build();
        await Startup.PrepareAsync(portal.Services, ct);
        return portal;
    }

    // An agent in production, by the actions that people call.
    private static async Task DeployAsync(IServiceProvider services, CancellationToken ct)
    {
        var facts = new RegisterModel.Command(Agent, DemoScene.Owner) { RiskClass = "minimal" };
        Check(await services.GetRequiredService<RegisterAgent>().RunAsync(Actor.Host, facts, ct));
        Check(
            await services
                .GetRequiredService<RegisterAgentVersion>()
                .RunAsync(Actor.Host, Agent, "1.0.0", Encoding.UTF8.GetBytes(Manifest), ct)
        );
        var engineer = await PersonAsync(services, Roles.Engineer, ct);
        // What the demo's policy asks for.
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().ToString("O");
        foreach (
            var (kind, payload) in new[]
            {
                ("validation", """{"rows":1200,"auc":{"value":0.97,"n":1200}}"""),
                ("other", """{"regions":{"hosting":["eu-west-1"]}}"""),
            }
        )
        {
            using var json = JsonDocument.Parse(payload);
            Check(
                await services
                    .GetRequiredService<AddEvidence>()
                    .RunAsync(engineer, new(Agent, "1.0.0", kind, "benchmark", now), json.RootElement, ct)
            );
        }

        var requested = await services
            .GetRequiredService<RequestPromotion>()
            .RunAsync(engineer, new(Agent, "1.0.0", "production", "Reads invoices"), ct);
        Check(requested);
        var view = (await services.GetRequiredService<GetPromotion>().RunAsync(requested.Value, ct)).Value;
        foreach (var slot in view.RequiredRoles)
        {
            var signer = await PersonAsync(services, PromotionRefusals.RoleFor(slot), ct);
            var proof = await services
                .GetRequiredService<ReauthenticationService>()
                .IssueAsync(signer.User!.Value, signer.Session!, "password", boundTo: null, ct);
            var command = new SignPromotion.Command(
                requested.Value,
                WireName.Of(slot),
                "approve",
                null,
                null,
                view.BundleDigest,
                proof.Text
            );
            Check(await services.GetRequiredService<SignPromotion>().RunAsync(signer, command, ct));
        }

        Check(
            await services
                .GetRequiredService<DeployVersion>()
                .RunAsync(engineer, new(Agent, "1.0.0", "prod", requested.Value.ToString()), ct)
        );
    }

    // Someone of the demo who holds the role, at work.
    private static async Task<Actor> PersonAsync(IServiceProvider services, string role, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var roleId = Roles.All.ToList().IndexOf(role) + 1;
        var person =
            role is Roles.ModelOwner
                ? await db.Users.Where(u => u.Email == DemoScene.Owner).Select(u => u.Id).SingleAsync(ct)
                : await db.UserRoles.Where(r => r.RoleId == roleId).OrderBy(r => r.UserId).Select(r => r.UserId).FirstAsync(ct);
        var (user, session) = (new UserId(person), Governance.Transparency.Sha256Hex.Of(Encoding.UTF8.GetBytes(role)));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (!await db.Sessions.AnyAsync(s => s.Hash == session, ct))
        {
            db.Sessions.Add(
                new UserSession
                {
                    Hash = session,
                    User = user,
                    ActiveRole = role,
                    Method = "password",
                    OpenedAt = now,
                    LastSeenAt = now,
                }
            );
            await db.SaveChangesAsync(ct);
        }

        return Actor.OfUser(user, role, session);
    }

    private static void Check<T>(Result<T> outcome)
    {
        if (outcome.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }
    }

    // What does not depend on who else uses the machine.
    private sealed record Spent(TimeSpan Processor, long Bytes, int Young, int Middle)
    {
        public static Spent Now() =>
            new(Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(1));

        public void Print(string what, int count)
        {
            var now = Now();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} {what}: {(now.Processor - Processor).TotalMilliseconds / count:F3} ms of processor each, "
                        + $"{(now.Bytes - Bytes) / 1024.0 / count:F0} KiB, {now.Young - Young} collections ({now.Middle - Middle} older)"
                )
            );
        }
    }

    private sealed class Measured(GroupedCalls calls, IDbContextFactory<GovernanceDbContext> factory)
    {
        /// <summary>Milliseconds until a call is answered, and so recorded.</summary>
        public async Task<double> DecideAsync(int i, CancellationToken ct)
        {
            var run = string.Create(CultureInfo.InvariantCulture, $"run-{i / 20}");
            var call = CallRequest.Of(run, "find", null, [], (null, null), """{"number":"2026-1184"}""").Value;
            var began = Stopwatch.GetTimestamp();
            var answer = await calls.RunAsync(Actor.Host, Agent, null, call, ct);
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            return answer is { IsDone: true, Value.Decision: CallVerdict.Allow }
                ? took
                : throw new InvalidOperationException(answer.Refusal?.Message ?? answer.Value.Reason);
        }

        /// <summary>Milliseconds until a recorded call is read by its key.</summary>
        public async Task<double> ReadAsync(int i, CancellationToken ct)
        {
            var id = new AgentCallId((i % Warm) + 1);
            var began = Stopwatch.GetTimestamp();
            await using var db = await factory.CreateDbContextAsync(ct);
            _ = await db.AgentCalls.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        public async Task<int> EntriesAsync(CancellationToken ct)
        {
            await using var db = await factory.CreateDbContextAsync(ct);
            return await db.AuditEntries.CountAsync(e => e.Action == "agent-calls.decided", ct);
        }
    }
}
