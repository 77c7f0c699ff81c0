using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Multivariate;
using Governance.Analytics.Quality;
using Governance.Analytics.RootCause;
using Governance.Analytics.Samples;
using Governance.Analytics.Statistics;

namespace Governance.Analytics.Drift;

/// <summary>
/// Compares two logs from their bytes, in bounded memory: exactly while the columns fit, by sketches with a known error beyond.
/// </summary>
public static class LogComparison
{
    /// <summary>Bytes of memory for the columns of a log from which sketches are used instead, when none are given.</summary>
    public const long DefaultExactBytes = 768L << 20;

    // A field of a log has about nine bytes of text and takes eight bytes of memory.
    private const double MemoryPerByte = 0.9;

    /// <summary>Reads and compares.</summary>
    /// <param name="reference">The reference; its types count for both.</param>
    /// <param name="current">The log to judge.</param>
    /// <param name="read">What to read of the reference, and how; its schema is not used. <see langword="null"/> for the defaults.</param>
    /// <param name="options">Bands; <see langword="null"/> for the defaults.</param>
    /// <param name="inspect">Called with the column names of each log after it was read, <see langword="true"/> for the reference.</param>
    /// <param name="exactBytes">Memory the columns of one log may take. Beyond, or with 0, sketches are used: bins, PSI, D and its kin are
    /// then known up to the error each feature reports, and whole rows are not looked at.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The same result as reading both tables and comparing them, while they fit.</returns>
    /// <exception cref="LogComparisonException">A file is malformed or exceeds a limit; says which of the two.</exception>
    public static async Task<DriftResult> CompareAsync(
        Stream reference,
        Stream current,
        TabularReadOptions? read = null,
        DriftOptions? options = null,
        Action<IReadOnlyList<string>, bool>? inspect = null,
        long exactBytes = DefaultExactBytes,
        CancellationToken cancellationToken = default
    )
    {
        read ??= new TabularReadOptions();
        options ??= DriftOptions.Default;
        var notes = new List<string>();
        var result = await CompareAsync(reference, current, read, options, inspect, exactBytes, notes, cancellationToken)
            .ConfigureAwait(false);
        return notes.Count == 0 ? result : result with { Notes = [.. notes.Distinct(StringComparer.Ordinal)] };
    }

    private static async Task<DriftResult> CompareAsync(
        Stream reference,
        Stream current,
        TabularReadOptions read,
        DriftOptions options,
        Action<IReadOnlyList<string>, bool>? inspect,
        long exactBytes,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        if (!IsLarger(reference, exactBytes) && !IsLarger(current, exactBytes))
        {
            var starts = (reference.CanSeek ? reference.Position : -1, current.CanSeek ? current.Position : -1);
            var bounded = read with
            {
                Limits = read.Limits with { MaxTableBytes = Math.Max(1, Math.Min(read.Limits.MaxTableBytes, exactBytes)) },
            };
            try
            {
                return await ExactAsync(reference, current, bounded, options, inspect, notes, cancellationToken).ConfigureAwait(false);
            }
            catch (LogComparisonException e)
                when (e.Problem.Kind is TabularErrorKind.TooMuchMemory or TabularErrorKind.TooManyCategories && starts is (>= 0, >= 0))
            {
                (reference.Position, current.Position) = starts;
            }
        }
        Heap.GiveBack();
        return await SketchedAsync(reference, current, read with { Sketch = true }, options, inspect, notes, cancellationToken)
            .ConfigureAwait(false);
    }

    private static bool IsLarger(Stream stream, long exactBytes) =>
        exactBytes <= 0 || (stream.CanSeek && MemoryPerByte * (stream.Length - stream.Position) > exactBytes);

    private static async Task<DriftResult> ExactAsync(
        Stream reference,
        Stream current,
        TabularReadOptions read,
        DriftOptions options,
        Action<IReadOnlyList<string>, bool>? inspect,
        List<string> notes,
        CancellationToken ct
    )
    {
        var profile = await FreezeAsync(reference, read, inspect, notes, ct).ConfigureAwait(false);
        // What the reference needed while it was read is far more than what is kept of it; the callers that still hold it are left first.
        await Task.Yield();
        Heap.GiveBack();
        var table = await ReadAsync(
                current,
                read with
                {
                    Schema = profile.Schema,
                    Only = null,
                    Pack = true,
                },
                isReference: false,
                inspect,
                notes,
                ct
            )
            .ConfigureAwait(false);
        await Task.Yield();
        return DriftAnalysis.Compare(profile, table, options, read.Roles, consume: true, ct);
    }

