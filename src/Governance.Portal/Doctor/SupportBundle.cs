using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Doctor;

/// <summary>
/// What someone who helps from afar needs to know of an installation. A setting's value is in it only when it is a number or a switch by
/// its kind: any text may be a secret, a name or an address, so of texts it says that they are set, whatever their key is.
/// </summary>
internal sealed class SupportBundle(
    IConfiguration configuration,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    PortalMeter meter,
    IEnumerable<IMeasureState> state,
    DatabaseClock time,
    TimeProvider clock
)
{
    private const string Set = "(set)";

    // Shorter ones, such as "en", would take whole words out of sentences.
    private const int ShortestSecret = 5;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the file, which only its owner may read.</summary>
    public async Task WriteAsync(string path, IReadOnlyList<DoctorLine> lines, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        await using var file = new FileStream(path, options);
        await using var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: false, Encoding.UTF8, ct);
        await AddAsync(zip, "doctor.txt", lines.Select(l => WithoutValues(DoctorCommand.Print(l))), ct);
        await AddAsync(zip, "configuration.txt", Settings(), ct);
        await AddAsync(zip, "rows.txt", await TriedAsync(RowsAsync, ct), ct);
        await AddAsync(zip, "jobs.txt", await TriedAsync(JobsAsync, ct), ct);
        await AddAsync(zip, "state.txt", await TriedAsync(StateAsync, ct), ct);
    }

    /// <summary>The settings: numbers and switches as they are, of everything else that it is set.</summary>
    internal IEnumerable<string> Settings()
    {
        var known = KnownKeys.Read();
        return known
            .Sections.SelectMany(s => configuration.GetSection(s).AsEnumerable())
            .Where(s => s.Value is not null && known.Has(s.Key))
            .OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => $"{s.Key.Replace(":", "__", StringComparison.Ordinal)}={Shown(known, s.Key, s.Value!)}");
    }

    // A sentence about a wrong value may repeat it.
    private string WithoutValues(string line)
    {
        var known = KnownKeys.Read();
        return known
            .Sections.SelectMany(s => configuration.GetSection(s).AsEnumerable())
            .Where(s => s.Value is { Length: >= ShortestSecret } && Shown(known, s.Key, s.Value) == Set)
            .OrderByDescending(s => s.Value!.Length)
            .Aggregate(line, (text, s) => text.Replace(s.Value!, Set, StringComparison.OrdinalIgnoreCase));
    }

    private static string Shown(KnownKeys known, string key, string value) =>
        value.Length == 0 ? ""
        : known.IsPlain(key)
        && (bool.TryParse(value, out _) || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? value
        : Set;

    // A database that does not answer leaves the rest of the bundle as it is.
    private static async Task<IReadOnlyList<string>> TriedAsync(
        Func<CancellationToken, Task<IReadOnlyList<string>>> read,
        CancellationToken ct
    )
    {
        try
        {
            return await read(ct);
        }
#pragma warning disable CA1031 // Its kind is said, its words may hold what no bundle may.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return [$"This could not be read: {e.GetType().Name}."];
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, IEnumerable<string> lines, CancellationToken ct)
    {
        await using var entry = await zip.CreateEntry(name, CompressionLevel.Optimal).OpenAsync(ct);
        await entry.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), ct);
    }

    private async Task<IReadOnlyList<string>> RowsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var set = typeof(DbContext).GetMethod(nameof(DbContext.Set), Type.EmptyTypes)!;
        List<string> lines = [];
        foreach (var type in db.Model.GetEntityTypes().Where(t => !t.IsOwned() && !t.HasSharedClrType && t.GetTableName() is not null))
        {
            var rows = (IQueryable<object>)set.MakeGenericMethod(type.ClrType).Invoke(db, null)!;
            var count = await rows.LongCountAsync(ct);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{type.GetTableName()}={count}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    // What jobs last entered in the log: the name of the job and of the act, never its subject.
    private async Task<IReadOnlyList<string>> JobsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var last = await db
            .AuditEntries.Where(e => EF.Functions.Like(e.Actor, "system:%"))
            .GroupBy(e => new
            {
                e.Actor,
                e.Action,
                e.Refused,
            })
            .Select(g => new
            {
                g.Key.Actor,
                g.Key.Action,
                g.Key.Refused,
                At = g.Max(e => e.Time),
                Count = g.Count(),
            })
            .ToListAsync(ct);
        return
        [
            .. last.OrderBy(l => l.Actor, StringComparer.Ordinal)
                .ThenBy(l => l.Action, StringComparer.Ordinal)
                .Select(l => $"{l.Actor} {l.Action}{(l.Refused ? " refused" : "")}: {l.Count}, last {CanonicalJson.Time(l.At)}"),
        ];
    }

    // The same figures that metrics have: queues, the log and its keepers, disks.
    private async Task<IReadOnlyList<string>> StateAsync(CancellationToken ct)
    {
        List<string> lines = [$"time={CanonicalJson.Time(clock.GetUtcNow())}"];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == PortalMeter.Name)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => lines.Add(Line(i, value, tags)));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => lines.Add(Line(i, value, tags)));
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => lines.Add(Line(i, value, tags)));
        listener.Start();
        await using var once = await dbFactory.CreateDbContextAsync(ct);
        var round = await MeasuringRound.BeginAsync(once, time, clock, ct);
        foreach (var source in state)
        {
            await using var db = await dbFactory.CreateDbContextAsync(ct);
            await source.MeasureAsync(meter, db, round, ct);
        }

        return lines;

        static string Line(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{instrument.Name}{string.Concat(tags.ToArray().Select(t => $" {t.Key}=\"{t.Value}\""))} {value}"
            );
    }
}
