using System.Text.Json;
using Governance.Analytics.Drift;
using Governance.Analytics.Drift.Counted;
using Governance.Analytics.Io;
using Governance.Analytics.Performance;
using Governance.Analytics.Stored;
using Governance.Domain;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// Reads uploaded rows and computes what is stored of them. Knows no database: bytes in, numbers or a refusal that names the line out.
/// </summary>
public sealed class WindowAnalysis(
    IOptions<LimitsOptions> limits,
    IOptions<MonitoringOptions> monitoring,
    IColumnarReader columnar,
    TimeProvider clock
) : IDisposable
{
    // Jobs measure one table after the other, so they need no bound; uploads are counted below.
    private const int Unbounded = int.MaxValue / 4;

    // Who uploads waits for minutes, and a balancer for five of them.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly int s_atOnce = Math.Max(1, Environment.ProcessorCount / 2);

    // A table may need gigabytes while it is measured; uploads wait for each other rather than for the machine to run out. However many one
    // person sends at once, the next of anyone else waits for one of them alone.
    private readonly Lane _turns = new(s_atOnce, Unbounded, Math.Max(1, s_atOnce / 2), Unbounded);

    private int _uploads;

    /// <summary>Waits until an upload may be measured; dispose what is answered when done.</summary>
    /// <param name="who">For whom it is measured.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Refused when too many wait already, or when the turn does not come in time.</returns>
    public async Task<Result<IDisposable>> UploadTurnAsync(string who, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(s_patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return Interlocked.Increment(ref _uploads) > limits.Value.WaitingTables
                ? MonitoringRefusals.TooManyTables
                : Result<IDisposable>.Done(await TurnAsync(who, either.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return MonitoringRefusals.TooManyTables;
        }
        finally
        {
            Interlocked.Decrement(ref _uploads);
        }
    }

    /// <summary>Waits until it may be measured; dispose when done.</summary>
    /// <param name="who">For whom it is measured.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IDisposable> TurnAsync(string who, CancellationToken ct) =>
        await _turns.EnterAsync(who, ct) ?? throw new InvalidOperationException("This lane has room for everyone.");

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    /// <summary>Reads a table as it was uploaded.</summary>
    /// <param name="data">CSV or NDJSON, gzip or not, Parquet or Arrow; told by its first bytes.</param>
    /// <param name="roles">What the columns are.</param>
    /// <param name="schema">Column types of the reference; null when this is the reference.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="where">Rows to keep; null keeps all.</param>
    public async Task<Result<Table>> ReadAsync(
        Stream data,
        ColumnRoles roles,
        TableSchema? schema,
        CancellationToken ct,
        RowFilter? where = null
    )
    {
        try
        {
            return Usable(await TableReader.ReadAsync(data, OptionsOf(roles, schema) with { Where = where }, ct), roles);
        }
        catch (TabularFormatException e)
        {
            return Unreadable(e);
        }
    }

    /// <summary>Reads several parts of a table in one pass; one after the other where they do not fit into memory together.</summary>
    /// <param name="open">Opens the table; the stream is closed here.</param>
    /// <param name="roles">What the columns are.</param>
    /// <param name="parts">The rows of each part, and the column types of its reference; null when it is the reference.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<Result<Table>>> ReadPartsAsync(
        Func<Task<Stream>> open,
        ColumnRoles roles,
        IReadOnlyList<(RowFilter Where, TableSchema? Schema)> parts,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(parts);
        try
        {
            await using var data = await open();
            var read = await TableReader.ReadPartsAsync(
                data,
                [.. parts.Select(p => OptionsOf(roles, p.Schema) with { Where = p.Where })],
                ct
            );
            return [.. read.Select(p => p.Table is { } table ? Usable(table, roles) : (Result<Table>)Unreadable(p.Problem!))];
        }
        catch (TabularFormatException e) when (e.Kind is TabularErrorKind.TooMuchMemory && parts.Count > 1)
        {
            var alone = new List<Result<Table>>();
            foreach (var (where, schema) in parts)
            {
                await using var again = await open();
                alone.Add(await ReadAsync(again, roles, schema, ct, where));
            }

            return alone;
        }
        catch (TabularFormatException e)
        {
            var refusal = Unreadable(e);
            return [.. parts.Select(_ => (Result<Table>)refusal)];
        }
    }

    private static Result<Table> Usable(Table table, ColumnRoles roles)
    {
        if (table.RowCount == 0)
        {
            return MonitoringRefusals.BadData($"There are no rows below the header.");
        }

        var absent = roles.NamedButAbsent(table.SourceColumns);
        return absent.Count > 0
            ? MonitoringRefusals.BadData(
                $"There is no column {string.Join(", ", absent)}; the columns are {string.Join(", ", table.SourceColumns.Take(50))}."
            )
            : table;
    }

    private static Refusal Unreadable(TabularFormatException e) =>
        e.IsLimit
            ? new Refusal("limit.exceeded", Sentence.Ours(InSettings(e)), RefusalKind.TooLarge)
            : MonitoringRefusals.BadData(Sentence.Ours(e.Message));

    /// <summary>How windows are read: within the limits that uploads have.</summary>
    internal TabularReadOptions OptionsOf(ColumnRoles roles, TableSchema? schema) =>
        new()
        {
            Columnar = columnar,
            Roles = roles,
            Schema = schema,
            NullValues = monitoring.Value.TrimmedNullValues(),
            Limits = new TabularLimits
            {
                MaxRows = (int)Math.Min(limits.Value.WindowRows, int.MaxValue),
                MaxInputBytes = limits.Value.TableBytes,
                MaxLineBytes = limits.Value.LineBytes,
                MaxColumns = limits.Value.Columns,
                MaxCategories = limits.Value.Categories,
            },
        };

    /// <summary>Drift against a frozen reference, with what the page draws.</summary>
    public static StoredDrift Compare(ReferenceProfile reference, Table current, ColumnRoles roles, CancellationToken ct)
    {
        return Pack(DriftAnalysis.Compare(reference, current, DriftOptions.Default, roles, ct) with { Notes = current.Notes });
    }

    /// <summary>A result as it is stored, with what the page draws.</summary>
    public static StoredDrift Pack(DriftResult result)
    {
        var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            DriftJson.Write(result, writer);
        }

        return new StoredDrift(result, StoredHistograms.ToJson(JsonSerializer.Deserialize<JsonElement>(buffer.ToArray()), result));
    }

    /// <summary>Performance of a window of which only counts are here: none, and why.</summary>
    public static StoredPerformance Unmeasured(int rows, StoredPerformance? reference)
    {
        var result = new PerformanceResult
        {
            Rows = rows,
            Labelled = null,
            Reasons = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["labelled"] = CountedDrift.NotComputed },
        };
        return StoredPerformance.Of(result, reference is null ? null : PerformanceComparison.Compare(reference.Record, result));
    }

    /// <summary>Performance on the labelled rows, compared with the reference's when there is one.</summary>
    public static Result<StoredPerformance> Measure(Table table, ColumnRoles roles, StoredPerformance? reference)
    {
        try
        {
            var result = PerformanceAnalysis.Evaluate(table, roles);
            var comparison = reference is null ? null : PerformanceComparison.Compare(reference.Record, result);
            // The reference keeps what its scores meant; windows are estimated by that, so that something is known before labels come.
            return reference is null
                ? StoredPerformance.Of(result, comparison) with
                {
                    Calibration = ScoreCalibration.Of(table, roles),
                }
                : StoredPerformance.Of(
                    result,
                    comparison,
                    reference.Calibration is { } calibration ? EstimatedPerformance.Of(calibration, table, roles) : null
                );
        }
        catch (TabularFormatException e)
        {
            return MonitoringRefusals.BadData(Sentence.Ours(e.Message));
        }
    }

    // The reader names its own limits; who runs the portal knows them by their settings.
    internal static string InSettings(TabularFormatException e) =>
        e.Kind switch
        {
            TabularErrorKind.LineTooLong => e.Message.Replace(
                nameof(TabularLimits.MaxLineBytes),
                "Limits__LineBytes",
                StringComparison.Ordinal
            ),
            TabularErrorKind.TooManyColumns => e.Message.Replace(
                nameof(TabularLimits.MaxColumns),
                "Limits__Columns",
                StringComparison.Ordinal
            ),
            TabularErrorKind.TooManyRows => e.Message.Replace(
                nameof(TabularLimits.MaxRows),
                "Limits__WindowRows",
                StringComparison.Ordinal
            ),
            TabularErrorKind.TooManyCategories => e.Message.Replace(
                nameof(TabularLimits.MaxCategories),
                "Limits__Categories",
                StringComparison.Ordinal
            ),
            TabularErrorKind.TooManyBytes => e.Message.Replace(
                nameof(TabularLimits.MaxInputBytes),
                "Limits__TableBytes",
                StringComparison.Ordinal
            ),
            _ => e.Message,
        };
}