    private static async Task<ReferenceProfile> FreezeAsync(
        Stream stream,
        TabularReadOptions read,
        Action<IReadOnlyList<string>, bool>? inspect,
        List<string> notes,
        CancellationToken ct
    )
    {
        var table = await ReadAsync(stream, read with { Schema = null }, isReference: true, inspect, notes, ct).ConfigureAwait(false);
        return ReferenceProfile.FromTable(table, read.Roles, consume: true, ct);
    }

    private static async Task<DriftResult> SketchedAsync(
        Stream reference,
        Stream current,
        TabularReadOptions read,
        DriftOptions options,
        Action<IReadOnlyList<string>, bool>? inspect,
        List<string> notes,
        CancellationToken ct
    )
    {
        var before = await ReadAsync(reference, read with { Schema = null }, isReference: true, inspect, notes, ct).ConfigureAwait(false);
        var schema = new TableSchema(before.Columns.Select(c => new ColumnSchema(c.Name, c.Type, CountOnly: c is CountedColumn)));
        var now = await ReadAsync(current, read with { Schema = schema, Only = null }, isReference: false, inspect, notes, ct)
            .ConfigureAwait(false);
        Column[] columns = [.. before.Columns.Where(c => read.Roles.TakesPartInDrift(c.Name))];
        Column[] pairs = [.. columns.Where(c => now.Find(c.Name) is not null)];
        var compared = new ComparedColumn[pairs.Length];
        Parallel.For(
            0,
            pairs.Length,
            Parallelism.Machine,
            i => compared[i] = SketchComparison.Compare(pairs[i], now.Find(pairs[i].Name)!, read.Roles.RoleOf(pairs[i].Name), options)
        );
        var known = before.SourceColumns.ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. columns.Where(c => now.Find(c.Name) is null).Select(c => c.Name)];
        string[] added = [.. now.SourceColumns.Where(n => !known.Contains(n) && read.Roles.TakesPartInDrift(n))];
        const string Reason = "The files are too large to keep whole rows in memory.";
        var features = DriftAnalysis.Judge(
            [.. compared.Select(c => c.Feature)],
            [
                .. columns
                    .Where(c => now.Find(c.Name) is null)
                    .Select(c => SketchComparison.Absent(c, read.Roles.RoleOf(c.Name), now.RowCount))
                    .OfType<DriftFeature>(),
            ],
            options
        );
        return new DriftResult
        {
            ReferenceRows = before.RowCount,
            CurrentRows = now.RowCount,
            MissingColumns = missing,
            AddedColumns = added,
            Features = features,
            Quality = QualityRules.Check(
                Facts(before, read.Roles),
                Facts(now, read.Roles),
                compared,
                missing,
                added,
                now,
                ReferenceProfile.UnitsOf(columns),
                read.Roles,
                options.Quality
            ),
            Multivariate = MultivariateDrift.Not(MultivariateVerdict.NotRun, Reason),
            Attribution = new AttributionResult { Verdict = AttributionVerdict.NotRun, Reason = Reason },
            RootCause = RootCauseAnalysis.ByDriftAlone(features, Reason + " Columns are ranked by their own drift."),
        };
    }

    private static RowFacts Facts(Table table, ColumnRoles roles)
    {
        var time = table.SourceColumns.FirstOrDefault(n => roles.RoleOf(n) is ColumnRole.Timestamp);
        var latest = table.Find(time) is SketchColumn { Range: { } range }
            ? new DateTimeOffset(range.Latest, TimeSpan.Zero)
            : (DateTimeOffset?)null;
        return new RowFacts(
            new TableQuality(table.RowCount, null, null, null) { Latest = latest },
            [],
            new RowSample(table.RowCount, [], null, [])
        );
    }

    private static async Task<Table> ReadAsync(
        Stream stream,
        TabularReadOptions read,
        bool isReference,
        Action<IReadOnlyList<string>, bool>? inspect,
        List<string> notes,
        CancellationToken ct
    )
    {
        try
        {
            var table = await TableReader.ReadAsync(stream, read, ct).ConfigureAwait(false);
            inspect?.Invoke(table.SourceColumns, isReference);
            notes.AddRange(table.Notes);
            return table;
        }
        catch (TabularFormatException problem)
        {
            throw new LogComparisonException(isReference, problem);
        }
    }
}

/// <summary>One of two logs cannot be read.</summary>
public sealed class LogComparisonException : Exception
{
    internal LogComparisonException(bool isReference, TabularFormatException problem)
        : base(problem.Message, problem)
    {
        IsReference = isReference;
        Problem = problem;
    }

    /// <summary>Whether it is the reference.</summary>
    public bool IsReference { get; }

    /// <summary>What is wrong.</summary>
    public TabularFormatException Problem { get; }
}
