using Governance.Analytics.Drift;
using Governance.Analytics.Drift.Counted;
using Governance.Analytics.Io;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring.Sources;

namespace Governance.Portal.Operations.Monitoring;

public sealed partial class UploadWindow
{
    /// <summary>What was counted of a window, and the bytes that are kept of it.</summary>
    internal sealed record CountedWindow(WindowCounts Counts, byte[] Kept);

    /// <summary>
    /// Takes in a window that was counted where its rows lie. It is compared, stored, logged and watched as one that was uploaded; what is
    /// kept are the counts.
    /// </summary>
    /// <param name="actor">Who.</param>
    /// <param name="command">What; start and end are given.</param>
    /// <param name="count">Counts by the bins of the reference; null when there is no row.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when there is no row.</returns>
    internal async Task<Result<Answer?>> RunCountedAsync(
        Actor actor,
        Command command,
        Func<ReferenceProfile, CancellationToken, Task<CountedWindow?>> count,
        CancellationToken ct
    )
    {
        var attempt = new Attempt("window.stored", ModelName.Of(command.Model, command.Version), Permission.WriteMonitoring);
        var ready = await PrepareAsync(actor, attempt, command, ct);
        if (ready.Refusal is { } early)
        {
            return early;
        }

        var (reference, profile, before) = ready.Value;
        if (await count(profile!, ct) is not { } window)
        {
            return Result<Answer?>.Done(null);
        }

        var columns = command.Columns with { Counted = true };
        var result = CountedDrift.Compare(
            profile!,
            window.Counts.Rows,
            window.Counts.Columns,
            window.Counts.SourceColumns,
            columns.ToRoles()
        );
        var measured = new Measured(
            window.Counts.Rows,
            command.Start!.Value,
            command.End!.Value,
            reference,
            null,
            [],
            [],
            WindowAnalysis.Pack(result),
            WindowAnalysis.Unmeasured(window.Counts.Rows, before)
        );
        using var kept = new MemoryStream(window.Kept, writable: false);
        await using var incoming = await store.ReceiveOwnAsync(kept, ct);
        var outcome = await StoreAsync(actor, attempt, command with { Columns = columns }, measured, incoming, ct);
        return outcome.Match(Result<Answer?>.Done, Result<Answer?>.Refused);
    }

    private static Result<(DateTimeOffset Start, DateTimeOffset End)> PeriodOf(Command command, Table table)
    {
        if (command is { Start: { } givenStart, End: { } givenEnd })
        {
            return (givenStart, givenEnd);
        }

        long first = long.MaxValue,
            last = long.MinValue;
        if (table.Find("timestamp") is DateTimeColumn times)
        {
            foreach (var ticks in times.UtcTicks)
            {
                if (ticks != DateTimeColumn.NoTicks)
                {
                    (first, last) = (Math.Min(first, ticks), Math.Max(last, ticks));
                }
            }
        }

        if (first == long.MaxValue)
        {
            return Refusal.Field(
                "monitoring.period-missing",
                "start",
                $"Enter start and end, or include a column named timestamp with ISO 8601 times."
            );
        }

        var start = command.Start ?? new DateTimeOffset(first, TimeSpan.Zero);
        // The end is exclusive: a second after the last row.
        var end = command.End ?? new DateTimeOffset(last, TimeSpan.Zero).AddSeconds(1);
        return end > start ? (start, end) : MonitoringRefusals.PeriodNotValid;
    }
}
