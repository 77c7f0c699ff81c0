using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Operations.Monitoring.Sources.Objects;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Sources;

public sealed partial class PullWindows
{
    /// <summary>Pulls a window whose rows lie in files. What is known of the files changes with the window, in one transaction.</summary>
    private async Task PullFilesAsync(
        Turn turn,
        WindowSource source,
        IObjectSource place,
        DateTimeOffset start,
        DateTimeOffset end,
        CancellationToken ct
    )
    {
        var began = clock.GetTimestamp();
        var columns = JsonSerializer.Deserialize<WindowColumns>(source.ColumnsJson, JsonSerializerOptions.Web)!;
        await using var whole = store.OpenTemporary();
        var read = await objects.RunAsync(
            place,
            (source, columns.Ignore),
            await KnownAsync(source, ct),
            (start, end),
            whole,
            (found, token) => LearnAsync(turn, source, found, token),
            ct
        );
        turn.Besides = (db, now, token) => SettleAsync(db, source, read, start, now, token);
        var command = new UploadWindow.Command(source.Model, source.Version, WindowRole.Current, start, end, columns)
        {
            ComparesRows = source.TimeColumn == "timestamp",
            Along = async (context, window, token) => await FinishAsync(turn, context, Of(window), token),
        };
        Result<UploadWindow.Answer?> outcome = Result<UploadWindow.Answer?>.Done(null);
        if (read.Rows > 0)
        {
            whole.Position = 0;
            var stored = await upload.RunAsync(s_job, command, whole, ct);
            outcome = stored.Match(Result<UploadWindow.Answer?>.Done, Result<UploadWindow.Answer?>.Refused);
        }

        await ConcludeAsync(turn, outcome, () => Of(null), ct);

        PulledWindow Of(WindowId? window) => new(window, start, end, read.Rows, read.Bytes, clock.GetElapsedTime(began));
    }

    private async Task<Dictionary<string, WindowObject>> KnownAsync(WindowSource source, CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        return await db
            .WindowObjects.AsNoTracking()
            .Where(o => o.Model == source.Model && o.Version == source.Version)
            .ToDictionaryAsync(o => o.Name, StringComparer.Ordinal, ct);
    }

    // Reading thousands of files for the first time takes longer than a lease: it is renewed, and what was read stays known.
    private async Task LearnAsync(Turn turn, WindowSource source, IReadOnlyList<ReadObject> found, CancellationToken ct)
    {
        await using (var db = await Databases.CreateDbContextAsync(ct))
        {
            var now = await Time.NowAsync(db, ct);
            var pull = await HeldAsync(db, turn.Pull, ct);
            pull.Claim(now);
            turn.Written = pull;
            await RecordAsync(db, source, found, now, ct);
            if (!await SavedAsync(db, ct))
            {
                throw new LeaseLostException();
            }
        }

        turn.Commit();
    }

    private static async Task<Dictionary<string, WindowObject>> RecordAsync(
        GovernanceDbContext db,
        WindowSource source,
        IReadOnlyList<ReadObject> found,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var known = await OfAsync(db, source, [.. found.Select(f => f.Object.Name)], ct);
        foreach (var one in found)
        {
            if (!known.TryGetValue(one.Object.Name, out var before))
            {
                var added = WindowObject.Found(source, one.Object.Name, one.Stamp, one.Content, now);
                db.WindowObjects.Add(added);
                known.Add(added.Name, added);
            }
            else if (!before.Is(one.Stamp))
            {
                before.Replace(one.Stamp, one.Content, now);
            }
        }

        return known;
    }

    private static async Task SettleAsync(
        GovernanceDbContext db,
        WindowSource source,
        ObjectsOfWindow read,
        DateTimeOffset start,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var known = await RecordAsync(db, source, read.New, now, ct);
        foreach (
            var (name, found) in await OfAsync(db, source, [.. read.Taken.Select(t => t.Object.Name).Where(n => !known.ContainsKey(n))], ct)
        )
        {
            known.Add(name, found);
        }

        foreach (var taken in read.Taken)
        {
            known[taken.Object.Name].Settle(taken.Counts.Within.Rows, taken.Counts.Within.Sum);
        }

        await CompareAsync(db, source, read.Listed, start, now, ct);
    }

    // What is no longer listed, and what is listed again.
    private static async Task CompareAsync(
        GovernanceDbContext db,
        WindowSource source,
        IReadOnlyList<SourceObject> listed,
        DateTimeOffset start,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var there = listed.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var states = await db
            .WindowObjects.AsNoTracking()
            .Where(o => o.Model == source.Model && o.Version == source.Version)
            .Select(o => new { o.Name, IsDeleted = o.State == WindowObjectState.Deleted })
            .ToListAsync(ct);
        var changed = states.Where(s => s.IsDeleted || !there.Contains(s.Name)).Select(s => s.Name).ToList();
        foreach (var one in (await OfAsync(db, source, changed, ct)).Values)
        {
            if (there.Contains(one.Name))
            {
                if (one.State is WindowObjectState.Deleted)
                {
                    one.Return();
                }
            }
            else if (one.Vanish(start, now))
            {
                db.WindowObjects.Remove(one);
            }
        }
    }

    private static async Task<Dictionary<string, WindowObject>> OfAsync(
        GovernanceDbContext db,
        WindowSource source,
        IReadOnlyList<string> names,
        CancellationToken ct
    )
    {
        var found = new Dictionary<string, WindowObject>(StringComparer.Ordinal);
        foreach (var part in names.Chunk(500))
        {
            var some = part.ToList();
            await foreach (
                var one in db
                    .WindowObjects.Where(o => o.Model == source.Model && o.Version == source.Version && some.Contains(o.Name))
                    .AsAsyncEnumerable()
                    .WithCancellation(ct)
            )
            {
                found.Add(one.Name, one);
            }
        }

        return found;
    }
}
