using System.Globalization;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>What every source of a service is made with.</summary>
internal sealed class WarehouseParts(OutboundClient outbound, IOptions<LimitsOptions> limits, TimeProvider clock)
{
    /// <summary>Calls.</summary>
    public OutboundClient Outbound { get; } = outbound;

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>How busy services are waited for.</summary>
    public WarehousePatience Patience { get; init; } = new(clock);

    /// <summary>Most bytes of a row.</summary>
    public int RowBytes => limits.Value.LineBytes;
}

/// <summary>A service that runs a statement and hands its answer out in parts.</summary>
internal abstract class WarehouseSource(WarehouseParts parts, SourceOptions options) : ISqlSource
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public abstract SqlDialect Dialect { get; }

    /// <summary>The connection.</summary>
    protected SourceOptions Options { get; } = options;

    /// <summary>What it is made with.</summary>
    protected WarehouseParts Parts { get; } = parts;

    /// <summary>The host, for sentences.</summary>
    protected abstract string Host { get; }

    /// <inheritdoc/>
    public async Task<SourceRows> AskAsync(SourceStatement statement, int mostRows, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var rows = new RowList(Host, Parts.RowBytes, mostRows);
        await RunAsync(statement, rows, isSmall: true, ct);
        RequireColumns(rows);
        return rows.ToRows();
    }

    /// <inheritdoc/>
    public async Task<SourceCopied> CopyCsvAsync(SourceStatement statement, Stream destination, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(destination);
        var rows = new CsvRows(Host, Parts.RowBytes, destination);
        await RunAsync(statement, rows, isSmall: false, ct);
        RequireColumns(rows);
        try
        {
            await rows.EndAsync(ct);
        }
        catch (DestinationException e)
        {
            throw e.Failure;
        }

        return new SourceCopied(rows.Rows, rows.BytesReceived);
    }

    /// <summary>Runs a statement and hands its rows to a taker.</summary>
    protected abstract Task RunAsync(SourceStatement statement, RowTaker taker, bool isSmall, CancellationToken ct);

    /// <summary>The value of a parameter, as text.</summary>
    protected static string TextOf(SourceValue value) =>
        value.Time is { } time ? time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00:00"
        : value.Number is { } number ? number.ToString("R", CultureInfo.InvariantCulture)
        : value.Text ?? "";

    /// <summary>
    /// Hands a statement in. Should it be given up meanwhile, its handle is still waited for a few seconds: without it, it could not be
    /// stopped at the other end.
    /// </summary>
    protected async Task<T> SubmitAsync<T>(Func<CancellationToken, Task<T>> submit, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var late = new CancellationTokenSource();
        await using var given = ct.Register(() => late.CancelAfter(s_grace));
        try
        {
            return await submit(late.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
    }

    /// <summary>
    /// Asks how far a statement is until it is done, and stops it at the other end when it is given up or takes too long.
    /// </summary>
    /// <param name="first">What the service answered when the statement was handed in.</param>
    /// <param name="isRunning">Whether it still runs.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="ct">Gives it up.</param>
    protected async Task<WarehouseAnswer> FollowAsync(
        WarehouseAnswer first,
        Func<WarehouseAnswer, bool> isRunning,
        Func<CancellationToken, Task<WarehouseAnswer>> ask,
        Func<Task> cancel,
        CancellationToken ct
    )
    {
        var answer = first;
        if (!isRunning(answer) && !ct.IsCancellationRequested)
        {
            return answer;
        }

        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(Options.TimeoutSeconds), Parts.Clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        var isDone = false;
        try
        {
            for (var question = 0; isRunning(answer); question++)
            {
                await Parts.Patience.WaitAsync(Parts.Patience.PollBefore(question), bound.Token);
                answer = await ask(bound.Token);
            }

            isDone = true;
            ct.ThrowIfCancellationRequested();
            return answer;
        }
        catch (OperationCanceledException e) when (time.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new SourceException(
                $"{Host} did not finish the statement within {Options.TimeoutSeconds} seconds "
                    + $"(Sources__…__TimeoutSeconds of \"{Options.Name}\").",
                e
            );
        }
        finally
        {
            if (!isDone)
            {
                await cancel();
            }
        }
    }

    /// <summary>All rows have to have come: a part that is missing is not noticed in a window.</summary>
    protected void RequireAll(long? said, RowTaker taker)
    {
        if (said is { } count && count != taker.Rows)
        {
            throw new SourceException($"{Host} announced a different number of rows ({count}) than it sent ({taker.Rows}).");
        }
    }

    private void RequireColumns(RowTaker taker)
    {
        if (taker.Columns is null)
        {
            throw new SourceException($"{Host} did not name the columns of its answer.") { IsFinal = true };
        }
    }
}
