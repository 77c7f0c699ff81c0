using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Custody;

/// <summary>Two nodes, writers on both, and one of them freezes: the other goes on, and what was answered is there once.</summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class FrozenNodeTests
{
    private const int Writers = 5;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_frozen = TimeSpan.FromSeconds(9);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Freeze_OfOneNodeUnderLoad_StopsTheOtherForSecondsOnly()
    {
        var trials = Soak.Size(1, 20);
        var folder = Directory.CreateTempSubdirectory("governance-frozen-").FullName;
        var database = TestDatabase.Create(DatabaseKind.Postgres, folder);
        try
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Governance"] = database.ConnectionString,
                ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
                ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["RateLimits__RequestsPerSecond"] = "1000000",
                ["Security__SecondFactorRoles"] = "none",
            };
            var key = await PrepareAsync(settings);
            await using var frozen = await PortalProcess.StartAsync(settings, Ct);
            await using var other = await PortalProcess.StartAsync(settings, Ct);
            var bank = new Bank(key);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var work = Task.WhenAll(Enumerable.Range(0, Writers).SelectMany(_ => new[] { bank.WriteAsync(frozen.Address, false, stop.Token), bank.WriteAsync(other.Address, true, stop.Token) }));
            var gaps = new List<TimeSpan>();
            for (var trial = 0; trial < trials; trial++)
            {
                await bank.AnswersAsync(40, Ct);
                var from = Stopwatch.GetTimestamp();
                await frozen.SignalAsync("STOP", Ct);
                // How long it is frozen is the test's matter.
                await Task.Delay(s_frozen, Ct);
                gaps.Add(bank.LongestGap(from));
                await frozen.SignalAsync("CONT", Ct);
            }

            await bank.AnswersAsync(40, Ct);
            await stop.CancelAsync();
            await work;
            // What was under way goes on although nobody waits for it: only a portal that is gone writes no more.
            await frozen.KillAsync();
            await other.KillAsync();

            Assert.All(gaps, gap => Assert.True(gap <= s_longest, string.Join(", ", gaps)));
            await EverythingIsThereOnceAsync(database, bank);
            Soak.Report(
                $"{trials} freezes of {s_frozen.TotalSeconds:F0} s, two nodes",
                string.Create(CultureInfo.InvariantCulture, $"{bank.Answered.Count} writes answered and all there once; the other node's longest pause {gaps.Max().TotalSeconds:F1} s"));
        }
        finally
        {
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task EverythingIsThereOnceAsync(TestDatabase database, Bank bank)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddGovernanceData(database.ConnectionString, Path.GetTempPath()).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        var stored = await db.Models.Select(m => m.Name).ToListAsync(Ct);
        Assert.NotEmpty(bank.Answered);
        Assert.Superset(bank.Answered.Keys.ToHashSet(StringComparer.Ordinal), stored.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(stored.Count, await db.AuditEntries.CountAsync(e => e.Action == "model.registered" && !e.Refused, Ct));
    }

    private static async Task<string> PrepareAsync(Dictionary<string, string> settings)
    {
        await using var portal = new PortalFactory();
        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        await portal.CreateUserAsync("owner@test.example", Roles.ModelOwner);
        var engineer = await portal.CreateUserAsync("engineer@test.example", Roles.Engineer);
        using var client = await portal.CreateKeyClientAsync(engineer, "registry:write");
        return client.DefaultRequestHeaders.Authorization!.Parameter!;
    }

    private sealed class Bank(string key)
    {
        private readonly ConcurrentQueue<long> _times = [];
        private int _numbers;

        public ConcurrentDictionary<string, bool> Answered { get; } = new(StringComparer.Ordinal);

        // A write that got no answer is sent again with its key, until it has one.
        public async Task WriteAsync(Uri portal, bool counts, CancellationToken stop)
        {
            using var client = new HttpClient { BaseAddress = portal, Timeout = TimeSpan.FromSeconds(40) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            while (!stop.IsCancellationRequested)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"model-{Interlocked.Increment(ref _numbers)}");
                while (!stop.IsCancellationRequested && !await SentAsync(client, name, stop))
                {
                    await Task.Yield();
                }

                if (counts)
                {
                    _times.Enqueue(Stopwatch.GetTimestamp());
                }
            }
        }

        public async Task AnswersAsync(int count, CancellationToken ct)
        {
            for (var wanted = _times.Count + count; _times.Count < wanted;)
            {
                await Task.Delay(50, ct);
            }
        }

        public TimeSpan LongestGap(long from)
        {
            long[] times = [from, .. _times.Where(t => t > from), Stopwatch.GetTimestamp()];
            return times.Zip(times.Skip(1), (a, b) => Stopwatch.GetElapsedTime(a, b)).Max();
        }

        private async Task<bool> SentAsync(HttpClient client, string name, CancellationToken stop)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/models")
                {
                    Content = JsonContent.Create(new JsonObject { ["name"] = name, ["owner"] = "owner@test.example", ["riskClass"] = "minimal" }),
                    Headers = { { "Idempotency-Key", name } },
                };
                using var answer = await client.SendAsync(request, stop);
                if (answer.IsSuccessStatusCode)
                {
                    Answered[name] = true;
                    return true;
                }

                // Told that it was done, or that it waits in vain for its answer: no more is to be had by asking.
                return answer.StatusCode is System.Net.HttpStatusCode.Conflict;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or SocketException)
            {
                return false;
            }
        }
    }
}
