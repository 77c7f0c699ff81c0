using System.Diagnostics;
using System.Globalization;
using Governance.Testing;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Tests.Audit;

/// <summary>Many clients at once: the log takes every change, in one order, and refuses none.</summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class LogConcurrencyTests
{
    private const int Clients = 64;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task ParallelChanges_AllAreInTheLog_WithoutGaps(DatabaseKind kind)
    {
        var changes = Soak.Size(400, 50_000);
        await using var store = await TestStore.CreateAsync(kind);
        var taken = -1;
        var longest = new long[Clients];
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(client =>
                    Task.Run(
                        async () =>
                        {
                            int number;
                            while ((number = Interlocked.Increment(ref taken)) < changes)
                            {
                                var began = Stopwatch.GetTimestamp();
                                var outcome = await store.RegisterAsync(string.Create(CultureInfo.InvariantCulture, $"model-{number}"), Ct);
                                Assert.True(outcome.IsDone, outcome.Refusal?.Message);
                                longest[client] = Math.Max(longest[client], Stopwatch.GetElapsedTime(began).Ticks);
                            }
                        },
                        Ct
                    )
                )
        );
        watch.Stop();

        await using var db = await store.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(changes, await db.Models.CountAsync(Ct));
        var tree = new MerkleTree();
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entry in db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).AsAsyncEnumerable().WithCancellation(Ct))
        {
            Assert.Equal(tree.Size, entry.Index);
            Assert.Equal(MerkleHash.Leaf(entry.Leaf), entry.LeafHash);
            Assert.True(subjects.Add(entry.Subject), $"{entry.Subject} is there twice.");
            tree.Append(entry.LeafHash);
        }

        Assert.Equal(changes, tree.Size);
        Assert.Equal(tree.Root(), await store.Log.RootAsync(changes, Ct));
        Soak.Report(
            $"{Clients} clients, {kind}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{changes} changes, {tree.Size} entries without a gap, none refused; "
                    + $"{changes / watch.Elapsed.TotalSeconds:F0} a second, "
                    + $"longest wait {TimeSpan.FromTicks(longest.Max()).TotalSeconds:F2} s"
            )
        );
    }
}
