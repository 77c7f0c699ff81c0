using System.Reflection;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Approvals;
using Governance.Domain.Datasets;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Governance.Data.DataScopes;

/// <summary>
/// Finds what depends on models and systems, as the log names it: the other direction of <see cref="SubjectPlaces"/>. Every table with a
/// readable id is found by what its columns say (a model, a system, a subject in words, an id of another such row), so a new one is found
/// without being named here.
/// </summary>
public static class DependentSubjects
{
    private static readonly MethodInfo s_read = typeof(DependentSubjects).GetMethod(
        nameof(ReadAsync),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    // Belong to models in a way that no column of their own says.
    private static readonly Dictionary<string, Func<GovernanceDbContext, Depended, CancellationToken, Task<List<string>>>> s_explicit = new(
        StringComparer.Ordinal
    )
    {
        [PrefixOf<SignOffId>()] = async (db, on, ct) =>
            Texts(
                await db
                    .SignOffs.IgnoreQueryFilters()
                    .Where(s => db.Promotions.IgnoreQueryFilters().Any(p => p.Id == s.Promotion && on.Models.Contains(p.Model)))
                    .Select(s => s.Id)
                    .ToListAsync(ct)
            ),
        [PrefixOf<IncidentId>()] = async (db, on, ct) =>
            [
                .. Texts(
                    await db
                        .IncidentVersions.IgnoreQueryFilters()
                        .Where(v => on.Models.Contains(v.Model))
                        .Select(v => v.Incident)
                        .Distinct()
                        .ToListAsync(ct)
                ),
                .. (
                    await db
                        .Incidents.IgnoreQueryFilters()
                        .Select(i => new { i.Id, Systems = EF.Property<List<string>>(i, "_systems") })
                        .ToListAsync(ct)
                )
                    .Where(i => i.Systems.Exists(on.Systems.Contains))
                    .Select(i => i.Id.ToString()),
            ],
        // Calls are as many as decisions; the log names those that a person answered.
        [PrefixOf<AgentCallId>()] = async (db, on, ct) =>
            Texts(
                await db.AgentCallAnswers.IgnoreQueryFilters().Where(a => on.Models.Contains(a.Model)).Select(a => a.Call).ToListAsync(ct)
            ),
        [PrefixOf<DatasetId>()] = async (db, on, ct) =>
            Texts(
                await db
                    .Datasets.IgnoreQueryFilters()
                    .Where(d => db.RegisteredDatasets.IgnoreQueryFilters().Any(r => r.Name == d.Name && on.Models.Contains(r.Model)))
                    .Select(d => d.Id)
                    .ToListAsync(ct)
            ),
        // Their ids are numbers alone.
        ["LBL"] = async (db, on, ct) =>
            Of(
                MeasurementKind.Labels,
                await db.LabelBatches.IgnoreQueryFilters().Where(b => on.Models.Contains(b.Model)).Select(b => b.Id).ToListAsync(ct)
            ),
        ["FIG"] = async (db, on, ct) =>
            Of(
                MeasurementKind.Figure,
                await db.BusinessFigures.IgnoreQueryFilters().Where(v => on.Models.Contains(v.Model)).Select(v => v.Id).ToListAsync(ct)
            ),
        [PrefixOf<SystemId>()] = (_, on, _) => Task.FromResult(on.Systems.ToList()),
    };

    private static List<string> Of(MeasurementKind kind, IEnumerable<long> numbers) =>
        [.. numbers.Select(number => new MeasurementRef(kind, number).ToString())];

    /// <summary>Prefixes of ids that are found from a model or a system.</summary>
    public static IReadOnlySet<string> Prefixes(GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return s_explicit
            .Keys.Concat(Tables(db).Where(t => ByModel(t) || BySystem(t) is not null || BySubject(t)).Select(t => PrefixOf(t)!))
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Everything that depends on these, by the ids under which the log writes of it, the models and systems among it.</summary>
    /// <param name="db">A context; what the caller may see does not matter.</param>
    /// <param name="models">Models by name.</param>
    /// <param name="systems">Systems by id.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlySet<string>> FindAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> models,
        IReadOnlyCollection<string> systems,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var on = new Depended([.. models], [.. systems]);
        var versions = await db
            .Versions.IgnoreQueryFilters()
            .Where(v => on.Models.Contains(v.Model))
            .Select(v => new { v.Model, v.Version })
            .ToListAsync(ct);
        var found = new HashSet<string>(StringComparer.Ordinal);
        found.UnionWith(models);
        found.UnionWith(systems);
        found.UnionWith(versions.Select(v => ModelName.Of(v.Model, v.Version)));
        foreach (var finder in s_explicit.Values)
        {
            found.UnionWith(await finder(db, on, ct));
        }

        var tables = Tables(db).Where(t => !s_explicit.ContainsKey(PrefixOf(t)!)).ToList();
        foreach (var table in tables.Where(t => ByModel(t) || BySystem(t) is not null))
        {
            found.UnionWith(await RunAsync(db, table, on, subjects: null, ct));
        }

        // What is about something in words of its own may be about any of these.
        var named = found.ToList();
        foreach (var table in tables.Where(BySubject))
        {
            found.UnionWith(await RunAsync(db, table, on, named, ct));
        }

        return found;
    }

    private static IEnumerable<IEntityType> Tables(GovernanceDbContext db) =>
        db.Model.GetEntityTypes().Where(t => !t.IsOwned() && t.BaseType is null && PrefixOf(t) is not null);

    private static bool ByModel(IEntityType table) => table.FindProperty("Model") is { } model && model.ClrType == typeof(string);

    private static string? BySystem(IEntityType table) =>
        table
            .GetProperties()
            .FirstOrDefault(p =>
                p.ClrType == typeof(SystemId) || p.ClrType == typeof(SystemId?) || (p.Name == "SystemId" && p.ClrType == typeof(string))
            )
            is { } system
        && system.Name != "Id"
            ? system.Name
            : null;

    private static bool BySubject(IEntityType table) => table.FindProperty("Subject") is { } subject && subject.ClrType == typeof(string);

    private static Type? IdOf(IEntityType table) =>
        table.FindProperty("Id") is { } id && Array.Exists(id.ClrType.GetInterfaces(), IsDisplayId) ? id.ClrType : null;

    private static bool IsDisplayId(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDisplayId<>);

    private static string? PrefixOf(IEntityType table) =>
        IdOf(table)?.GetProperty("Prefix", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string;

    private static string PrefixOf<T>()
        where T : struct, IDisplayId<T> => T.Prefix;

    private static List<string> Texts<T>(List<T> ids)
        where T : struct => ids.ConvertAll(id => id.ToString()!);

    private static Task<List<string>> RunAsync(
        GovernanceDbContext db,
        IEntityType table,
        Depended on,
        List<string>? subjects,
        CancellationToken ct
    ) => (Task<List<string>>)s_read.MakeGenericMethod(table.ClrType, IdOf(table)!).Invoke(null, [db, table, on, subjects, ct])!;

    private static async Task<List<string>> ReadAsync<TEntity, TId>(
        GovernanceDbContext db,
        IEntityType table,
        Depended on,
        List<string>? subjects,
        CancellationToken ct
    )
        where TEntity : class
        where TId : struct
    {
        var rows = db.Set<TEntity>().IgnoreQueryFilters().IgnoreAutoIncludes().AsNoTracking();
        var found = new List<string>();
        if (subjects is not null)
        {
            var about = rows.Where(e => subjects.Contains(EF.Property<string>(e, "Subject")));
            return Texts(await about.Select(e => EF.Property<TId>(e, "Id")).ToListAsync(ct));
        }

        if (ByModel(table) && on.Models.Count > 0)
        {
            var ofModels = rows.Where(e => on.Models.Contains(EF.Property<string>(e, "Model")));
            found.AddRange(Texts(await ofModels.Select(e => EF.Property<TId>(e, "Id")).ToListAsync(ct)));
        }

        if (BySystem(table) is { } system && on.Systems.Count > 0)
        {
            IQueryable<TEntity> ofSystems;
            if (table.FindProperty(system)!.ClrType == typeof(string))
            {
                ofSystems = rows.Where(e => on.Systems.Contains(EF.Property<string>(e, system)));
            }
            else
            {
                var ids = on
                    .Systems.Select(s => DisplayId.TryParse<SystemId>(s, out var id) ? id : default(SystemId?))
                    .OfType<SystemId>()
                    .ToList();
                ofSystems =
                    table.FindProperty(system)!.ClrType == typeof(SystemId)
                        ? rows.Where(e => ids.Contains(EF.Property<SystemId>(e, system)))
                        : rows.Where(e =>
                            EF.Property<SystemId?>(e, system) != null && ids.Contains(EF.Property<SystemId?>(e, system)!.Value)
                        );
            }

            found.AddRange(Texts(await ofSystems.Select(e => EF.Property<TId>(e, "Id")).ToListAsync(ct)));
        }

        return found;
    }

    private sealed record Depended(List<string> Models, List<string> Systems);
}
